/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/results/snippet.h"

#define LEFT_OUT "\xe2\x80\xa6"

const struct mark *snippet_marks(struct arena *arena, struct analyzer *analyzer, struct slice text,
				 const struct passage_terms *terms, size_t *count)
{
	struct seen_text seen = passage_look_text(text, analyzer, terms, arena);
	struct mark *marks = arena_calloc(arena, seen.count, sizeof *marks);
	for (size_t i = 0; i < seen.count; i++)
		marks[i] = (struct mark){seen.found[i].start, seen.found[i].end};
	*count = seen.count;
	return marks;
}

/* ---- the best window of a text ---- */

struct window {
	struct seen_text in;
	size_t start, end;
	unsigned score;
};

static unsigned window_score(const struct seen_text *f, size_t from, size_t *last)
{
	uint64_t seen = 0;
	unsigned distinct = 0, all = 0; /* a part of a compound counts a quarter of a word asked */
	size_t limit = f->found[from].start + SNIPPET_BYTES * 3 / 4;
	for (size_t i = from; i < f->count && f->found[i].end <= limit; i++) {
		uint64_t bit = 1ULL
			       << f->found[i].term % 64; /* of many terms some are taken for one */
		distinct += seen & bit ? 0 : f->found[i].part ? 4 : 16;
		seen |= bit;
		all++;
		*last = i;
	}
	return distinct + (all > 3 ? 3 : all);
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

static void consider(struct window *best, const struct seen_text *f)
{
	struct slice text = f->text;
	for (size_t i = 0; i < f->count; i++) {
		size_t last = i;
		unsigned score = window_score(f, i, &last);
		if (score <= best->score)
			continue;
		size_t start = back_to_space(text, f->found[i].start, 60);
		size_t end = start + SNIPPET_BYTES < text.len ? start + SNIPPET_BYTES : text.len;
		if (end < f->found[last].end)
			end = f->found[last].end;
		*best = (struct window){*f, start, on_to_space(text, end), score};
	}
}

/* One line of the window, with dots where text was left out. */
static struct slice cut_window(struct arena *arena, const struct window *w)
{
	struct buffer out = BUFFER_INIT;
	if (w->start)
		buffer_add_str(&out, LEFT_OUT " ");
	for (size_t i = w->start; i < w->end; i++)
		buffer_add_byte(&out, byte_is_space(w->in.text.ptr[i]) ? ' ' : w->in.text.ptr[i]);
	if (w->end < w->in.text.len)
		buffer_add_str(&out, " " LEFT_OUT);
	struct slice kept = arena_copy(arena, buffer_slice(&out));
	buffer_release(&out);
	return kept;
}

/* What was found in the window, as places in its line: cutting moves bytes and changes no
 * length. */
static const struct mark *window_marks(struct arena *arena, const struct window *w, size_t *count)
{
	struct mark *marks = arena_calloc(arena, w->in.count, sizeof *marks);
	size_t lead = w->start ? sizeof LEFT_OUT : 0; /* with the space in place of its zero */
	bool asked =
		false; /* where a word asked stands, its parts elsewhere are not what was found */
	for (size_t i = 0; i < w->in.count; i++)
		asked = asked || (!w->in.found[i].part && w->in.found[i].start >= w->start &&
				  w->in.found[i].end <= w->end);
	for (size_t i = 0; i < w->in.count; i++) {
		const struct seen_term *f = &w->in.found[i];
		if (f->start >= w->start && f->end <= w->end && !(asked && f->part))
			marks[(*count)++] = (struct mark){f->start - w->start + lead,
							  f->end - w->start + lead};
	}
	return marks;
}

/* The best window of several texts, or the beginning of the first. */
static struct snippet make(struct arena *arena, const struct seen_text *texts, size_t count)
{
	struct window best = {.score = 0};
	struct snippet out = {.mark_count = 0};
	for (size_t i = 0; i < count; i++) {
		struct slice text = texts[i].text;
		if (!best.in.text.len)
			best = (struct window){texts[i], 0,
					       text.len < SNIPPET_BYTES
						       ? text.len
						       : on_to_space(text, SNIPPET_BYTES),
					       0};
		consider(&best, &texts[i]);
	}
	out.text = cut_window(arena, &best);
	out.marks = window_marks(arena, &best, &out.mark_count);
	return out;
}

struct snippet snippet_of_text(struct arena *arena, const struct seen_text *text)
{
	return make(arena, text, 1);
}

void snippet_of_passage(struct arena *arena, const struct seen_passage *passage,
			struct search_hit *hit)
{
	hit->snippet = make(arena, &passage->question, 1);
	hit->answer = make(arena, passage->answers, passage->answer_count);
}
