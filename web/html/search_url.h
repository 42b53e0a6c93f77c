/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_SEARCH_URL_H
#define WEB_SEARCH_URL_H

/*
 * A search as an address: /?q=fiets&minister=Bart+Somers&year=2021&like=ID&sort=date&page=2.
 * Whatever can be chosen on the page is a link to another state, so every state can be kept and
 * sent on.
 */
#include "searcher/search/searcher.h"
#include "web/http/request.h"

enum { VIEW_CHOICES_MAX = 64, VIEW_PAGE_MAX = 1000 };

struct view {
	struct slice query;
	struct facet_choice choices[VIEW_CHOICES_MAX];
	size_t choice_count;
	int from, to; /* day asked, yyyymmdd inclusive; 0 = open */
	enum search_sort sort;
	struct slice marked[SEARCH_MARKED_MAX]; /* ids of questions of which there are to be more */
	size_t marked_count;
	unsigned page; /* from 1 */
	/* What view_resolve made of the choices. */
	struct facet_choice known[VIEW_CHOICES_MAX];
	size_t known_count;
	bool resolved;
	struct slice minister,
		asker;           /* named as people do: "somers", "de minister van Onderwijs" */
	struct slice notices[4]; /* in Dutch */
	size_t notice_count;
	struct slice marked_titles[SEARCH_MARKED_MAX];
};

/* Slices borrow from the request.  FORMAT with a Dutch message. */
MUST_CHECK enum status view_parse(const struct request *request, struct view *out,
				  struct error *err);

/* Looks up what is chosen as nobody's whole name: a minister or asker is then taken as the query
 * language takes it, and of others that no question has the notices tell.  Looks up the titles of
 * marked questions.  Texts live in the arena.  Errors: those of searcher_run; FORMAT, with a Dutch
 * message that names them, when marked questions are not in the index. */
MUST_CHECK enum status view_resolve(struct view *self, struct searcher *searcher,
				    struct arena *arena, struct error *err);

/* True when nothing was asked or chosen. */
bool view_is_empty(const struct view *self);

/* True when it is ordered by the day of the answer. */
bool view_by_answer(const struct view *self);

/* True when its address has parameters. */
bool view_has_state(const struct view *self);

/* The request for it, `size` hits a page; borrows the view. */
struct search_request view_request(const struct view *self, unsigned size);

/* The address, for an attribute: "/?q=fiets&amp;page=2". */
void view_link(struct buffer *out, const char *path, const struct view *self);

/* The same with a choice added or, when it is there, taken out; on page 1. */
void view_link_toggled(struct buffer *out, const struct view *self, enum facet facet,
		       struct slice value);
/* The same with a question marked or, when it is, not marked any more; on page 1. */
void view_link_marked(struct buffer *out, const struct view *self, struct slice id);
bool view_is_marked(const struct view *self, struct slice id);
/* On another page, or in another order. */
void view_link_page(struct buffer *out, const struct view *self, unsigned page);
void view_link_sort(struct buffer *out, const struct view *self, enum search_sort sort);

/* A value of a facet for people: "Vlaams Parlement" for "vlaams". */
struct slice view_value_title(enum facet facet, struct slice value);

#endif
