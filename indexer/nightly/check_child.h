/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_CHECK_CHILD_H
#define INDEXER_CHECK_CHILD_H

/* Xapian's own check of an index, in a process of its own: damaged tables can crash it. */
#include "base/buffer.h"
#include "base/error.h"

/*
 * As xap_check; a crash counts as one error.  `report` gets the last words of the check.  Errors:
 * those of xap_check, IO when no process can be made.
 */
MUST_CHECK enum status check_in_child(const char *db, struct buffer *report, uint64_t *errors,
				      struct error *err);

#endif
