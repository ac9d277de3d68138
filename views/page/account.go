package page

import (
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/views/component"
)

// AccountPage is the organisation's details and policies.
type AccountPage struct {
	Name, TimeZone, Locale string
	MembersEdit            bool
	InvitationDays         int
	Currency               string
	OwnAcquiring           bool
	OwnerName, OwnerEmail  string
	SupportView            bool // the owner lets support look
}

// AccountFormPage edits them.
type AccountFormPage struct {
	Entry  forms.Account
	Stored *forms.Account // as somebody else left it while this was entered; nil when nobody did
	Errors forms.Errors
}

// differences are what saving the entry would make of what somebody else has saved.
func (p AccountFormPage) differences(l *i18n.Locale) []component.Change {
	if p.Stored == nil {
		return nil
	}
	was, now, d := *p.Stored, p.Entry, differences{words: l}
	d.add(l.T("account.field.name"), was.Name, now.Name)
	d.add(l.T("account.field.time_zone"), zoneLabel(was.TimeZone), zoneLabel(now.TimeZone))
	d.add(l.T("account.field.locale"), languageName(was.Locale), languageName(now.Locale))
	d.add(l.T("account.field.currency"), was.Currency, now.Currency)
	d.tick(l.T("account.field.members_edit"), was.MembersEdit, now.MembersEdit)
	d.tick(l.T("account.field.own_acquiring"), was.OwnAcquiring, now.OwnAcquiring)
	d.add(l.T("account.field.invitation_days"), was.InvitationDays, now.InvitationDays)
	return d.all
}

// languageName is what a language calls itself.
func languageName(tag string) string {
	l, ok := i18n.Lookup(tag)
	if !ok {
		return tag
	}
	return l.T("language.name")
}

// currencyOptions offers the currencies with their names.
func currencyOptions(l *i18n.Locale) (options []component.Option) {
	for _, c := range i18n.Currencies() {
		options = append(options, component.Option{Value: c.Code, Label: currencyLabel(l, c.Code)})
	}
	return options
}

func currencyLabel(l *i18n.Locale, code string) string {
	return l.T("account.currency_label", "code", code, "name", l.T("currency."+code))
}
