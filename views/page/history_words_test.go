package page_test

import (
	"testing"

	"coulisse/i18n"
	"coulisse/models"
)

func TestEverythingTheHistoryTellsHasWords(t *testing.T) {
	for _, tag := range i18n.Tags() {
		l := i18n.Must(tag)
		for _, a := range models.HistoryActions() {
			if !l.Has("history.action." + a) {
				t.Errorf("%s: no words for the action %s", tag, a)
			}
		}
		for _, f := range models.HistoryFields() {
			if !l.Has("history.field." + f) {
				t.Errorf("%s: no words for the field %s", tag, f)
			}
		}
	}
}
