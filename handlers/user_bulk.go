package handlers

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/page"
)

// userBulk names everybody ticked in the list before anything happens to them.
func (s *Server) userBulk(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadBulk(body)
	errs := form.Validate()
	if len(errs) > 0 {
		return s.bulkFaults(c, form, errs)
	}
	p := page.UserBulkPage{Do: form.Do}
	for _, id := range form.People {
		person, err := s.store.Person(c.Request().Context(), viewerOf(c).Actor, id)
		if models.CodeOf(err) == models.NotFound {
			continue // gone meanwhile, or never there
		}
		if err != nil {
			return err
		}
		row := page.BulkPerson{ID: person.ID, Name: person.Name, Email: person.Email, Status: string(person.Status)}
		if key := bulkRefusal(viewerOf(c).Actor, person, form.Do); key != "" {
			row.Refusal = frameOf(c).Locale.T(key, "name", person.Name)
		} else if form.Do == forms.BulkOff {
			if row.Tokens, err = s.store.TokensOf(c.Request().Context(), viewerOf(c).Actor, person); err != nil {
				return err
			}
		}
		p.People = append(p.People, row)
	}
	if form.Do == forms.BulkInvite {
		if err := s.bulkPauses(c, p.People); err != nil {
			return err
		}
	}
	return s.render(c, http.StatusOK, page.UserBulk(p))
}

// bulkFaults says what is wrong with a choice, and keeps it.
func (s *Server) bulkFaults(c echo.Context, form forms.Bulk, errs forms.Errors) error {
	return s.render(c, http.StatusUnprocessableEntity, page.UserBulk(page.UserBulkPage{Do: form.Do, Kept: form.People, Errors: errs}))
}

// bulkPauses leaves those out whose invitation cannot be sent again for a while.
func (s *Server) bulkPauses(c echo.Context, people []page.BulkPerson) error {
	var mailings []models.Mailing
	for _, p := range people {
		mailings = append(mailings, mailingTo(c, p.Email, false))
	}
	pauses, err := s.store.ResendPauses(c.Request().Context(), mailings...)
	for i, pause := range pauses {
		if people[i].Refusal == "" {
			people[i].Refusal = page.ResendOff(frameOf(c).Locale, pause)
		}
	}
	return err
}

// bulkRefusal is the key of the sentence that says why nothing can happen to somebody; ""
// when it can.
func bulkRefusal(a access.Actor, p *models.Person, do string) string {
	if refusal := a.MayManage(p.Target(), access.Approve); refusal != access.Allowed {
		return "refusal." + string(refusal)
	}
	switch {
	case do == forms.BulkInvite && p.HasAccount():
		return "user.accepted_already"
	case do != forms.BulkInvite && !p.HasAccount():
		return "user.not_member"
	case do != forms.BulkInvite && p.Active == (do == forms.BulkOn):
		return "user.bulk.already"
	}
	return ""
}

// userBulkDo does it to each on their own, under the same rules as one by one, and says how
// many there were and who was left out.
func (s *Server) userBulkDo(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadBulk(body)
	if errs := form.Validate(); len(errs) > 0 {
		return s.bulkFaults(c, form, errs)
	}
	l, done, left := frameOf(c).Locale, 0, []string{}
	err = s.store.Each(detached(c), func(store *models.Store) error {
		for _, id := range form.People {
			err := bulkOne(c, store, form.Do, id)
			var refused *models.Error
			switch {
			case err == nil:
				done++
			case errors.As(err, &refused):
				left = append(left, l.T(refused.Key, refused.Args...))
			default:
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	f := views.Flash{Kind: "status", Text: l.N("user.bulk."+form.Do+".done", done)}
	if len(left) > 0 {
		f.Kind, f.Text = "alert", f.Text+" "+strings.Join(left, " ")
	}
	s.flash(c, f)
	return s.to(c, "user.list")
}

func bulkOne(c echo.Context, store *models.Store, do, id string) (err error) {
	actor := viewerOf(c).Actor
	if do == forms.BulkInvite {
		_, err = store.SendInvitation(detached(c), actor, id)
		return err
	}
	_, _, err = store.SetActive(detached(c), actor, id, do == forms.BulkOn)
	return err
}
