package forms

import "net/url"

// Newcomer is what an invited person without an account fills in (MP7). There is no
// address in it: it is the invited one.
type Newcomer struct {
	Name string
	NewPassword
}

// ReadNewcomer reads the submitted form.
func ReadNewcomer(body url.Values) Newcomer {
	v := Read(body)
	f := Newcomer{Name: v.Line("name", maxName), NewPassword: readNewPassword(v)}
	f.faults = v.Faults()
	return f
}

// Validate checks the name, and the password with the words of its context: those given
// and the name.
func (f Newcomer) Validate(context ...string) Errors {
	errs := f.faults
	if f.Name == "" {
		errs.Add("name", "profile.details.name_required")
	}
	f.check(&errs, append(context, f.Name))
	return errs
}
