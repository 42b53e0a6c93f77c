/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_OFFICES_H
#define CORPUS_OFFICES_H

/*
 * The title of a minister as the offices in it.  Belgian governments make up their
 * titles anew each time, from fields of policy that stay:
 *   "Viceminister-president van de Vlaamse Regering, Vlaams minister van Justitie en Handhaving"
 * has the offices Viceminister-president, Justitie and Handhaving.  Dutch ministries
 * keep their names: "Minister van Onderwijs, Cultuur en Wetenschap" is one office.
 */
#include "base/arena.h"
#include "base/slice.h"

struct office_cursor {
	struct slice title;
	size_t pos;
	bool whole; /* ministries keep their names: only what is no ministry is cut off */
};

/* The cursor borrows the title. */
struct office_cursor offices_of(struct slice title, bool whole);

/*
 * The next office of the title, as printed: a field of policy, or a rank that is an office by
 * itself (Minister-president, Viceminister-president, Eerste minister, Vice-eersteminister,
 * Staatssecretaris), then in its usual spelling.  "toegevoegd aan ..." names another minister and
 * ends the title.  False behind the last.  Borrowed from the title, or from the program.
 */
bool offices_next(struct office_cursor *self, struct slice *office);

/*
 * True when the text begins with words for the rank of a minister; *end gets the bytes of them and
 * of the preposition behind, 0 when there is no preposition ("van", "voor").
 */
bool offices_rank(struct slice text, size_t *end);

/*
 * True when the title has every office of the wanted text: all words of each ("binnenlands
 * bestuur", "minister van onderwijs", "Minister-president") stand in one office of the title.
 */
bool offices_holds(struct slice title, struct slice wanted);

/* A field for display, in the arena: first letter a capital, all capitals undone. */
struct slice offices_display(struct arena *arena, struct slice office);

#endif
