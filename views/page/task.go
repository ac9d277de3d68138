package page

import (
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// You is the reader, with the owner when they may not change their details themselves (EC10, EC11).
type You struct {
	Name, Email, Phone, Title string
	Owner                     models.OwnerContact
}

// ProfileChangePage asks the owner to change one's details (EC11).
type ProfileChangePage struct {
	You    You
	Entry  forms.ChangeRequest
	Errors forms.Errors
}

// TasksPage is what the owner is asked for.
type TasksPage struct {
	Open, Done []models.Task
	Answered   string // id of the task whose answer could not be taken; "" for none
	Entry      forms.TaskAnswer
	Errors     forms.Errors
}

// answer is the entry for one task's answer. Only the one that came back has its usual name as id.
func (p TasksPage) answer(l *i18n.Locale, k models.Task) component.Field {
	f := component.Field{Name: "answer", Label: l.T("task.answer"), Hint: l.T("task.answer_text", "name", k.Name), Max: models.MaxTaskText}
	if p.Answered == k.ID {
		f.Value, f.Error = p.Entry.Answer, p.Errors.At("answer")
	} else {
		f.ID = "answer-" + k.ID
	}
	return f
}

// detailWords names the details that somebody would like to have changed.
func detailWords(l *i18n.Locale, details []string) string {
	var names []string
	for _, d := range details {
		names = append(names, l.T("task.detail."+d))
	}
	return l.List(names)
}

func profileCrumbs(f *views.Frame, here string) []component.Crumb {
	return []component.Crumb{{Label: f.Locale.T("profile.title"), Href: f.URL("profile.show")}, {Label: here}}
}

// contactWords are the ways to reach somebody besides e-mail, in one line.
func contactWords(parts ...string) (line string) {
	for _, p := range parts {
		switch {
		case p == "":
		case line == "":
			line = p
		default:
			line += " · " + p
		}
	}
	return line
}
