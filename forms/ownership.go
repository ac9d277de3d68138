package forms

import (
	"net/url"
	"slices"

	"coulisse/models"
)

// MaxReason is how many characters a reason may have.
const MaxReason = 500

// Handover is the form by which an owner offers the ownership: whom, by a typed address, and the
// owner's own password.
type Handover struct {
	Email    string
	Password string

	faults Errors
}

// ReadHandover reads the submitted form.
func ReadHandover(body url.Values) Handover {
	v := Read(body)
	f := Handover{Email: v.Line("email", maxEmail), Password: v.Secret("password", secretMax)}
	f.faults = v.Faults()
	return f
}

// Validate checks the address, and that the password is there.
func (f Handover) Validate() Errors {
	errs := f.faults
	checkSuccessor(&errs, f.Email)
	checkOwnPassword(&errs, f.Password)
	return errs
}

// checkSuccessor checks the address of who is to own an organisation.
func checkSuccessor(errs *Errors, email string) {
	if email == "" {
		errs.Add("email", "ownership.successor.required")
		return
	}
	checkEmail(errs, email)
}

// OwnPassword is the form that asks for one's password once more.
type OwnPassword struct {
	Password string

	faults Errors
}

// ReadOwnPassword reads the submitted form.
func ReadOwnPassword(body url.Values) OwnPassword {
	v := Read(body)
	f := OwnPassword{Password: v.Secret("password", secretMax)}
	f.faults = v.Faults()
	return f
}

// Validate checks that the password is there.
func (f OwnPassword) Validate() Errors {
	errs := f.faults
	checkOwnPassword(&errs, f.Password)
	return errs
}

func checkOwnPassword(errs *Errors, password string) {
	if password == "" {
		errs.Add("password", "profile.password.current_required")
	}
}

// Letter is the form that hands a signed letter in (EC9).
type Letter struct {
	Email  string // of the successor
	Reason string
	File   File

	faults Errors
}

// ReadLetter reads the submitted form: its fields, and the files sent at the field file.
func ReadLetter(body url.Values, files []File) Letter {
	v := Read(body)
	f := Letter{Email: v.Line("email", maxEmail), Reason: v.Lines("reason", MaxReason)}
	f.faults = v.Faults()
	if len(files) > 1 {
		f.faults.Add("file", "letter.file.several")
	} else if len(files) == 1 {
		f.File = files[0]
	}
	return f
}

// Validate checks that everything is there; what the file is, the store knows.
func (f Letter) Validate() Errors {
	errs := slices.Clone(f.faults)
	checkSuccessor(&errs, f.Email)
	if f.Reason == "" {
		errs.Add("reason", "form.required")
	}
	if f.File.Name == "" && len(f.File.Content) == 0 {
		errs.Add("file", "letter.file.none")
	}
	return errs
}

// Letter is what the store takes.
func (f Letter) Letter() models.NewLetter {
	return models.NewLetter{Email: f.Email, Reason: f.Reason, Name: f.File.Name, Content: f.File.Content}
}

// LetterRefusal is why the support desk refuses a letter.
type LetterRefusal struct {
	Reason string

	faults Errors
}

// ReadLetterRefusal reads the submitted form.
func ReadLetterRefusal(body url.Values) LetterRefusal {
	v := Read(body)
	f := LetterRefusal{Reason: v.Lines("reason", MaxReason)}
	f.faults = v.Faults()
	return f
}

// Validate checks that there is a reason.
func (f LetterRefusal) Validate() Errors {
	errs := f.faults
	if f.Reason == "" {
		errs.Add("reason", "form.required")
	}
	return errs
}
