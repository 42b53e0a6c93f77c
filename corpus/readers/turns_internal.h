/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_TURNS_INTERNAL_H
#define CORPUS_TURNS_INTERNAL_H

/* What the parts of the reading of turns share; nobody else includes this. */
#include "base/slice_index.h"
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

/* A question that is being put together, and which labels were asked and answered so far. */
struct filling {
	struct question *q;
	struct slice_index asked, answered;
	struct slice *labels; /* of answers, each once */
	size_t label_count, label_room;
	size_t known; /* answers whose labels are in there */
	bool begun;   /* one of the questions is answered */
};

/* Adds a question with these labels, and the answer that follows in its text: `Hoeveel? Antwoord:
 * Elf.` */
void filling_ask(struct filling *self, const struct labels *labels, struct slice text);

/* Adds an answer to the questions with these labels; without labels to all that was asked since the
 * last. */
void filling_answer(struct filling *self, const struct labels *labels, struct slice text);

/* True when a question with these labels was asked before: what stands below a second `Vraag 1`, in
 * a paper that names no answers, is the answer. */
bool filling_has_asked(struct filling *self, const struct labels *labels);

#endif
