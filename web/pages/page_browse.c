/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All ministers, members, parties and themes of the index, by letter, with the number of their
 * questions. */
#include <stdlib.h>

#include "corpus/text/person_name.h"
#include "web/html/layout.h"
#include "web/html/markup.h"
#include "web/pages/page_common.h"

enum { NAMES_MAX = 5000 };

struct shelf {
	enum facet facet;
	const char *path, *title, *explained;
	bool people; /* by surname */
};

struct browsed {
	struct slice name, slug, key;
	uint32_t questions;
};

static int by_key(const void *a, const void *b)
{
	const struct browsed *x = a, *y = b;
	const int order = slice_compare(x->key, y->key);
	return order ? order : slice_compare(x->slug, y->slug);
}

/* The slug of the surname, particles included as in Flanders ("Van Rooy" is under V), and then of
 * the given name. */
static struct slice key_of(const struct shelf *shelf, struct slice name, struct arena *arena)
{
	struct slice given, surname;
	if (!shelf->people)
		return name_slug(arena, name);
	name_split(name, &given, &surname);
	return arena_printf(arena, "%.*s %.*s",
			    SLICE_ARG(name_slug(arena, surname.len ? surname : name)),
			    SLICE_ARG(name_slug(arena, given)));
}

static size_t gather(const struct shelf *shelf, const struct facet_counts *counts,
		     struct arena *arena, struct browsed **out)
{
	size_t count = 0;
	*out = arena_calloc(arena, counts->count, sizeof **out);
	for (size_t i = 0; i < counts->count && count < NAMES_MAX; i++) {
		const struct slice name = arena_copy(arena, counts->values[i].value),
				   slug = name_slug(arena, name);
		if (slug.len)
			(*out)[count++] = (struct browsed){name, slug, key_of(shelf, name, arena),
							   counts->values[i].count};
	}
	if (count)
		qsort(*out, count, sizeof **out, by_key);
	return count;
}

static char letter_of(const struct browsed *b)
{
	const char c = b->key.len ? *b->key.ptr : '#';
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : '#';
}

static void put_letters(struct buffer *out, const struct browsed *list, size_t count)
{
	char before = 0;
	buffer_add_str(out, "<nav class=\"letters\" aria-label=\"Letters\"><ul>\n");
	for (size_t i = 0; i < count; i++)
		if (letter_of(&list[i]) != before) {
			before = letter_of(&list[i]);
			buffer_printf(out, "<li><a href=\"#letter-%c\">%c</a></li>\n",
				      before == '#' ? '0' : before, before);
		}
	buffer_add_str(out, "</ul></nav>\n");
}

static void put_names(struct buffer *out, const struct shelf *shelf, const struct browsed *list,
		      size_t count)
{
	char before = 0;
	for (size_t i = 0; i < count; i++) {
		if (letter_of(&list[i]) != before) {
			buffer_add_str(out, before ? "</ul></section>\n" : "");
			before = letter_of(&list[i]);
			buffer_printf(out,
				      "<section class=\"facet namen\"><h2 "
				      "id=\"letter-%c\">%c</h2>\n<ul>\n",
				      before == '#' ? '0' : before, before);
		}
		markup_put(out, "<li><a href=\"%s%U\"><span>%T</span> <i>%n</i></a></li>\n",
			   shelf->path, list[i].slug, list[i].name, list[i].questions);
	}
	buffer_add_str(out, before ? "</ul></section>\n" : "<p>De index heeft er geen.</p>\n");
}

static enum status browse(struct worker *worker, struct request *rq, const struct shelf *shelf,
			  struct response *rs, struct error *err)
{
	struct search_results *results;
	struct browsed *list;
	const struct search_request all = {
		.everything = true, .ids_only = true, .facets = 1u << shelf->facet};
	enum status st = searcher_run(worker->searcher, &all, &results, err);
	if (st)
		return st;
	const struct facet_counts *counts = &search_results_facets(results)[shelf->facet];
	const size_t count = gather(shelf, counts, &rq->arena, &list);
	const struct layout layout = {.title = slice_of(shelf->title),
				      .missing = search_results_missing(results),
				      .description = slice_of(shelf->explained)};
	layout_begin(&rs->body, &layout);
	markup_put(&rs->body,
		   "<article><h1>%s</h1>\n<p class=\"lezing\">%s Het getal is het aantal "
		   "vragen.</p>\n",
		   shelf->title, shelf->explained);
	if (count > 30)
		put_letters(&rs->body, list, count);
	put_names(&rs->body, shelf, list, count);
	if (counts->count > count)
		markup_put(&rs->body,
			   "<p class=\"lezing\">De %n met de meeste vragen, van %n.</p>\n",
			   (unsigned)count, (unsigned)counts->count);
	buffer_add_str(&rs->body, "</article>\n");
	layout_end(&rs->body);
	search_results_free(results);
	return STATUS_OK;
}

#define BROWSE(name, ...) \
	enum status name(struct worker *worker, struct request *rq, struct slice rest, \
			 struct response *rs, struct error *err) \
	{ \
		static const struct shelf shelf = {__VA_ARGS__}; \
		(void)rest; \
		return browse(worker, rq, &shelf, rs, err); \
	}

BROWSE(page_ministers, FACET_MINISTER, "/minister/", "Ministers",
       "Alle ministers en staatssecretarissen aan wie een vraag gesteld werd.", true)
BROWSE(page_members, FACET_ASKER, "/vraagsteller/", "Kamerleden",
       "Alle parlementsleden die een vraag stelden.", true)
BROWSE(page_parties, FACET_PARTY, "/partij/", "Partijen",
       "Alle partijen waarvan een lid een vraag stelde.", false)
BROWSE(page_themes, FACET_THEME, "/thema/", "Thema\xe2\x80\x99s",
       "Alle thema\xe2\x80\x99s die de bronnen aan vragen geven.", false)
