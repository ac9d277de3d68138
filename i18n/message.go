package i18n

import (
	"errors"
	"fmt"
	"strings"
)

// Key is an argument that is itself looked up in the reader's language, such as the
// name of a section inside a sentence; models can so speak of things that have
// translated names without knowing the reader.
type Key string

// Day is an argument that is a calendar day, YYYY-MM-DD, written as the reader's language does.
type Day string

// Size is an argument that is a number of bytes, written in the unit that fits.
type Size int64

// Names is an argument that is a list of names, each in the quotation marks of the language.
type Names []string

// More is the last of Names when there are others.
const More = "…"

// message is a text cut at its placeholders.
type message []part

// part is either a piece of text or the name of a placeholder.
type part struct{ text, name string }

// parse cuts a text at its {placeholders}.
func parse(text string) (message, error) {
	var m message
	for {
		before, rest, found := strings.Cut(text, "{")
		if strings.Contains(before, "}") {
			return nil, errors.New("a } that closes nothing")
		}
		if before != "" {
			m = append(m, part{text: before})
		}
		if !found {
			return m, nil
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || name == "" || strings.ContainsAny(name, "{ ") {
			return nil, errors.New("a { that opens no placeholder")
		}
		m = append(m, part{name: name})
		text = after
	}
}

// render fills the placeholders in from name, value pairs.
func (m message) render(l *Locale, args []any) string {
	if len(m) == 1 && m[0].name == "" {
		return m[0].text
	}
	var b strings.Builder
	for i, p := range m {
		switch {
		case p.name != "":
			b.WriteString(l.value(p.name, args))
		case i+1 < len(m) && l.elides:
			b.WriteString(elided(p.text, l.value(m[i+1].name, args)))
		default:
			b.WriteString(p.text)
		}
	}
	return b.String()
}

// value finds a placeholder's argument and writes it as the language does. A missing
// one shows in the same brackets as a missing key, so that one search finds both.
func (l *Locale) value(name string, args []any) string {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] != name {
			continue
		}
		switch v := args[i+1].(type) {
		case string:
			return v
		case int:
			return l.Number(v)
		case Key:
			return l.T(string(v))
		case Day:
			return l.Day(string(v))
		case Size:
			return l.Size(v)
		case []string:
			return l.List(v)
		case Names:
			return l.quoted(v)
		default:
			return fmt.Sprint(v)
		}
	}
	return absent(name)
}

// quoted lists names so that each is told from the others, whatever it holds.
func (l *Locale) quoted(names Names) string {
	list := make([]string, len(names))
	for i, name := range names {
		if list[i] = name; name != More {
			list[i] = l.T("list.quoted", "name", name)
		}
	}
	return strings.Join(list, ", ")
}

func absent(name string) string { return "⟦" + name + "⟧" }
