#!/bin/sh
# Installs what the test with a real Postfix needs, where it is missing, by apt-get (Debian, Ubuntu): Postfix
# without a configuration, so that it asks nothing and no daemon starts, and Cyrus SASL's accounts.
set -eu

has() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ]; }

missing=""
has postfix || missing="$missing postfix"
has saslpasswd2 || missing="$missing sasl2-bin libsasl2-modules"
if [ -z "$missing" ]; then exit 0; fi

if ! has apt-get; then
	echo "missing:$missing. Install them by your system's own means, then run this again." >&2
	exit 1
fi
sudo=""
if [ "$(id -u)" != 0 ]; then sudo="sudo"; fi
echo "installing:$missing"
$sudo apt-get -qq update
if command -v debconf-set-selections >/dev/null 2>&1; then
	echo "postfix postfix/main_mailer_type select No configuration" | $sudo debconf-set-selections
fi
# policy-rc.d is how Debian is told to start no service that it installs.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
	printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null
	$sudo chmod 755 "$policy"
	trap '$sudo rm -f "$policy"' EXIT
fi
# shellcheck disable=SC2086 # a list of words on purpose
$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing
