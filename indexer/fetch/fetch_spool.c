/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/fetch/fetch_spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/durable_file.h"

void fetch_spool_path(const struct fetch_spool *self, const char *name, struct buffer *out)
{
	buffer_clear(out);
	buffer_printf(out, "%s/%s", self->folder, name);
}

static enum status make_folder(const char *path, struct error *err)
{
	if (mkdir(path, 0777) == 0)
		return sync_parent(path, err);
	return errno == EEXIST
		       ? STATUS_OK
		       : error_set(err, STATUS_IO, "cannot make %s: %s", path, strerror(errno));
}

enum status fetch_spool_open(struct fetch_spool *self, const char *folder, struct error *err)
{
	struct buffer path = BUFFER_INIT;
	*self = (struct fetch_spool){folder, -1};
	enum status st = make_folder(folder, err);
	fetch_spool_path(self, ".fetch", &path);
	if (!st)
		st = make_folder(path.ptr, err);
	fetch_spool_path(self, ".fetch/lock", &path);
	if (!st) {
		self->lock = open(path.ptr, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
		if (self->lock < 0)
			st = error_set(err, STATUS_IO, "cannot open %s: %s", path.ptr,
				       strerror(errno));
		else if (flock(self->lock, LOCK_EX | LOCK_NB) != 0)
			st = errno == EWOULDBLOCK
				     ? error_set(err, STATUS_LOCKED,
						 "another run is fetching into %s", folder)
				     : error_set(err, STATUS_IO, "cannot lock %s: %s", path.ptr,
						 strerror(errno));
	}
	if (!st)
		st = fetch_spool_remove(self, ".fetch/part", err);
	buffer_release(&path);
	return st;
}

void fetch_spool_close(struct fetch_spool *self)
{
	if (self->lock >= 0)
		close(self->lock);
	self->lock = -1;
}

static enum status write_part(const char *path, struct slice bytes, struct error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return error_set(err, STATUS_IO, "cannot open %s: %s", path, strerror(errno));
	size_t at = 0;
	ssize_t n = 0;
	while (at < bytes.len && n >= 0) {
		n = write(fd, bytes.ptr + at, bytes.len - at);
		at += n > 0 ? (size_t)n : 0;
		if (n < 0 && errno == EINTR)
			n = 0;
	}
	bool done = n >= 0 && fsync(fd) == 0;
	int cause = errno;
	if (close(fd) != 0 && done) {
		done = false;
		cause = errno;
	}
	return done ? STATUS_OK
		    : error_set(err, STATUS_IO, "cannot write %s: %s", path, strerror(cause));
}

static bool holds(const struct fetch_spool *self, const char *name, struct slice bytes)
{
	struct buffer old = BUFFER_INIT;
	bool same = !fetch_spool_get(self, name, bytes.len, &old, NULL) &&
		    slice_eq(buffer_slice(&old), bytes);
	buffer_release(&old);
	return same;
}

/* The folders on the way to the name: it has one or two slashes at most. */
static enum status make_way(char *path, size_t from, struct error *err)
{
	enum status st = STATUS_OK;
	for (char *slash = strchr(path + from, '/'); !st && slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (access(path, F_OK) != 0)
			st = make_folder(path, err);
		*slash = '/';
	}
	return st;
}

enum status fetch_spool_put(const struct fetch_spool *self, const char *name, struct slice bytes,
			    bool *same, struct error *err)
{
	struct buffer path = BUFFER_INIT, part = BUFFER_INIT;
	const bool stands = holds(self, name, bytes);
	if (same)
		*same = stands;
	if (stands)
		return STATUS_OK;
	fetch_spool_path(self, name, &path);
	fetch_spool_path(self, ".fetch/part", &part);
	enum status st = make_way(path.ptr, strlen(self->folder) + 1, err);
	if (!st)
		st = write_part(part.ptr, bytes, err);
	if (!st && rename(part.ptr, path.ptr) != 0)
		st = error_set(err, STATUS_IO, "cannot rename %s to %s: %s", part.ptr, path.ptr,
			       strerror(errno));
	if (st)
		unlink(part.ptr);
	else
		st = sync_parent(path.ptr, err);
	buffer_release(&path);
	buffer_release(&part);
	return st;
}

static enum status read_all(int fd, const char *path, size_t max_bytes, struct buffer *out,
			    struct error *err)
{
	for (;;) {
		buffer_reserve(out, 65536);
		ssize_t n = read(fd, out->ptr + out->len, 65536);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(err, STATUS_IO, "cannot read %s: %s", path,
					 strerror(errno));
		out->len += (size_t)n;
		out->ptr[out->len] = '\0';
		if (out->len > max_bytes)
			return error_set(err, STATUS_LIMIT, "%s is larger than %zu bytes", path,
					 max_bytes);
		if (!n)
			return STATUS_OK;
	}
}

enum status fetch_spool_get(const struct fetch_spool *self, const char *name, size_t max_bytes,
			    struct buffer *out, struct error *err)
{
	struct buffer path = BUFFER_INIT;
	enum status st;
	buffer_clear(out);
	fetch_spool_path(self, name, &path);
	int fd = open(path.ptr, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		st = error_set(err, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO,
			       "cannot open %s: %s", path.ptr, strerror(errno));
	else
		st = read_all(fd, path.ptr, max_bytes, out, err);
	if (fd >= 0)
		close(fd);
	buffer_release(&path);
	return st;
}

bool fetch_spool_has(const struct fetch_spool *self, const char *name)
{
	struct buffer path = BUFFER_INIT;
	struct stat info;
	fetch_spool_path(self, name, &path);
	bool there = stat(path.ptr, &info) == 0 && S_ISREG(info.st_mode);
	buffer_release(&path);
	return there;
}

enum status fetch_spool_remove(const struct fetch_spool *self, const char *name, struct error *err)
{
	struct buffer path = BUFFER_INIT;
	enum status st = STATUS_OK;
	fetch_spool_path(self, name, &path);
	if (unlink(path.ptr) != 0 && errno != ENOENT)
		st = error_set(err, STATUS_IO, "cannot remove %s: %s", path.ptr, strerror(errno));
	buffer_release(&path);
	return st;
}
