/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_MATCH_INTERNAL_H
#define STORE_MATCH_INTERNAL_H

/* The inside of a matcher, for the files that make it up; others use match.h. */
#include "base/work_limit.h"
#include "store/docvalues/hugepages.h"
#include "store/match/match.h"
#include "store/termvec/span_match.h"

enum {
	RANGED_MAX = 8, /* slots that are kept so */
	POSITIONS_KEPT =
		96 << 20, /* bytes of values of positions; some more while a search goes on */
	POSTINGS_KEPT = 4 << 20, /* postings that later searches find: 32 MB */
	FREQUENCIES_MAX = 1 << 14,
	SETS_A_CHUNK = 16,
	SET_CHUNKS = 4,
};

struct posting_list {
	struct slice term;
	size_t first, count; /* in the postings kept */
	uint64_t search;     /* that last used it */
};

/* Values of a slot that ranges or an order are asked of, as numbers: their first bytes, the first
 * being the highest. */
struct ranged_slot {
	unsigned slot;
	uint64_t *values; /* by document id; 0: none.  NULL: the slot is not in use */
	bool *known;
	bool unfit; /* some are longer, or hold a NUL: then numbers that are the same do not say
		       that values are */
};

struct frequency {
	struct slice term;
	uint32_t documents;
};

/* Documents that were looked into for the same spots in this search, and those that hold them. */
struct looked {
	struct looked *next;
	uint64_t key[2];
	struct doc_set seen, holds;
};

struct matcher {
	struct xap_bm25 weights;
	struct xap_db *db;
	struct served *remote;
	struct served *served; /* that, where the index is served: it answers then, and nothing
				  below is used */
	/* of the state of the database */
	uint64_t revision; /* 0: unknown, nothing may be remembered */
	struct buffer uuid;
	uint32_t documents, last;
	double average;
	struct flat *flat;
	const uint32_t *lengths; /* by document id: those of the flat file, or those that were read;
				    NULL: not yet */
	uint32_t *read_lengths;
	uint64_t searches; /* in this state */
	struct arena remembered;
	struct large frequency_memory;
	struct frequency *frequencies; /* open addressing by term */
	size_t frequency_count;
	struct ranged_slot ranged[RANGED_MAX];
	struct buffer positions; /* values that were kept */
	uint32_t *positions_at;  /* by document id: its place in there, from 1; 0: not read */
	bool positions_whole, positions_tried; /* all were read, or too many to be kept */
	uint64_t **bare;    /* sets of documents by the number of a stop word; NULL: not read */
	struct arena terms; /* of the lists */
	struct large posting_memory;
	struct xap_posting *postings;
	size_t posting_count, posting_room;
	struct posting_list *lists; /* open addressing by term */
	size_t list_count, list_room;
	/* of the search */
	uint64_t search; /* counts them */
	struct arena arena;
	struct large set_memory[SET_CHUNKS]; /* of sets, some at once */
	size_t sets_used;
	struct large score_memory, late_memory;
	double *scores;
	double *late; /* what was added since matcher_mark; NULL: nobody marked */
	double *into; /* the one of them that weights are added to */
	struct large count_memory;
	uint32_t *counts; /* by document id, of terms as one; all 0 between uses.  NULL: none needed
			     so far */
	struct doc_set touched;
	struct looked *looked; /* in the arena */
};

/* Zeroed items in place of old ones. */
void *match_renew(void *old, size_t count, size_t size);

/* Has the lengths of all documents, read where there is no flat file. */
MUST_CHECK enum status match_read_lengths(struct matcher *self, struct error *err);

static inline double match_score(const struct matcher *self, uint32_t docid)
{
	return self->into == self->scores ? self->scores[docid]
					  : self->scores[docid] + self->late[docid];
}

/* The list of a term, read when it is not there.  Postings move when others are read. */
MUST_CHECK enum status match_list(struct matcher *self, struct slice term, struct posting_list *out,
				  struct error *err);
static inline const struct xap_posting *match_postings(const struct matcher *self,
						       const struct posting_list *list)
{
	return self->postings + list->first;
}

/* Brings the `most` largest keys to the front, in any order, the least of them last; 0 < most <=
 * count. */
__extension__ typedef unsigned __int128 match_key;
void match_select(match_key *keys, size_t count, size_t most);

/* A number that compares as the bytes do; false when there are too many. */
bool match_number(struct slice value, uint64_t *out);
/* The slot's numbers, with those of the documents read; NULL when there is no room. */
MUST_CHECK enum status match_ranged(struct matcher *self, unsigned slot, const uint32_t *docids,
				    size_t count, struct ranged_slot **out, struct error *err);

/* The documents that hold spots.  Reading positions and stop words happens as they are needed. */
MUST_CHECK enum status match_spots(struct matcher *self, const struct xap_query *query,
				   const struct doc_set *within, struct doc_set *out,
				   struct error *err);
void match_forget_positions(struct matcher *self);

#endif
