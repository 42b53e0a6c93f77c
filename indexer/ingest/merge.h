/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_MERGE_H
#define INDEXER_MERGE_H

/*
 * One question from several papers.  Field by field, with the rule of each in
 * doc/internals/ingest.md: what a paper says goes before what it leaves open, a heading before a
 * guess, an answer before its absence, the paper that comes first in the list before the others.
 */
#include "corpus/model/question.h"

/*
 * Fills a cleared question from papers in the order of their authority, of which there must be one
 * at least.  A single paper comes out as it is.  Slices and arrays are borrowed from the papers.
 * `id` is that of one of them; the ids of the others become aliases.
 */
void merge_papers(const struct question *const *papers, size_t count, struct slice id,
		  struct question *out);

/* How much of the business between asker and minister a paper tells: an answer, a notice of delay,
 * a question, or nothing but its name. */
enum paper_stage { STAGE_NAMED, STAGE_ASKED, STAGE_DELAYED, STAGE_ANSWERED };
enum paper_stage paper_stage_of(const struct question *question);

/* True when the letters of both are equal, whatever their case, accents, spaces and punctuation. */
bool merge_same_letters(struct slice a, struct slice b);

/* True when both have the same sub-questions, by their letters and figures. */
bool merge_asks_same(const struct question *a, const struct question *b);

/* A hash over the letters of all answers; 0 when there are none. */
uint64_t merge_answer_letters(const struct question *question);

/* True when a minister of one may be a minister of the other: by name, else by office; also when
 * one of them has none. */
bool merge_ministers_meet(const struct question *a, const struct question *b);

#endif
