package page

import (
	"coulisse/access"
	"coulisse/forms"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// OwnershipPage is who owns the organisation, and what of a change of owner concerns the viewer.
type OwnershipPage struct {
	models.Ownership
	Email  string // as it was entered
	Errors forms.Errors
}

// offered tells whether the ownership is offered to the viewer.
func (p OwnershipPage) offered(a access.Actor) bool {
	return p.Offer != nil && p.Offer.ToID == a.Membership
}

// former tells whether the viewer may take the ownership back.
func (p OwnershipPage) former(a access.Actor) bool {
	return p.Back != nil && p.Back.FromID == a.Membership
}

// ownershipCrumbs lead back to the account, for those who may open it.
func ownershipCrumbs(f *views.Frame, here string) (crumbs []component.Crumb) {
	if f.Actor.Can(access.Account, access.View) {
		crumbs = append(crumbs, component.Crumb{Label: f.Locale.T("account.title"), Href: f.URL("account.show")})
	}
	own := component.Crumb{Label: f.Locale.T("ownership.title")}
	if here != "" {
		own.Href = f.URL("ownership.show")
		crumbs = append(crumbs, own, component.Crumb{Label: here})
		return crumbs
	}
	return append(crumbs, own)
}

// ofHere says for which organisation a button is.
func ofHere(f *views.Frame) map[string]string {
	return map[string]string{"organisation": f.OrganisationID}
}

// ownershipTask is what waits for the viewer, at the home page.
type ownershipTask struct{ key, name, until string }

// ownershipTasks are what of a change of owner waits for the viewer.
func ownershipTasks(f *views.Frame, o models.Ownership) (list []ownershipTask) {
	if f.Staff != nil {
		return nil // the desk only looks
	}
	when, p := f.Locale.DateTime, OwnershipPage{Ownership: o}
	if o.Letter != nil {
		list = append(list, ownershipTask{"letter", o.Letter.SuccessorName, when(f.In(*o.Letter.DueAt))})
	}
	if p.offered(f.Actor) {
		list = append(list, ownershipTask{"offer", o.Offer.FromName, when(f.In(o.Offer.ExpiresAt))})
	}
	if p.former(f.Actor) {
		list = append(list, ownershipTask{"back", o.Back.ToName, when(f.In(*o.Back.BackUntil))})
	}
	return list
}
