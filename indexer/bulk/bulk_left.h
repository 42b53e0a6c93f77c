/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_BULK_LEFT_H
#define INDEXER_BULK_LEFT_H

/*
 * The contributions that a bulk run leaves: they wait in a file of its folder, and go through the
 * intake into the index when that is written, before it takes its place.  No source is read twice
 * for them.
 */
#include "indexer/bulk/bulk_folder.h"

/* Appends one. */
MUST_CHECK enum status bulk_left_add(struct bulk *self, const struct contribution *contribution,
				     struct error *err);

/* What was added is on its way to the disk.  IO. */
MUST_CHECK enum status bulk_left_end(struct bulk *self, struct error *err);

/* Brings them into the index in the run's folder.  Sources of questions that it cannot take are
 * added to self->refused.  LIMIT when the run is to stop. */
MUST_CHECK enum status bulk_left_drain(struct bulk *self, struct error *err);

#endif
