/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/durable_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

void path_trim(const char *path, struct buffer *out)
{
	struct slice s = slice_of(path);
	while (s.len > 1 && slice_ends(s, "/"))
		s.len--;
	buffer_clear(out);
	buffer_add_slice(out, s);
}

void path_parent(const char *path, struct buffer *out)
{
	path_trim(path, out);
	const char *slash = strrchr(out->ptr, '/');
	size_t len = slash ? (size_t)(slash - out->ptr) : 0;
	if (!slash) {
		buffer_clear(out);
		buffer_add_str(out, ".");
	} else {
		out->len = len ? len : 1;
		out->ptr[out->len] = '\0';
	}
}

static enum status sync_path(const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum status st = STATUS_OK;
	if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL))
		st = error_set(err, STATUS_IO, "cannot sync %s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return st;
}

enum status sync_files(const char *folder, struct error *err)
{
	struct buffer name = BUFFER_INIT;
	DIR *dir = opendir(folder);
	struct dirent *entry;
	enum status st = STATUS_OK;
	while (!st && dir && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		buffer_clear(&name);
		buffer_printf(&name, "%s/%s", folder, entry->d_name);
		st = sync_path(name.ptr, err);
	}
	if (dir)
		closedir(dir);
	buffer_release(&name);
	return st ? st : sync_path(folder, err);
}

enum status sync_parent(const char *path, struct error *err)
{
	struct buffer parent = BUFFER_INIT;
	path_parent(path, &parent);
	int fd = open(parent.ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum status st = STATUS_OK;
	if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL))
		st = error_set(err, STATUS_IO, "cannot sync %s: %s", parent.ptr, strerror(errno));
	if (fd >= 0)
		close(fd);
	buffer_release(&parent);
	return st;
}

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
	return done ? STATUS_OK
		    : error_set(err, STATUS_IO, "cannot write %s: %s", path, strerror(cause));
}

enum status replace_file(const char *path, struct slice text, struct error *err)
{
	struct buffer making = BUFFER_INIT;
	buffer_printf(&making, "%s.new", path);
	enum status st = write_new(making.ptr, text, err);
	if (!st && rename(making.ptr, path) != 0)
		st = error_set(err, STATUS_IO, "cannot rename %s to %s: %s", making.ptr, path,
			       strerror(errno));
	if (st)
		unlink(making.ptr);
	else
		st = sync_parent(path, err);
	buffer_release(&making);
	return st;
}
