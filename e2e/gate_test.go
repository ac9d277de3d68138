package e2e

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// evening is a console on the evening of a performance, and a steward with a phone at its door.
type evening struct {
	*testkit.App
	t     *testing.T
	owner access.Actor
	event string
	codes []string
	phone *Person
}

func newEvening(t *testing.T, options ...Option) *evening {
	t.Helper()
	a := testkit.NewApp(t)
	e := &evening{App: a, t: t, owner: a.Found()}
	var full string
	e.event, full = a.OnSale(e.owner, "Cyrano de Bergerac", 2*time.Hour)
	for _, k := range a.Tickets(a.Order(e.owner, e.event, full, 4, models.Contact{Name: "Berta Kobermand"})) {
		e.codes = append(e.codes, k.Code)
	}
	a.Member(e.owner, "sam@nordlys.example", "Sam Steward", access.Grant{Levels: access.Levels{access.AccessControl: access.Edit}, Scope: access.Scope{Events: []string{e.event}}})
	e.phone = e.opens("sam@nordlys.example", options...)
	return e
}

// opens signs somebody in on a phone; they go to the door from where they land.
func (e *evening) opens(email string, options ...Option) *Person {
	e.t.Helper()
	p := NewPerson(e.t, e.URL, options...)
	p.Window(390, 780)
	p.Opens("/login")
	p.Types("email", email)
	p.Types("password", testkit.Password)
	p.Presses("Sign in")
	p.IsOn("scan.list")
	p.PressesAt(At(`tr[data-id] .btn`))
	p.IsOn("scan.show")
	return p
}

// scans types a code where the focus is, as a hand scanner does, and waits for a verdict.
func (e *evening) scans(p *Person, code, word string) {
	e.t.Helper()
	if p.script {
		p.Keys(code + kb.Enter)
	} else {
		p.Types("code", code)
		p.PressesAt(At(`form.scan .cta`))
	}
	p.Until(`document.querySelector("#result .word").textContent==="` + word + `"`)
}

// cut takes a browser's network away, or gives it back.
func cut(p *Person, away bool) {
	p.t.Helper()
	p.step(func(ctx context.Context) error {
		everything := network.Conditions{DownloadThroughput: -1, UploadThroughput: -1, Offline: away}
		_, err := chromedp.Call(ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{&everything}})
		return err
	})
	call(p, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: away, DownloadThroughput: -1, UploadThroughput: -1})
}

func TestAStewardScansWithAPhone(t *testing.T) {
	for name, options := range map[string][]Option{"with script": nil, "without script": {WithoutScript}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEvening(t, options...)
			p := e.phone
			e.scans(p, e.codes[0], "In")
			p.Sees("1 of the 4 tickets of its order are in")
			p.Until(`document.querySelector('[data-count="all"]').textContent==="1 of 4"`)
			e.look("gate-in", "in")
			e.scans(p, strings.ToLower(e.codes[0]), "Already in")
			p.Sees("Since")
			e.look("gate-already", "already")
			e.scans(p, "nonsense", "Not valid")
			e.look("gate-bad", "bad")
			if eval[bool](p, "document.activeElement.blur()===undefined"); !p.script {
				p.do(chromedp.Focus(At("#code").path()))
			}
			e.scans(p, e.codes[1], "In") // also where the focus has gone astray
			p.SeesNot("Kobermand")
			if focus := eval[string](p, `document.activeElement.id`); focus != "code" {
				t.Errorf("after a scan the focus is on %q", focus)
			}
		})
	}
}

// look puts the verdict through every check, and takes its picture.
func (e *evening) look(name, look string) {
	e.t.Helper()
	p := e.phone
	if !p.Has("#result." + look) {
		e.t.Errorf("looks %q, not %q", p.Attribute("#result", "class"), look)
	}
	if p.script {
		p.Passes(e.t, name)
		p.Window(390, 780)
	}
}

// Without network scans are kept and say so; once it is back they are checked, and what did
// not hold is told until somebody has seen it.
func TestScansAreKeptWithoutNetworkAndReconciledWithIt(t *testing.T) {
	t.Parallel()
	e := newEvening(t)
	p, other := e.phone, e.opens("sam@nordlys.example")
	cut(p, true)
	e.scans(p, e.codes[0], "Kept, not checked")
	e.look("gate-kept", "kept")
	cut(p, true)
	e.scans(p, e.codes[1], "Kept, not checked")
	p.Sees("Scans kept on this device, not checked yet: 2")
	if stored := eval[string](p, `localStorage.scans`); !strings.Contains(stored, e.codes[0]) || strings.Contains(stored, "Kobermand") {
		t.Errorf("kept is %s", stored)
	}
	e.scans(other, e.codes[1], "In") // somebody else is faster
	e.Clock.Advance(time.Minute)
	cut(p, false)
	p.Until(`document.querySelector("[data-waiting]").hidden&&!document.querySelector("[data-late]").hidden`)
	p.Sees("Kept scans that were refused")
	p.Sees("Already in")
	p.Sees("…" + e.codes[1][16:])
	p.SeesNot("…" + e.codes[0][16:]) // the other one was let in
	p.Passes(t, "gate-late")
	p.Opens("/access-control/" + e.event)
	p.Sees("Kept scans that were refused") // a reload forgets nothing
	p.Taps("Dismiss", `document.querySelector("[data-late]").hidden`)
	p.Until(`document.querySelector('[data-count="all"]').textContent==="2 of 4"`)
	if focus := eval[string](p, `document.activeElement.id`); focus != "code" {
		t.Errorf("the focus is on %q", focus)
	}
}

// A scan whose answer was lost on the way is sent again, and comes out as it did first.
func TestALostAnswerIsNoConflict(t *testing.T) {
	t.Parallel()
	e := newEvening(t)
	p := e.phone
	eval[bool](p, `(()=>{const real=fetch;window.fetch=async(...a)=>{await real(...a);window.fetch=real;throw new TypeError("lost")};return true})()`)
	e.scans(p, e.codes[0], "Kept, not checked")
	p.Until(`document.querySelector("[data-waiting]").hidden`)
	p.SeesNot("Kept scans that were refused")
	p.Until(`document.querySelector('[data-count="all"]').textContent==="1 of 4"`)
}

// Somebody whose sign-in has ended goes on scanning: it is kept, and checked once they are back.
func TestASignInThatEndsAtTheDoorLosesNoScan(t *testing.T) {
	t.Parallel()
	e := newEvening(t)
	p := e.phone
	call(p, network.ClearBrowserCookies, cdp.Empty{})
	e.scans(p, e.codes[0], "Kept, not checked")
	p.Sees("Your sign-in has ended")
	p.Passes(t, "gate-ended")
	p.PressesAt(At("[data-ended] a"))
	p.IsOn("login.form")
	p.Types("email", "sam@nordlys.example")
	p.Types("password", testkit.Password)
	p.Presses("Sign in")
	p.IsOn("scan.show")
	p.Until(`document.querySelector("[data-waiting]").hidden&&document.querySelector('[data-count="all"]').textContent==="1 of 4"`)
	if left := eval[string](p, `localStorage.scans`); left != "[]" {
		t.Errorf("left is %s", left)
	}
}

// The fault: scans that a steward's phone had kept were given up as refused, and their tickets
// stayed unused, because the next person who signed in on that phone worked at another door.
func TestKeptScansOutliveSomebodyElseOnTheSameDevice(t *testing.T) {
	t.Parallel()
	e := newEvening(t)
	p := e.phone
	other, full := e.OnSale(e.owner, "Grottesal revue", 3*time.Hour)
	theirs := e.Tickets(e.Order(e.owner, other, full, 1, models.Contact{}))[0].Code
	e.Member(e.owner, "bo@nordlys.example", "Bo Billet", access.Grant{Levels: access.Levels{access.AccessControl: access.Edit}, Scope: access.Scope{Events: []string{other}}})
	cut(p, true)
	e.scans(p, e.codes[0], "Kept, not checked")
	call(p, network.ClearBrowserCookies, cdp.Empty{})
	cut(p, false)
	e.signsInAgain(p, "bo@nordlys.example")
	p.Opens("/access-control/" + other)
	e.scans(p, theirs, "In")
	p.Sees("Scans kept on this device, not checked yet: 1")
	p.SeesNot("Not checked: you have")
	e.signsInAgain(p, "sam@nordlys.example")
	p.Opens("/access-control/" + e.event)
	p.Until(`document.querySelector("[data-waiting]").hidden&&document.querySelector('[data-count="all"]').textContent==="1 of 4"`)
	p.Faults() // what was asked at the other door was answered with 404, as it should be
}

// signsInAgain is somebody who takes over the phone.
func (e *evening) signsInAgain(p *Person, email string) {
	e.t.Helper()
	call(p, network.ClearBrowserCookies, cdp.Empty{})
	p.Opens("/login")
	p.Types("email", email)
	p.Types("password", testkit.Password)
	p.Presses("Sign in")
	p.IsOn("scan.list")
}

func TestASupervisorHelpsByHand(t *testing.T) {
	t.Parallel()
	e := newEvening(t)
	e.Member(e.owner, "hedda@nordlys.example", "Hedda Head", testkit.Levels(access.Levels{access.AccessControl: access.Approve}))
	p := e.opens("hedda@nordlys.example")
	p.Presses("Find a ticket by hand")
	p.Types("q", e.codes[2])
	p.Presses("Search")
	p.PressesAt(At(`form[action$="/check-in"] button`))
	p.Sees("Ticket 3 of order")
	e.scans(e.phone, e.codes[2], "Already in")
	p.TapsAt(At(".undo summary"), `document.querySelector(".undo").open`)
	p.Passes(t, "gate-undo")
	p.Window(390, 780)
	p.Presses("Has left and may come back")
	p.Sees("is no longer in")
	e.scans(e.phone, e.codes[2], "In")
}
