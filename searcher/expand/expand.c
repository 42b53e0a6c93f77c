/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbers are from the judged themes (DESIGN.md, "Ranking"); around them the
 * scores hardly change.  max_share and postings keep the second pass away from long posting
 * lists, so that it stays cheap in a large index.
 */
#include "searcher/expand/expand.h"

#include "searcher/compile/query_from_text.h"
#include "searcher/expand/feedback.h"
#include "stemming/fold.h"

enum { LABELS_MAX = 200 };

static const struct { enum relation relation; double weight; } relations[] = {
	{RELATION_BROADER, .1}, {RELATION_NARROWER, .2}, {RELATION_RELATED, .2},
};

static const struct feedback_options feedback = {.documents = 15, .terms = 40, .max_share = .05,
						  .postings = 20000};
static const double FEEDBACK_WEIGHT = .25;

static void add_label(struct explanation *e, struct arena *arena, struct slice label)
{
	e->labels = arena_grow(arena, e->labels, e->label_count, &e->label_room, sizeof *e->labels);
	e->labels[e->label_count++] = label;
}

struct xap_query *expand_thesaurus(struct thesaurus *thesaurus, struct analyzer *analyzer,
				   struct slice words, struct arena *arena,
				   struct explanation *explanation)
{
	struct xap_query *parts[LABELS_MAX];
	struct term_set unmarked = {.arena = arena}; /* related words are not marked in snippets */
	struct buffer folded = BUFFER_INIT;
	size_t concept, other, count = 0;
	fold_plain(words, &folded);
	bool found = thesaurus_find(thesaurus, buffer_slice(&folded), &concept);
	buffer_release(&folded);
	for (size_t r = 0; found && r < sizeof relations / sizeof *relations; r++)
		for (size_t k = 0; count < LABELS_MAX; k++) {
			if (!thesaurus_related(thesaurus, concept, relations[r].relation, k, &other))
				break;
			struct slice name = thesaurus_label(thesaurus, other);
			struct xap_query *label = words_any(analyzer, name, true, &unmarked);
			if (!label)
				continue;
			parts[count++] = xap_query_scale(label, relations[r].weight);
			add_label(explanation, arena, name);
		}
	return count ? xap_query_join(XAP_OR, parts, count) : NULL;
}

enum status expand_feedback(struct xap_db *db, struct matcher *matcher,
			    const struct hit_list *hits, struct arena *arena,
			    struct explanation *explanation, struct xap_query **terms,
			    struct error *err)
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
