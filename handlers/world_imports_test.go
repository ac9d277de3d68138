package handlers_test

import (
	"net/url"
	"strings"

	"coulisse/access"
	"coulisse/camera"
	"coulisse/models"
	"coulisse/testkit"
)

// addImports uploads files of orders for events on sale, and brings them to every state; those
// that nobody has worked on come last. The event's mark stands in
// all that a page may show of them.
func (w *world) addImports() {
	var confirmed, waiting []func()
	for _, e := range w.rows["events"] {
		if e.state != models.EventPublished {
			continue
		}
		by := w.owner
		if e.organisation == w.other.Organisation {
			by = w.other
		}
		for _, state := range []string{models.ImportDone, models.ImportFailed, models.ImportChecked, models.ImportFaulty, models.ImportDiscarded} {
			w.imports(by, e, state)
		}
		id := w.imports(by, e, models.ImportConfirmed)
		confirmed = append(confirmed, func() { w.must(w.Store.ConfirmImport(w.t.Context(), by, id, false)) })
		waiting = append(waiting, func() { w.imports(by, e, models.ImportWaiting) })
	}
	for _, add := range append(confirmed, waiting...) {
		add()
	}
}

// imports brings one file to a state.
func (w *world) imports(by access.Actor, e row, state string) (id string) {
	w.t.Helper()
	ctx, mark := w.t.Context(), strings.Fields(e.name)[0]
	types, err := w.Store.TicketTypes(ctx, by, e.id)
	w.must(err)
	kind := types[0].Name
	if state == models.ImportFaulty {
		kind = w.dress(mark + " nowhere")
	}
	known, number := []rune(w.dress("Shopper of "+mark)), mark+"-"+state
	known = known[:min(len(known), models.MaxName)]
	content := "order,type,name,email,phone," + quoted(w.dress(mark+" hall")) + "\n" + number + "," + quoted(kind) + "," + quoted(string(known)) + ",shopper@" + strings.ToLower(mark) + ".example,5550100,x\n"
	id, err = w.Store.StartImport(ctx, by, models.Upload{Event: e.id, Name: w.dress(mark+" "+state) + ".csv", Locale: "en", Content: []byte(content)})
	w.must(err)
	w.rows["imports"] = append(w.rows["imports"], row{name: state + " import for " + e.name, id: id, event: e.id, organisation: e.organisation, state: state})
	if state == models.ImportWaiting {
		return id
	}
	w.works(id, by)
	switch state {
	case models.ImportDiscarded:
		w.must(w.Store.DiscardImport(ctx, by, id))
	case models.ImportFailed, models.ImportDone:
		w.must(w.Store.ConfirmImport(ctx, by, id, false))
		if state == models.ImportFailed {
			w.changePrice(by, e, types[0])
		}
		w.works(id, by)
		w.imported(by, e, number)
	}
	return id
}

// quoted is a cell that may hold anything.
func quoted(cell string) string { return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"` }

// works works until an import is no longer busy.
func (w *world) works(id string, by access.Actor) {
	w.t.Helper()
	for {
		i, err := w.Store.Import(w.t.Context(), by, id)
		w.must(err)
		if !i.Busy() {
			return
		}
		_, err = w.Store.WorkOnImport(w.t.Context())
		w.must(err)
	}
}

// changePrice makes what was confirmed no longer hold.
func (w *world) changePrice(by access.Actor, e row, tt models.OfferedType) {
	w.t.Helper()
	_, err := w.Store.UpdateTicketType(w.t.Context(), by, e.id, tt.ID, tt.Version, models.TicketTypeDetails{Name: tt.Name, Price: tt.Price + 100, Quota: *tt.Quota})
	w.must(err)
	for i, r := range w.rows["type"] {
		if r.under == tt.ID {
			w.rows["type"][i].version++
		}
	}
}

// imported notes the orders that came of an import.
func (w *world) imported(by access.Actor, e row, number string) {
	w.t.Helper()
	list, err := w.Store.Orders(w.t.Context(), by, models.OrderFilter{Search: number, Event: e.id})
	w.must(err)
	for _, o := range list.Rows {
		w.customer(e.name+" by import", o.Email, models.OrderPaid, &o.Order)
	}
}

// addUploads gives every caller an event on sale that they see, to upload orders for.
func (w *world) addUploads() {
	for _, c := range w.who {
		for _, e := range w.rows["events"] {
			if c.onSale == nil && e.state == models.EventPublished && e.organisation == c.actor.Organisation && c.actor.Sees(e.id) {
				c.onSale = []string{e.id}
			}
		}
	}
}

// wantImport: what is checked is confirmed, what was refused is checked again, and what is not
// yet confirmed is discarded.
func wantImport(c cell) int {
	can, state := true, c.row.state
	refused := state == models.ImportFaulty || state == models.ImportFailed
	switch c.route.Name {
	case "import.confirm":
		can = state == models.ImportChecked
	case "import.check":
		can = refused
	case "import.discard", "import.discard.form":
		can = refused || state == models.ImportChecked || state == models.ImportWaiting
	}
	switch {
	case !can:
		return 409
	case c.route.Method == "GET":
		return 200
	}
	return wantForm(c)
}

// encoded is the body of a form as its page would send it.
func encoded(route string, values url.Values) (contentType, body string) {
	if route == "import.create" || strings.HasSuffix(route, "letter.create") {
		return testkit.Multipart(values, "file")
	}
	if route == "scan.frame" {
		return camera.MediaType, values.Get("frame")
	}
	return formType, values.Encode()
}
