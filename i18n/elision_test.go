package i18n

import "testing"

func TestFrenchElidesBeforeNamesThatBeginWithAVowel(t *testing.T) {
	for name, want := range map[string]string{
		"Anouk": "L’invitation d’Anouk est annulée.", "Étienne": "L’invitation d’Étienne est annulée.", "ODILE": "L’invitation d’ODILE est annulée.",
		"Karim": "L’invitation de Karim est annulée.", "Hélène": "L’invitation de Hélène est annulée.", "": "L’invitation de  est annulée.", "11": "L’invitation de 11 est annulée.",
	} {
		if got := Must("fr").T("user.flash.revoked", "name", name); got != want {
			t.Errorf("%q: %s", name, got)
		}
	}
	for text, want := range map[string]string{"vers ": "vers ", "de ": "d’", "De ": "D’", "et que ": "et qu’", "monde ": "monde ", "de": "de", "": ""} {
		if got := elided(text, "Anouk"); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	if got := Must("da").T("user.flash.revoked", "name", "Anouk"); got != "Invitationen til Anouk er trukket tilbage." {
		t.Error(got)
	}
}
