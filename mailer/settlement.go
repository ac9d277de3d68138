package mailer

import letter "coulisse/views/mail"

// settlement is for those who asked for it, and for whoever created the event (ST4); it leads to
// what they may open.
func settlement(d *draft) string {
	x, l := d.data.Settlement, d.Locale
	d.Facts = []letter.Fact{
		{Label: d.t("order.event"), Value: x.Event}, {Label: d.t("order.when"), Value: l.DateTime(x.Begins.In(d.zone))}, {Label: d.t("settlement.number"), Value: l.Number(x.Number)},
		{Label: d.t("order.count"), Value: l.Number(x.Tickets)}, {Label: d.t("settlement.gross"), Value: l.Money(x.Gross, x.Currency)},
		{Label: d.t("settlement.fee"), Value: l.Money(x.Fee, x.Currency)}, {Label: d.t("settlement.net"), Value: l.Money(x.Net, x.Currency)},
	}
	if x.Opens {
		return "/finance/" + x.EventID
	}
	return "/"
}
