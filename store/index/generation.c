/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/index/generation.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/durable_file.h"

void generation_folder(const char *path, unsigned number, struct buffer *out)
{
	path_trim(path, out);
	if (number)
		buffer_printf(out, ".%u", number);
	else
		buffer_add_str(out, ".building");
}

/* The part of a trimmed path behind the last slash. */
static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* The number in "vragen.db.7" for the path vragen.db; 0 for any other name. */
static unsigned number_of(const char *trimmed, const char *name)
{
	const char *own = name_of(trimmed);
	size_t n = strlen(own);
	unsigned number = 0;
	if (strncmp(name, own, n) != 0 || name[n] != '.' || name[n + 1] < '1' || name[n + 1] > '9')
		return 0;
	for (const char *p = name + n + 1; *p; p++) {
		if (!byte_is_digit(*p) || number > 100000000)
			return 0;
		number = number * 10 + (unsigned)(*p - '0');
	}
	return number;
}

enum status generation_current(const char *path, unsigned *number, struct error *err)
{
	struct buffer trimmed = BUFFER_INIT;
	struct stat info;
	char target[PATH_MAX];
	enum status st = STATUS_OK;
	*number = 0;
	path_trim(path, &trimmed);
	if (lstat(trimmed.ptr, &info) != 0) {
		if (errno != ENOENT)
			st = error_set(err, STATUS_IO, "%s: %s", path, strerror(errno));
	} else if (S_ISLNK(info.st_mode)) {
		ssize_t n = readlink(trimmed.ptr, target, sizeof target - 1);
		target[n > 0 ? n : 0] = '\0';
		*number = number_of(trimmed.ptr, target);
		if (!*number)
			st = error_set(err, STATUS_FORMAT,
				       "%s is a link to %s, which is no generation of it", path,
				       target);
	}
	buffer_release(&trimmed);
	return st;
}

enum status generation_newest(const char *path, unsigned below, unsigned *number, struct error *err)
{
	struct buffer trimmed = BUFFER_INIT, parent = BUFFER_INIT;
	struct dirent *entry;
	*number = 0;
	path_trim(path, &trimmed);
	path_parent(path, &parent);
	DIR *dir = opendir(parent.ptr);
	enum status st = dir ? STATUS_OK
			     : error_set(err, STATUS_IO, "cannot open %s: %s", parent.ptr,
					 strerror(errno));
	while (dir && (entry = readdir(dir)) != NULL) {
		unsigned n = number_of(trimmed.ptr, entry->d_name);
		if (n > *number && (!below || n < below))
			*number = n;
	}
	if (dir)
		closedir(dir);
	buffer_release(&parent);
	buffer_release(&trimmed);
	return st;
}

/* Puts the link in the place of a folder: both exist at any instant, under one name or the
 * other. */
static enum status exchange(const char *link, const char *path, unsigned number, struct error *err)
{
	struct buffer older = BUFFER_INIT;
	enum status st = STATUS_OK;
	if (number < 2)
		return error_set(err, STATUS_IO, "%s is a folder, and %s.1 would be newer than it",
				 path, path);
	generation_folder(path, number - 1, &older);
	if (renameat2(AT_FDCWD, link, AT_FDCWD, path, RENAME_EXCHANGE) != 0)
		st = error_set(err, STATUS_IO,
			       "cannot put a link in the place of the folder %s: %s", path,
			       strerror(errno));
	else if (rename(link, older.ptr) != 0)
		st = error_set(err, STATUS_IO, "cannot rename %s to %s: %s", link, older.ptr,
			       strerror(errno));
	buffer_release(&older);
	return st;
}

/* What a swap that was killed left: a link, or the folder that gave way to it. */
static enum status clear_killed_swap(const char *path, const char *link, struct error *err)
{
	struct buffer older = BUFFER_INIT;
	struct stat info;
	unsigned current;
	if (lstat(link, &info) != 0)
		return STATUS_OK;
	if (S_ISLNK(info.st_mode)) {
		unlink(link);
		return STATUS_OK;
	}
	enum status st = generation_current(path, &current, err);
	if (!st) {
		generation_folder(path, current > 1 ? current - 1 : current, &older);
		if (rename(link, older.ptr) != 0)
			st = error_set(err, STATUS_IO, "cannot rename %s to %s: %s", link,
				       older.ptr, strerror(errno));
	}
	buffer_release(&older);
	return st;
}

enum status generation_swap(const char *path, unsigned number, struct error *err)
{
	struct buffer trimmed = BUFFER_INIT, folder = BUFFER_INIT, link = BUFFER_INIT;
	struct stat info;
	path_trim(path, &trimmed);
	generation_folder(path, number, &folder);
	buffer_printf(&link, "%s.link", trimmed.ptr);
	enum status st = clear_killed_swap(path, link.ptr, err);
	if (!st && symlink(name_of(folder.ptr), link.ptr) != 0)
		st = error_set(err, STATUS_IO, "cannot make the link %s: %s", link.ptr,
			       strerror(errno));
	else if (!st && lstat(trimmed.ptr, &info) == 0 && S_ISDIR(info.st_mode))
		st = exchange(link.ptr, trimmed.ptr, number, err);
	else if (!st && rename(link.ptr, trimmed.ptr) != 0)
		st = error_set(err, STATUS_IO, "cannot rename %s to %s: %s", link.ptr, trimmed.ptr,
			       strerror(errno));
	if (st)
		unlink(link.ptr);
	else
		st = sync_parent(path, err);
	buffer_release(&link);
	buffer_release(&folder);
	buffer_release(&trimmed);
	return st;
}

enum status generation_remove(const char *folder, struct error *err)
{
	struct buffer name = BUFFER_INIT;
	enum status st = STATUS_OK;
	struct dirent *entry;
	DIR *dir = opendir(folder);
	if (!dir)
		return errno == ENOENT ? STATUS_OK
				       : error_set(err, STATUS_IO, "cannot remove %s: %s", folder,
						   strerror(errno));
	while (!st && (entry = readdir(dir)) != NULL) {
		buffer_clear(&name);
		buffer_printf(&name, "%s/%s", folder, entry->d_name);
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
		    unlink(name.ptr) != 0)
			st = error_set(err, STATUS_IO, "cannot remove %s: %s", name.ptr,
				       strerror(errno));
	}
	closedir(dir);
	if (!st && rmdir(folder) != 0)
		st = error_set(err, STATUS_IO, "cannot remove %s: %s", folder, strerror(errno));
	buffer_release(&name);
	return st;
}

/* True for "vragen.db.1.making-4711" and the path vragen.db. */
static bool is_leftover(const char *trimmed, const char *name)
{
	const char *own = name_of(trimmed);
	size_t n = strlen(own);
	return strncmp(name, own, n) == 0 && name[n] == '.' && strstr(name + n, ".making-");
}

enum status generation_remove_leftovers(const char *path, struct error *err)
{
	struct buffer trimmed = BUFFER_INIT, parent = BUFFER_INIT, folder = BUFFER_INIT;
	struct dirent *entry;
	path_trim(path, &trimmed);
	path_parent(path, &parent);
	DIR *dir = opendir(parent.ptr);
	enum status st = dir ? STATUS_OK
			     : error_set(err, STATUS_IO, "cannot open %s: %s", parent.ptr,
					 strerror(errno));
	while (!st && (entry = readdir(dir)) != NULL) {
		if (!is_leftover(trimmed.ptr, entry->d_name))
			continue;
		buffer_clear(&folder);
		buffer_printf(&folder, "%s/%s", parent.ptr, entry->d_name);
		st = generation_remove(folder.ptr, err);
	}
	if (dir)
		closedir(dir);
	buffer_release(&folder);
	buffer_release(&parent);
	buffer_release(&trimmed);
	return st;
}
