/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_TURNS_INTERNAL_H
#define CORPUS_TURNS_INTERNAL_H

/* What the parts of the reading of turns share; nobody else includes this. */
#include "corpus/readers/turns.h"

/* What a line opens, and where its text begins. */
struct turn {
	enum mark_kind kind;
	struct labels labels;
	size_t line;
	const char *text;
};

struct turn_list {
	struct arena *arena;
	struct turn *turns;
	size_t count, room;
};

void turn_list_add(struct turn_list *list, const struct lines *lines, size_t line,
		   enum mark_kind kind, const struct mark *mark);

/* The turns of a body whose questions have numbers and no word: `1. Kent u ...?`, or a figure on a
 * line of its own.  Lists in answers are told from questions by what the marks of answers need, and
 * by question marks. */
void turns_numbered(struct turn_list *list, const struct lines *lines, size_t body);

#endif
