#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: setup.sh PACKAGE...
# Installs those of the Debian packages that are missing, through sudo when not root.
set -eu

missing=""
for package in "$@"; do
	if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then
		missing="$missing $package"
	fi
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null || {
		echo "these packages are missing, and there is no sudo to install them:$missing" >&2
		exit 1
	}
	as_root="sudo"
fi
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get -qq -o DPkg::Lock::Timeout=600 update
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 install -y --no-install-recommends $missing >/dev/null
