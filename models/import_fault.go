package models

import (
	"context"
	"strconv"

	"coulisse/access"
)

// FoundFault is a fault with the placeholders of its sentence.
type FoundFault struct {
	ImportFault
	Says *Error
}

// FoundFaults is one page of what is wrong in a file, row by row.
type FoundFaults struct {
	Rows          []FoundFault
	Before, After string
}

// ImportFaults is one page of what is wrong in the file of an import. Errors as with Import, and
// Invalid at cursor.
func (s *Store) ImportFaults(ctx context.Context, a access.Actor, id string, p Page) (*FoundFaults, error) {
	if _, err := s.Import(ctx, a, id); err != nil {
		return nil, err
	}
	order := sort{name: "row", column: "seq", id: "import_id"}
	keyset, args, err := order.after(p)
	if err != nil {
		return nil, err
	}
	found, list := []ImportFault{}, &FoundFaults{}
	if err := s.read(ctx).Raw("SELECT * FROM import_faults WHERE import_id = ?"+keyset+order.order(p)+" LIMIT ?", append(append([]any{id}, args...), PageSize+1)...).Scan(&found).Error; err != nil {
		return nil, err
	}
	found, list.Before, list.After = turn(found, p, func(f ImportFault) string { return order.cursor(strconv.Itoa(f.Seq), f.ImportID) })
	list.Rows, err = inSentences(found)
	return list, err
}

// AllImportFaults is everything that is kept of what is wrong in the file of an import.
func (s *Store) AllImportFaults(ctx context.Context, a access.Actor, id string) ([]FoundFault, error) {
	if _, err := s.Import(ctx, a, id); err != nil {
		return nil, err
	}
	var found []ImportFault
	if err := s.read(ctx).Raw("SELECT * FROM import_faults WHERE import_id = ? ORDER BY seq", id).Scan(&found).Error; err != nil {
		return nil, err
	}
	return inSentences(found)
}

func inSentences(found []ImportFault) (list []FoundFault, err error) {
	for _, f := range found {
		args, err := argsIn(f.Args)
		if err != nil {
			return nil, err
		}
		list = append(list, FoundFault{f, Fault(f.Field, f.Key, args...)})
	}
	return list, nil
}
