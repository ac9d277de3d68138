#!/bin/sh
# Installs systemd-analyze, which reads the units in a test, where it is missing (Debian, Ubuntu).
set -eu
if command -v systemd-analyze >/dev/null 2>&1; then exit 0; fi
if ! command -v apt-get >/dev/null 2>&1; then
	echo "missing: systemd-analyze. Install it by your system's own means, then run this again." >&2
	exit 1
fi
sudo=""
if [ "$(id -u)" != 0 ]; then sudo="sudo"; fi
echo "installing: systemd"
$sudo apt-get -qq update
$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends systemd
