/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbers are from the judged themes (doc/benchmarks.md, "Ranking"); around them the
 * scores hardly change.  max_share and postings keep the second pass away from long posting
 * lists, so that it stays cheap in a large index.
 */
#include "searcher/expand/expand.h"

#include <math.h>

#include "searcher/expand/feedback.h"
#include "searcher/expand/other_names.h"

enum { LABELS_MAX = 200 };

/* Weights of a name beside the words themselves, and of the neighbours of a concept with and
 * without other names. */
static const double NAME_WEIGHT = .5;
static const struct {
	enum relation relation;
	double named, nameless;
} relations[] = {
	{RELATION_BROADER, 0, .1},
	{RELATION_NARROWER, .1, .2},
	{RELATION_RELATED, .1, .2},
};

static const struct feedback_options feedback = {.documents = 15,
						 .terms = 40,
						 .max_share = .05,
						 .postings = 20000};
static const double FEEDBACK_WEIGHT = .25;

/* Terms with the largest weight that any text gives them: names of one thing share words. */
struct weighted_terms {
	struct arena *arena;
	struct weighted_term {
		struct slice term;
		double weight;
	} * items;
	size_t count, room;
	double weight; /* of the text that is taken */
};

static void add_term(struct weighted_terms *self, struct slice term)
{
	for (size_t i = 0; i < self->count; i++)
		if (slice_eq(self->items[i].term, term)) {
			self->items[i].weight = fmax(self->items[i].weight, self->weight);
			return;
		}
	self->items = arena_grow(self->arena, self->items, self->count, &self->room,
				 sizeof *self->items);
	self->items[self->count++] = (struct weighted_term){arena_copy(self->arena, term),
							    self->weight};
}

static void take_word(void *ctx, const struct token *token)
{
	struct weighted_terms *self = ctx;
	const struct word *word = token->word;
	for (unsigned i = 0; !word->stop && i < word->count; i++)
		if (word->terms[i].kind == TERM_WORD || word->terms[i].kind == TERM_PART)
			add_term(self, word->terms[i].text);
}

static void add_text(struct weighted_terms *self, struct analyzer *analyzer, struct slice text,
		     double weight)
{
	self->weight = weight;
	analyzer_run(analyzer, text, 1, take_word, self);
}

static struct xap_query *terms_query(const struct weighted_terms *terms)
{
	struct xap_query **parts = arena_calloc(terms->arena, terms->count, sizeof *parts);
	for (size_t i = 0; i < terms->count; i++)
		parts[i] = xap_query_scale(xap_query_term(terms->items[i].term),
					   terms->items[i].weight);
	return xap_query_join(XAP_OR, parts, terms->count);
}

static void add_label(struct explanation *e, struct arena *arena, struct slice label)
{
	e->labels = arena_grow(arena, e->labels, e->label_count, &e->label_room, sizeof *e->labels);
	e->labels[e->label_count++] = label;
}

/* The labels of a concept's neighbours. */
static void add_neighbours(struct weighted_terms *terms, struct thesaurus *thesaurus,
			   struct analyzer *analyzer, size_t concept,
			   struct explanation *explanation)
{
	struct slice name;
	size_t other;
	bool named = thesaurus_name(thesaurus, concept, 0, &name);
	for (size_t r = 0; r < sizeof relations / sizeof *relations; r++) {
		double weight = named ? relations[r].named : relations[r].nameless;
		for (size_t k = 0; weight > 0 && k < LABELS_MAX; k++) {
			if (!thesaurus_related(thesaurus, concept, relations[r].relation, k,
					       &other))
				break;
			name = thesaurus_label(thesaurus, other);
			add_text(terms, analyzer, name, weight);
			add_label(explanation, terms->arena, name);
		}
	}
}

struct xap_query *expand_thesaurus(struct thesaurus *thesaurus, struct analyzer *analyzer,
				   struct slice words, struct arena *arena,
				   struct explanation *explanation)
{
	struct weighted_terms terms = {.arena = arena};
	struct other_names *names = arena_alloc(arena, sizeof *names);
	other_names_find(thesaurus, analyzer, words, arena, names);
	for (size_t i = 0; i < names->count; i++)
		add_text(&terms, analyzer, names->items[i], NAME_WEIGHT);
	for (size_t i = 0; i < names->concept_count; i++)
		add_neighbours(&terms, thesaurus, analyzer, names->concepts[i], explanation);
	explanation->names = names->items;
	explanation->named = words;
	explanation->name_count = names->count;
	return terms.count ? terms_query(&terms) : NULL;
}

enum status expand_feedback(struct xap_db *db, struct matcher *matcher, const struct hit_list *hits,
			    struct arena *arena, struct explanation *explanation,
			    struct xap_query **terms, struct error *err)
{
	struct feedback_term *chosen;
	size_t count;
	*terms = NULL;
	enum status st = feedback_choose(db, matcher, hits, &feedback, arena, &chosen, &count, err);
	if (st || !count)
		return st;
	struct xap_query **parts = arena_calloc(arena, count, sizeof *parts);
	for (size_t i = 0; i < count; i++)
		parts[i] = xap_query_scale(xap_query_term(chosen[i].term),
					   FEEDBACK_WEIGHT * chosen[i].weight);
	explanation->feedback = chosen;
	explanation->feedback_count = count;
	*terms = xap_query_join(XAP_OR, parts, count);
	return STATUS_OK;
}
