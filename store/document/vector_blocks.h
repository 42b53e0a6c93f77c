/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_VECTOR_BLOCKS_H
#define STORE_VECTOR_BLOCKS_H

/*
 * Rows of documents as they lie in the metadata: ROWS_A_BLOCK in an entry, each behind its length
 * in two bytes, low one first; empty ones at the end left out.
 */
#include <stdint.h>
#include <stdio.h>

#include "base/buffer.h"

enum { ROWS_A_BLOCK = 16, ROWS_KEY_SIZE = 32 };

#define XAP_KEY_ROWS "xap.rows."

static inline void rows_key(char key[ROWS_KEY_SIZE], uint32_t block)
{
	snprintf(key, ROWS_KEY_SIZE, XAP_KEY_ROWS "%08x", (unsigned)block);
}

/* Adds the next row of a block; *used is where the last one that is not empty ends. */
static inline void rows_add(struct buffer *block, struct slice row, size_t *used)
{
	buffer_add_byte(block, (char)(row.len & 0xff));
	buffer_add_byte(block, (char)(row.len >> 8));
	buffer_add_slice(block, row);
	if (row.len)
		*used = block->len;
}

#endif
