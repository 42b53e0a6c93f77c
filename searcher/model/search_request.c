/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/model/search_request.h"

#include <string.h>
#include <time.h>

#include "corpus/text/dates.h"

static const char *const orders[SORT_COUNT] = {
	[SORT_RELEVANCE] = "relevance",
	[SORT_DATE] = "date",
	[SORT_DATE_ASC] = "date-asc",
	[SORT_ANSWERED] = "answered",
	[SORT_ANSWERED_ASC] = "answered-asc",
	[SORT_NUMBER] = "number",
	[SORT_MINISTER] = "minister",
	[SORT_ASKER] = "asker",
	[SORT_DAYS] = "days",
	[SORT_DAYS_DESC] = "days-desc",
};

const char *search_sort_name(enum search_sort sort)
{
	return orders[sort];
}

bool search_sort_parse(const char *name, enum search_sort *sort)
{
	for (int i = 0; i < SORT_COUNT; i++)
		if (strcmp(name, orders[i]) == 0) {
			*sort = (enum search_sort)i;
			return true;
		}
	return false;
}

bool search_marked_add(struct slice *marked, size_t *count, struct slice list)
{
	while (list.len) {
		const size_t comma = slice_find(list, 0, ",");
		const struct slice id = slice_trim(slice_sub(list, 0, comma));
		bool has = !id.len;
		list = slice_from(list, comma + 1);
		for (size_t i = 0; i < *count; i++)
			has = has || slice_eq(marked[i], id);
		if (has)
			continue;
		if (*count == SEARCH_MARKED_MAX)
			return false;
		marked[(*count)++] = id;
	}
	return true;
}

bool search_marked_names(struct slice id)
{
	return slice_find(id, 0, ",") == id.len;
}

int search_request_today(const struct search_request *self)
{
	struct tm tm;
	time_t now = time(NULL);
	if (self->today)
		return self->today;
	localtime_r(&now, &tm);
	return date_make(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}
