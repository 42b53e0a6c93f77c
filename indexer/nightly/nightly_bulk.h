/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_NIGHTLY_BULK_H
#define INDEXER_NIGHTLY_BULK_H

/*
 * The first filling of an index that night_run keeps, in bulk (indexer/bulk/bulk.h): for a rebuild, and for a first
 * night.  It takes the questions that no other has anything to do with, by id and fingerprint, with the claims
 * and entries of their papers.  A paper of which something was left is due in the night behind it, which
 * decides as ever; what could not be read at all is new to it.  The index is the same as without this step.
 *
 * Nothing is at the path until all of it is there.  A run that was cut short is begun anew.
 */
#include "indexer/nightly/nightly.h"

struct night_filled {
	size_t questions; /* in the index now */
	size_t papers;    /* read, and all of them taken */
	size_t due;       /* of which something was left */
	size_t again;     /* questions of these that the night reads once more */
	bool interrupted; /* nothing was made: there is nothing for a night to go on from */
	double seconds;
};

/* True when nothing is at `db`, and the sources are large enough to gain by it (limits.bulk_megabytes). */
bool night_fill_is_due(const struct config *config, const char *db);

/* Fills options->db, where nothing may be.  Interrupted, it makes nothing; so it does when nothing can be read.
 * Errors: IO, DATABASE, those of the corrections. */
MUST_CHECK enum status night_fill(const struct night_options *options, struct night_filled *filled,
				  struct error *err);

#endif
