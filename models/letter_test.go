package models_test

import (
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// desk adds three people of the support desk.
func (h *house) desk() (a, b, c access.Staff) {
	return h.Staff("a@desk.example", "Asta Desk", false), h.Staff("b@desk.example", "Bent Desk", false), h.Staff("c@desk.example", "Carl Desk", true)
}

// state is a letter's, as it stands.
func (h *house) state(l *models.Letter) string {
	h.t.Helper()
	return h.Ask("SELECT state FROM ownership_letters WHERE id = ?", l.ID)
}

// works does what is due.
func (h *house) works() {
	h.t.Helper()
	for {
		found, err := h.Store.WorkOnOwnership(h.t.Context())
		h.must(err)
		if !found {
			return
		}
	}
}

func TestALetterThatTwoPeopleApproveMakesTheSuccessorOwnerAfterSevenDays(t *testing.T) {
	h := newHouse(t)
	a, b, _ := h.desk()
	submitter := h.Member(h.owner, "mia@nordlys.example", "Mia", testkit.Levels(nil))
	l := h.Letter(submitter, "ana@nordlys.example")
	h.Approve(l, a)
	if h.state(l) != models.LetterWaiting {
		t.Error("one approval is enough")
	}
	h.Approve(l, b)
	h.mailed("signe@nordlys.example", models.MailLetterRunning)
	h.Clock.Advance(models.ObjectionFor - time.Second)
	h.works()
	h.owned(h.owner)
	h.Clock.Advance(time.Second)
	h.works()
	h.owned(h.heir)
	if h.state(l) != models.LetterDone || h.person(h.owner).Owner || h.person(h.owner).Kept {
		t.Errorf("%s, %+v", h.state(l), h.person(h.owner))
	}
	for _, email := range []string{"signe@nordlys.example", "ana@nordlys.example", "mia@nordlys.example"} {
		h.mailed(email, models.MailLetterDone)
	}
	entries := h.Ask("SELECT group_concat(action || ':' || actor_name || ':' || acting_as) FROM history WHERE action LIKE 'letter.%' AND organisation_id = ?", h.owner.Organisation)
	if entries != "letter.submitted:Mia:,letter.approved:Asta Desk:support,letter.approved:Bent Desk:support,letter.done::" {
		t.Errorf("the history says %s", entries)
	}
	entriesBefore := h.Entries()
	h.works()
	if h.Entries() != entriesBefore {
		t.Error("it happens twice")
	}
}

func TestNobodyApprovesALetterTwiceOrOneOfTheirOwn(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	a, b, c := h.desk()
	l, err := h.Store.SubmitLetterFor(ctx, a, h.owner.Organisation, models.NewLetter{Email: "ana@nordlys.example", Reason: "Gone", Name: "x.pdf", Content: testkit.LetterPDF()})
	h.must(err)
	_, err = h.Store.ApproveLetter(ctx, a, l.ID)
	refused(t, err, models.Forbidden, "letter.own")
	h.Approve(l, b)
	_, err = h.Store.ApproveLetter(ctx, b, l.ID)
	refused(t, err, models.Conflict, "letter.approved_already")
	if h.state(l) != models.LetterWaiting {
		t.Error("two approvals of one person count twice")
	}
	h.Approve(l, c)
	if h.state(l) != models.LetterRunning {
		t.Error("two people are not enough")
	}
}

func TestAnApprovalCountsOnlyWhileItsPersonIsAtTheDesk(t *testing.T) {
	h := newHouse(t)
	a, b, c := h.desk()
	l := h.Letter(h.heir, "ana@nordlys.example")
	h.Approve(l, a)
	_, err := h.Store.RemoveStaff(t.Context(), a.Email)
	h.must(err)
	h.Approve(l, b)
	if h.state(l) != models.LetterWaiting {
		t.Error("an approval of somebody who has left the desk counts")
	}
	_, err = h.Store.ApproveLetter(t.Context(), a, l.ID)
	refused(t, err, models.Forbidden, "")
	h.Approve(l, c)
	if h.state(l) != models.LetterRunning {
		t.Error("two people who are there are not enough")
	}
}

func TestTheOwnerObjectsAndStays(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	a, b, _ := h.desk()
	l := h.Letter(h.Member(h.owner, "mia@nordlys.example", "Mia", testkit.Levels(nil)), "ana@nordlys.example")
	h.Approve(l, a)
	_, err := h.Store.ObjectToLetter(ctx, h.owner)
	refused(t, err, models.Conflict, "letter.none_running")
	h.Approve(l, b)
	_, err = h.Store.ObjectToLetter(ctx, h.heir)
	refused(t, err, models.Forbidden, "")
	_, err = h.Store.ObjectToLetter(ctx, h.owner)
	h.must(err)
	h.Clock.Advance(models.ObjectionFor)
	h.works()
	h.owned(h.owner)
	h.mailed("ana@nordlys.example", models.MailLetterObjected)
	h.mailed("mia@nordlys.example", models.MailLetterObjected)
	h.Letter(h.heir, "ana@nordlys.example") // there is room for another
}

func TestALetterFailsWhenItsSuccessorIsNoActiveMemberAnyMore(t *testing.T) {
	for name, leave := range map[string]func(*house) error{
		"removed": func(h *house) error { _, err := h.Store.Remove(t.Context(), h.owner, h.heir.Membership); return err },
		"off": func(h *house) error {
			_, _, err := h.Store.SetActive(t.Context(), h.owner, h.heir.Membership, false)
			return err
		},
		"invited anew": func(h *house) error {
			_, err := h.Store.Remove(t.Context(), h.owner, h.heir.Membership)
			h.Invite(h.owner, "ana@nordlys.example", "Ana", testkit.Levels(nil))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			a, b, _ := h.desk()
			l := h.Letter(h.Member(h.owner, "mia@nordlys.example", "Mia", testkit.Levels(nil)), "ana@nordlys.example")
			h.Approve(l, a, b)
			h.must(leave(h))
			h.Clock.Advance(models.ObjectionFor)
			h.works()
			h.owned(h.owner)
			if h.state(l) != models.LetterFailed {
				t.Error(h.state(l))
			}
			h.mailed("signe@nordlys.example", models.MailLetterFailed)
			h.mailed("mia@nordlys.example", models.MailLetterFailed)
		})
	}
}

func TestATransferEndsALetterThatIsUnderWay(t *testing.T) {
	h := newHouse(t)
	a, b, _ := h.desk()
	other := h.Member(h.owner, "bo@nordlys.example", "Bo", testkit.Levels(nil))
	l := h.Letter(other, "bo@nordlys.example")
	h.Approve(l, a, b)
	h.handsOver()
	if h.state(l) != models.LetterMoot {
		t.Error(h.state(l))
	}
	h.mailed("bo@nordlys.example", models.MailLetterMoot)
	h.Clock.Advance(models.ObjectionFor)
	h.works()
	h.owned(h.heir)
	_, err := h.Store.ApproveLetter(t.Context(), a, l.ID)
	refused(t, err, models.Conflict, "letter.already.moot")
}

func TestALetterEndsAnOpenOffer(t *testing.T) {
	h := newHouse(t)
	a, b, _ := h.desk()
	bo := h.Member(h.owner, "bo@nordlys.example", "Bo", testkit.Levels(nil))
	l := h.Letter(h.heir, "ana@nordlys.example")
	h.Approve(l, a, b)
	h.Clock.Advance(models.ObjectionFor - time.Hour)
	_, err := h.Store.OfferOwnership(t.Context(), h.owner, bo.Email)
	h.must(err)
	h.Clock.Advance(time.Hour)
	h.works()
	h.owned(h.heir)
	_, err = h.Store.AcceptOwnership(t.Context(), bo)
	refused(t, err, models.NotFound, "")
	h.owned(h.heir)
}

func TestOneLetterIsOpenAtATimeAndTheOwnerNeedsNone(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	a, _, _ := h.desk()
	letter := models.NewLetter{Email: "ana@nordlys.example", Reason: "Gone", Name: "x.pdf", Content: testkit.LetterPDF()}
	_, err := h.Store.SubmitLetter(ctx, h.owner, letter)
	refused(t, err, models.Conflict, "letter.of_owner")
	l := h.Letter(h.heir, "ana@nordlys.example")
	_, err = h.Store.SubmitLetterFor(ctx, a, h.owner.Organisation, letter)
	refused(t, err, models.Conflict, "letter.open_already")
	_, err = h.Store.RefuseLetter(ctx, a, l.ID, "The signature is missing.")
	h.must(err)
	h.mailed("ana@nordlys.example", models.MailLetterRefused)
	if m := h.LastMail("ana@nordlys.example"); m.Data.Ownership.Reason != "The signature is missing." {
		t.Errorf("the mail says %+v", m.Data.Ownership)
	}
	_, err = h.Store.SubmitLetterFor(ctx, a, "nowhere", letter)
	refused(t, err, models.NotFound, "")
	_, err = h.Store.SubmitLetterFor(ctx, a, h.owner.Organisation, letter)
	h.must(err)
}

// An ordinary member must not learn by a letter who is invited or switched off.
func TestALetterTellsAMemberNothingAboutOthers(t *testing.T) {
	h := newHouse(t)
	h.Invite(h.owner, "ian@nordlys.example", "Ian", testkit.Levels(nil))
	plain := h.Member(h.owner, "mia@nordlys.example", "Mia", testkit.Levels(nil))
	a, _, _ := h.desk()
	letter := models.NewLetter{Email: "ian@nordlys.example", Reason: "Gone", Name: "x.pdf", Content: testkit.LetterPDF()}
	_, err := h.Store.SubmitLetter(t.Context(), plain, letter)
	refused(t, err, models.Invalid, "ownership.successor.unknown")
	_, err = h.Store.SubmitLetterFor(t.Context(), a, h.owner.Organisation, letter)
	refused(t, err, models.Invalid, "ownership.successor.pending")
}

func TestTheNameOfALetterIsKeptAsAHarmlessOne(t *testing.T) {
	h := newHouse(t)
	for name, want := range map[string]string{
		"../../etc/passwd": "passwd", `C:\x\letter.pdf`: "letter.pdf", "nul\x00.pdf": "nul.pdf", "a\u202efdp.exe": "afdp.exe", "": "letter", "..": "letter", "/": "letter",
		strings.Repeat("w", 300): strings.Repeat("w", 99) + "…", "line\r\nbreak.pdf": "linebreak.pdf", "bad\xff.pdf": "bad.pdf",
	} {
		l, err := h.Store.SubmitLetter(t.Context(), h.heir, models.NewLetter{Email: "ana@nordlys.example", Reason: "Gone", Name: name, Content: testkit.LetterPDF()})
		h.must(err)
		if l.FileName != want {
			t.Errorf("%q is kept as %q, want %q", name, l.FileName, want)
		}
		h.Exec("UPDATE ownership_letters SET state = 'refused'")
	}
}
