/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/run/index_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/durable_file.h"
#include "base/supervise.h"
#include "stemming/analyzer.h"
#include "store/index/generation.h"
#include "store/index/schema.h"

enum status place_lock(const char *path, int *fd, struct error *err)
{
	struct buffer name = BUFFER_INIT;
	enum status st = STATUS_OK;
	supervise_subject(path);
	path_trim(path, &name);
	buffer_add_str(&name, ".lock");
	*fd = open(name.ptr, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (*fd < 0)
		st = error_set(err, STATUS_IO, "cannot open %s: %s", name.ptr, strerror(errno));
	else if (flock(*fd, LOCK_EX | LOCK_NB) != 0)
		st = error_set(err, errno == EWOULDBLOCK ? STATUS_LOCKED : STATUS_IO,
			       "cannot lock %s: %s", name.ptr,
			       errno == EWOULDBLOCK
				       ? "another run is using this index; try again later"
				       : strerror(errno));
	if (st && *fd >= 0) {
		close(*fd);
		*fd = -1;
	}
	buffer_release(&name);
	return st;
}

static enum status make_first(const char *folder, struct error *err)
{
	struct analyzer *analyzer = NULL;
	enum status st = analyzer_new(&analyzer, err);
	if (!st)
		st = schema_create(folder, analyzer_identity(analyzer), err);
	analyzer_free(analyzer);
	return st;
}

enum status place_prepare(const char *path, struct error *err)
{
	struct buffer trimmed = BUFFER_INIT, folder = BUFFER_INIT;
	struct stat info;
	unsigned newest = 0;
	path_trim(path, &trimmed);
	enum status st = generation_remove_leftovers(path, err);
	if (st || lstat(trimmed.ptr, &info) == 0)
		goto out;
	st = generation_newest(path, 0, &newest, err);
	if (!st && !newest) {
		generation_folder(path, 1, &folder);
		st = make_first(folder.ptr, err);
		newest = 1;
	}
	if (!st)
		st = generation_swap(path, newest, err);
out:
	buffer_release(&trimmed);
	buffer_release(&folder);
	return st;
}
