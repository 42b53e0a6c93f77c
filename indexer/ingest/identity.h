/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_IDENTITY_H
#define INDEXER_IDENTITY_H

/*
 * Which contributions are one question.  An id names one question, but papers of one question may
 * come with different ids:
 *
 *  1. The Chamber's own number of an item (an alias kamer-qrva-N, or kamer-inqo-N of an oral
 *     question) names one question, whatever its department.
 *  2. A DOCNAME of the Chamber stands for all ministers asked.  Where one entry of a list has no
 *     item, and one item no entry in a list, the question went to another department in between:
 *     they are one.
 *  3. An id that another question has as an alias, and no other question, is that question's: a
 *     Tweede Kamer answer without vraagnummer, the Chamber's id without department.
 *  4. Written and oral questions are never one.  Flemish questions of one number and day are one
 *     when they ask the same or bear the same title, and a minister of one is a minister of the
 *     other or is not known.
 *  5. Flemish questions of one day that ask the same of different ministers and have the same
 *     answer are one, which they answered together.
 *  6. A paper that lost its number (an id made of its fingerprint) is the one question of its
 *     parliament that asks the same, by its letters; of several such, the one whose figures are the
 *     same too; else it is a question by itself.  An unknown parliament may be any.
 */
#include "indexer/ingest/contribution.h"

struct identity {
	struct slice id;
	const struct contribution **members;
	size_t count;
};

struct identities {
	struct identity *items;
	size_t count;
};

/* Fills *out; all of it lives in the arena. */
void identities_find(const struct contributions *given, struct arena *arena,
		     struct identities *out);

/* The id of a Flemish question without its minister, "vlaams-2022-02-07-181"; empty for any
 * other. */
struct slice identity_flemish_base(struct arena *arena, const struct question *question);

/* True when the question was read from an item of the Chamber's bulletin, not from an entry in a
 * list of them: it has texts, or the item's number. */
bool identity_is_item(const struct question *question);

/* True for the form of an alias that several questions may have: a DOCNAME of the Chamber. */
bool identity_is_shared(struct slice alias);

#endif
