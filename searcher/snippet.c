/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/snippet.h"

#define LEFT_OUT "\xe2\x80\xa6"

struct found {
	size_t start, end;
	unsigned term; /* index in the set */
};

struct finder {
	struct arena *arena;
	const struct passage_terms *terms;
	struct found *found;
	size_t count, room;
};

static void look(void *ctx, const struct token *token)
{
	struct finder *f = ctx;
	for (unsigned i = 0; i < token->word->count; i++) {
		size_t t = passage_term_find(f->terms, token->word->terms[i].text);
		if (t == f->terms->count)
			continue;
		f->found = arena_grow(f->arena, f->found, f->count, &f->room, sizeof *f->found);
		f->found[f->count++] = (struct found){token->start, token->end, (unsigned)t};
		return;
	}
}

static struct finder find_terms(struct arena *arena, struct analyzer *analyzer, struct slice text,
				const struct passage_terms *terms)
{
	struct finder f = {.arena = arena, .terms = terms};
	if (terms->count)
		analyzer_run(analyzer, text, 1, look, &f);
	return f;
}

const struct mark *snippet_marks(struct arena *arena, struct analyzer *analyzer, struct slice text,
				 const struct passage_terms *terms, size_t *count)
{
	struct finder f = find_terms(arena, analyzer, text, terms);
	struct mark *marks = arena_calloc(arena, f.count, sizeof *marks);
	for (size_t i = 0; i < f.count; i++)
		marks[i] = (struct mark){f.found[i].start, f.found[i].end};
	*count = f.count;
	return marks;
}

/* ---- the best window of a text ---- */

struct window {
	struct slice text; /* the whole text */
	struct finder in;  /* what was found in it */
	size_t start, end;
	unsigned score;
};

static unsigned window_score(const struct finder *f, size_t from, size_t *last)
{
	uint64_t seen = 0;
	unsigned distinct = 0, all = 0;
	size_t limit = f->found[from].start + SNIPPET_BYTES * 3 / 4;
	for (size_t i = from; i < f->count && f->found[i].end <= limit; i++) {
		uint64_t bit = 1ULL << f->found[i].term % 64; /* of many terms some are taken for one */
		distinct += !(seen & bit);
		seen |= bit;
		all++;
		*last = i;
	}
	return distinct * 16 + (all > 15 ? 15 : all);
}

static size_t back_to_space(struct slice text, size_t i, size_t at_most)
{
	size_t start = i;
	while (i && start - i < at_most && text.ptr[i - 1] != '\n')
		i--;
	if (i == 0 || text.ptr[i - 1] == '\n')
		return i;
	while (i < start && !byte_is_space(text.ptr[i]))
		i++;
	return i < start ? i + 1 : i;
}

static size_t on_to_space(struct slice text, size_t i)
{
	while (i < text.len && !byte_is_space(text.ptr[i]))
		i++;
	return i;
}

static void consider(struct window *best, const struct finder *f, struct slice text)
{
	for (size_t i = 0; i < f->count; i++) {
		size_t last = i;
		unsigned score = window_score(f, i, &last);
		if (score <= best->score)
			continue;
		size_t start = back_to_space(text, f->found[i].start, 60);
		size_t end = start + SNIPPET_BYTES < text.len ? start + SNIPPET_BYTES : text.len;
		if (end < f->found[last].end)
			end = f->found[last].end;
		*best = (struct window){text, *f, start, on_to_space(text, end), score};
	}
}

/* One line of the window, with dots where text was left out. */
static struct slice cut_window(struct arena *arena, const struct window *w)
{
	struct buffer out = BUFFER_INIT;
	if (w->start)
		buffer_add_str(&out, LEFT_OUT " ");
	for (size_t i = w->start; i < w->end; i++)
		buffer_add_byte(&out, byte_is_space(w->text.ptr[i]) ? ' ' : w->text.ptr[i]);
	if (w->end < w->text.len)
		buffer_add_str(&out, " " LEFT_OUT);
	struct slice kept = arena_copy(arena, buffer_slice(&out));
	buffer_release(&out);
	return kept;
}

/* What was found in the window, as places in its line: cutting moves bytes and changes no length. */
static const struct mark *window_marks(struct arena *arena, const struct window *w, size_t *count)
{
	struct mark *marks = arena_calloc(arena, w->in.count, sizeof *marks);
	size_t lead = w->start ? sizeof LEFT_OUT : 0; /* with the space in place of its zero */
	for (size_t i = 0; i < w->in.count; i++) {
		const struct found *f = &w->in.found[i];
		if (f->start >= w->start && f->end <= w->end)
			marks[(*count)++] = (struct mark){f->start - w->start + lead, f->end - w->start + lead};
	}
	return marks;
}

/* The best window of several texts, or the beginning of the first. */
static struct snippet make(struct arena *arena, struct analyzer *analyzer, struct repair *repair,
			   const struct slice *texts, size_t count, const struct passage_terms *terms)
{
	struct window best = {.score = 0};
	struct snippet out = {.mark_count = 0};
	for (size_t i = 0; i < count; i++) {
		struct slice text = repair_text(repair, texts[i]);
		struct finder f = find_terms(arena, analyzer, text, terms);
		if (!best.text.len)
			best = (struct window){text, f, 0, text.len < SNIPPET_BYTES ? text.len
							: on_to_space(text, SNIPPET_BYTES), 0};
		consider(&best, &f, text);
	}
	out.text = cut_window(arena, &best);
	out.marks = window_marks(arena, &best, &out.mark_count);
	return out;
}

void snippet_of_passage(struct arena *arena, struct analyzer *analyzer, struct repair *repair,
			const struct passage *passage, const struct passage_terms *terms,
			struct search_hit *hit)
{
	hit->snippet = make(arena, analyzer, repair, &passage->text, 1, terms);
	hit->answer = make(arena, analyzer, repair, passage->answers, passage->answer_count, terms);
}
