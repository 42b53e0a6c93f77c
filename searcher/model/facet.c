/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/model/facet.h"

static const struct {
	const char *name, *title;
} facets[FACET_COUNT] = {
	[FACET_MINISTER] = {"minister", "minister"},
	[FACET_OFFICE] = {"office", "bevoegdheid"},
	[FACET_ASKER] = {"asker", "vraagsteller"},
	[FACET_PARTY] = {"party", "partij"},
	[FACET_YEAR] = {"year", "jaar"},
	[FACET_SESSION] = {"session", "zittingsjaar"},
	[FACET_PARLIAMENT] = {"parliament", "parlement"},
	[FACET_STATUS] = {"status", "status"},
	[FACET_THEME] = {"theme", "thema"},
	[FACET_KIND] = {"kind", "soort"},
};

const char *facet_name(enum facet facet)
{
	return facets[facet].name;
}

const char *facet_title(enum facet facet)
{
	return facets[facet].title;
}

bool facet_parse(struct slice name, enum facet *out)
{
	for (int f = 0; f < FACET_COUNT; f++)
		if (slice_is_nocase(name, facets[f].name) ||
		    slice_is_nocase(name, facets[f].title)) {
			*out = (enum facet)f;
			return true;
		}
	return false;
}

bool facets_parse(struct slice list, unsigned *bits, struct slice *unknown)
{
	enum facet facet;
	while (list.len) {
		size_t comma = slice_find(list, 0, ",");
		struct slice name = slice_trim(slice_sub(list, 0, comma));
		list = slice_from(list, comma + 1);
		if (slice_is(name, "all") || slice_is(name, "alle"))
			*bits = FACETS_ALL;
		else if (facet_parse(name, &facet))
			*bits |= 1u << facet;
		else {
			*unknown = name;
			return false;
		}
	}
	return true;
}

int facet_year(struct slice value)
{
	int year = 0;
	if (value.len < 4 || (value.len > 4 && value.ptr[4] != '-'))
		return 0;
	for (size_t i = 0; i < 4; i++) {
		if (!byte_is_digit(value.ptr[i]))
			return 0;
		year = year * 10 + (value.ptr[i] - '0');
	}
	return year;
}

enum status facet_choice_check(const struct facet_choice *choice, struct error *err)
{
	struct slice v = choice->value;
	bool fine = v.len > 0;
	if (choice->facet == FACET_YEAR) {
		fine = v.len == 4;
		for (size_t i = 0; fine && i < v.len; i++)
			fine = byte_is_digit(v.ptr[i]);
	}
	if (fine)
		return STATUS_OK;
	return error_set(err, STATUS_QUERY, "\"%.*s\" is geen %s", SLICE_ARG(slice_sub(v, 0, 60)),
			 facet_title(choice->facet));
}
