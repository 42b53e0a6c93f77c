/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_COMPLETENESS_H
#define SEARCHER_COMPLETENESS_H

/* What a search could find at all: for those who must be sure that nothing was missed. */
#include "searcher/compile/query_compile.h"

struct completeness {
	struct slice *forms; /* index terms that were looked for, prefixes written out */
	size_t form_count;
	uint32_t questions;    /* in the index */
	uint32_t without_text; /* of these, that have neither question nor answer as text */
	uint32_t undated;      /* of these, that have no day on which they were asked */
	uint32_t unanswered;   /* of these, that have no answer yet, or only a notice of delay */
	int64_t indexed; /* when the index last took something in, seconds since 1970; 0 = unknown
			  */
};

MUST_CHECK enum status completeness_of(struct xap_db *db, const struct term_set *terms,
				       struct arena *arena, struct completeness *out,
				       struct error *err);

#endif
