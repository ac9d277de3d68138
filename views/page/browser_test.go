package page

import (
	"testing"

	"coulisse/i18n"
)

func TestABrowserIsCalledByTheNameThatItsUserKnows(t *testing.T) {
	l := i18n.Must("en")
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0": "Edge on Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15":         "Safari on macOS",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Safari/604.1":      "Chrome on iPhone",
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                        "Firefox on Linux",
		"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36":                  "Samsung Internet on Android",
		"curl/8.0":                          "Unknown browser",
		"":                                  "Unknown browser",
		"<script>alert(1)</script> (Linux)": "Linux",
	} {
		if got := Browser(l, agent); got != want {
			t.Errorf("%s: got %q, want %q", agent, got, want)
		}
	}
}
