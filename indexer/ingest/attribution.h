/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_ATTRIBUTION_H
#define INDEXER_ATTRIBUTION_H

/*
 * Which papers give a question.  Several may: two layouts of one paper, the unanswered
 * question and its answer, one line in two files.  Each has a claim on the document;
 * the first claim is the owner's, from whose text the document is made.
 *
 * The owner is the paper that says most: an answer goes before a notice of delay and
 * that before a question without answer; among equals the path that comes last in the
 * order of names wins, and within a file the later line.  So it does not matter on which
 * night which paper came.  A copy that lost its number (CLAIM_COPY) is never the owner while
 * another is there.
 *
 * Kept twice in the document: in SLOT_CLAIMS, and as the terms PREFIX_PAPER <key>.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "corpus/model/question.h"
#include "store/xapian/xap.h"

enum claim_rank { CLAIM_COPY, CLAIM_UNANSWERED, CLAIM_DELAYED, CLAIM_ANSWERED };

struct claim {
	uint64_t paper; /* its key */
	uint64_t line;  /* hash of the line of JSON Lines, 0 when not one or when it is to be read again */
	unsigned char rank;
};

struct claims {
	struct claim *items; /* the owner first */
	size_t count, room;
};

/* How much a question says, as the paper gives it. */
enum claim_rank claim_rank_of(const struct question *question);

/* Reads the value of SLOT_CLAIMS; the items live in the arena, with room for one more.  CORRUPT. */
MUST_CHECK enum status claims_parse(struct slice value, struct arena *arena, struct claims *claims,
				    struct error *err);

/* Replaces *out with the value of SLOT_CLAIMS. */
void claims_format(const struct claims *claims, struct buffer *out);

/* Gives the document the claims, as value and terms. */
void claims_post(const struct claims *claims, struct xap_doc *doc);

/* The paper's claim, NULL when it has none. */
struct claim *claims_find(const struct claims *claims, uint64_t paper);

/* Takes the paper's claim away; the order of the others stays. */
void claims_drop(struct claims *claims, uint64_t paper);

/* Adds a claim, as the owner's or as the last; there must be none of this paper. */
void claims_add(struct claims *claims, struct claim claim, bool owner, struct arena *arena);

/* Index of the one that ought to be the owner, by rank and path; the paths come from what the database
 * knows of the papers.  claims->count must not be 0. */
MUST_CHECK enum status claims_best(const struct claims *claims, struct xap_db *db, size_t *best,
				   struct error *err);

/* Makes the i-th the owner. */
void claims_promote(struct claims *claims, size_t i);

/* Replaces *out with the term of a paper. */
void claims_term(uint64_t paper, struct buffer *out);

#endif
