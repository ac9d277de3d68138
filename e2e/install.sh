#!/bin/sh
# Installs what the tests in a browser and behind proxies need, where it is missing: Chromium,
# Node.js, npm, nginx, Caddy and HAProxy by apt-get (Debian, Ubuntu), then axe-core by npm, in the
# version that package-lock.json pins.
set -eu
cd "$(dirname "$0")"

PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin" # where servers are, also for who is not root

has() { command -v "$1" >/dev/null 2>&1; }

has_chromium() {
	for path in "${E2E_CHROMIUM:-}" /usr/lib/chromium/chromium chromium chromium-browser google-chrome; do
		if [ -n "$path" ] && has "$path"; then return 0; fi
	done
	return 1
}

missing=""
has_chromium || missing="$missing chromium fonts-liberation"
has node || missing="$missing nodejs"
has npm || missing="$missing npm"
has nginx || missing="$missing nginx-light"
has caddy || missing="$missing caddy"
has haproxy || missing="$missing haproxy"

if [ -n "$missing" ]; then
	if ! has apt-get; then
		echo "missing:$missing. Install them by your system's own means, then run this again." >&2
		exit 1
	fi
	sudo=""
	if [ "$(id -u)" != 0 ]; then sudo="sudo"; fi
	echo "installing:$missing"
	# The tests start servers themselves: none is to start now, and take port 80.
	quiet=/usr/sbin/policy-rc.d
	if [ ! -e "$quiet" ]; then
		printf '#!/bin/sh\nexit 101\n' | $sudo tee "$quiet" >/dev/null
		$sudo chmod 755 "$quiet"
		trap '$sudo rm -f "$quiet"' EXIT
	fi
	$sudo apt-get -qq update
	# shellcheck disable=SC2086 # a list of words on purpose
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing
fi

# npm ci deletes and unpacks everything anew, so it runs only when the pinned version changed.
if ! cmp -s package-lock.json node_modules/installed-lock.json; then
	npm ci --no-fund --no-audit
	cp package-lock.json node_modules/installed-lock.json
fi
