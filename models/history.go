package models

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"coulisse/access"
)

// Change is one field's old and new value in a history entry. Field is the last part of a
// catalogue key, history.field.<field>; levels stand as level.<section>. Events are kept as
// ids, so that who may not see one does not read its name.
type Change struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// Target kinds of history entries.
const (
	TargetMembership   = "membership"
	TargetUser         = "user"
	TargetRole         = "role"
	TargetEvent        = "event"
	TargetOrganisation = "organisation"
	TargetOrder        = "order"
	TargetBuyer        = "buyer" // of older entries; stands by the reference of an order
	TargetToken        = "token"
	TargetRequest      = "request" // stands by its number
	TargetOpening      = "opening"
	TargetContact      = "contact" // shares its id with the membership, if there is one
	TargetTask         = "task"
)

// Entry is what a change tells the history; never a password, token or secret.
type Entry struct {
	Actor        access.Actor // zero for what nobody signed in did
	Staff        access.Staff // instead of Actor, for what the support desk did
	As           string       // name of the member as whom Staff looked
	Organisation string       // when Actor does not say it
	Action       string       // such as membership.updated; a catalogue key, history.action.<action>
	Kind         string       // of the target
	Target       string       // id
	Name         string       // of the target, as it was
	Event        string       // id, when the entry is about an event: it bounds who may read it
	Changes      []Change
}

// historyRow is a row of the append-only table. Its hash covers every column and the hash
// of the row before it.
type historyRow struct {
	Seq            int64 `gorm:"primaryKey"`
	OrganisationID string
	At             time.Time
	ActorID        string
	ActorName      string
	ActingAs       string
	Action         string
	TargetKind     string
	TargetID       string
	TargetName     string
	EventID        string
	Changes        string
	Address        string
	RequestID      string
	Previous       string
	Hash           string
}

func (historyRow) TableName() string { return "history" }

// digest is the SHA-256 of the row's columns as a JSON array, in hex.
func (h historyRow) digest() string {
	text, err := json.Marshal([]any{h.Seq, h.OrganisationID, h.At.UTC().Format(time.RFC3339Nano), h.ActorID, h.ActorName,
		h.ActingAs, h.Action, h.TargetKind, h.TargetID, h.TargetName, h.EventID, h.Changes, h.Address, h.RequestID, h.Previous})
	if err != nil {
		panic(err) // strings and numbers only
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// record appends an entry to the chain. The writer's immediate transaction keeps two
// entries from taking the same place.
func (t *tx) record(e Entry) error {
	var head historyRow
	if err := t.Raw("SELECT seq, hash FROM history ORDER BY seq DESC LIMIT 1").Scan(&head).Error; err != nil {
		return err
	}
	changes := e.Changes
	if changes == nil {
		changes = []Change{}
	}
	text, err := json.Marshal(changes)
	if err != nil {
		return err
	}
	switch {
	case e.Organisation != "":
	case e.Staff.User != "":
		e.Organisation = Desk
	default:
		e.Organisation = e.Actor.Organisation
	}
	from := originOf(t.ctx)
	who, name, as := e.doer()
	row := historyRow{
		Seq: head.Seq + 1, OrganisationID: e.Organisation, At: t.now, ActorID: who, ActorName: name, ActingAs: as,
		Action: e.Action, TargetKind: e.Kind, TargetID: e.Target, TargetName: e.Name, EventID: e.Event,
		Changes: string(text), Address: from.Address, RequestID: from.RequestID, Previous: head.Hash,
	}
	row.Hash = row.digest()
	return t.Create(&row).Error
}

// ActingAsSupport stands in acting_as when the support desk did something; behind a colon follows
// the name of the member as whom it looked.
const ActingAsSupport = "support"

// doer is who did it: id, name, and as whom.
func (e Entry) doer() (user, name, as string) {
	switch {
	case e.Staff.User == "":
		return e.Actor.User, e.Actor.Name, ""
	case e.As != "":
		return e.Staff.User, e.Staff.Name, ActingAsSupport + ":" + e.As
	}
	return e.Staff.User, e.Staff.Name, ActingAsSupport
}

// changed appends a change when the two values differ.
func changed(list []Change, field, from, to string) []Change {
	if from == to {
		return list
	}
	return append(list, Change{Field: field, Old: from, New: to})
}
