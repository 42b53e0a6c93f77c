/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/shim/cut.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct note {
	enum { NOTE_WRITE, NOTE_RENAME } what;
	/* a write; the file by device and inode, and open on a descriptor of our own */
	dev_t device;
	ino_t inode;
	int fd;
	off_t at, old_size;
	size_t size, old_len;
	char *data, *old; /* `old`: the bytes that were there, old_len of them */
	/* a rename; what stood at the new name: a file (fd), a link (old) or nothing */
	char from[PATH_MAX], to[PATH_MAX];
};

static bool active;
static struct note *notes;
static size_t count, room;

void cut_start(bool on, unsigned seed)
{
	active = on;
	srandom(seed);
}

static struct note *new_note(void)
{
	if (count == room) {
		room = room ? room * 2 : 256;
		notes = realloc(notes, room * sizeof *notes);
		if (!notes)
			abort();
	}
	memset(&notes[count], 0, sizeof *notes);
	notes[count].fd = -1;
	return &notes[count++];
}

/* The descriptor that an earlier note has for the file, or a new one that lives on. */
static int own_descriptor(int fd, const struct stat *info)
{
	char link[64];
	for (size_t i = 0; i + 1 < count; i++)
		if (notes[i].what == NOTE_WRITE && notes[i].device == info->st_dev &&
		    notes[i].inode == info->st_ino)
			return notes[i].fd;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	return open(link, O_RDWR | O_CLOEXEC);
}

void cut_note_write(int fd, const void *data, size_t size, off_t at)
{
	struct stat info;
	if (!active || fstat(fd, &info) != 0)
		return;
	struct note *n = new_note();
	n->device = info.st_dev;
	n->inode = info.st_ino;
	n->fd = own_descriptor(fd, &info);
	n->at = at;
	n->size = size;
	n->old_size = info.st_size;
	n->data = malloc(size + 1);
	n->old = malloc(size + 1);
	if (!n->data || !n->old || n->fd < 0)
		abort();
	memcpy(n->data, data, size);
	ssize_t len = pread(n->fd, n->old, size, at);
	n->old_len = len > 0 ? (size_t)len : 0;
}

static void forget(size_t i)
{
	free(notes[i].data);
	free(notes[i].old);
	memmove(&notes[i], &notes[i + 1], (count - i - 1) * sizeof *notes);
	count--;
}

static bool same_folder(const char *path, const struct stat *folder)
{
	char parent[PATH_MAX];
	struct stat info;
	const char *slash = strrchr(path, '/');
	snprintf(parent, sizeof parent, "%.*s", slash ? (int)(slash - path) : 1,
		 slash ? path : ".");
	return stat(parent, &info) == 0 && info.st_dev == folder->st_dev &&
	       info.st_ino == folder->st_ino;
}

void cut_note_sync(int fd)
{
	struct stat info;
	if (!active || fstat(fd, &info) != 0)
		return;
	for (size_t i = count; i > 0; i--) {
		const struct note *n = &notes[i - 1];
		if (n->what == NOTE_WRITE ? n->device == info.st_dev && n->inode == info.st_ino
					  : S_ISDIR(info.st_mode) && same_folder(n->to, &info))
			forget(i - 1);
	}
}

void cut_note_rename(const char *from, const char *to)
{
	struct stat info;
	char target[PATH_MAX];
	if (!active)
		return;
	struct note *n = new_note();
	n->what = NOTE_RENAME;
	snprintf(n->from, sizeof n->from, "%s", from);
	snprintf(n->to, sizeof n->to, "%s", to);
	if (lstat(to, &info) != 0)
		return;
	if (S_ISLNK(info.st_mode)) {
		ssize_t len = readlink(to, target, sizeof target - 1);
		n->old = strndup(target, len > 0 ? (size_t)len : 0);
	} else if (S_ISREG(info.st_mode)) {
		n->fd = open(to, O_RDWR | O_CLOEXEC);
	}
}

static void put_bytes(int fd, const char *bytes, size_t size, off_t at)
{
	ssize_t (*put)(int, const void *, size_t, off_t) =
		(ssize_t(*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, "pwrite");
	if (size && put(fd, bytes, size, at) != (ssize_t)size)
		abort();
}

static void resize(int fd, off_t size)
{
	int (*cut)(int, off_t) = (int (*)(int, off_t))dlsym(RTLD_NEXT, "ftruncate");
	if (cut(fd, size) != 0)
		abort();
}

/* The file that stood at a name, under that name again. */
static void restore(const struct note *n)
{
	char bytes[65536];
	ssize_t len;
	off_t at = 0;
	if (n->old && symlink(n->old, n->to) != 0)
		abort();
	if (n->fd < 0)
		return;
	int fd = open(n->to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	while ((len = pread(n->fd, bytes, sizeof bytes, at)) > 0) {
		put_bytes(fd, bytes, (size_t)len, at);
		at += len;
	}
	close(fd);
}

static void undo_rename(const struct note *n)
{
	int (*move)(const char *,
		    const char *) = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
	if (move(n->to, n->from) == 0)
		restore(n);
}

void cut_now(void)
{
	active = false;
	for (size_t i = count; i > 0; i--) {
		const struct note *n = &notes[i - 1];
		if (n->what == NOTE_RENAME) {
			if (random() % 2)
				undo_rename(n);
			continue;
		}
		put_bytes(n->fd, n->old, n->old_len, n->at);
		resize(n->fd, n->old_size);
	}
	for (size_t i = 0; i < count; i++)
		if (notes[i].what == NOTE_WRITE && random() % 2)
			put_bytes(notes[i].fd, notes[i].data, notes[i].size, notes[i].at);
}
