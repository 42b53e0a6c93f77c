/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A disk that fills up or breaks, for LD_PRELOAD.  What the program writes to files below
 * FAILIO_PATH is counted; from a limit on it fails.
 *
 *   FAILIO_PATH   the folder (or file) that fails; without it nothing does
 *   FAILIO_AFTER  what still goes well: "4096" bytes, or "10c" calls (default 0)
 *   FAILIO_ERRNO  the number of the error (default ENOSPC)
 *   FAILIO_ONLY   "write" or "sync": only writes, or only fsync and its like, fail and count
 *
 * Like a full disk it writes the part of a block that still fits.  fsync and ftruncate count as
 * one call and no byte; under a limit in bytes they fail once the limit is reached.
 */
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char root[PATH_MAX];
static long long after;
static bool calls;
static int fault = ENOSPC;
static const char *only;
static atomic_llong used;

static void __attribute__((constructor)) read_settings(void)
{
	const char *path = getenv("FAILIO_PATH"), *limit = getenv("FAILIO_AFTER");
	const char *number = getenv("FAILIO_ERRNO");
	char *end = NULL;
	if (!path || !realpath(path, root)) /* a path that is not there yet is taken as written */
		snprintf(root, sizeof root, "%s", path ? path : "");
	if (limit)
		after = strtoll(limit, &end, 10);
	calls = end && *end == 'c';
	if (number)
		fault = atoi(number);
	only = getenv("FAILIO_ONLY");
}

/* The next function of this name, the C library's. */
static void *real(const char *name)
{
	void *function = dlsym(RTLD_NEXT, name);
	if (!function)
		abort();
	return function;
}

static bool below_root(int fd)
{
	char link[64], path[PATH_MAX];
	size_t n = strlen(root);
	if (!n)
		return false;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t len = readlink(link, path, sizeof path - 1);
	if (len < 0)
		return false;
	path[len] = '\0';
	return strncmp(path, root, n) == 0 && (path[n] == '/' || path[n] == '\0' || path[n] == ' ');
}

/* How many of `want` bytes may still be written; -1 when the call is to fail. */
static ssize_t allowance(int fd, const char *kind, size_t want)
{
	if ((only && strcmp(only, kind) != 0) || !below_root(fd))
		return (ssize_t)want;
	long long left = after - atomic_fetch_add(&used, calls ? 1 : (long long)want);
	if (left <= 0) {
		errno = fault;
		return -1;
	}
	return !calls && left < (long long)want ? (ssize_t)left : (ssize_t)want;
}

ssize_t write(int fd, const void *data, size_t size)
{
	ssize_t n = allowance(fd, "write", size);
	return n < 0 ? -1 : ((ssize_t(*)(int, const void *, size_t))real("write"))(fd, data, (size_t)n);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
	ssize_t n = allowance(fd, "write", size);
	return n < 0 ? -1
		     : ((ssize_t(*)(int, const void *, size_t, off_t))real("pwrite"))(fd, data, (size_t)n, at);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
	return pwrite(fd, data, size, at);
}

int fsync(int fd)
{
	return allowance(fd, "sync", 0) < 0 ? -1 : ((int (*)(int))real("fsync"))(fd);
}

int fdatasync(int fd)
{
	return allowance(fd, "sync", 0) < 0 ? -1 : ((int (*)(int))real("fdatasync"))(fd);
}

int ftruncate(int fd, off_t size)
{
	return allowance(fd, "write", 0) < 0 ? -1 : ((int (*)(int, off_t))real("ftruncate"))(fd, size);
}

int ftruncate64(int fd, off64_t size)
{
	return ftruncate(fd, size);
}
