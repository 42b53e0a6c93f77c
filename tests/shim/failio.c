/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A disk that fills up or breaks, a process that is killed and a power cut, for LD_PRELOAD.  What
 * the program does to files below FAILIO_PATH is counted; at a limit something happens.
 *
 *   FAILIO_PATH   the folder (or file) that fails; without it nothing does
 *   FAILIO_AFTER  what still goes well: "4096" bytes, or "10c" calls (default 0)
 *   FAILIO_ERRNO  the number of the error (default ENOSPC)
 *   FAILIO_ONLY   "write", "sync", "rename" or "mmap": only these fail and count
 *   FAILIO_TIMES  how many calls fail, after which all goes well again (default: all that follow)
 *   FAILIO_DO     what happens at the limit: "fail" (default); "kill" before that call or "killed"
 *                 after it; "crash": a segmentation fault in place of that call; "cut": power is
 *                 cut before that call, see cut.h
 *   FAILIO_SEED   for "cut": which of the writes that were not synced reach the disk
 *   FAILIO_COUNT  a file that gets the number of calls counted when the process that made them ends
 *
 * Like a full disk it writes the part of a block that still fits, and statvfs tells what is left
 * under a limit in bytes.  All but writes count as one call
 * and no byte; under a limit in bytes they fail once the limit is reached.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/types.h>
#include <unistd.h>

#include "tests/shim/cut.h"

static char root[PATH_MAX];
static long long after, times = LLONG_MAX;
static bool calls;
static int fault = ENOSPC;
static const char *only, *deed = "fail", *count_path;
static atomic_llong used;

static void __attribute__((constructor)) read_settings(void)
{
	const char *path = getenv("FAILIO_PATH"), *limit = getenv("FAILIO_AFTER");
	const char *number = getenv("FAILIO_ERRNO"), *seed = getenv("FAILIO_SEED");
	char *end = NULL;
	if (!path || !realpath(path, root)) /* a path that is not there yet is taken as written */
		snprintf(root, sizeof root, "%s", path ? path : "");
	count_path = getenv("FAILIO_COUNT");
	if (limit)
		after = strtoll(limit, &end, 10);
	else if (count_path)
		after = LLONG_MAX;
	calls = (end && *end == 'c') || count_path;
	if (number)
		fault = atoi(number);
	if (getenv("FAILIO_TIMES"))
		times = atoll(getenv("FAILIO_TIMES"));
	only = getenv("FAILIO_ONLY");
	if (getenv("FAILIO_DO"))
		deed = getenv("FAILIO_DO");
	cut_start(strcmp(deed, "cut") == 0, seed ? (unsigned)atoi(seed) : 1);
}

/* The next function of this name, the C library's. */
static void *real(const char *name)
{
	void *function = dlsym(RTLD_NEXT, name);
	if (!function)
		abort();
	return function;
}

#define REAL(name, result, ...) ((result(*)(__VA_ARGS__))real(name))

static void __attribute__((destructor)) write_count(void)
{
	char text[32];
	int n = snprintf(text, sizeof text, "%lld\n", (long long)atomic_load(&used));
	int fd = count_path && atomic_load(&used)
			 ? open(count_path, O_WRONLY | O_CREAT | O_TRUNC, 0644)
			 : -1;
	if (fd >= 0 && REAL("write", ssize_t, int, const void *, size_t)(fd, text, (size_t)n) < 0)
		abort();
}

static bool is_below(const char *path)
{
	size_t n = strlen(root);
	return n && strncmp(path, root, n) == 0 &&
	       (path[n] == '/' || path[n] == '\0' || path[n] == ' ');
}

static bool below_root(int fd)
{
	char link[64], path[PATH_MAX];
	if (!*root)
		return false;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t len = readlink(link, path, sizeof path - 1);
	if (len < 0)
		return false;
	path[len] = '\0';
	return is_below(path);
}

static _Thread_local bool dies; /* right after this call */

static void die(void)
{
	raise(strcmp(deed, "crash") == 0 ? SIGSEGV : SIGKILL);
}

/* How many of `want` bytes may still be written; -1 when the call is to fail. */
static ssize_t allowance(bool ours, const char *kind, size_t want)
{
	if (!ours || (only && strcmp(only, kind) != 0))
		return (ssize_t)want;
	long long left = after - atomic_fetch_add(&used, calls ? 1 : (long long)want);
	if (left <= 0 && strcmp(deed, "fail") != 0) {
		if (strcmp(deed, "cut") == 0)
			cut_now();
		dies = strcmp(deed, "killed") == 0;
		if (!dies)
			die();
		return (ssize_t)want;
	}
	if (left <= 0 && (!calls || left > -times)) {
		errno = fault;
		return -1;
	}
	if (left <= 0)
		return (ssize_t)want;
	return !calls && left < (long long)want ? (ssize_t)left : (ssize_t)want;
}

/* Passes the result on, unless the program is to die behind this call. */
static ssize_t behind(ssize_t result)
{
	if (dies)
		die();
	return result;
}

ssize_t write(int fd, const void *data, size_t size)
{
	const bool ours = below_root(fd);
	ssize_t n = allowance(ours, "write", size);
	if (n < 0)
		return -1;
	if (ours)
		cut_note_write(fd, data, (size_t)n, lseek(fd, 0, SEEK_CUR));
	return behind(REAL("write", ssize_t, int, const void *, size_t)(fd, data, (size_t)n));
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
	const bool ours = below_root(fd);
	ssize_t n = allowance(ours, "write", size);
	if (n < 0)
		return -1;
	if (ours)
		cut_note_write(fd, data, (size_t)n, at);
	return behind(
		REAL("pwrite", ssize_t, int, const void *, size_t, off_t)(fd, data, (size_t)n, at));
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
	return pwrite(fd, data, size, at);
}

/* What statvfs tells of a disk on which so many bytes can still be written. */
static int limit_room(const char *path, struct statvfs *disk, int result)
{
	char whole[PATH_MAX];
	if (result != 0 || calls || only || fault != ENOSPC || !*root || !realpath(path, whole) ||
	    !is_below(whole))
		return result;
	const long long left = after - atomic_load(&used);
	const fsblkcnt_t blocks = left > 0 ? (fsblkcnt_t)left / disk->f_frsize : 0;
	disk->f_bfree = disk->f_bfree < blocks ? disk->f_bfree : blocks;
	disk->f_bavail = disk->f_bavail < blocks ? disk->f_bavail : blocks;
	return result;
}

int statvfs(const char *path, struct statvfs *disk)
{
	return limit_room(path, disk,
			  REAL("statvfs", int, const char *, struct statvfs *)(path, disk));
}

int statvfs64(const char *path, struct statvfs64 *disk)
{
	return statvfs(path, (struct statvfs *)disk); /* the same on 64 bits */
}

static int sync_by(const char *name, int fd)
{
	const bool ours = below_root(fd);
	if (allowance(ours, "sync", 0) < 0)
		return -1;
	int result = REAL(name, int, int)(fd);
	if (ours && result == 0)
		cut_note_sync(fd);
	return (int)behind(result);
}

int fsync(int fd)
{
	return sync_by("fsync", fd);
}

int fdatasync(int fd)
{
	return sync_by("fdatasync", fd);
}

int ftruncate(int fd, off_t size)
{
	if (allowance(below_root(fd), "write", 0) < 0)
		return -1;
	return (int)behind(REAL("ftruncate", int, int, off_t)(fd, size));
}

int ftruncate64(int fd, off64_t size)
{
	return ftruncate(fd, size);
}

int rename(const char *from, const char *to)
{
	const bool ours = is_below(to);
	if (allowance(ours, "rename", 0) < 0)
		return -1;
	if (ours)
		cut_note_rename(from, to);
	return (int)behind(REAL("rename", int, const char *, const char *)(from, to));
}

int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
	if (allowance(is_below(to), "rename", 0) < 0)
		return -1;
	return (int)behind(REAL("renameat2", int, int, const char *, int, const char *,
				unsigned)(from_dir, from, to_dir, to, flags));
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
	if (!(flags & MAP_ANONYMOUS) && fd >= 0 && allowance(below_root(fd), "mmap", 0) < 0)
		return MAP_FAILED;
	return REAL("mmap", void *, void *, size_t, int, int, int, off_t)(at, size, protection,
									  flags, fd, offset);
}

void *mmap64(void *at, size_t size, int protection, int flags, int fd, off64_t offset)
{
	return mmap(at, size, protection, flags, fd, offset);
}
