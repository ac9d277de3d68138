package cli

import (
	"fmt"
	"strconv"
	"strings"

	"coulisse/models"
)

// demoNation is where some of the buyers come from; the names are put together by chance.
type demoNation struct {
	locale, domain, phone string
	first, last           []string
}

var demoNations = []demoNation{
	{"da", "post.example", "+45 00 %02d %02d %02d",
		[]string{"Anne", "Mette", "Kirsten", "Hanne", "Lene", "Camilla", "Ida", "Freja", "Laura", "Signe", "Maja", "Karen", "Bodil", "Ditte", "Trine", "Peter", "Jens", "Lars", "Morten", "Søren", "Thomas", "Rasmus", "Mads", "Frederik", "Emil", "Kasper", "Jørgen", "Åge", "Bjarne", "Viggo", "Malthe", "Asger"},
		[]string{"Nielsen", "Jensen", "Hansen", "Pedersen", "Andersen", "Christensen", "Larsen", "Sørensen", "Rasmussen", "Jørgensen", "Madsen", "Kristensen", "Olsen", "Thomsen", "Poulsen", "Knudsen", "Mortensen", "Møller", "Østergaard", "Kjær", "Lund", "Holm", "Schmidt", "Bach", "Dam", "Skov", "Winther", "Krogh", "Ravn", "Bjerre", "Damgaard", "Lindqvist"}},
	{"fr", "courriel.example", "+33 1 99 00 %02d %02d",
		[]string{"Marie", "Camille", "Chloé", "Inès", "Léa", "Manon", "Sylvie", "Brigitte", "Aïcha", "Hélène", "Jeanne", "Louise", "Pierre", "Jean", "Antoine", "Karim", "Luc", "Étienne", "François", "Gaël", "Hugo", "Mathieu", "Olivier", "Rémi"},
		[]string{"Martin", "Bernard", "Dubois", "Thomas", "Robert", "Petit", "Durand", "Leroy", "Moreau", "Lefèvre", "Fournier", "Girard", "Bonnet", "Lambert", "Fontaine", "Rousseau", "Benali", "Caron", "Perrin", "Chevalier", "Noël", "Gauthier", "Marchand", "Aubert"}},
	{"en", "mail.example", "+44 20 7946 0%d%02d",
		[]string{"Olivia", "Emma", "Grace", "Hannah", "Priya", "Alice", "Charlotte", "Megan", "Ruth", "Zoe", "James", "William", "Oliver", "Harry", "Daniel", "Samuel", "Arthur", "Conor", "Ravi", "Edward"},
		[]string{"Smith", "Jones", "Taylor", "Brown", "Wilson", "Evans", "Walker", "Wright", "Robinson", "Thompson", "O’Brien", "Hughes", "Edwards", "Patel", "Clarke", "Murphy", "Bennett", "Foster", "Whitfield", "Marsh"}},
}

// audience are those who have bought, in the order in which they first did.
type audience struct {
	known []models.Contact
	taken map[string]bool // addresses
}

// buyer is somebody who buys: one in four has bought before.
func (d *demo) buyer() models.Contact {
	if n := len(d.audience.known); n > 40 && d.rand.IntN(4) == 0 {
		return d.audience.known[d.rand.IntN(n)]
	}
	nation := demoNations[0]
	switch n := d.rand.IntN(20); {
	case n < 4:
		nation = demoNations[1]
	case n < 8:
		nation = demoNations[2]
	}
	c := d.newcomer(nation)
	if d.rand.IntN(5) > 1 {
		c.Phone = d.phone(nation)
	}
	if d.rand.IntN(40) == 0 { // who pays by card at a counter leaves a name, perhaps
		c.Email = ""
		return c
	}
	d.audience.known = append(d.audience.known, c)
	return c
}

// newcomer is somebody new of a nation, with an address of their own. One in three has two last
// names; whose address somebody else has already adds the year of their birth, and so on.
func (d *demo) newcomer(n demoNation) models.Contact {
	name := n.first[d.rand.IntN(len(n.first))]
	if d.rand.IntN(3) == 0 {
		name += " " + n.last[d.rand.IntN(len(n.last))]
	}
	name += " " + n.last[d.rand.IntN(len(n.last))]
	before := mailName(name)
	for d.audience.taken[before+n.domain] {
		before = mailName(name) + strconv.Itoa(1940+d.rand.IntN(66))
		if d.rand.IntN(2) == 0 {
			before = plainLetters.Replace(strings.ToLower(name)) + strconv.Itoa(d.rand.IntN(100))
		}
	}
	d.audience.taken[before+n.domain] = true
	return models.Contact{Name: name, Email: before + "@" + n.domain, Locale: n.locale}
}

// phone is a number that nobody has.
func (d *demo) phone(n demoNation) string {
	if n.locale == "en" {
		return fmt.Sprintf(n.phone, d.rand.IntN(10), d.rand.IntN(100))
	}
	if n.locale == "fr" {
		return fmt.Sprintf(n.phone, d.rand.IntN(100), d.rand.IntN(100))
	}
	return fmt.Sprintf(n.phone, d.rand.IntN(100), d.rand.IntN(100), d.rand.IntN(100))
}
