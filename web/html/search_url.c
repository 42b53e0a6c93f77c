/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/html/search_url.h"

#include "web/html/markup.h"

static enum status add_choice(struct view *self, const struct parameter *p, struct error *err)
{
	struct facet_choice *choice = &self->choices[self->choice_count];
	if (self->choice_count == VIEW_CHOICES_MAX)
		return error_set(err, STATUS_LIMIT, "er zijn meer dan %d keuzes", VIEW_CHOICES_MAX);
	if (!facet_parse(p->name, &choice->facet))
		return STATUS_OK; /* another parameter */
	choice->value = p->value;
	if (choice->facet == FACET_YEAR)
		for (size_t i = 0; i < p->value.len; i++)
			if (p->value.len != 4 || !byte_is_digit(p->value.ptr[i]))
				return error_set(err, STATUS_FORMAT, "\"%.*s\" is geen jaar", (int)(p->value.len > 40 ? 40 : p->value.len), p->value.ptr);
	self->choice_count++;
	return STATUS_OK;
}

enum status view_parse(const struct request *rq, struct view *out, struct error *err)
{
	struct slice sort = request_get(rq, "sort");
	char name[24] = "relevance";
	*out = (struct view){.query = request_get(rq, "q"), .page = 1};
	if (sort.len && sort.len < sizeof name) {
		memcpy(name, sort.ptr, sort.len);
		name[sort.len] = '\0';
	}
	if (sort.len >= sizeof name || !search_sort_parse(name, &out->sort))
		return error_set(err, STATUS_FORMAT, "sort is geen van relevance, date, date-asc, answered, answered-asc, number, minister, asker, days, days-desc");
	enum status st = request_number(rq, "page", 1, VIEW_PAGE_MAX, 1, &out->page, err);
	for (size_t i = 0; !st && i < rq->parameter_count; i++)
		st = add_choice(out, &rq->parameters[i], err);
	return st;
}

bool view_is_empty(const struct view *self)
{
	return !self->query.len && !self->choice_count;
}

struct search_request view_request(const struct view *self, unsigned size)
{
	return (struct search_request){.query = self->query, .everything = !self->query.len,
				       .choices = self->choices, .choice_count = self->choice_count,
				       .sort = self->sort, .limit = size, .offset = (self->page - 1) * size};
}

/* ---- links ---- */

static void separate(struct buffer *out, bool *first)
{
	buffer_add_str(out, *first ? "?" : "&amp;");
	*first = false;
}

void view_link(struct buffer *out, const char *path, const struct view *self)
{
	bool first = true;
	buffer_add_str(out, path);
	if (self->query.len) {
		separate(out, &first);
		markup_put(out, "q=%U", self->query);
	}
	for (size_t i = 0; i < self->choice_count; i++) {
		separate(out, &first);
		markup_put(out, "%s=%U", facet_name(self->choices[i].facet), self->choices[i].value);
	}
	if (self->sort != SORT_RELEVANCE) {
		separate(out, &first);
		markup_put(out, "sort=%s", search_sort_name(self->sort));
	}
	if (self->page > 1) {
		separate(out, &first);
		markup_put(out, "page=%u", self->page);
	}
}

void view_link_toggled(struct buffer *out, const struct view *self, enum facet facet, struct slice value)
{
	struct view other = *self;
	bool found = false;
	other.choice_count = 0;
	other.page = 1;
	for (size_t i = 0; i < self->choice_count; i++) {
		const struct facet_choice *c = &self->choices[i];
		if (c->facet == facet && slice_eq(c->value, value))
			found = true;
		else
			other.choices[other.choice_count++] = *c;
	}
	if (!found && other.choice_count < VIEW_CHOICES_MAX)
		other.choices[other.choice_count++] = (struct facet_choice){facet, value};
	view_link(out, "/", &other);
}

void view_link_page(struct buffer *out, const struct view *self, unsigned page)
{
	struct view other = *self;
	other.page = page;
	view_link(out, "/", &other);
}

void view_link_sort(struct buffer *out, const struct view *self, enum search_sort sort)
{
	struct view other = *self;
	other.sort = sort;
	other.page = 1;
	view_link(out, "/", &other);
}

struct slice view_value_title(enum facet facet, struct slice value)
{
	static const struct { enum facet facet; const char *value, *title; } titles[] = {
		{FACET_PARLIAMENT, "vlaams", "Vlaams Parlement"},
		{FACET_PARLIAMENT, "kamer", "Kamer (federaal)"},
		{FACET_PARLIAMENT, "tweedekamer", "Tweede Kamer"},
		{FACET_KIND, "schriftelijke-vraag", "schriftelijke vraag"},
		{FACET_KIND, "mondelinge-vraag", "mondelinge vraag"}};
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		if (titles[i].facet == facet && slice_is(value, titles[i].value))
			return slice_of(titles[i].title);
	return value;
}
