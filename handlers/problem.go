package handlers

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"coulisse/i18n"
	"coulisse/models"
)

// problemDetails is an error as a program hears of it (RFC 9457).
type problemDetails struct {
	Type     string         `json:"type"`
	Title    string         `json:"title"`
	Status   int            `json:"status"`
	Detail   string         `json:"detail"`
	Instance string         `json:"instance"` // of this very request, by which the log names it
	Code     string         `json:"code"`
	Errors   []faultDetails `json:"errors,omitempty"`
}

// faultDetails is what is wrong at one place of the request.
type faultDetails struct {
	Pointer   string `json:"pointer,omitempty"`   // into the body (RFC 6901)
	Parameter string `json:"parameter,omitempty"` // of the address
	Code      string `json:"code"`
	Detail    string `json:"detail"`
	Left      *int   `json:"left,omitempty"` // seats, where there are not enough
}

// problem answers an error with problem details, in the program's language.
func (s *Server) problem(c echo.Context, p problem, err error) error {
	l, h := frameOf(c).Locale, c.Response().Header()
	d := problemDetails{Status: p.status, Code: p.code(), Instance: "#" + requestID(c), Errors: faultsOf(l, err)}
	d.Type, d.Title, d.Detail = s.whole("api.description")+"#"+d.Code, l.T("api.problem."+p.kind()+".title"), l.T("api.problem."+p.kind()+".text", "reference", requestID(c))
	if p.key != "" && !p.faulty {
		d.Detail = l.T(p.key, p.args...)
	}
	if p.status == http.StatusUnauthorized {
		h.Set(echo.HeaderWWWAuthenticate, challenge(d.Code))
	}
	h.Set("Content-Language", l.Tag())
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return c.Blob(p.status, "application/problem+json", text)
}

// challenge asks for a token, or for another one (RFC 6750).
func challenge(code string) string {
	if code == "token_missing" {
		return "Bearer"
	}
	return `Bearer error="invalid_token"`
}

// kind is the part of the catalogue that speaks of a problem's status.
func (p problem) kind() string {
	if p.status == http.StatusUnsupportedMediaType {
		return "media_type"
	}
	return p.page
}

// code is by what a program tells problems apart: the last part of the sentence's key where one
// tells of this very case, else the kind. Faults of a body have codes of their own.
func (p problem) code() string {
	if p.key == "" || p.faulty {
		return p.kind()
	}
	return lastOf(p.key)
}

func lastOf(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

// faultsOf lists what is wrong where; nothing for an error that is about no place.
func faultsOf(l *i18n.Locale, err error) (list []faultDetails) {
	var faults models.Faults
	var one *models.Error
	switch {
	case errors.As(err, &faults):
	case errors.As(err, &one):
		faults = models.Faults{one}
	}
	for _, f := range faults {
		if f.Field == "" {
			continue
		}
		d := faultDetails{Code: lastOf(f.Key), Detail: l.T(f.Key, f.Args...), Left: left(f.Args)}
		if strings.HasPrefix(f.Field, "/") {
			d.Pointer = f.Field
		} else {
			d.Parameter = f.Field
		}
		list = append(list, d)
	}
	return list
}

// left is how many seats an error tells of; nil for none.
func left(args []any) *int {
	for i := 0; i+1 < len(args); i += 2 {
		if n, ok := args[i+1].(int); ok && args[i] == "left" {
			return &n
		}
	}
	return nil
}
