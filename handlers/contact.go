package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/page"
)

// contactList shows everybody whom the organisation knows (EC1), and one row as a form when the
// address asks for it (EC2).
func (s *Server) contactList(c echo.Context) error {
	filter := forms.ReadContactFilter(c.QueryParams())
	p, err := s.contactPage(c, filter)
	if err != nil {
		return err
	}
	if filter.Edit != "" && viewerOf(c).Actor.Can(access.Contacts, access.Edit) {
		switch person, err := s.store.DirectoryPerson(c.Request().Context(), viewerOf(c).Actor, filter.Edit); {
		case err == nil:
			s.openRow(c, &p, person, forms.ContactFrom(person))
		case models.CodeOf(err) != models.NotFound:
			return err
		}
	}
	status := http.StatusOK
	if len(p.Errors) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.render(c, status, page.ContactList(p))
}

// contactPage reads the page of the directory that a filter asks for; when the filter is at
// fault, the errors and nobody.
func (s *Server) contactPage(c echo.Context, filter forms.ContactFilter) (page.ContactListPage, error) {
	p := page.ContactListPage{Filter: filter, Errors: filter.Validate()}
	you, err := s.you(c)
	if p.You = you; err != nil || len(p.Errors) > 0 {
		return p, err
	}
	list, err := s.store.Directory(c.Request().Context(), viewerOf(c).Actor, filter.Directory())
	if errs, ok := forms.FromFault(err); ok {
		p.Errors = errs
		return p, nil
	}
	if err != nil {
		return p, err
	}
	p.Total, p.Capped, p.Previous, p.Next = min(list.Total, models.CountLimit), list.Total > models.CountLimit, list.Before, list.After
	var mailings []models.Mailing
	for _, r := range list.Rows {
		row := page.ContactRow{ID: r.ID, Name: r.Name, Email: r.Email, Phone: r.Phone, Title: r.Title, Roles: r.Roles, HasAccess: r.HasAccess, HasAccount: r.HasAccount}
		if r.HasAccess {
			row.Status, row.Locked, row.Target = string(r.Status), !r.LockedUntil.IsZero(), r.Target()
		}
		p.Rows, mailings = append(p.Rows, row), append(mailings, mailingTo(c, r.Email, r.HasAccount))
	}
	if a := viewerOf(c).Actor; !a.Can(access.Contacts, access.Approve) && !a.Can(access.Users, access.Approve) {
		return p, nil // who sees no such button
	}
	pauses, err := s.store.ResendPauses(c.Request().Context(), mailings...)
	for i, pause := range pauses {
		p.Rows[i].Pause = pause
	}
	return p, err
}

// openRow turns a person's row into the form; one that is not on this page of the list comes first.
func (s *Server) openRow(c echo.Context, p *page.ContactListPage, person *models.DirectoryPerson, entry forms.Contact) {
	v := viewerOf(c)
	p.Open = &page.OpenContact{Entry: entry, Fixed: v.Organisation.Fixed(v.Actor, person.Target())}
	if !slices.ContainsFunc(p.Rows, func(r page.ContactRow) bool { return r.ID == person.ID }) {
		p.Rows = append([]page.ContactRow{contactRow(person)}, p.Rows...)
	}
	p.Open.ID = person.ID
}

func contactRow(p *models.DirectoryPerson) page.ContactRow {
	row := page.ContactRow{ID: p.ID, Name: p.Name, Email: p.Email, Phone: p.Phone, Title: p.Title, Roles: p.Roles}
	if p.Access != nil {
		row.HasAccess, row.HasAccount, row.Status, row.Target = true, p.Access.HasAccount(), string(p.Access.Status), p.Target()
		row.Locked = !p.Access.LockedUntil.IsZero()
	}
	return row
}

// contactUpdate saves a row that was edited in place (EC4). What is refused comes back as the
// list with that row open and what was entered.
func (s *Server) contactUpdate(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	actor := viewerOf(c).Actor
	person, err := s.store.DirectoryPerson(c.Request().Context(), actor, c.Param("id"))
	if err != nil {
		return err
	}
	form, next := forms.ReadContact(body, forms.ContactFrom(person)), s.directoryAt(body.Get("next"))
	form.Access = false
	if errs := form.Validate(); len(errs) > 0 {
		return s.contactAgain(c, http.StatusUnprocessableEntity, next, person, form, errs)
	}
	_, changed, err := s.store.UpdateContact(detached(c), actor, person.ID, form.Version, form.Details())
	var refused *models.Error
	switch errs, ok := forms.FromFault(err); {
	case ok:
		return s.contactAgain(c, http.StatusUnprocessableEntity, next, person, form, errs)
	case models.CodeOf(err) == models.Conflict && errors.As(err, &refused):
		form.Version = person.Version // the next save is made in the knowledge of what stands now
		errs.Add("", refused.Key, refused.Args...)
		return s.contactAgain(c, http.StatusConflict, next, person, form, errs)
	case err != nil:
		return err
	}
	key := "contact.flash.unchanged"
	if changed {
		key = "contact.flash.saved"
	}
	s.say(c, key, "name", form.Name)
	return c.Redirect(http.StatusSeeOther, views.WithQuery(s.url("contact.list"), next.Query())+page.ContactAnchor(person.ID))
}

// directoryAt is where in the directory a form came from.
func (s *Server) directoryAt(next string) forms.ContactFilter {
	u, err := url.Parse(forms.Local(next))
	if err != nil || u.Path != s.url("contact.list") {
		return forms.ContactFilter{}
	}
	return forms.ReadContactFilter(u.Query())
}

// contactAgain shows the directory with a row open that could not be saved.
func (s *Server) contactAgain(c echo.Context, status int, next forms.ContactFilter, person *models.DirectoryPerson, form forms.Contact, errs forms.Errors) error {
	p, err := s.contactPage(c, next)
	if err != nil {
		return err
	}
	s.openRow(c, &p, person, form)
	p.Errors = errs
	frameOf(c).Path = s.url("contact.list")
	return s.render(c, status, page.ContactList(p))
}

// contactNew shows the empty form, with web access ticked for whoever may give it (EC8).
func (s *Server) contactNew(c echo.Context) error {
	a := viewerOf(c).Actor
	form := forms.Contact{Access: a.Can(access.Contacts, access.Approve)}
	if form.Give.Scope = "chosen"; a.Grant.Scope.All {
		form.Give.Scope = "all"
	}
	return s.contactForm(c, http.StatusOK, form, nil)
}

// contactCreate adds somebody to the directory, and with the tick invites them.
func (s *Server) contactCreate(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadContact(body, forms.Contact{})
	if errs := form.Validate(); len(errs) > 0 {
		return s.contactForm(c, http.StatusUnprocessableEntity, form, errs)
	}
	err = s.addContact(c, form)
	if errs, status := atForm(c, err); len(errs) > 0 {
		return s.contactForm(c, status, form, errs)
	}
	if err != nil {
		return err
	}
	key := "contact.flash.added"
	if form.Access {
		key = "contact.flash.added_invited"
	}
	s.sayOf(c, form.Email, key, "name", form.Name, "email", form.Email)
	return s.to(c, "contact.list")
}

func (s *Server) addContact(c echo.Context, form forms.Contact) error {
	a := viewerOf(c).Actor
	if !form.Access {
		_, err := s.store.AddContact(detached(c), a, form.Details(), nil)
		return err
	}
	roles, err := s.offeredRoles(c)
	if err != nil {
		return err
	}
	given, err := form.Give.Access(roles, lastDay(a))
	if err != nil {
		return err
	}
	_, err = s.store.AddContact(detached(c), a, form.Details(), &given)
	return err
}

func (s *Server) contactForm(c echo.Context, status int, form forms.Contact, errs forms.Errors) error {
	p := page.ContactFormPage{Entry: form, Errors: errs}
	var err error
	if p.Offer, err = s.accessOffer(c, form.Give); err != nil {
		return err
	}
	return s.render(c, status, page.ContactForm(p))
}
