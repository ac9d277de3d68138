package page

import (
	"coulisse/i18n"
	"coulisse/models"
)

// ResendOff says why a button that mails somebody something is out of use; "" when it may be pressed.
func ResendOff(l *i18n.Locale, pause models.Pause) string {
	switch hours := pause.Hours(); {
	case pause == 0:
		return ""
	case hours == 0:
		return l.T("resend.off.soon")
	default:
		return l.T("resend.off.day", "max", models.ResendsADay, "hours", hours)
	}
}
