/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_CORRECTIONS_H
#define INDEXER_CORRECTIONS_H

/*
 * Corrections by hand of what a paper says of itself: a file with lines
 * ID<tab>FIELD<tab>VALUE, where FIELD is a key of doc/interchange.md (without "id")
 * and VALUE a text, or JSON where it begins with [ or {.  Empty lines and lines that
 * begin with # are passed over.  They are applied to the paper as it is read and so
 * outlive every change and every rebuild of the index.
 */
#include <stdint.h>

#include "base/error.h"
#include "corpus/model/question.h"

struct corrections;

/*
 * Reads the file; path NULL gives an empty list.  A line that cannot be applied (no three columns,
 * an unknown field, a value that the field cannot have, a field of one id for the second time) is
 * left out and is a fault.  Errors: IO.
 */
MUST_CHECK enum status corrections_load(const char *path, struct corrections **corrections,
					struct error *err);
void corrections_free(struct corrections *self);

/* The faults: file, line and cause of each line that was left out.  The text lives as long as the
 * list. */
size_t corrections_fault_count(const struct corrections *self);
const char *corrections_fault(const struct corrections *self, size_t i);

/* Number of ids that have corrections, and the i-th of them by byte order. */
size_t corrections_count(const struct corrections *self);
struct slice corrections_id(const struct corrections *self, size_t i);

/* Hash of an id's corrections, 0 when it has none. */
uint64_t corrections_digest(const struct corrections *self, struct slice id);

/* Applies those of the question's id; *needless says that the paper says the same by now. */
void corrections_apply(const struct corrections *self, struct question *question, bool *needless);

#endif
