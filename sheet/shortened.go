package sheet

import (
	"regexp"
	"strconv"
	"strings"
)

// shortened is a number as a spreadsheet writes one that is too long for its column: 2,02601E+11.
// The sign tells it from an order number such as 7E12.
var shortened = regexp.MustCompile(`^[+-]?\d([.,]\d+)?E[+-]\d{2,3}$`)

// failed is what a spreadsheet shows in place of a value: #####, #N/A, #NAME?, #VALEUR!, #NAVN?.
var failed = regexp.MustCompile(`^#(#+|N/A|I/T|[\p{Lu}/0]+[!?])$`)

// Shortened tells whether a spreadsheet has kept a number by its first digits alone.
func Shortened(cell string) bool { return shortened.MatchString(strings.ToUpper(cell)) }

// Failed tells whether a spreadsheet could not make a value of what stood in the cell.
func Failed(cell string) bool { return failed.MatchString(cell) }

// Days from 1 January 2000 to 31 December 2099, as spreadsheets count them.
const firstDay, lastDay = 36526, 73050

// DayNumber tells whether a cell holds a day as spreadsheets count them, with the time of day
// behind the decimal mark: 46112,58.
func DayNumber(cell string) bool {
	n, err := strconv.ParseFloat(strings.Replace(cell, ",", ".", 1), 64)
	return err == nil && n >= firstDay && n < lastDay+1 && strings.Trim(cell, "0123456789.,") == ""
}
