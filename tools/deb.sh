#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: tools/deb.sh BUILD
# Builds the Debian packages of the working tree in BUILD/deb, from a copy of it, and checks them with lintian, whose errors
# fail the run.
set -eu
build=$1
cd "$(dirname "$0")/.."
for need in dh:debhelper dpkg-buildpackage:dpkg-dev scdoc:scdoc; do
	if ! command -v "${need%%:*}" >/dev/null; then
		echo "SKIPPED the Debian packages: no ${need%%:*} (package ${need#*:})"
		exit 0
	fi
done
rm -rf "$build/deb"
mkdir -p "$build/deb/vraagbaak"
tar cf - --exclude=./.git --exclude=./build --exclude="./$build" --exclude=__pycache__ . | tar xf - -C "$build/deb/vraagbaak"
cd "$build/deb/vraagbaak"
DEB_BUILD_OPTIONS=${DEB_BUILD_OPTIONS-parallel=$(nproc)} dpkg-buildpackage -us -uc -b
cd ..
rm -rf vraagbaak
ls ./*.deb
if command -v lintian >/dev/null; then
	lintian --allow-root --fail-on error ./*.changes
else
	echo "SKIPPED lintian: it is not here (package lintian)"
fi
