/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_REASON_H
#define SEARCHER_REASON_H

/* Why a hit of a theme stands where it stands, in one line of Dutch, in the arena. */
#include "searcher/rank/rank.h"

struct slice reason_of(const struct ranked_hit *hit, struct arena *arena);

#endif
