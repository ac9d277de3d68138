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

// exported is how many rows of a file are read at a time: nothing is held open while a slow client
// takes them.
const exported = 500

// EachImportFault gives everything that is kept of what is wrong in the file of an import.
func (s *Store) EachImportFault(ctx context.Context, a access.Actor, id string, give func(FoundFault) error) error {
	if _, err := s.Import(ctx, a, id); err != nil {
		return err
	}
	for last := 0; ; {
		var found []ImportFault
		if err := s.read(ctx).Where("import_id = ? AND seq > ?", id, last).Order("seq").Limit(exported).Find(&found).Error; err != nil {
			return err
		}
		list, err := inSentences(found)
		if err != nil {
			return err
		}
		for _, f := range list {
			if err := give(f); err != nil {
				return err
			}
		}
		if len(found) < exported {
			return nil
		}
		last = found[len(found)-1].Seq
	}
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
