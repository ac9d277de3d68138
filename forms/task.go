package forms

import (
	"net/url"
	"slices"

	"coulisse/models"
)

// ChangeRequest asks the owner to change one's own details (EC11).
type ChangeRequest struct {
	Details []string // some of models.ChangeDetails
	Text    string

	faults Errors
}

// ReadChangeRequest reads the submitted form.
func ReadChangeRequest(body url.Values) ChangeRequest {
	v := Read(body)
	f := ChangeRequest{Details: v.Many("detail", maxID), Text: v.Lines("text", models.MaxTaskText)}
	f.faults = v.Faults()
	return f
}

// Validate asks for what is to change, in words.
func (f ChangeRequest) Validate() Errors {
	errs := slices.Clone(f.faults)
	if f.Text == "" {
		errs.Add("text", "task.text_required")
	}
	for _, d := range f.Details {
		if !slices.Contains(models.ChangeDetails(), d) {
			errs.Add("detail", "form.not_a_choice")
		}
	}
	return errs
}

// Request is what the store takes.
func (f ChangeRequest) Request() models.ChangeRequest {
	return models.ChangeRequest{Text: f.Text, Details: f.Details}
}

// TaskAnswer is what the owner says to who asked, if anything.
type TaskAnswer struct {
	Answer string

	faults Errors
}

// ReadTaskAnswer reads the submitted form.
func ReadTaskAnswer(body url.Values) TaskAnswer {
	v := Read(body)
	f := TaskAnswer{Answer: v.Lines("answer", models.MaxTaskText)}
	f.faults = v.Faults()
	return f
}

// Validate returns the faults found when reading.
func (f TaskAnswer) Validate() Errors { return f.faults }
