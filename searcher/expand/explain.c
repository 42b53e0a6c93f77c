/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/expand/explain.h"

struct taker {
	struct explanation *out;
	struct arena *arena;
	struct slice text;
};

static void take(void *ctx, const struct token *token)
{
	struct taker *t = ctx;
	struct explanation *e = t->out;
	const struct word *word = token->word;
	if (word->stop || !word->count)
		return;
	struct slice *forms = arena_calloc(t->arena, word->count, sizeof *forms);
	for (unsigned i = 0; i < word->count; i++)
		forms[i] = arena_copy(t->arena, word->terms[i].text);
	e->words = arena_grow(t->arena, e->words, e->word_count, &e->word_room, sizeof *e->words);
	e->words[e->word_count++] = (struct explained_word){
		arena_copy(t->arena, slice_sub(t->text, token->start, token->end)), forms,
		word->count};
}

void explain_words(struct explanation *self, struct arena *arena, struct analyzer *analyzer,
		   struct slice text)
{
	struct taker t = {self, arena, text};
	analyzer_run(analyzer, text, 1, take, &t);
}
