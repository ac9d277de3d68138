package forms

import (
	"net/url"
	"slices"

	"coulisse/models"
)

// File is an uploaded file. Name is "" when none was chosen.
type File struct {
	Name    string
	Content []byte
}

// Import is the form that uploads orders of an event.
type Import struct {
	Event string // id
	File  File

	faults Errors
}

// ReadImport reads the submitted form: its fields, and the files sent at the field file.
func ReadImport(body url.Values, files []File) Import {
	v := Read(body)
	f := Import{Event: v.Line("event", maxID)}
	f.faults = v.Faults()
	if len(files) > 1 {
		f.faults.Add("file", "form.twice")
	} else if len(files) == 1 {
		f.File = files[0]
	}
	return f
}

// Validate checks that an event and a file were chosen; what they are, the store knows.
func (f Import) Validate() Errors {
	errs := slices.Clone(f.faults)
	if f.Event == "" {
		errs.Add("event", "form.required")
	}
	if f.File.Name == "" {
		errs.Add("file", "import.file.none")
	}
	return errs
}

// Upload is what the store takes, read as a language writes amounts and dates.
func (f Import) Upload(locale string) models.Upload {
	return models.Upload{Event: f.Event, Name: f.File.Name, Locale: locale, Content: f.File.Content}
}

// Confirmation is the form that confirms an import.
type Confirmation struct {
	Mail bool // buyers are sent their tickets

	faults Errors
}

// ReadConfirmation reads the submitted form.
func ReadConfirmation(body url.Values) Confirmation {
	v := Read(body)
	f := Confirmation{Mail: v.On("mail")}
	f.faults = v.Faults()
	return f
}

// Validate checks how the tick was sent.
func (f Confirmation) Validate() Errors { return f.faults }

// ReadPage reads which page of a list an address names.
func ReadPage(query url.Values) (p models.Page, errs Errors) {
	v := Read(query)
	p = models.Page{After: v.Line("after", 1000), Before: v.Line("before", 1000)}
	return p, v.Faults()
}
