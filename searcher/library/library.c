/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The library: vraagbaak.h over a searcher.  Results and questions are copied for the caller, who
 * thus need not know which memory they would borrow; a copy takes little time next to a search.
 */
#include "searcher/library/library_internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/version.h"

static const enum vraagbaak_status statuses[] = {
	[STATUS_OK] = VRAAGBAAK_OK,
	[STATUS_IO] = VRAAGBAAK_IO,
	[STATUS_FORMAT] = VRAAGBAAK_ARGUMENT,
	[STATUS_NO_TEXT] = VRAAGBAAK_FAILED,
	[STATUS_LIMIT] = VRAAGBAAK_ARGUMENT,
	[STATUS_USAGE] = VRAAGBAAK_ARGUMENT,
	[STATUS_QUERY] = VRAAGBAAK_QUERY,
	[STATUS_NOT_FOUND] = VRAAGBAAK_NOT_FOUND,
	[STATUS_LOCKED] = VRAAGBAAK_BUSY,
	[STATUS_MODIFIED] = VRAAGBAAK_BUSY,
	[STATUS_VERSION] = VRAAGBAAK_VERSION,
	[STATUS_CORRUPT] = VRAAGBAAK_CORRUPT,
	[STATUS_INVALID] = VRAAGBAAK_ARGUMENT,
	[STATUS_DATABASE] = VRAAGBAAK_FAILED,
	[STATUS_NETWORK] = VRAAGBAAK_NETWORK,
	[STATUS_TIME] = VRAAGBAAK_FAILED,
	[STATUS_NOMEM] = VRAAGBAAK_FAILED,
	[STATUS_UNKNOWN] = VRAAGBAAK_FAILED,
};

enum vraagbaak_status library_error(enum status status, const struct error *err,
				    struct vraagbaak_error *out)
{
	if (out && status) {
		out->status = statuses[status];
		snprintf(out->message, sizeof out->message, "%s", err->msg);
	}
	return statuses[status];
}

enum vraagbaak_status library_missing(const char *argument, struct vraagbaak_error *out)
{
	struct error err;
	return library_error(error_set(&err, STATUS_USAGE, "%s is missing", argument), &err, out);
}

const char *vraagbaak_library_version(void)
{
	return VRAAGBAAK_LIBRARY_VERSION;
}

const char *vraagbaak_program_version(void)
{
	return PROGRAM_VERSION;
}

enum vraagbaak_status vraagbaak_open(const char *place, struct vraagbaak_index **index,
				     struct vraagbaak_error *error)
{
	struct searcher *searcher;
	struct error err;
	if (!index)
		return library_missing("index", error);
	*index = NULL;
	if (!place || !*place)
		return library_missing("place", error);
	enum status st = searcher_open(&(struct searcher_options){.db = place}, &searcher, &err);
	if (!st) {
		*index = memory_zeroed(1, sizeof **index);
		(*index)->searcher = searcher;
	}
	return library_error(st, &err, error);
}

void vraagbaak_close(struct vraagbaak_index *index)
{
	if (!index)
		return;
	searcher_close(index->searcher);
	free(index);
}
