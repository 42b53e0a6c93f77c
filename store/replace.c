/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "store/generation.h"

static bool write_all(int fd, struct slice text)
{
	while (text.len) {
		ssize_t n = write(fd, text.ptr, text.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		text = slice_from(text, (size_t)n);
	}
	return fsync(fd) == 0;
}

static enum status write_new(const char *path, struct slice text, struct error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		return error_set(err, STATUS_IO, "cannot open %s: %s", path, strerror(errno));
	bool done = write_all(fd, text);
	int cause = errno;
	if (close(fd) != 0 && done) {
		done = false;
		cause = errno;
	}
	return done ? STATUS_OK : error_set(err, STATUS_IO, "cannot write %s: %s", path, strerror(cause));
}

enum status replace_file(const char *path, struct slice text, struct error *err)
{
	struct buffer making = BUFFER_INIT;
	buffer_printf(&making, "%s.new", path);
	enum status st = write_new(making.ptr, text, err);
	if (!st && rename(making.ptr, path) != 0)
		st = error_set(err, STATUS_IO, "cannot rename %s to %s: %s", making.ptr, path, strerror(errno));
	if (st)
		unlink(making.ptr);
	else
		st = generation_sync_parent(path, err);
	buffer_release(&making);
	return st;
}
