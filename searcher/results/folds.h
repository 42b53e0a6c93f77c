/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_FOLDS_H
#define SEARCHER_FOLDS_H

/*
 * One question that was put to many ministers, or copied: hits that ask the same are shown as one,
 * with the others folded under it.  The same is what has the same letters and digits in title,
 * introduction and sub-questions; a title alone, or a notice of delay, is no question.
 *
 * A place counts a hit and what is folded under it once.  Who asks for the places 10 to 20 gets
 * those that follow the places 0 to 10, each question once, for what is folded is told by the order
 * of the hits alone.
 */
#include "searcher/rank/rank.h"
#include "searcher/snapshot/searcher_internal.h"

/* Hits from the first on of which those that ask the same are folded; what is behind them is
 * not. */
enum { FOLD_DEPTH = 1000 };

struct fold {
	struct folded_question *others; /* in the order of the hits; of the hit that is shown */
	struct question *questions;     /* theirs */
	size_t count;
	struct question
		question; /* of the hit that is shown; who takes it says that it is no longer */
	bool loaded;      /* here */
};

/* How many hits from the first on folds_make needs for so many places from `first` on. */
uint32_t folds_depth(uint32_t first, uint32_t count);

/*
 * Puts the hits for `count` places from `first` on in the place of the hits of `ranking`, which
 * begin with the first of all.  *folds, in the arena, has what is folded under each; folds_release
 * ends it whatever comes.
 */
MUST_CHECK enum status folds_make(struct searcher *searcher, uint32_t first, uint32_t count,
				  struct arena *arena, struct ranking *ranking, struct fold **folds,
				  struct error *err);
void folds_release(struct fold *folds, size_t count);

#endif
