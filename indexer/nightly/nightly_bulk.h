/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_NIGHTLY_BULK_H
#define INDEXER_NIGHTLY_BULK_H

/*
 * The first filling of an index that night_run keeps, in bulk (indexer/bulk/bulk.h): for a rebuild,
 * and for a first night.  A paper of which something was refused is due in the night behind it,
 * which says why; what could not be read at all is new to it.  The index is the same as without
 * this step.
 *
 * Nothing is at the path until all of it is there.  A run that was cut short leaves its parts
 * beside it, and the next one reads the papers again and makes documents of what is not in the
 * parts, or of all when a paper has changed.
 */
#include "indexer/nightly/nightly.h"

struct night_filled {
	size_t questions;            /* in the index now */
	struct intake_counts counts; /* of the questions read, without those that were refused */
	size_t refused;              /* that the index could not take */
	size_t papers;               /* read, and all of them taken */
	size_t due;                  /* of which something was refused */
	bool interrupted; /* nothing was made: there is nothing for a night to go on from */
	double seconds;
};

/* True when nothing is at `db`, and the sources are large enough to gain by it
 * (limits.bulk_megabytes). */
bool night_fill_is_due(const struct config *config, const char *db);

/* Fills options->db, where nothing may be.  Interrupted, it makes nothing; so it does when nothing
 * can be read. Errors: IO, DATABASE, those of the corrections. */
MUST_CHECK enum status night_fill(const struct night_options *options, struct night_filled *filled,
				  struct error *err);

#endif
