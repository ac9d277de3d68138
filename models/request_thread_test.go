package models

import (
	"slices"
	"testing"
)

// nextAbout sends everything that waits, and is the last mail to an address.
func nextAbout(t *testing.T, s *Store, address string) *Mail {
	t.Helper()
	var last *Mail
	for m, err := s.ClaimMail(t.Context(), mailKept); m != nil || err != nil; m, err = s.ClaimMail(t.Context(), mailKept) {
		if err == nil {
			err = s.MailSent(t.Context(), m)
		}
		if err != nil {
			t.Fatal(err)
		}
		if m.To == address && m.Data.Request != nil {
			last = m
		}
	}
	if last == nil {
		t.Fatal("no mail to", address)
	}
	return last
}

func TestAMailAboutARequestRefersToWhatItsReaderHasOfIt(t *testing.T) {
	s, owner := founded(t)
	mia := member(t, s, owner, "mia", everywhere(nil))
	sofie := deskPerson(t, s, "sofie")
	r, other := ask(t, s, mia, "a fee"), ask(t, s, mia, "another")
	if _, err := s.AnswerRequest(t.Context(), sofie, other.ID, "Of another thing"); err != nil {
		t.Fatal(err)
	}
	nextAbout(t, s, mia.Email)
	if _, err := s.AnswerRequest(t.Context(), sofie, r.ID, "So"); err != nil {
		t.Fatal(err)
	}
	first := nextAbout(t, s, mia.Email)
	if len(first.Thread) != 0 {
		t.Errorf("the first one refers to %v", first.Thread)
	}
	reply := AnsweredMail{Tags: []string{first.AnswerTag}, From: mia.Email, ID: "1@example.org", Text: "And this?"}
	if _, added, err := s.ReceiveAnswer(t.Context(), reply); err != nil || !added {
		t.Fatal(added, err)
	}
	if _, err := s.AnswerRequest(t.Context(), sofie, r.ID, "That too"); err != nil {
		t.Fatal(err)
	}
	if second := nextAbout(t, s, mia.Email); !slices.Equal(second.Thread, []string{first.MessageID, "1@example.org"}) {
		t.Errorf("the second one refers to %v", second.Thread)
	}
	toDesk := nextAboutStored(t, s, r.ID, sofie.Email)
	if len(toDesk) != 2 {
		t.Errorf("to the desk: %v", toDesk)
	}
}

// nextAboutStored are the Message-IDs of mails about a request to an address.
func nextAboutStored(t *testing.T, s *Store, request, address string) (ids []string) {
	t.Helper()
	if err := s.r.Raw("SELECT message_id FROM mails WHERE request_id = ? AND recipient = ? ORDER BY id", request, address).Scan(&ids).Error; err != nil {
		t.Fatal(err)
	}
	return ids
}

func TestFilesThatCameByMailAreNamedInTheConversationAndToTheirSender(t *testing.T) {
	s, owner := founded(t)
	mia := member(t, s, owner, "mia", everywhere(nil))
	sofie := deskPerson(t, s, "sofie")
	r := ask(t, s, mia, "a fee")
	files := []MailedFile{{Name: "plan.pdf", Size: 3 << 20}}
	for _, m := range []AnsweredMail{
		{Tags: []string{tagOf(s, ByStaff, r, sofie.Email)}, From: sofie.Email, Text: "See the plan", Files: files},
		{Tags: []string{tagOf(s, ByMember, r, mia.Email)}, From: mia.Email, Text: "Without a file"},
		{Tags: []string{tagOf(s, ByMember, r, mia.Email)}, From: mia.Email, Text: "With one", Files: files},
	} {
		if _, added, err := s.ReceiveAnswer(t.Context(), m); err != nil || !added {
			t.Fatal(added, err)
		}
	}
	talk, err := s.Conversation(t.Context(), mia, r.ID)
	if err != nil || len(talk.Messages) != 4 {
		t.Fatalf("%+v %v", talk, err)
	}
	for i, want := range [][]MailedFile{nil, files, nil, files} {
		if !slices.Equal(talk.Messages[i].Files, want) {
			t.Errorf("%d: %v", i, talk.Messages[i].Files)
		}
	}
	for address, side := range map[string]string{mia.Email: ByMember, sofie.Email: ByStaff} {
		list := mailedTo(s, address)
		if n := len(slices.DeleteFunc(slices.Clone(list), func(kind string) bool { return kind != string(MailRequestFiles) })); n != 1 {
			t.Errorf("%s: %v", address, list)
		}
		for m := claimedOf(t, s, MailRequestFiles, address); m != nil; m = nil {
			if m.AnswerTag != tagOf(s, side, r, address) || (m.OrganisationID == Desk) != (side == ByStaff) {
				t.Errorf("%s: %+v", address, m)
			}
		}
	}
}

// claimedOf reads a mail of a kind to an address as the outbox would.
func claimedOf(t *testing.T, s *Store, kind MailKind, address string) (m *Mail) {
	t.Helper()
	err := s.write(t.Context(), func(t *tx) error {
		var row mailRow
		if err := t.Raw("SELECT * FROM mails WHERE kind = ? AND recipient = ?", string(kind), address).Scan(&row).Error; err != nil {
			return err
		}
		m = &Mail{ID: row.ID, Kind: MailKind(row.Kind), To: row.Recipient, OrganisationID: row.OrganisationID}
		return t.readMail(m, row)
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}
