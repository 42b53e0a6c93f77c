/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_TRUNCATED_SVD_H
#define INDEXER_TRUNCATED_SVD_H

/*
 * The leading right singular vectors of a large sparse matrix, by randomised subspace
 * iteration (Halko, Martinsson and Tropp, "Finding structure with randomness", SIAM
 * Review 53, 2011, algorithms 4.4 and 5.1).  Deterministic: the start is the same each time.
 */
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Rows by columns, compressed by rows. */
struct sparse {
	size_t rows, columns;
	const size_t *start; /* rows + 1: where each row begins in column and value */
	const uint32_t *column;
	const float *value;
};

/*
 * Writes to `vectors` (columns x wanted, row by row) the right singular vectors of the
 * `wanted` largest singular values, the largest first; zeros where the matrix has not so many.
 * Takes rows x (wanted + 20) and twice columns x (wanted + 20) floats beside the matrix.
 * FORMAT when the matrix holds no numbers that can be worked with; LIMIT when `stop`, which may be
 * NULL, is set by then.
 */
MUST_CHECK enum status subspace_right(const struct sparse *matrix, size_t wanted, float *vectors,
				      const volatile sig_atomic_t *stop, struct error *err);

#endif
