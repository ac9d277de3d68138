package forms

import (
	"errors"
	"fmt"
	"testing"

	"coulisse/i18n"
	"coulisse/models"

	"github.com/google/go-cmp/cmp"
)

func TestAFieldKeepsItsFirstError(t *testing.T) {
	var errs Errors
	errs.Add("email", "form.twice")
	errs.Add("email", "form.email")
	errs.Add("", "form.required")
	errs.Add("", "form.number")
	want := Errors{{Field: "email", Key: "form.twice"}, {Key: "form.required"}, {Key: "form.number"}}
	if diff := cmp.Diff(want, errs); diff != "" {
		t.Error(diff)
	}
	if e := errs.At("email"); e == nil || e.Key != "form.twice" {
		t.Errorf("At gave %v", e)
	}
	if e := errs.At("name"); e != nil {
		t.Errorf("At gave %v for a field without an error", e)
	}
}

func TestAnErrorSpeaksTheReadersLanguage(t *testing.T) {
	e := Error{Field: "name", Key: "form.too_long", Args: []any{"max", 1200}}
	if got, want := e.Text(i18n.Must("da")), "Teksten er for lang. Brug højst 1.200 tegn."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFaultsOfTheStoreBecomeErrorsOfTheForm(t *testing.T) {
	email := models.Fault("email", "form.email", "max", 3)
	name := models.Fault("name", "form.required")
	for _, c := range []struct {
		what string
		err  error
		want Errors
	}{
		{"one", email, Errors{{"email", "form.email", []any{"max", 3}}}},
		{"wrapped", fmt.Errorf("invite: %w", email), Errors{{"email", "form.email", []any{"max", 3}}}},
		{"several", models.Faults{email, name}, Errors{{"email", "form.email", []any{"max", 3}}, {"name", "form.required", nil}}},
	} {
		got, ok := FromFault(c.err)
		if diff := cmp.Diff(c.want, got); diff != "" || !ok {
			t.Errorf("%s: ok %v, %s", c.what, ok, diff)
		}
	}
}

func TestOtherErrorsAreNotTheFormsToShow(t *testing.T) {
	for _, err := range []error{
		nil,
		errors.New("disk full"),
		models.Fail(models.NotFound, "error.not_found"),
		models.Faults{models.Fault("email", "form.email"), models.Fail(models.Conflict, "error.conflict")},
	} {
		if errs, ok := FromFault(err); ok || errs != nil {
			t.Errorf("%v became %v", err, errs)
		}
	}
}
