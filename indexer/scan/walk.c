/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/scan/walk.h"

#include <errno.h>
#include <fts.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "corpus/sources/companions.h"
#include "corpus/sources/source.h"

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* A folder that is a Xapian database holds no papers. */
static bool is_index(const char *path)
{
	char name[PATH_MAX];
	int n = snprintf(name, sizeof name, "%s/iamglass", path);
	return n > 0 && (size_t)n < sizeof name && access(name, F_OK) == 0;
}

static enum status take_entry(FTS *fts, FTSENT *entry, struct companions *companions,
			      const struct walk_sink *sink, struct error *err)
{
	bool given = entry->fts_level == FTS_ROOTLEVEL;
	switch (entry->fts_info) {
	case FTS_D:
		if (!given && (entry->fts_name[0] == '.' || is_index(entry->fts_path)))
			fts_set(fts, entry, FTS_SKIP);
		return STATUS_OK;
	case FTS_F:
		if (!given && entry->fts_name[0] == '.')
			return STATUS_OK;
		if (source_is_sidecar(entry->fts_path)) {
			if (!source_sidecar_has_text(entry->fts_path))
				sink->trouble(sink->ctx, entry->fts_path,
					      "sidecar without its text");
			return STATUS_OK;
		}
		/* who names the folder of documents itself wants them read */
		if (!given &&
		    (entry->fts_level > 1 ||
		     !slice_ends(slice_of(entry->fts_parent->fts_name), "pfile")) &&
		    companions_claim(companions, entry->fts_path))
			return STATUS_OK;
		return sink->file(sink->ctx, entry->fts_path, err);
	case FTS_DC:
		sink->trouble(sink->ctx, entry->fts_path,
			      "the folder holds itself (a loop of links)");
		return STATUS_OK;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		sink->trouble(sink->ctx, entry->fts_path, strerror(entry->fts_errno));
		return STATUS_OK;
	case FTS_SLNONE:
		sink->trouble(sink->ctx, entry->fts_path, "dangling link");
		return STATUS_OK;
	case FTS_DEFAULT:
		sink->trouble(sink->ctx, entry->fts_path, "no regular file");
		return STATUS_OK;
	default: return STATUS_OK;
	}
}

enum status walk_paths(const char *const *paths, size_t count, const struct walk_sink *sink,
		       struct error *err)
{
	enum status st = STATUS_OK;
	char **list = memory_zeroed(count + 1, sizeof *list);
	for (size_t i = 0; i < count; i++)
		list[i] = (char *)paths[i]; /* fts does not write to them */
	struct companions *companions = companions_new();
	FTS *fts = fts_open(list, FTS_LOGICAL | FTS_NOCHDIR, by_name);
	if (!fts) {
		st = error_set(err, STATUS_IO, "cannot walk the paths given: %s", strerror(errno));
		goto out;
	}
	FTSENT *entry;
	errno = 0;
	while (!st && (entry = fts_read(fts)) != NULL) {
		st = take_entry(fts, entry, companions, sink, err);
		errno = 0;
	}
	if (!st && errno)
		st = error_set(err, STATUS_IO, "cannot walk the paths given: %s", strerror(errno));
out:
	if (fts)
		fts_close(fts);
	companions_free(companions);
	free(list);
	return st;
}
