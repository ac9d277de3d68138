package cli

import "coulisse/access"

// demoState is how far a person of the demonstration has come.
type demoState int

const (
	demoActive demoState = iota
	demoInactive
	demoPrepared
	demoInvited
	demoExpired
	demoDeclined
	demoFailed
	demoScheduled
	demoEnded
)

// demoPerson is one person of the demonstration. Events are keys of demoEvents; nil is all
// of them. Days counts back to when they were added.
type demoPerson struct {
	name, title, phone string
	role               string // built-in key, or name of an own role; "" for levels by hand
	levels             access.Levels
	events             []string
	state              demoState
	days               int
}

const (
	demoSuper    = "superuser"
	demoManager  = "event_manager"
	demoScanner  = "ticket_scanner"
	demoLookOn   = "look_on"
	demoBooks    = "accountant"
	demoReader   = "consultation"
	demoBuyer    = "buyer"
	demoLead     = "Box office lead"
	demoGuest    = "Guest producer"
	demoOffice   = "Office"
	demoAuditor  = "Auditor"
	demoPlanning = "Programme assistant"
)

var byHand = access.Levels{access.Events: access.View, access.History: access.View}

// demoPeople are the colleagues of the owner, in the order in which they were added.
var demoPeople = []demoPerson{
	{name: "Ida Marie Kjær", title: "Managing director", phone: "+45 86 12 40 01", role: demoSuper, days: 300},
	{name: "Bjørn Østergaard", title: "Head of finance", phone: "+45 86 12 40 07", role: demoBooks, days: 298},
	{name: "Mathilde Bjerregaard", title: "Box office lead", phone: "+45 86 12 40 11", role: demoLead, days: 290},
	{name: "Søren Aagaard", title: "Programme director", phone: "+45 86 12 40 14", role: demoManager, days: 290},
	{name: "Anouk Lefèvre", title: "Guest programme", phone: "+33 1 44 55 20 18", role: demoManager, events: []string{"jazz", "moliere", "cyrano"}, days: 288},
	{name: "Sofie Lykke", title: "Steward", phone: "+45 86 12 40 41", role: demoScanner, events: []string{"hamlet", "chamber", "spoken", "jazz", "mermaid", "lanterns"}, days: 284},
	{name: "Noah Riis", title: "Steward", role: demoScanner, events: []string{"hamlet", "chamber", "spoken", "jazz", "mermaid", "lanterns", "moliere"}, days: 282},
	{name: "Emil Skovgaard", title: "Box office", phone: "+45 86 12 40 15", role: demoOffice, days: 280},
	{name: "Freja Thorup-Lindqvist", title: "Producer", role: demoLookOn, events: []string{"jazz", "lanterns"}, days: 270},
	{name: "Jean-Baptiste Moreau", title: "Producteur", phone: "+33 1 44 55 20 21", role: demoGuest, events: []string{"moliere"}, days: 268},
	{name: "Lærke Holm", title: "Box office", role: demoOffice, state: demoInactive, days: 260},
	{name: "Oscar Vestergaard", title: "Stage manager", levels: byHand, days: 255},
	{name: "Pernille Dahl", title: "Production", phone: "+45 86 12 40 22", role: demoPlanning, days: 250},
	{name: "Camille Rousseau", title: "Diffusion", role: demoGuest, events: []string{"moliere", "contes"}, days: 244},
	{name: "Mikkel Brandt", title: "Technician", levels: access.Levels{access.Events: access.View}, days: 240},
	{name: "Astrid Nygaard", title: "Board", role: demoReader, days: 236},
	{name: "Thomas O’Brien", title: "Tour manager", phone: "+44 20 7946 0018", role: demoGuest, events: []string{"lanterns"}, days: 220},
	{name: "Naja Petersen", title: "Trainee", role: demoPlanning, state: demoEnded, days: 200},
	{name: "Victor Højgaard", title: "House manager", role: demoManager, events: []string{"jazz", "lanterns", "symphony"}, days: 196},
	{name: "Léa Fontaine", title: "Administration", role: demoOffice, days: 190},
	{name: "Rasmus Kjeldsen", title: "Box office, weekends", role: demoOffice, state: demoInactive, days: 188},
	{name: "Ingrid Solberg", title: "Festival partner", role: demoLookOn, events: []string{"jazz", "symphony"}, days: 180},
	{name: "Karim Benali", title: "Achats", role: demoBuyer, days: 170},
	{name: "Johanne Winther", title: "Accounts", phone: "+45 86 12 40 31", role: demoAuditor, days: 166},
	{name: "Mads-Peter Iversen", title: "IT", role: demoSuper, days: 160},
	{name: "Sofia Lund", title: "Outreach", levels: access.Levels{access.Events: access.Edit, access.History: access.View}, events: []string{"contes", "spoken"}, days: 150},
	{name: "Étienne Garnier", title: "Technique", levels: access.Levels{access.Events: access.View}, events: []string{"moliere", "cyrano"}, days: 144},
	{name: "Clara Friis", title: "Box office", role: demoOffice, days: 130},
	{name: "Nikolaj Bech", title: "Photographer", role: demoGuest, events: []string{"jazz", "lanterns"}, state: demoInactive, days: 126},
	{name: "Hannah Whitfield", title: "Agent", role: demoLookOn, events: []string{"lanterns", "spoken"}, days: 110},
	{name: "Jonas Krogh", title: "Substitute", role: demoOffice, state: demoEnded, days: 100},
	{name: "Selma Dinesen", title: "Steward", role: demoScanner, events: []string{"lanterns", "moliere"}, days: 88},
	{name: "Sara El Amrani", title: "Marketing", role: demoPlanning, days: 84},
	{name: "Frederik Toft", title: "Producer", role: demoManager, events: []string{"symphony"}, days: 60},
	{name: "Gustave Perrin", title: "Compagnie invitée", role: demoGuest, events: []string{"cyrano"}, state: demoDeclined, days: 40},
	{name: "Alma Rosenkilde", title: "Volunteer coordinator", role: demoPlanning, state: demoExpired, days: 30},
	{name: "William Storm", title: "Promoter", role: demoGuest, events: []string{"spoken"}, state: demoExpired, days: 21},
	{name: "Nadia Karlsson", title: "Winter season", role: demoOffice, state: demoScheduled, days: 12},
	{name: "Marius Dupont", title: "Administrateur", role: demoManager, events: []string{"moliere", "contes", "cyrano"}, state: demoFailed, days: 6},
	{name: "Ellen Bruun", title: "Dramaturge", role: demoPlanning, state: demoInvited, days: 4},
	{name: "Aksel Mortensen", title: "Box office", role: demoOffice, state: demoInvited, days: 2},
	{name: "Juliette Caron", title: "Attachée de presse", role: demoGuest, events: []string{"contes"}, state: demoInvited, days: 1},
	{name: "Tobias Lassen", title: "Trainee", role: demoPlanning, state: demoPrepared, days: 1},
	{name: "Maja Kofoed", title: "Box office, weekends", role: demoOffice, state: demoPrepared, days: 0},
}

// demoRoles are the organisation's own roles.
var demoRoles = []access.Role{
	{Name: demoGuest, For: "For partners who follow their own event", Levels: access.Levels{access.Events: access.View, access.Reports: access.View}, Chosen: true},
	{Name: demoOffice, For: "For the box office: sells at the door and helps buyers",
		Levels: access.Levels{access.Events: access.View, access.Customers: access.Edit, access.DoorSales: access.Edit, access.Users: access.View}},
	{Name: demoLead, For: "For who answers for the box office: refunds, voids, closes tills",
		Levels: access.Levels{access.Events: access.View, access.Reports: access.Edit, access.Customers: access.Approve, access.AccessControl: access.Approve, access.DoorSales: access.Approve}},
	{Name: demoAuditor, For: "For the books: sees everything, changes nothing",
		Levels: access.Levels{access.Events: access.View, access.Reports: access.View, access.Finance: access.View, access.Users: access.View, access.History: access.View, access.Account: access.View}},
	{Name: demoPlanning, For: "For those who prepare events that others publish", Levels: access.Levels{access.Events: access.Edit}},
}

// demoKey is somebody whose password is printed, with where their role shows best.
type demoKey struct{ name, role, look string }

var demoKeys = []demoKey{
	{demoOwner, "owner", "everything; history and account above all"},
	{"Ida Marie Kjær", "superuser", "users, roles, customers"},
	{"Søren Aagaard", "event manager", "events and their reports, tonight's door and gate"},
	{"Sofie Lykke", "ticket scanner", "access control and door sales of tonight, on a phone"},
	{"Freja Thorup-Lindqvist", "look-on", "reports and buyers of her two events"},
	{"Bjørn Østergaard", "accountant", "finance: one settlement waits to be settled; reports"},
	{demoSupport, "support desk", "requests: a test ticket waits to be issued"},
}
