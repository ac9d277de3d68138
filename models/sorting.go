package models

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"coulisse/models/text"
)

// resortRows is how many rows of a table one transaction writes anew.
const resortRows = 500

// indexedAs names the rules by which names in a language are in order and found.
func indexedAs(locale string) string {
	return strconv.Itoa(text.SortVersion) + "/" + locale
}

// sortKey is the place of a name in the lists of an organisation, in the order of its language.
func (t *tx) sortKey(organisation, name string) (string, error) {
	locale, known := t.locales[organisation]
	if !known {
		var err error
		if locale, err = localeOf(t.DB, organisation); err != nil {
			return "", err
		}
		if t.locales == nil {
			t.locales = map[string]string{}
		}
		t.locales[organisation] = locale
	}
	return text.SortKey(locale, name), nil
}

// localeOf is the language of an organisation.
func localeOf(db *gorm.DB, organisation string) (locale string, err error) {
	err = db.Model(&Organisation{}).Select("locale").Where("id = ?", organisation).Take(&locale).Error
	return locale, err
}

// sortByName puts a short list, read as a whole, in the order of names in a language.
func sortByName[Row any](locale string, list []Row, name func(Row) string) {
	keys := map[string]string{}
	for _, r := range list {
		keys[name(r)] = text.SortKey(locale, name(r))
	}
	slices.SortStableFunc(list, func(a, b Row) int { return strings.Compare(keys[name(a)], keys[name(b)]) })
}

// writeSortName writes the place of a membership's name.
func (t *tx) writeSortName(m Membership) error {
	key, err := t.sortKey(m.OrganisationID, m.Name)
	if err != nil {
		return err
	}
	return errors.Join(
		t.Exec("UPDATE memberships SET sort_name = ? WHERE id = ?", key, m.ID).Error,
		t.Exec("UPDATE grants SET sort_name = ? WHERE membership_id = ?", key, m.ID).Error)
}

// eventWords is what an event is found by, within words too.
func eventWords(e Event) string { return strings.Join(text.Words(e.Name, e.Venue), " ") }

// WorkOnSorting writes the names of an organisation into the order of its language, and the words by
// which they are found, where that is not how they stand: its language was changed, or the rules are
// those of another version of the program. Meanwhile the lists work, partly in the order before. It
// tells whether there was one.
func (s *Store) WorkOnSorting(ctx context.Context) (found bool, err error) {
	o, err := s.unsorted(ctx)
	if err != nil || o.ID == "" {
		return false, err
	}
	for _, rows := range sortings {
		for after, begun := "", false; after != "" || !begun; begun = true {
			err := s.write(ctx, func(t *tx) (err error) {
				after, err = rows(t, o, after)
				return err
			})
			if err != nil {
				return true, err
			}
		}
	}
	return true, s.write(ctx, func(t *tx) error { return t.sorted(o) })
}

// sorted notes that the names of an organisation stand as its language wants it, unless that has
// changed meanwhile.
func (t *tx) sorted(o Organisation) error {
	return t.Exec("UPDATE organisations SET indexed_as = ? WHERE id = ? AND locale = ?", indexedAs(o.Locale), o.ID, o.Locale).Error
}

// sortSmall does the work of WorkOnSorting at once for an organisation of few rows, whose language
// may have changed. A large one is left to the worker.
func (t *tx) sortSmall(organisation, locale string) error {
	var o Organisation
	if err := t.Where("id = ? AND indexed_as <> ?", organisation, indexedAs(locale)).Limit(1).Find(&o).Error; err != nil || o.ID == "" {
		return err
	}
	for _, rows := range sortings {
		if more, err := rows(t, o, ""); err != nil || more != "" {
			return err
		}
	}
	return t.sorted(o)
}

// unsorted is an organisation whose names are in another order than its language wants.
func (s *Store) unsorted(ctx context.Context) (o Organisation, err error) {
	err = s.read(ctx).Where("indexed_as <> ? || locale", indexedAs("")).Order("id").Limit(1).Find(&o).Error
	return o, err
}

// nextRows reads some rows of an organisation after one of them, and says after which to go on: ""
// behind the last.
func nextRows[Row any](t *tx, o Organisation, after string, id func(Row) string) (rows []Row, last string, err error) {
	err = t.Where("organisation_id = ? AND id > ?", o.ID, after).Order("id").Limit(resortRows).Find(&rows).Error
	if len(rows) == resortRows {
		last = id(rows[len(rows)-1])
	}
	return rows, last, err
}

// sortings are the tables that WorkOnSorting writes anew, some rows after another.
var sortings = []func(*tx, Organisation, string) (last string, err error){sortMemberships, sortContacts, sortEvents, findBuyersAnew}

func sortMemberships(t *tx, o Organisation, after string) (last string, err error) {
	rows, last, err := nextRows(t, o, after, func(m Membership) string { return m.ID })
	for _, m := range rows {
		if err == nil {
			err = errors.Join(t.writeSortName(m), t.writeWords(m))
		}
	}
	return last, err
}

func sortContacts(t *tx, o Organisation, after string) (last string, err error) {
	rows, last, err := nextRows(t, o, after, func(e directoryEntry) string { return e.ID })
	for _, e := range rows {
		if err != nil || e.Name == "" { // handed over to a membership
			continue
		}
		err = errors.Join(
			t.Exec("UPDATE contacts SET sort_name = ? WHERE id = ?", text.SortKey(o.Locale, e.Name), e.ID).Error,
			t.writeContactWords(o.ID, e.ID, DirectoryDetails{Name: e.Name, Email: e.Email, Phone: e.Phone, Title: e.Title}))
	}
	return last, err
}

func sortEvents(t *tx, o Organisation, after string) (last string, err error) {
	rows, last, err := nextRows(t, o, after, func(e Event) string { return e.ID })
	for _, e := range rows {
		if err == nil {
			err = t.Exec("UPDATE events SET sort_name = ?, found_by = ? WHERE id = ?", text.SortKey(o.Locale, e.Name), eventWords(e), e.ID).Error
		}
	}
	return last, err
}

func findBuyersAnew(t *tx, o Organisation, after string) (last string, err error) {
	rows, last, err := nextRows(t, o, after, func(b Buyer) string { return b.ID })
	for _, b := range rows {
		if err == nil {
			err = t.addBuyerWords(b)
		}
	}
	return last, err
}
