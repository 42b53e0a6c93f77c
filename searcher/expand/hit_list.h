/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_HIT_LIST_H
#define SEARCHER_HIT_LIST_H

#include "store/xapian/xap_query.h"

/* Documents with their scores, best first. */
struct hit_list {
	struct xap_hit *items;
	size_t count;
};

#endif
