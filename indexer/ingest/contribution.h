/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_CONTRIBUTION_H
#define INDEXER_CONTRIBUTION_H

/*
 * What one source says of one question, in its latest version.  A document keeps the contributions
 * that it was made of, so that it can be made again when one of them comes, changes or goes,
 * without reading the others' papers.
 *
 * A source is what stays the same when its content changes: a path below its root, a member of an
 * archive.  A source may give a question more than once, in lines of a file or members of a list:
 * then `order` says which is the later.
 *
 * In the document:
 *   SLOT_GIVEN   the sources, see contributions_format
 *   the record   as merged; behind it the records of the contributions, except where one
 *                contribution is the record, which is so for most
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "corpus/model/question.h"

struct contribution {
	uint64_t source; /* key of the path */
	uint64_t part; /* hash of its line in JSON Lines or of the member's name in an archive, else
			  0 */
	bool is_member;      /* `part` is a member: a source by itself */
	bool is_booked;      /* the index knows the source as a paper: `nightly` took it */
	uint32_t order;      /* its place in the source */
	int seen;            /* yyyymmdd: the day on which this source first gave the question */
	struct slice hash;   /* record_hash of the question; empty unless it was just read */
	struct slice record; /* as record_encode makes it */
	struct question *question; /* decoded */
	uint32_t docid;            /* of the document it is in, 0 when in none as yet */
};

struct contributions {
	struct contribution *items;
	size_t count, room;
};

/* Adds one; `c.record` is copied into the arena and decoded there.  CORRUPT. */
MUST_CHECK enum status contributions_add(struct contributions *self, struct contribution c,
					 struct arena *arena, struct error *err);

/* Removes the i-th; the order of the others is not kept. */
void contributions_remove(struct contributions *self, size_t i);

/* Replaces *out with the value of SLOT_GIVEN. */
void contributions_format(const struct contribution *const *items, size_t count,
			  struct buffer *out);

/* Reads the value of SLOT_GIVEN: sources only, without records; into the arena.  CORRUPT. */
MUST_CHECK enum status contributions_parse(struct slice value, struct arena *arena,
					   struct contributions *out, struct error *err);

/*
 * Appends to *data, which holds the merged record, the records of the contributions, unless the
 * only one is equal to it.
 */
void contributions_append(const struct contribution *const *items, size_t count,
			  struct buffer *data);

/* Fills in the records of what contributions_parse gave, from the document's data.  CORRUPT. */
MUST_CHECK enum status contributions_load(struct contributions *self, struct slice data,
					  struct arena *arena, struct error *err);

/* True when both come from one source. */
bool contributions_same_source(const struct contribution *a, const struct contribution *b);

/* By authority, for qsort over struct contribution *: what tells more, the newer, then by
 * content. */
int contributions_by_authority(const void *a, const void *b);

#endif
