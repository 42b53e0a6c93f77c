/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_JOINT_FINDER_H
#define INDEXER_JOINT_FINDER_H

/*
 * Compounds that stand apart in a text (stemming/joint.h): "kinder opvang", "opvang van de
 * kinderen".  The last four positions are kept; whether the word list knows a pair is remembered,
 * for most come again.
 */
#include "stemming/analyzer.h"

struct joint_finder;

/* Called for each pair, by its TERM_WORDs in the order of the compound; they are borrowed. */
typedef void joint_fn(void *ctx, struct slice left, struct slice right);

/* Never NULL. */
struct joint_finder *joint_finder_new(joint_fn *fn, void *ctx);
void joint_finder_free(struct joint_finder *self);

/* Before each text, then its tokens in turn. */
void joint_finder_begin(struct joint_finder *self);
void joint_finder_take(struct joint_finder *self, const struct token *token);

#endif
