package page

import (
	"time"

	"coulisse/access"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// UserShowPage is one person in words: what they may do and why, where, until when, how
// they sign in, and what happened.
type UserShowPage struct {
	ID, Name, Email, Title, Phone string
	Status                        string
	LockedUntil                   time.Time // zero unless too many wrong passwords keep them out
	HasAccount                    bool
	Role                          access.Role
	Target                        access.Target
	Why                           map[access.Section]Why // who moved a level away from the role, where known
	Events                        []string               // names of the chosen events that the reader may see
	HiddenEvents                  int                    // chosen ones that the reader may not see
	NotifyOrders                  bool
	NotifySettlements             bool
	Tokens                        models.MadeTokens // of the API, which reach no further than the person
	Schedules                     int               // reports that they have mailed to themselves
	InvitedBy                     string            // name
	InvitedAt, Expires, AskedAt   time.Time
	Failure                       string            // why the mail could not be sent
	Unsent                        *component.Unsent // the mail, while it has not left; nil for none
	ByHand                        bool              // the link was handed on by hand
	Pause                         models.Pause      // of the button that mails them
	Joined, LastSeen              time.Time         // acceptance; zero when not yet
	PasswordAt                    time.Time         // when the password was last set; zero for never
	Sessions                      int               // open ones
	History                       []HistoryRow
	HistoryMore                   string // address of the whole history of this person; "" when the reader may not open it
}

// Why tells who gave a level, and when.
type Why struct {
	By string
	At time.Time
}

// HistoryRow is one entry of the history in words.
type HistoryRow struct {
	At      time.Time
	By      string // who did it; "" for Coulisse itself
	What    string // "changed the rights of Ana Holm"
	Changes []component.Change
	Address string // of the client
	Request string // id, as in the log
}

// may tells whether the reader may do what asks for a level in the users section.
func (p UserShowPage) may(f *views.Frame, need access.Level) bool {
	return f.Actor.MayManage(p.Target, need) == access.Allowed
}

// refusal says why the reader may change nothing here; "" when they may, or when it is
// plain because their rights only let them read.
func (p UserShowPage) refusal(f *views.Frame) string {
	return component.Refused(f.Locale, f.Actor.MayManage(p.Target, access.Approve))
}

// why explains each section's level: the role, or the person who moved it.
func (p UserShowPage) why(f *views.Frame) map[access.Section]string {
	words := map[access.Section]string{}
	for _, a := range access.Areas() {
		words[a.Section] = p.reason(f, a.Section)
	}
	return words
}

func (p UserShowPage) reason(f *views.Frame, s access.Section) string {
	l := f.Locale
	if p.Target.Owner {
		return l.T("user.why.owner")
	}
	at := p.Target.Grant.Levels.At(s)
	custom := !p.Role.Named()
	if !custom && at == p.Role.Levels.At(s) {
		return l.T("user.why.role", "role", component.RoleName(l, p.Role))
	}
	if w, ok := p.Why[s]; ok {
		return l.T("user.why.edit", "name", w.By, "date", l.ShortDate(f.In(w.At)))
	}
	if custom {
		return l.T("user.why.custom")
	}
	return l.T("user.why.differs", "role", component.RoleName(l, p.Role), "level", component.LevelName(l, p.Role.Levels.At(s)))
}

func (p UserShowPage) roleName(l *i18n.Locale) string {
	if p.Target.Owner {
		return l.T("user.owner")
	}
	return component.RoleName(l, p.Role)
}

// stuck tells whether the invitation's mail did not leave, so that its link may be copied.
func (p UserShowPage) stuck() bool {
	return p.Status == "failed" || p.Status == "invited" && p.Unsent != nil && p.Unsent.Waits
}

// note is the sentence about a state that is not simply active.
func (p UserShowPage) note(f *views.Frame) string {
	l, g := f.Locale, p.Target.Grant
	switch p.Status {
	case "active":
		return ""
	case "failed":
		return l.T("user.state.failed", "reason", component.MailFailure(l, p.Failure))
	case "invited":
		switch {
		case p.Unsent != nil:
			return p.Unsent.Words(f, "user.state")
		case p.ByHand:
			return l.T("user.state.by_hand", "date", l.Date(f.In(p.Expires)))
		}
	}
	return l.T("user.state."+p.Status, "date", l.Date(f.In(p.Expires)), "from", l.Day(g.Validity.From), "until", l.Day(g.Validity.Until))
}

func (p UserShowPage) tone() string {
	switch p.Status {
	case "failed", "inactive", "declined":
		return "bad"
	case "prepared", "expired", "ended":
		return "warn"
	}
	if p.stuck() {
		return "warn"
	}
	return "info"
}

func (p UserShowPage) contact(l *i18n.Locale) []component.Fact {
	return []component.Fact{
		{Label: l.T("user.field.email"), Value: p.Email},
		{Label: l.T("user.field.phone"), Value: p.Phone},
		{Label: l.T("user.field.title"), Value: p.Title},
	}
}

func (p UserShowPage) validity(l *i18n.Locale) string {
	if v := component.ValidityWords(l, p.Target.Grant.Validity); v != "" {
		return v
	}
	return l.T("user.show.no_dates")
}

func (p UserShowPage) notifications(l *i18n.Locale) string {
	var on []string
	if p.NotifyOrders {
		on = append(on, l.T("user.field.orders"))
	}
	if p.NotifySettlements {
		on = append(on, l.T("user.field.settlements"))
	}
	if len(on) == 0 {
		return l.T("user.show.no_notifications")
	}
	return l.List(on)
}
