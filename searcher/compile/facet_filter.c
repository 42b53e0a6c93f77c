/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/compile/facet_filter.h"

#include <stdio.h>

#include "base/buffer.h"
#include "corpus/text/person_name.h"
#include "store/index/schema.h"

static const struct {
	const char *prefix; /* of its terms */
	bool slug;          /* terms have the slug of the value */
} facets[FACET_COUNT] = {
	[FACET_MINISTER] = {PREFIX_MINISTER_ID, true},
	[FACET_OFFICE] = {PREFIX_OFFICE, true},
	[FACET_ASKER] = {PREFIX_ASKER_ID, true},
	[FACET_PARTY] = {PREFIX_PARTY, true},
	[FACET_YEAR] = {NULL, false},
	[FACET_SESSION] = {PREFIX_SESSION, false},
	[FACET_PARLIAMENT] = {PREFIX_PARLIAMENT, false},
	[FACET_STATUS] = {PREFIX_STATUS, false},
	[FACET_THEME] = {PREFIX_THEME, true},
	[FACET_KIND] = {PREFIX_KIND, false},
};

struct slice facet_key(enum facet facet, struct slice value, struct arena *arena)
{
	return facets[facet].slug ? name_slug(arena, value) : value;
}

static struct xap_query *year_query(struct slice year)
{
	char low[16], high[16];
	snprintf(low, sizeof low, "%.*s0101", (int)(year.len > 4 ? 4 : year.len), year.ptr);
	snprintf(high, sizeof high, "%.*s1231", (int)(year.len > 4 ? 4 : year.len), year.ptr);
	return xap_query_range(SLOT_ASKED, slice_of(low), slice_of(high));
}

/* The value as it is shown, to the term or range that its questions have. */
static struct xap_query *value_query(enum facet facet, struct slice value, struct arena *arena)
{
	struct buffer term = BUFFER_INIT;
	if (facet == FACET_YEAR)
		return year_query(value);
	schema_term(&term, facets[facet].prefix, facet_key(facet, value, arena));
	struct xap_query *query = xap_query_term(buffer_slice(&term));
	buffer_release(&term);
	return query;
}

struct xap_query *facet_query(enum facet facet, const struct facet_choice *choices, size_t count,
			      struct arena *arena)
{
	struct xap_query *any = NULL;
	for (size_t i = 0; i < count; i++) {
		if (choices[i].facet != facet)
			continue;
		struct xap_query *one = value_query(facet, choices[i].value, arena);
		any = any ? xap_query_pair(XAP_OR, any, one) : one;
	}
	return any ? xap_query_scale(any, 0) : NULL;
}

struct xap_query *facets_apply(struct xap_query *query_take, const struct facet_choice *choices,
			       size_t count, enum facet except, struct arena *arena)
{
	for (int f = 0; f < FACET_COUNT; f++) {
		struct xap_query *filter = NULL;
		if (f != (int)except)
			filter = facet_query((enum facet)f, choices, count, arena);
		if (filter)
			query_take = xap_query_pair(XAP_FILTER, query_take, filter);
	}
	return query_take;
}
