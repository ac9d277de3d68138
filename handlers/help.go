package handlers

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/page"
)

// helpList shows what the person has asked the support desk, and to the owner what everybody has
// (CC6).
func (s *Server) helpList(c echo.Context) error {
	q := c.QueryParams()
	list, err := s.store.Requests(c.Request().Context(), viewerOf(c).Actor, models.Page{After: q.Get("after"), Before: q.Get("before")})
	errs, isFault := forms.FromFault(err)
	switch {
	case isFault:
		list = &models.Requests{}
	case err != nil:
		return err
	}
	status := http.StatusOK
	if isFault {
		status = http.StatusUnprocessableEntity
	}
	return s.render(c, status, page.HelpList(page.HelpListPage{Rows: list.Rows, Total: min(list.Total, models.CountLimit), Capped: list.Total > models.CountLimit,
		Previous: list.Before, Next: list.After, Errors: errs}))
}

// helpNew shows the form; the address may say what it is about, and the event.
func (s *Server) helpNew(c echo.Context) error {
	entry := forms.Help{Event: c.QueryParam("event")}
	for _, t := range models.Topics() {
		if t == c.QueryParam("topic") {
			entry.Topic = t
		}
	}
	p, err := s.helpForm(c, entry)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.HelpForm(p))
}

func (s *Server) helpForm(c echo.Context, entry forms.Help) (p page.HelpFormPage, err error) {
	p.Entry = entry
	if actor := viewerOf(c).Actor; actor.Can(access.Events, access.View) {
		p.Events, err = s.store.EventChoices(c.Request().Context(), actor)
	}
	return p, err
}

// helpCreate asks the desk.
func (s *Server) helpCreate(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadHelp(body)
	p, err := s.helpForm(c, form)
	if err != nil {
		return err
	}
	again := func(errs forms.Errors, err error) error {
		return s.again(c, errs, err, func(errs forms.Errors) templ.Component {
			p.Errors = errs
			return page.HelpForm(p)
		})
	}
	if errs := form.Validate(); len(errs) > 0 {
		return again(errs, nil)
	}
	r, err := s.store.OpenRequest(detached(c), viewerOf(c).Actor, form.Request())
	if err != nil {
		return again(nil, err)
	}
	return s.helpDone(c, r, "help.flash.opened")
}

// helpDone says what was done with a request, and shows it.
func (s *Server) helpDone(c echo.Context, r *models.Request, key string) error {
	s.say(c, key, "number", s.numbered(c, r))
	return s.to(c, "help.show", r.ID)
}

// numbered is what people call a request, in the reader's language.
func (s *Server) numbered(c echo.Context, r *models.Request) string {
	return frameOf(c).Locale.T("help.number", "number", strconv.Itoa(r.Number))
}

// helpShow shows a request with its conversation.
func (s *Server) helpShow(c echo.Context) error {
	talk, err := s.store.Conversation(c.Request().Context(), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.HelpShow(page.HelpShowPage{Conversation: *talk}))
}

// helpReply adds to a conversation.
func (s *Server) helpReply(c echo.Context) error {
	talk, err := s.store.Conversation(c.Request().Context(), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadReply(body, "help.no_text")
	again := func(errs forms.Errors, err error) error {
		return s.again(c, errs, err, func(errs forms.Errors) templ.Component {
			return page.HelpShow(page.HelpShowPage{Conversation: *talk, Entry: form, Errors: errs})
		})
	}
	if errs := form.Validate(); len(errs) > 0 {
		return again(errs, nil)
	}
	r, err := s.store.ReplyToRequest(detached(c), viewerOf(c).Actor, talk.ID, form.Text)
	if err != nil {
		return again(nil, err)
	}
	return s.helpDone(c, r, "help.flash.replied")
}

// helpClose says that a request is solved.
func (s *Server) helpClose(c echo.Context) error {
	r, err := s.store.CloseRequest(detached(c), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	return s.helpDone(c, r, "help.flash.closed")
}
