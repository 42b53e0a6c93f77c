/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/expand/other_names.h"

#include "searcher/expand/synonyms.h"
#include "stemming/fold.h"
#include "stemming/joint.h"

struct gatherer {
	struct thesaurus *thesaurus;
	struct arena *arena;
	struct other_names *out;
	struct slice folded[OTHER_NAMES_MAX + 1]; /* the words, then the names */
	struct buffer name;
};

static void add_name(struct gatherer *g, struct slice name)
{
	struct other_names *out = g->out;
	fold_plain(name, &g->name);
	for (size_t i = 0; i <= out->count; i++)
		if (slice_eq(g->folded[i], buffer_slice(&g->name)))
			return;
	if (out->count == OTHER_NAMES_MAX)
		return;
	out->items[out->count++] = arena_copy(g->arena, name);
	g->folded[out->count] = arena_copy(g->arena, buffer_slice(&g->name));
}

static void add_list(struct gatherer *g, struct slice names)
{
	while (names.len) {
		size_t end = slice_find(names, 0, "|");
		add_name(g, slice_sub(names, 0, end));
		names = slice_from(names, end < names.len ? end + 1 : end);
	}
}

static void add_concept(struct gatherer *g, size_t concept)
{
	struct slice name;
	g->out->concepts[g->out->concept_count++] = concept;
	add_name(g, thesaurus_label(g->thesaurus, concept));
	for (size_t i = 0; thesaurus_name(g->thesaurus, concept, i, &name); i++)
		add_name(g, name);
}

/* True when somebody knows the name. */
static bool look_up(struct gatherer *g, struct slice folded)
{
	struct synonyms *synonyms = thesaurus_synonyms(g->thesaurus);
	struct slice names;
	bool found = false, only = false;
	size_t concept;
	g->folded[0] = folded;
	for (size_t k = 0; synonyms_find(synonyms, folded, k, &names, &only); k++) {
		found = true;
		add_list(g, names);
		if (only)
			return true;
	}
	for (size_t k = 0;
	     k < OTHER_CONCEPTS_MAX && thesaurus_find(g->thesaurus, folded, k, &concept); k++) {
		found = true;
		add_concept(g, concept);
	}
	return found;
}

static void take_form(void *ctx, const struct token *token)
{
	struct buffer *out = ctx;
	buffer_add_str(out, out->len ? " " : "");
	if (token->word->count)
		buffer_add_slice(out, token->word->terms[0].text);
}

/* ---- compounds written apart ---- */

enum { PAIR_WORDS = 4 }; /* "opvang van de kinderen" */

struct pair_words {
	struct slice forms[PAIR_WORDS];
	size_t count;
	struct arena *arena;
};

static void take_word(void *ctx, const struct token *token)
{
	struct pair_words *p = ctx;
	if (token->word->count && p->count < PAIR_WORDS)
		p->forms[p->count] = arena_copy(p->arena, token->word->terms[0].text);
	p->count += token->word->count > 0;
}

static bool is_one_of(struct slice word, const char *const *list)
{
	while (*list && !slice_is(word, *list))
		list++;
	return *list != NULL;
}

/* Replaces *out with the compound that the words make, as the word list spells it: kinderopvang for
 * "kinder opvang" and "opvang van kinderen"; false when they make none. */
static bool join(const struct pair_words *p, struct buffer *out)
{
	const struct slice *w = p->forms;
	if (p->count == 2)
		return joint_form(w[0], w[1], out);
	if (p->count < 3 || p->count > PAIR_WORDS || !is_one_of(w[1], joint_prepositions))
		return false;
	return (p->count == 3 || is_one_of(w[2], joint_articles)) &&
	       joint_form(w[p->count - 1], w[0], out);
}

/* Adds the compound as another name, with the names that the lists give for it. */
static void look_up_joint(struct gatherer *g, struct analyzer *analyzer, struct slice words)
{
	struct pair_words pair = {.arena = g->arena};
	struct buffer whole = BUFFER_INIT;
	analyzer_run(analyzer, words, 1, take_word, &pair);
	if (join(&pair, &whole)) {
		const struct slice asked = g->folded[0],
				   name = arena_copy(g->arena, buffer_slice(&whole));
		add_name(g, name);
		look_up(g, name);
		g->folded[0] = asked;
	}
	buffer_release(&whole);
}

void other_names_find(struct thesaurus *thesaurus, struct analyzer *analyzer, struct slice words,
		      struct arena *arena, struct other_names *out)
{
	struct gatherer g = {.thesaurus = thesaurus, .arena = arena, .out = out};
	struct buffer folded = BUFFER_INIT;
	out->count = out->concept_count = 0;
	fold_plain(words, &folded);
	g.folded[0] = arena_copy(arena, buffer_slice(&folded));
	look_up_joint(&g, analyzer, words);
	if (!look_up(&g, arena_copy(arena, buffer_slice(&folded)))) {
		buffer_clear(&folded);
		analyzer_run(analyzer, words, 1, take_form, &folded);
		look_up(&g, arena_copy(arena, buffer_slice(&folded)));
	}
	buffer_release(&folded);
	buffer_release(&g.name);
}
