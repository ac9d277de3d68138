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

// demoPerson is one person of the demonstration. Events are places in demoEvents; nil is all
// of them. Days counts back to when they were added.
type demoPerson struct {
	name, title, phone string
	role               string // built-in key, or name of an own role; "" for levels by hand
	levels             access.Levels
	events             []int
	state              demoState
	days               int
}

const (
	demoSuper    = "superuser"
	demoManager  = "event_manager"
	demoGuest    = "Guest producer"
	demoOffice   = "Office"
	demoAuditor  = "Auditor"
	demoPlanning = "Programme assistant"
)

var byHand = access.Levels{access.Events: access.View, access.History: access.View}

// demoPeople are the colleagues of the owner, in the order in which they were added.
var demoPeople = []demoPerson{
	{name: "Ida Marie Kjær", title: "Managing director", phone: "+45 86 12 40 01", role: demoSuper, days: 300},
	{name: "Bjørn Østergaard", title: "Head of finance", phone: "+45 86 12 40 07", role: demoAuditor, days: 298},
	{name: "Mathilde Bjerregaard", title: "Box office lead", phone: "+45 86 12 40 11", role: demoOffice, days: 290},
	{name: "Søren Aagaard", title: "Programme director", phone: "+45 86 12 40 14", role: demoManager, days: 290},
	{name: "Anouk Lefèvre", title: "Guest programme", phone: "+33 1 44 55 20 18", role: demoManager, events: []int{0, 1, 5}, days: 288},
	{name: "Emil Skovgaard", title: "Box office", phone: "+45 86 12 40 15", role: demoOffice, days: 280},
	{name: "Freja Thorup-Lindqvist", title: "Producer", role: demoGuest, events: []int{0}, days: 270},
	{name: "Jean-Baptiste Moreau", title: "Producteur", phone: "+33 1 44 55 20 21", role: demoGuest, events: []int{1}, days: 268},
	{name: "Lærke Holm", title: "Box office", role: demoOffice, state: demoInactive, days: 260},
	{name: "Oscar Vestergaard", title: "Stage manager", levels: byHand, days: 255},
	{name: "Pernille Dahl", title: "Production", phone: "+45 86 12 40 22", role: demoPlanning, days: 250},
	{name: "Camille Rousseau", title: "Diffusion", role: demoGuest, events: []int{1, 3}, days: 244},
	{name: "Mikkel Brandt", title: "Technician", levels: access.Levels{access.Events: access.View}, days: 240},
	{name: "Astrid Nygaard", title: "Communication", role: demoPlanning, days: 236},
	{name: "Thomas O’Brien", title: "Tour manager", phone: "+44 20 7946 0018", role: demoGuest, events: []int{2}, days: 220},
	{name: "Naja Petersen", title: "Trainee", role: demoPlanning, state: demoEnded, days: 200},
	{name: "Victor Højgaard", title: "House manager", role: demoManager, events: []int{0, 2, 4}, days: 196},
	{name: "Léa Fontaine", title: "Administration", role: demoOffice, days: 190},
	{name: "Rasmus Kjeldsen", title: "Box office, weekends", role: demoOffice, state: demoInactive, days: 188},
	{name: "Ingrid Solberg", title: "Festival partner", role: demoGuest, events: []int{0, 4}, days: 180},
	{name: "Karim Benali", title: "Relations publiques", role: demoPlanning, days: 170},
	{name: "Johanne Winther", title: "Accounts", phone: "+45 86 12 40 31", role: demoAuditor, days: 166},
	{name: "Mads-Peter Iversen", title: "IT", role: demoSuper, days: 160},
	{name: "Sofia Lund", title: "Outreach", levels: access.Levels{access.Events: access.Edit, access.History: access.View}, events: []int{3, 6}, days: 150},
	{name: "Étienne Garnier", title: "Technique", levels: access.Levels{access.Events: access.View}, events: []int{1, 5}, days: 144},
	{name: "Clara Friis", title: "Box office", role: demoOffice, days: 130},
	{name: "Nikolaj Bech", title: "Photographer", role: demoGuest, events: []int{0, 2}, state: demoInactive, days: 126},
	{name: "Hannah Whitfield", title: "Agent", role: demoGuest, events: []int{2, 6}, days: 110},
	{name: "Jonas Krogh", title: "Substitute", role: demoOffice, state: demoEnded, days: 100},
	{name: "Sara El Amrani", title: "Marketing", role: demoPlanning, days: 84},
	{name: "Frederik Toft", title: "Producer", role: demoManager, events: []int{4}, days: 60},
	{name: "Gustave Perrin", title: "Compagnie invitée", role: demoGuest, events: []int{5}, state: demoDeclined, days: 40},
	{name: "Alma Rosenkilde", title: "Volunteer coordinator", role: demoPlanning, state: demoExpired, days: 30},
	{name: "William Storm", title: "Promoter", role: demoGuest, events: []int{6}, state: demoExpired, days: 21},
	{name: "Nadia Karlsson", title: "Winter season", role: demoOffice, state: demoScheduled, days: 12},
	{name: "Marius Dupont", title: "Administrateur", role: demoManager, events: []int{1, 3, 5}, state: demoFailed, days: 6},
	{name: "Ellen Bruun", title: "Dramaturge", role: demoPlanning, state: demoInvited, days: 4},
	{name: "Aksel Mortensen", title: "Box office", role: demoOffice, state: demoInvited, days: 2},
	{name: "Juliette Caron", title: "Attachée de presse", role: demoGuest, events: []int{3}, state: demoInvited, days: 1},
	{name: "Tobias Lassen", title: "Trainee", role: demoPlanning, state: demoPrepared, days: 1},
	{name: "Maja Kofoed", title: "Box office, weekends", role: demoOffice, state: demoPrepared, days: 0},
}

// demoEvent is one event of the demonstration; Begins counts days from today.
type demoEvent struct {
	name, venue string
	begins      int
	hour, hours int
	state       string
}

var demoEvents = []demoEvent{
	{"Aarhus Vinterjazz", "Store Sal", 52, 19, 4, "published"},
	{"Le Bourgeois gentilhomme", "Store Sal", 12, 20, 3, "published"},
	{"The Lanterns: winter tour", "Lille Sal", 24, 21, 3, "published"},
	{"Contes d’hiver", "Foyer", 33, 15, 2, "draft"},
	{"Nytårskoncert", "Store Sal", 39, 16, 3, "published"},
	{"Cyrano de Bergerac", "Lille Sal", 75, 20, 3, "draft"},
	{"Spoken word open stage", "Foyer", -9, 19, 3, "published"},
	{"Lysfest for børn", "Gården", 18, 14, 4, "cancelled"},
	{"Kammermusik i foyeren", "Foyer", -30, 17, 2, "published"},
}

// demoRoles are the organisation's own roles.
var demoRoles = []access.Role{
	{Name: demoGuest, For: "For partners who follow their own event", Levels: access.Levels{access.Events: access.View}, Chosen: true},
	{Name: demoOffice, For: "For the box office: sees what is on, and who may help", Levels: access.Levels{access.Events: access.View, access.Users: access.View}},
	{Name: demoAuditor, For: "For the books: sees everything, changes nothing", Levels: access.Levels{access.Events: access.View, access.Users: access.View, access.History: access.View, access.Account: access.View}},
	{Name: demoPlanning, For: "For those who prepare events that others publish", Levels: access.Levels{access.Events: access.Edit}},
}
