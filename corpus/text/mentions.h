/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_MENTIONS_H
#define CORPUS_MENTIONS_H

/*
 * Papers of a parliament that are no questions, as texts name them: `Kamerstuk 33529, nr. 1219`,
 * `Kamerstukken II 2022/23, 36200 XII, nrs. 15 en 16`, `de motie-Van Dijk (Kamerstuk 35 925, nr.
 * 30)`, `Handelingen II 2023-2024, nr. 12`.
 */
#include <stdbool.h>

#include "base/slice.h"

enum { MENTION_NUMBERS_MAX = 20, MENTION_TEXT_MAX = 40 };

struct mention {
	const char *kind; /* "kamerstuk", "motie", "handelingen" */
	size_t count;
	char numbers[MENTION_NUMBERS_MAX]
		    [MENTION_TEXT_MAX]; /* "33529-1219", "36200-XII-15", "2023-2024-12" */
};

/* The next paper named in the text at or after *pos, which is moved behind it; false when there is
 * none. */
bool mention_find(struct slice text, size_t *pos, struct mention *out);

#endif
