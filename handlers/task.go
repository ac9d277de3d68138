package handlers

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/page"
)

// you is the reader, with whom to ask about what they may not change themselves (EC10, EC11).
func (s *Server) you(c echo.Context) (y page.You, err error) {
	ctx, v := c.Request().Context(), viewerOf(c)
	own, err := s.store.OwnMembership(ctx, v.Actor)
	if err != nil {
		return y, err
	}
	y = page.You{Name: own.Name, Email: own.Email, Phone: own.Phone, Title: own.Title}
	if !frameOf(c).MayEditSelf {
		y.Owner, err = s.store.OwnerContact(ctx, v.Actor)
	}
	return y, err
}

// profileChangeForm is for asking the owner to change one's details (EC11); who may change them
// alone is led to where they do.
func (s *Server) profileChangeForm(c echo.Context) error {
	if frameOf(c).MayEditSelf {
		return s.to(c, "profile.show")
	}
	p, err := s.changePage(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.ProfileChange(p))
}

func (s *Server) changePage(c echo.Context) (p page.ProfileChangePage, err error) {
	p.You, err = s.you(c)
	return p, err
}

// profileChange makes a task of the request, and mails the owner.
func (s *Server) profileChange(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	if frameOf(c).MayEditSelf {
		return s.to(c, "profile.show")
	}
	p, err := s.changePage(c)
	if err != nil {
		return err
	}
	form := forms.ReadChangeRequest(body)
	errs := form.Validate()
	if len(errs) == 0 {
		err = s.store.AskChange(detached(c), viewerOf(c).Actor, form.Request())
	}
	if len(errs) == 0 && err == nil {
		s.say(c, "task.flash.asked", "owner", p.You.Owner.Name)
		return s.to(c, "profile.show")
	}
	return s.again(c, errs, err, func(errs forms.Errors) templ.Component {
		p.Entry, p.Errors = form, errs
		return page.ProfileChange(p)
	})
}

// taskList is what the owner is asked for, and what they have done lately.
func (s *Server) taskList(c echo.Context) error {
	open, done, err := s.store.Tasks(c.Request().Context(), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Tasks(page.TasksPage{Open: open, Done: done}))
}

// taskDone says that a task is done, and mails who asked.
func (s *Server) taskDone(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadTaskAnswer(body)
	if errs := form.Validate(); len(errs) > 0 {
		return s.taskAgain(c, form, errs)
	}
	k, err := s.store.FinishTask(detached(c), viewerOf(c).Actor, c.Param("id"), form.Answer)
	if err != nil {
		return err
	}
	s.say(c, "task.flash.done", "name", k.Name)
	return s.to(c, "task.list")
}

// taskAgain shows the tasks with an answer that could not be taken.
func (s *Server) taskAgain(c echo.Context, form forms.TaskAnswer, errs forms.Errors) error {
	open, done, err := s.store.Tasks(c.Request().Context(), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	for _, k := range open {
		if k.ID == c.Param("id") {
			return s.render(c, http.StatusUnprocessableEntity, page.Tasks(page.TasksPage{Open: open, Done: done, Answered: k.ID, Entry: form, Errors: errs}))
		}
	}
	return models.Fail(models.NotFound, "error.not_found")
}
