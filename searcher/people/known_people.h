/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_KNOWN_PEOPLE_H
#define SEARCHER_KNOWN_PEOPLE_H

/* The people and offices that an index has; for ministers.c, nobody else includes this. */
#include "searcher/people/ministers.h"

struct known {
	enum minister_kind kind;
	struct slice slug;
	uint32_t documents;
};

struct known_list {
	struct xap_db *db;
	struct arena *arena;
	struct known *items;
	size_t count, room;
};

/* The term prefix of a kind. */
const char *known_prefix(enum minister_kind kind);

/* Adds all of a kind that the index has: some thousands at most. */
MUST_CHECK enum status known_load(struct known_list *self, enum minister_kind kind,
				  struct error *err);

/* Adds the persons and offices of the list of mandates, with 0 documents. */
void known_load_mandates(struct known_list *self);

/* Sets *name to how the index shows it, in the arena. */
MUST_CHECK enum status known_name(struct known_list *self, const struct known *known,
				  struct slice *name, struct error *err);

/* Fills at most `room` names near the words of a slug, the nearest first; *count gets how many. */
MUST_CHECK enum status known_close(struct known_list *self, struct slice words, struct slice *names,
				   size_t room, size_t *count, struct error *err);

/* The slug of a text of any Unicode form, in the arena. */
struct slice known_slug(struct arena *arena, struct slice text);

#endif
