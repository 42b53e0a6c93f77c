/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_TERMVEC_H
#define STORE_TERMVEC_H

/*
 * Where each term of a document stands, as one value: what phrases, nearness and fields are checked
 * by.
 *
 * It takes the place of Xapian's own position lists, which make half of an index and half of the
 * time to build it (doc/internals/index-format.md).  Terms are not named in it.  A perfect hash
 * over the terms of the document gives each a number, so it can only say where a term stands that
 * the document is known to have: the posting list knows that.  A bare term stands in no posting
 * list; those are listed by their own numbers, and known to be there or not.
 *
 *   byte      format, 1
 *   varint    bytes of the map of bare terms, and the map: bit n is bare term n
 *   varint    terms that are hashed; when there are any a byte that chooses the hash and a byte a
 *             bucket
 *   varint    runs; for each varint gap to the end of the run before, varint length: a term stands
 *             at each
 *   varint    places with more terms; for each varint gap in places, varint how many more
 *   bits      the term of each place, then the others; all in the same width
 *
 * The hash: Belazzougui, Botelho and Dietzfelbinger, "Hash, displace, and compress", 2009, without
 * the compression.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/slice.h"

enum {
	/* Positions from here on are kept apart, so that adding to both in turn costs no
	 * sorting. */
	POSITIONS_UPPER = 1 << 30,
	/* A bare term is this byte and its number (at most POSITIONS_BARE_MAX), low byte first. */
	POSITIONS_BARE = '\1',
	POSITIONS_BARE_LEN = 3,
	POSITIONS_BARE_MAX = 1023,
};

struct positions_term {
	uint64_t hash;
	uint32_t name, len; /* its bytes in `names` */
	uint32_t wdf;       /* what was added up */
	uint32_t id;        /* while it is encoded */
	uint32_t last[2];   /* its last position below and from POSITIONS_UPPER, plus 1 */
};

struct positions_places {
	struct positions_place {
		uint32_t position, term;
	} * items;
	size_t count, room;
};

/* The terms of a document under construction.  Begins as {0}; a term is its index in `terms`. */
struct positions {
	struct buffer names;
	struct positions_term *terms;
	uint32_t *seats; /* open addressing by hash: index plus 1 */
	size_t term_count, term_room, seat_room;
	struct positions_places lower, upper;
	struct buffer scratch;
};

void positions_release(struct positions *self);
void positions_clear(struct positions *self);

/* Adds to the wdf of a term, which is new or not; returns its index. */
uint32_t positions_add(struct positions *self, struct slice name, uint32_t wdf);

bool positions_has(const struct positions *self, struct slice name);

/* The term stands at this position too (at most UINT32_MAX - 1). */
void positions_place(struct positions *self, uint32_t term, uint32_t position);

/* Borrowed until the next term is added. */
struct slice positions_name(const struct positions *self, uint32_t term);

/* Replaces *out with the value; empty when no term has a position. */
void positions_encode(struct positions *self, struct buffer *out);

bool positions_is_bare(struct slice term);

/* The name of a bare term, written to `name`, which it borrows. */
struct slice positions_bare(unsigned number, char name[POSITIONS_BARE_LEN]);

/* ---- reading ---- */

/* A value opened for looking up; borrows its bytes. */
struct positions_view {
	const unsigned char *bare, *seeds, *runs, *extras, *bits, *end;
	const unsigned char *low; /* of a value that was kept: the low bytes of the numbers; `bits`
				     has the rest of them */
	size_t bare_bytes, run_count, extra_count;
	size_t buckets, room; /* of the hash; none without terms that are hashed */
	size_t places,
		others; /* numbers of the first terms of places, and of the others behind them */
	size_t lower_places,
		lower_others; /* of these, those below POSITIONS_UPPER, which come first */
	unsigned bare_count, width, vary;
	unsigned at_once; /* packed numbers that are compared at once, a bit of `ones` for each */
	uint64_t ones;
};

/* False when the bytes are no such value.  Whatever the bytes, looking up stays within them. */
bool positions_open(struct slice value, struct positions_view *view);

/*
 * Appends a value as it is best looked into again and again: with what opening it finds out, and
 * its numbers not packed.  That takes about as many bytes.  A damaged value is kept too.
 */
void positions_keep(struct slice value, struct buffer *out);
/* Opens what was kept at these bytes, wherever they lie now; false when it is no value. */
bool positions_reopen(const char *at, struct positions_view *view);

/* The map of bare terms alone: bit n of it is bare term n.  NULL when the bytes are no such
 * value. */
const unsigned char *positions_bare_map(struct slice value, size_t *bytes);

/* A term as it is looked for. */
struct positions_key {
	uint64_t hash;
	int bare; /* its number, -1 when it is hashed */
};
struct positions_key positions_key_of(struct slice term);

enum { POSITIONS_FOLLOW_MAX = 8 }; /* terms of a phrase that is looked for so */

/* The numbers that terms have in the document; false when it does not have one.  Hashed terms must
 * be ones that the document has. */
bool positions_numbers(const struct positions_view *view, const struct positions_key *keys,
		       size_t count, uint32_t *numbers);

/*
 * Whether terms stand one behind the other within [first, last]: 1, 0, or -1 when that takes a look
 * at their positions, since one of them may stand where another does.  Of `count` terms, 2 to
 * POSITIONS_FOLLOW_MAX, with these numbers; `rare` are two of them that are not expected in the
 * same place as often as others.
 */
int positions_follow(const struct positions_view *view, const uint32_t *numbers, size_t count,
		     const size_t rare[2], uint32_t first, uint32_t last);

/* The numbers are fetched into the processor's cache, before they are needed.  To be called from
 * other files than its own, else the compiler may find that it has no effect. */
void positions_fetch(const struct positions_view *view);

/*
 * Appends the positions of a term in [first, last] to *out as uint32_t, rising.  A hashed term must
 * be one that the document has, else the positions are those of any other.
 */
void positions_get(const struct positions_view *view, struct positions_key key, uint32_t first,
		   uint32_t last, struct buffer *out);

/* Numbers of terms whose positions are wanted together; begins as {0}. */
struct positions_wanted {
	struct buffer bits; /* by number */
	size_t count;
};
void positions_wanted_release(struct positions_wanted *self);
/* Begins anew, for this value. */
void positions_want_none(struct positions_wanted *self, const struct positions_view *view);
/* The number of the term counts too, unless it is bare and not there.  A hashed term must be one
 * that the document has. */
void positions_want(struct positions_wanted *self, const struct positions_view *view,
		    struct positions_key key);

/* As positions_get of each of the wanted terms, in one walk over the places: rising, a position
 * twice where two of the terms stand. */
void positions_get_wanted(const struct positions_view *view, const struct positions_wanted *wanted,
			  uint32_t first, uint32_t last, struct buffer *out);

#endif
