/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/html/search_url.h"

#include "searcher/query/query_dates.h"
#include "searcher/results/opening.h"
#include "web/html/markup.h"

/* Values that are a closed list. */
static bool is_value(const struct facet_choice *choice)
{
	enum parliament parliament;
	enum question_kind kind;
	enum answer_state state;
	switch (choice->facet) {
	case FACET_PARLIAMENT: return parliament_parse(choice->value, &parliament);
	case FACET_KIND: return kind_parse(choice->value, &kind);
	case FACET_STATUS: return state_parse(choice->value, &state);
	case FACET_YEAR: return choice->value.len == 4 && facet_year(choice->value);
	default: return true;
	}
}

static enum status add_marked(struct view *self, struct slice ids, struct error *err)
{
	if (search_marked_add(self->marked, &self->marked_count, ids))
		return STATUS_OK;
	return error_set(err, STATUS_FORMAT, "like kan ten hoogste %d vragen aanduiden",
			 SEARCH_MARKED_MAX);
}

static enum status add_choice(struct view *self, const struct parameter *p, struct error *err)
{
	struct facet_choice *choice = &self->choices[self->choice_count];
	if (slice_is(p->name, "like"))
		return add_marked(self, p->value, err);
	if (self->choice_count == VIEW_CHOICES_MAX)
		return error_set(err, STATUS_LIMIT, "er zijn meer dan %d keuzes", VIEW_CHOICES_MAX);
	if (!facet_parse(p->name, &choice->facet))
		return STATUS_OK; /* another parameter */
	choice->value = p->value;
	if (!is_value(choice))
		return error_set(err, STATUS_FORMAT, "\"%.*s\" is geen %s",
				 SLICE_ARG(slice_sub(p->value, 0, 40)), facet_title(choice->facet));
	self->choice_count++;
	return STATUS_OK;
}

/* A day or period as the query language has it, of which `from` takes the first day and `to` the
 * last. */
static enum status parse_day(const struct request *rq, const char *name, bool last, int *out,
			     struct error *err)
{
	const struct slice text = request_get(rq, name);
	const int today = search_request_today(&(struct search_request){.limit = 0});
	struct buffer cause = BUFFER_INIT;
	struct period period = {0, 0};
	size_t used = 0;
	if (!text.len)
		return STATUS_OK;
	const bool read = query_period_read(text, today, false, &period, &used, &cause) ==
				  PERIOD_OK &&
			  used == text.len;
	buffer_release(&cause);
	*out = last ? period.to : period.from;
	if (read && *out)
		return STATUS_OK;
	return error_set(err, STATUS_FORMAT,
			 "%s: \"%.*s\" is geen datum; schrijf 2022-03-07, 2022-03 of 2022", name,
			 SLICE_ARG(slice_sub(text, 0, 40)));
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
		return error_set(
			err, STATUS_FORMAT,
			"sort moet een van deze zijn: relevance, date, date-asc, answered, "
			"answered-asc, number, minister, asker, days, days-desc");
	enum status st = request_number(rq, "page", 1, VIEW_PAGE_MAX, 1, &out->page, err);
	if (!st)
		st = parse_day(rq, "from", false, &out->from, err);
	if (!st)
		st = parse_day(rq, "to", true, &out->to, err);
	if (!st && out->from && out->to && out->from > out->to)
		st = error_set(err, STATUS_FORMAT, "from is later dan to");
	for (size_t i = 0; !st && i < rq->parameter_count; i++)
		st = add_choice(out, &rq->parameters[i], err);
	return st;
}

/* ---- names ---- */

static enum status has_questions(struct searcher *searcher, const struct facet_choice *choice,
				 bool *out, struct error *err)
{
	const struct search_request rq = {
		.everything = true, .ids_only = true, .choices = choice, .choice_count = 1};
	struct search_results *results;
	bool exact;
	enum status st = searcher_run(searcher, &rq, &results, err);
	if (st)
		return st;
	*out = search_results_total(results, &exact) > 0;
	search_results_free(results);
	return STATUS_OK;
}

static void add_notice(struct view *self, const struct facet_choice *choice, struct arena *arena)
{
	if (self->notice_count < sizeof self->notices / sizeof *self->notices)
		self->notices[self->notice_count++] = arena_printf(
			arena, "Geen enkele vraag heeft als %s \xe2\x80\x9c%.*s\xe2\x80\x9d.",
			facet_title(choice->facet), SLICE_ARG(slice_sub(choice->value, 0, 80)));
}

/* A name that is nobody's whole name.  Of two such of a facet neither is: any of them is not what
 * the query language can ask for. */
static bool take_name(struct view *self, const struct facet_choice *choice)
{
	struct slice *name = choice->facet == FACET_MINISTER ? &self->minister
			     : choice->facet == FACET_ASKER  ? &self->asker
							     : NULL;
	size_t others = 0;
	for (size_t i = 0; i < self->choice_count; i++)
		others += self->choices[i].facet == choice->facet;
	if (!name || others > 1)
		return false;
	*name = choice->value;
	return true;
}

/* The title of a marked question; an id that the index does not have goes into `unknown`. */
static enum status read_title(struct searcher *searcher, struct slice id, struct arena *arena,
			      struct slice *title, struct buffer *unknown, struct error *err)
{
	struct question question;
	question_init(&question);
	enum status st = searcher_get(searcher, id, &question, err);
	if (!st) {
		*title = arena_copy(arena, searcher_text(searcher, &question, question.title));
		*title = title->len ? *title : question_opening(&question, NULL, arena);
	} else if (st == STATUS_NOT_FOUND) {
		buffer_printf(unknown, "%s\"%.*s\"", unknown->len ? ", " : "",
			      SLICE_ARG(slice_sub(id, 0, 80)));
		st = STATUS_OK;
	}
	question_release(&question);
	return st;
}

static enum status read_titles(struct view *self, struct searcher *searcher, struct arena *arena,
			       struct error *err)
{
	struct buffer unknown = BUFFER_INIT;
	enum status st = STATUS_OK;
	for (size_t i = 0; !st && i < self->marked_count; i++)
		st = read_title(searcher, self->marked[i], arena, &self->marked_titles[i], &unknown,
				err);
	if (!st && unknown.len)
		st = error_set(err, STATUS_FORMAT, "like: niet in de index: %s",
			       buffer_cstr(&unknown));
	buffer_release(&unknown);
	return st;
}

enum status view_resolve(struct view *self, struct searcher *searcher, struct arena *arena,
			 struct error *err)
{
	self->resolved = true;
	for (size_t i = 0; i < self->choice_count; i++) {
		const struct facet_choice *choice = &self->choices[i];
		const bool named = choice->facet == FACET_MINISTER ||
				   choice->facet == FACET_ASKER || choice->facet == FACET_OFFICE ||
				   choice->facet == FACET_PARTY || choice->facet == FACET_THEME;
		bool has = true;
		enum status st = named ? has_questions(searcher, choice, &has, err) : STATUS_OK;
		if (st)
			return st;
		if (!has && take_name(self, choice))
			continue;
		if (!has)
			add_notice(self, choice, arena);
		self->known[self->known_count++] = *choice;
	}
	return read_titles(self, searcher, arena, err);
}

bool view_is_empty(const struct view *self)
{
	return !self->query.len && !self->choice_count && !self->from && !self->to &&
	       !self->marked_count;
}

bool view_by_answer(const struct view *self)
{
	return self->sort == SORT_ANSWERED || self->sort == SORT_ANSWERED_ASC;
}

bool view_has_state(const struct view *self)
{
	return !view_is_empty(self) || self->sort != SORT_RELEVANCE || self->page > 1;
}

struct search_request view_request(const struct view *self, unsigned size)
{
	const bool narrowed = self->minister.len || self->asker.len || self->from || self->to;
	return (struct search_request){.query = self->query,
				       .everything = !self->query.len && !narrowed,
				       .minister = self->minister,
				       .asker = self->asker,
				       .from = self->from,
				       .to = self->to,
				       .marked = self->marked,
				       .marked_count = self->marked_count,
				       .choices = self->resolved ? self->known : self->choices,
				       .choice_count = self->resolved ? self->known_count
								      : self->choice_count,
				       .sort = self->sort,
				       .limit = size,
				       .offset = (self->page - 1) * size};
}

/* ---- links ---- */

static void separate(struct buffer *out, bool *first)
{
	buffer_add_str(out, *first ? "?" : "&amp;");
	*first = false;
}

void view_link(struct buffer *out, const char *path, const struct view *self)
{
	bool first = strchr(path, '?') == NULL;
	buffer_add_str(out, path);
	if (self->query.len) {
		separate(out, &first);
		markup_put(out, "q=%U", self->query);
	}
	for (size_t i = 0; i < self->choice_count; i++) {
		separate(out, &first);
		markup_put(out, "%s=%U", facet_name(self->choices[i].facet),
			   self->choices[i].value);
	}
	for (size_t i = 0; i < self->marked_count; i++) {
		separate(out, &first);
		markup_put(out, "like=%U", self->marked[i]);
	}
	if (self->from) {
		separate(out, &first);
		markup_put(out, "from=%I", self->from);
	}
	if (self->to) {
		separate(out, &first);
		markup_put(out, "to=%I", self->to);
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

void view_link_toggled(struct buffer *out, const struct view *self, enum facet facet,
		       struct slice value)
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

bool view_is_marked(const struct view *self, struct slice id)
{
	for (size_t i = 0; i < self->marked_count; i++)
		if (slice_eq(self->marked[i], id))
			return true;
	return false;
}

void view_link_marked(struct buffer *out, const struct view *self, struct slice id)
{
	struct view other = *self;
	other.page = 1;
	other.marked_count = 0;
	for (size_t i = 0; i < self->marked_count; i++)
		if (!slice_eq(self->marked[i], id))
			other.marked[other.marked_count++] = self->marked[i];
	if (other.marked_count == self->marked_count && other.marked_count < SEARCH_MARKED_MAX)
		other.marked[other.marked_count++] = id;
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
	static const struct {
		enum facet facet;
		const char *value, *title;
	} titles[] = {{FACET_PARLIAMENT, "vlaams", "Vlaams Parlement"},
		      {FACET_PARLIAMENT, "kamer", "Kamer (federaal)"},
		      {FACET_PARLIAMENT, "tweedekamer", "Tweede Kamer"},
		      {FACET_KIND, "schriftelijke-vraag", "schriftelijke vraag"},
		      {FACET_KIND, "mondelinge-vraag", "mondelinge vraag"}};
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		if (titles[i].facet == facet && slice_is(value, titles[i].value))
			return slice_of(titles[i].title);
	return value;
}
