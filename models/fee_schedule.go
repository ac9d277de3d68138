package models

import (
	"context"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"coulisse/access"
)

// FeeSchedule is an organisation's fees with the version that a save must name; 0 for the usual
// fees.
type FeeSchedule struct {
	Fees    Fees
	Version int
}

// FeeSchedule reads the organisation's fees, for finance: view.
func (s *Store) FeeSchedule(ctx context.Context, a access.Actor) (*FeeSchedule, error) {
	if !a.Can(access.Finance, access.View) {
		return nil, missing()
	}
	return feeSchedule(s.read(ctx), a.Organisation)
}

func feeSchedule(db *gorm.DB, organisation string) (*FeeSchedule, error) {
	f := &FeeSchedule{}
	if err := db.Raw("SELECT version FROM fee_schedules WHERE organisation_id = ?", organisation).Scan(&f.Version).Error; err != nil {
		return nil, err
	}
	if f.Version == 0 {
		f.Fees = UsualFees()
		return f, nil
	}
	return f, db.Raw("SELECT above, up_to, kept FROM fee_brackets WHERE organisation_id = ? ORDER BY up_to", organisation).Scan(&f.Fees).Error
}

// UpdateFees saves the organisation's fees, for finance: approve in all events, since they hold
// for all. Invalid at the fields of Fees; Conflict at a stale version. It tells whether anything
// differed.
func (s *Store) UpdateFees(ctx context.Context, a access.Actor, version int, fees Fees) (changedAny bool, err error) {
	if err := fees.check(); err != nil {
		return false, err
	}
	err = s.write(ctx, func(t *tx) error {
		a, err := t.fresh(a)
		if err != nil {
			return err
		}
		if !a.Can(access.Finance, access.Approve) || !a.Grant.Scope.All {
			return Fail(Forbidden, "fee.all_events")
		}
		was, err := feeSchedule(t.DB, a.Organisation)
		if err != nil {
			return err
		}
		if was.Version != version {
			return Fail(Conflict, "fee.stale")
		}
		if changedAny = !was.Fees.Equal(fees); !changedAny {
			return nil
		}
		if err := t.writeFees(a.Organisation, version, fees); err != nil {
			return err
		}
		return t.record(Entry{Actor: a, Action: "fees.updated", Kind: TargetOrganisation, Target: a.Organisation,
			Changes: changed(nil, "fees", feeWord(was.Fees), feeWord(fees))})
	})
	return changedAny, err
}

func (t *tx) writeFees(organisation string, version int, fees Fees) error {
	saved := t.Exec(`INSERT INTO fee_schedules (organisation_id, version, updated_at) VALUES (?, ?, ?)
		ON CONFLICT (organisation_id) DO UPDATE SET version = excluded.version, updated_at = excluded.updated_at`, organisation, version+1, t.now)
	if saved.Error != nil {
		return saved.Error
	}
	if err := t.Exec("DELETE FROM fee_brackets WHERE organisation_id = ?", organisation).Error; err != nil {
		return err
	}
	for _, b := range fees {
		if err := t.Exec("INSERT INTO fee_brackets (organisation_id, up_to, above, kept) VALUES (?, ?, ?, ?)", organisation, b.UpTo, b.Above, b.Kept).Error; err != nil {
			return err
		}
	}
	return nil
}

// feeWord is a schedule as the history keeps it: above-up_to:kept, in ascending order.
func feeWord(fees Fees) string {
	parts := make([]string, len(fees))
	for i, b := range fees {
		parts[i] = strconv.FormatInt(b.Above, 10) + "-" + strconv.FormatInt(b.UpTo, 10) + ":" + strconv.Itoa(b.Kept)
	}
	return strings.Join(parts, ",")
}

// FeesIn reads a schedule as the history keeps it; nil for what is none.
func FeesIn(word string) (fees Fees) {
	for part := range strings.SplitSeq(word, ",") {
		ends, kept, ok := strings.Cut(part, ":")
		above, upTo, ok2 := strings.Cut(ends, "-")
		var b Bracket
		var errs [3]error
		b.Above, errs[0] = strconv.ParseInt(above, 10, 64)
		b.UpTo, errs[1] = strconv.ParseInt(upTo, 10, 64)
		b.Kept, errs[2] = strconv.Atoi(kept)
		if !ok || !ok2 || errs != [3]error{} {
			return nil
		}
		fees = append(fees, b)
	}
	return fees
}

func feeField(name string, i int) string { return name + "." + strconv.Itoa(i) }
