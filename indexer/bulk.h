/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_BULK_H
#define INDEXER_BULK_H

/*
 * The first filling of an index, for inputs that are large: questions are read by one thread, and made
 * into many small databases by others, which are merged into one.  Xapian is slow where its maps outgrow
 * the cache and quick where a database is small; figures are in DESIGN.md, "Building".
 *
 * It takes what is plainly new.  What it cannot decide by looking at ids and fingerprints, a question
 * that comes twice or a copy without its number, it leaves to an ordinary run over the same paths, which knows
 * how and finds all the rest unchanged.
 *
 * Everything happens in a folder beside the index, PATH.bulk, and the index is moved to its place when it is
 * whole.  A run that is cut short leaves the folder; the next one goes on where it ended.  Parts are not
 * synced, so after a restart of the machine it begins anew.
 */
#include "indexer/index.h"

/* True when nothing is at the path of the index, and what is to be read is large enough to gain by it. */
bool bulk_is_due(const struct index_options *options);

/*
 * Fills the index.  *undecided says that questions were left for an ordinary run.  Refusals are in the
 * report; an interrupted run has made no index.  Errors: IO, DATABASE, LOCKED (another run fills it).
 */
MUST_CHECK enum status bulk_run(const struct index_options *options, struct index_report *report,
				bool *undecided, struct error *err);

#endif
