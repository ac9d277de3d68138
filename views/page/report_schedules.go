package page

import (
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// ReportSchedulesPage are the figures that the reader has mailed to themselves.
type ReportSchedulesPage struct {
	Errors  forms.Errors
	Entry   forms.ReportSchedule
	Rows    []models.OwnSchedule
	Choices []models.EventChoice
}

// scheduleAbout is what a schedule tells of.
func scheduleAbout(l *i18n.Locale, s models.OwnSchedule) string {
	switch {
	case s.EventID == nil:
		return l.T("report.schedule.all")
	case s.Event == "":
		return l.T("report.schedule.hidden")
	}
	return s.Event
}

// outOfSight tells whether a schedule waits because its event is out of scope.
func outOfSight(s models.OwnSchedule) bool { return s.EventID != nil && s.Event == "" }

func (p ReportSchedulesPage) events(l *i18n.Locale) []component.Option {
	options := []component.Option{{Label: l.T("report.schedule.all")}}
	for _, e := range p.Choices {
		options = append(options, component.Option{Value: e.ID, Label: e.Name})
	}
	return options
}

func (ReportSchedulesPage) crumbs(f *views.Frame) []component.Crumb {
	return []component.Crumb{{Label: f.Locale.T("report.list.title"), Href: f.URL("report.list")}, {Label: f.Locale.T("report.schedule.crumb")}}
}

func scheduleColumns(l *i18n.Locale) []component.Column {
	return []component.Column{{Label: l.T("report.schedule.event")}, {Label: l.T("report.schedule.rhythm")}, {Label: l.T("report.schedule.next")}, {Label: l.T("user.column.actions"), Hidden: true, Narrow: true}}
}
