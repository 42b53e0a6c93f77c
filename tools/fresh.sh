#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: tools/fresh.sh RELEASE TARGET...
# Runs these targets of the Makefile in a minimal Debian (bookworm, trixie) in which nothing is installed but make,
# on the files of the project alone: no .git, nothing built, nothing beside them.  Exit code 77: no such Debian can be
# made here, for the reason that is printed.
#
# What was downloaded is kept in FRESH_CACHE (default /var/cache/vraagbaak-fresh) for a month: the base system and
# packages, which apt checks again.  The system itself is made anew each time, below FRESH_ROOM (default /var/tmp).
set -eu
[ $# -ge 2 ] || { echo "usage: tools/fresh.sh RELEASE TARGET..." >&2; exit 2; }
release=$1
shift
cd "$(dirname "$0")/.."
cache=${FRESH_CACHE:-/var/cache/vraagbaak-fresh}

skip() {
	echo "no minimal Debian $release: $*"
	exit 77
}

# The rest is run by this script once more, in name spaces, whose mounts and processes end with it.
if [ -z "${FRESH_ROOT:-}" ]; then
	[ "$(id -u)" -eq 0 ] || skip "only root can make one"
	command -v debootstrap >/dev/null || tools/setup.sh debootstrap || skip "debootstrap cannot be installed"
	unshare --mount --pid --fork true 2>/dev/null || skip "no name spaces are to be had here"
	root=$(mktemp -d "${FRESH_ROOM:-/var/tmp}/fresh-$release-XXXXXX")
	trap 'rm -rf --one-file-system "$root"' EXIT
	trap 'exit 130' INT TERM
	FRESH_ROOT=$root unshare --mount --pid --fork --kill-child "tools/${0##*/}" "$release" "$@"
	exit
fi
root=$FRESH_ROOT

# The mirror of this machine, as the new system cannot know another.
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
	sed -n 's#^\(URIs:\|deb\).* \(https\{0,1\}://[^ ]*/debian/\{0,1\}\)\( .*\)\{0,1\}$#\2#p' | head -n 1)

base=$cache/$release.tar
mkdir -p "$cache/packages-$release/partial"

if [ -z "$(find "$base" -mtime -30 2>/dev/null)" ]; then
	echo "making a minimal Debian $release"
	debootstrap --variant=minbase "$release" "$root" ${mirror:+"$mirror"} >"$cache/$release.log" 2>&1 ||
		skip "$(tail -n 1 "$cache/$release.log")"
	chroot "$root" apt-get clean
	tar -C "$root" --one-file-system -cf "$base.$$" . && mv "$base.$$" "$base"
else
	tar -C "$root" -xf "$base"
fi
chmod 755 "$root" # apt reads as another user

# The way to the network is this machine's.
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
apt-config dump | grep -E '^Acquire::(http|https|Check)' >"$root/etc/apt/apt.conf.d/90host" || true
mkdir -p "$root/usr/local/share/ca-certificates"
cp -rL /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates/" 2>/dev/null || true
echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io" # it does not last
mount -t proc proc "$root/proc"
mkdir -p "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -sf pts/ptmx "$root/dev/ptmx"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mount --bind "$cache/packages-$release" "$root/var/cache/apt/archives"

# The files that git knows, as they are now; where there is no git, all but what was built.
mkdir "$root/src"
if git ls-files -z >"$root/files" 2>/dev/null && [ -s "$root/files" ]; then
	tar -c --null -T "$root/files" --ignore-failed-read 2>/dev/null | tar -x -C "$root/src"
else
	tar -c --exclude=./build . | tar -x -C "$root/src"
fi

in_there() {
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root ${CI:+"CI=$CI"} \
		${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"} \
		chroot "$root" sh -c "$1" </dev/null
}
in_there 'apt-get -qq update && apt-get -qq install -y --no-install-recommends make' >"$cache/$release.log" 2>&1 || {
	cat "$cache/$release.log"
	skip "make cannot be installed in it"
}
for target in "$@"; do
	echo "Debian $(cat "$root/etc/debian_version"): make $target"
	in_there "cd /src && make -j$(nproc) $target"
done
