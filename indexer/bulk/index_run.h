/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_INDEX_RUN_H
#define INDEXER_INDEX_RUN_H

/* The command `index`: a first filling in bulk where that is due, and what is left one by one. */
#include "indexer/ingest/index.h"

/*
 * Runs; `report` is filled also when it fails.  A file that cannot be used is a refusal, no
 * failure. Errors: those of xap_open, VERSION (index of another analyzer or schema), IO and
 * DATABASE when a batch cannot be written.
 */
MUST_CHECK enum status index_run(const struct index_options *options, struct index_report *report,
				 struct error *err);

#endif
