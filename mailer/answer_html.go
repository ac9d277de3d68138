package mailer

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// plainOf is a text in HTML as plain text. It goes through the marks once, without building a page of them,
// so that nothing that is nested makes it dear.
func plainOf(page string) string {
	z := html.NewTokenizer(strings.NewReader(page))
	z.SetMaxBuf(4 * mostText)
	var p plainPage
	for {
		switch z.Next() {
		case html.ErrorToken:
			return p.String()
		case html.TextToken:
			p.words(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			p.opens(z.Token())
		case html.EndTagToken:
			p.closes(z.Token())
		}
	}
}

// plainPage is a page while it is written as text.
type plainPage struct {
	strings.Builder
	breaks  int  // line breaks that are owed before the next word
	space   bool // as is a space
	quotes  int  // how deep one is in what is answered
	pre     int
	unseen  atom.Atom // the element that is passed over
	link    string    // the address behind the words that follow
	linkAt  int
	started bool
}

// unseen are the elements whose content nobody reads.
var unseen = map[atom.Atom]bool{atom.Head: true, atom.Script: true, atom.Style: true, atom.Title: true, atom.Template: true,
	atom.Noscript: true}

// breaksAround is how many line breaks stand around an element.
var breaksAround = map[atom.Atom]int{
	atom.P: 2, atom.Pre: 2, atom.H1: 2, atom.H2: 2, atom.H3: 2, atom.H4: 2, atom.H5: 2, atom.H6: 2,
	atom.Ul: 1, atom.Ol: 1, atom.Li: 1, atom.Dt: 1, atom.Dd: 1, atom.Table: 1, atom.Tr: 1, atom.Blockquote: 1, atom.Hr: 1,
	atom.Div: 1, atom.Section: 1, atom.Article: 1, atom.Header: 1, atom.Footer: 1, atom.Body: 1, atom.Center: 1,
}

func (p *plainPage) opens(t html.Token) {
	if p.unseen != 0 {
		return
	}
	if unseen[t.DataAtom] && t.Type == html.StartTagToken {
		p.unseen = t.DataAtom
		return
	}
	p.owe(breaksAround[t.DataAtom])
	switch t.DataAtom {
	case atom.Br:
		p.breaks++
	case atom.Td, atom.Th:
		p.space = true
	case atom.Li:
		p.words("- ")
	case atom.Blockquote:
		p.quotes++
	case atom.Pre:
		p.pre++
	case atom.A:
		p.link, p.linkAt = linkOf(t), p.Len()
	}
}

func (p *plainPage) closes(t html.Token) {
	if p.unseen != 0 {
		if t.DataAtom == p.unseen || t.DataAtom == atom.Body || t.DataAtom == atom.Html {
			p.unseen = 0
		}
		return
	}
	switch t.DataAtom {
	case atom.Blockquote:
		p.quotes = max(0, p.quotes-1)
	case atom.Pre:
		p.pre = max(0, p.pre-1)
	case atom.A:
		if p.link != "" && !strings.Contains(p.String()[p.linkAt:], strings.TrimSuffix(p.link, "/")) {
			p.words(" <" + p.link + ">")
		}
		p.link = ""
	}
	p.owe(breaksAround[t.DataAtom])
}

// linkOf is the address of a page that a link leads to.
func linkOf(t html.Token) string {
	for _, a := range t.Attr {
		web := strings.HasPrefix(a.Val, "https://") || strings.HasPrefix(a.Val, "http://")
		if a.Key == "href" && web && len(a.Val) <= 500 {
			return clean(a.Val)
		}
	}
	return ""
}

// owe has at least so many line breaks before the next word.
func (p *plainPage) owe(n int) { p.breaks = max(p.breaks, n) }

// words adds text, in which only a pre keeps its spaces and lines.
func (p *plainPage) words(s string) {
	switch {
	case p.unseen != 0:
	case p.pre > 0:
		for i, line := range strings.Split(strings.TrimPrefix(s, "\n"), "\n") {
			if i > 0 {
				p.breaks++
			}
			if line != "" {
				p.word(line)
			}
		}
	default:
		const spaces = " \t\r\n\f"
		words := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(spaces, r) })
		p.space = p.space || s != strings.TrimLeft(s, spaces)
		for i, word := range words {
			p.space = p.space || i > 0
			p.word(strings.ReplaceAll(word, "\u00A0", " "))
		}
		p.space = p.space || len(words) > 0 && s != strings.TrimRight(s, spaces)
	}
}

// word writes what is owed, and a word.
func (p *plainPage) word(word string) {
	switch {
	case !p.started && p.quotes > 0:
		p.WriteString(strings.Repeat(">", p.quotes) + " ")
	case !p.started:
	case p.breaks > 0:
		for range min(p.breaks, 3) {
			p.WriteByte('\n')
			p.WriteString(strings.Repeat(">", min(p.quotes, 20)))
		}
		if p.quotes > 0 {
			p.WriteByte(' ')
		}
	case p.space:
		p.WriteByte(' ')
	}
	p.started, p.breaks, p.space = true, 0, false
	p.WriteString(word)
}
