package forms

import (
	"net/url"

	"coulisse/models"
	"coulisse/models/text"
)

// secretMax lets a password that is too long come through whole, so that the rule for
// passwords says so and not the reader.
const secretMax = 4 * models.PasswordMax

// Forgot asks for a mail to choose a new password.
type Forgot struct {
	Email string

	faults Errors
}

// ReadForgot reads the submitted form.
func ReadForgot(body url.Values) Forgot {
	v := Read(body)
	f := Forgot{Email: v.Line("email", maxEmail)}
	f.faults = v.Faults()
	return f
}

// Validate checks the address.
func (f Forgot) Validate() Errors {
	errs := f.faults
	checkEmail(&errs, f.Email)
	return errs
}

// NewPassword is a password typed twice.
type NewPassword struct {
	Password string
	Again    string

	faults Errors
}

// ReadNewPassword reads the fields password and password_again.
func ReadNewPassword(body url.Values) NewPassword {
	v := Read(body)
	f := readNewPassword(v)
	f.faults = v.Faults()
	return f
}

func readNewPassword(v *Values) NewPassword {
	return NewPassword{Password: v.Secret("password", secretMax), Again: v.Secret("password_again", secretMax)}
}

// Validate holds the password against the rules; context are words that it must not be
// made of, such as the person's name and the organisation's.
func (f NewPassword) Validate(context ...string) Errors {
	errs := f.faults
	f.check(&errs, context)
	return errs
}

func (f NewPassword) check(errs *Errors, context []string) {
	if f.Password == "" {
		errs.Add("password", "login.password_required")
		return
	}
	if fault, ok := FromFault(models.CheckPassword(f.Password, context...)); ok {
		errs.Add("password", fault[0].Key, fault[0].Args...)
		return
	}
	if f.Again != f.Password {
		errs.Add("password_again", "password.differs")
	}
}

// ChangePassword is a signed-in person's change of their own password.
type ChangePassword struct {
	Current string
	NewPassword
}

// ReadChangePassword reads the submitted form.
func ReadChangePassword(body url.Values) ChangePassword {
	v := Read(body)
	f := ChangePassword{Current: v.Secret("current", secretMax), NewPassword: readNewPassword(v)}
	f.faults = v.Faults()
	return f
}

// Validate checks that the current password is there and the new one follows the rules.
func (f ChangePassword) Validate(context ...string) Errors {
	errs := f.faults
	if f.Current == "" {
		errs.Add("current", "profile.password.current_required")
	}
	f.check(&errs, context)
	return errs
}

func checkEmail(errs *Errors, email string) {
	switch {
	case email == "":
		errs.Add("email", "login.email_required")
	case !text.ValidAddress(email):
		errs.Add("email", "form.email")
	}
}
