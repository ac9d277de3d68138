package text

import (
	"encoding/base64"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// SortVersion changes with the order that SortKey makes: with this code, or the library's tables.
const SortVersion = 1

// sorter makes the keys of one language. A collator is used by one caller at a time.
type sorter struct {
	sync.Mutex
	collator *collate.Collator
	buffer   collate.Buffer
}

// sorters are those of the languages that order letters in a way of their own. All others order
// them by letter, as English and French do.
var sorters = map[string]*sorter{"da": newSorter(language.Danish), "": newSorter(language.English)}

func newSorter(tag language.Tag) *sorter {
	return &sorter{collator: collate.New(tag, collate.IgnoreCase, collate.IgnoreDiacritics, collate.IgnoreWidth)}
}

// SortKey is the form by which lists are in order, as readers of a language expect it: in Danish
// z is followed by æ, ø and å, and aa is å; in English and French é stands with e and ø with o. It
// is ASCII, and is compared byte by byte.
func SortKey(locale, s string) string {
	sorter, own := sorters[locale]
	if !own {
		sorter = sorters[""]
	}
	sorter.Lock()
	defer sorter.Unlock()
	sorter.buffer.Reset()
	return inOrder.EncodeToString(sorter.collator.KeyFromString(&sorter.buffer, Fold(s)))
}

// inOrder writes bytes as text that is in the same order.
var inOrder = base64.NewEncoding("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz").WithPadding(base64.NoPadding)
