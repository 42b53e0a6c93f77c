/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_OPENING_H
#define SEARCHER_OPENING_H

/* What is shown in the place of a title. */
#include "corpus/repair/repair.h"

/*
 * The first sentence of what is asked, else of what is answered, in one line of the arena and cut
 * at a word where it is long; "Vraag ID" without any text.  `repair` was begun with the question;
 * NULL takes texts as they are.
 */
struct slice question_opening(const struct question *question, struct repair *repair,
			      struct arena *arena);

#endif
