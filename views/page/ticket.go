package page

import (
	"strings"
	"time"
)

// TicketsPage is an order's tickets as their buyer sees and prints them.
type TicketsPage struct {
	Organisation, Name, Reference, Currency string
	Event                                   EventRow
	Tickets                                 []SheetTicket
	Of                                      int // tickets that the order was placed with
	Refunded                                int // of them, those that were refunded since
}

// SheetTicket is one ticket of the sheet.
type SheetTicket struct {
	Number     int
	Type, Code string
	Price      int64
	In         time.Time // when it was used; zero when it was not
}

// grouped is the code as one reads it out: five letters at a time.
func (k SheetTicket) grouped() string {
	var parts []string
	for code := k.Code; code != ""; {
		n := min(5, len(code))
		parts, code = append(parts, code[:n]), code[n:]
	}
	return strings.Join(parts, "\u00A0")
}
