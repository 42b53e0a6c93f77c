/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_INDEX_LOCK_H
#define INDEXER_INDEX_LOCK_H

/* The place of an index that is kept by night: its lock, and its first generation. */
#include "base/error.h"

/*
 * Takes the lock of the index at `path`, the file PATH.lock, which dies with the process.  *fd is
 * to be closed to give it back.  LOCKED when another process has it, IO.
 */
MUST_CHECK enum status place_lock(const char *path, int *fd, struct error *err);

/* Makes the first generation where nothing is at the path, or lets it point to the newest one when
 * only the link is missing.  A folder that is an index of its own is left as it is. */
MUST_CHECK enum status place_prepare(const char *path, struct error *err);

#endif
