#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: setup.sh [--optional] PACKAGE...
# Installs those of the Debian packages that are missing, through sudo when not root.  Asks nothing.  With --optional
# what cannot be had is printed, and that is all.
set -eu
optional=no
if [ "$1" = --optional ]; then
	optional=yes
	shift
fi

missing=""
for package in "$@"; do
	if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then
		missing="$missing $package"
	fi
done
[ -n "$missing" ] || exit 0

without() { # reason
	if [ "$optional" = yes ]; then
		echo "going on without these packages, $1:$missing"
		exit 0
	fi
	echo "these packages are missing, $1:$missing" >&2
	exit 1
}

as_root=""
if [ "$(id -u)" -ne 0 ]; then
	as_root="sudo -n"
	$as_root true 2>/dev/null || without "and only root can install them (apt-get install)"
fi

apt() { # arguments of apt-get
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 "$@" </dev/null
}
install() { # packages
	apt install -y --no-install-recommends "$@" >/dev/null
}

echo "installing:$missing"
apt update || [ "$optional" = yes ] || without "and apt-get update fails"
if [ "$optional" = yes ]; then
	install $missing 2>/dev/null && exit 0
	refused=""
	for package in $missing; do
		install "$package" 2>/dev/null || refused="$refused $package"
	done
	missing=$refused
	[ -z "$missing" ] || without "which apt-get cannot install"
else
	install $missing || without "and apt-get cannot install them"
fi
