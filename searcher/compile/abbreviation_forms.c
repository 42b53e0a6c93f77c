/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/compile/abbreviation_forms.h"

#include "stemming/fold.h"
#include "store/index/schema.h"

enum { FORMS_MAX = 3, RARE = 10, WORDS_MAX = 8, WORDS_ASKED_MAX = 24 };

/* The other form counts, but less than what was asked for. */
static const double EXPANSION_WEIGHT = .3;

static bool same_folded(struct slice a, struct slice b)
{
	struct buffer x = BUFFER_INIT, y = BUFFER_INIT;
	fold_plain(a, &x);
	fold_plain(b, &y);
	bool same = slice_eq(buffer_slice(&x), buffer_slice(&y));
	buffer_release(&x);
	buffer_release(&y);
	return same;
}

/* One line for a pair however its letters are written: Interministeriele, Interministeriële. */
static void add(struct abbreviations_used *out, struct arena *arena, struct abbreviation_used one)
{
	for (size_t i = 0; i < out->count; i++)
		if (same_folded(out->items[i].expansion, one.expansion) &&
		    same_folded(out->items[i].brief, one.brief)) {
			out->items[i].documents += one.documents;
			return;
		}
	out->items = arena_grow(arena, out->items, out->count, &out->room, sizeof *out->items);
	out->items[out->count++] = one;
}

/* The terms `prefix` key "/" other: the most frequent of the other forms. */
static enum status look_up(struct xap_db *db, const char *prefix, struct slice key, bool from_brief,
			   bool whole, struct slice shown, struct arena *arena,
			   struct abbreviations_used *out, struct error *err)
{
	struct buffer start = BUFFER_INIT;
	struct xap_terms *terms = NULL;
	struct slice term;
	uint32_t frequency, wdf;
	bool more = true;
	size_t first = out->count;
	schema_term(&start, prefix, key);
	buffer_add_byte(&start, '/');
	enum status st = xap_terms_open(db, 0, buffer_slice(&start), &terms, err);
	while (!st && more) {
		st = xap_terms_next(terms, &more, &term, &frequency, &wdf, err);
		if (st || !more)
			break;
		struct slice other = arena_copy(arena, slice_from(term, start.len));
		struct abbreviation_used one = {from_brief ? shown : other, from_brief ? other : shown,
						frequency, from_brief, whole};
		add(out, arena, one);
	}
	xap_terms_close(terms);
	buffer_release(&start);
	/* the most frequent few, in order */
	for (size_t i = first; i < out->count; i++)
		for (size_t k = i; k > first && out->items[k].documents > out->items[k - 1].documents; k--) {
			struct abbreviation_used t = out->items[k];
			out->items[k] = out->items[k - 1];
			out->items[k - 1] = t;
		}
	if (out->count > first + FORMS_MAX)
		out->count = first + FORMS_MAX;
	while (out->count > first + 1 && out->items[out->count - 1].documents * RARE < out->items[first].documents)
		out->count--;
	return st;
}

static void skip_blanks(struct slice words, size_t *i)
{
	while (*i < words.len && byte_is_space(words.ptr[*i]))
		(*i)++;
}

/* Every run of words up to WORDS_MAX: as a short form when it is one word, as a long form else. */
enum status abbreviations_find(struct xap_db *db, struct slice words, struct arena *arena,
			       struct abbreviations_used *out, struct error *err)
{
	struct buffer folded = BUFFER_INIT;
	enum status st = STATUS_OK;
	size_t asked = 0;
	*out = (struct abbreviations_used){NULL, 0, 0};
	for (size_t start = 0; !st && start < words.len && asked < WORDS_ASKED_MAX; asked++) {
		skip_blanks(words, &start);
		size_t end = start, next = 0;
		for (size_t n = 1; !st && n <= WORDS_MAX && end < words.len; n++) {
			skip_blanks(words, &end);
			while (end < words.len && !byte_is_space(words.ptr[end]))
				end++;
			if (n == 1)
				next = end;
			struct slice run = slice_sub(words, start, end);
			fold_plain(run, &folded);
			st = look_up(db, n == 1 ? PREFIX_BRIEF : PREFIX_EXPANSION, buffer_slice(&folded),
				     n == 1, run.len == words.len, arena_copy(arena, run), arena,
				     out, err);
		}
		start = next > start ? next : words.len;
	}
	buffer_release(&folded);
	return st;
}

struct xap_query *abbreviations_apply(const struct abbreviations_used *self,
				      struct analyzer *analyzer, struct xap_query *query_take,
				      struct term_set *terms)
{
	struct xap_query *parts[64];
	size_t count = 0;
	parts[count++] = query_take;
	for (size_t i = 0; i < self->count && count < 64; i++) {
		const struct abbreviation_used *a = &self->items[i];
		struct xap_query *other = a->from_brief ? words_all(analyzer, a->expansion, terms)
							: words_any(analyzer, a->brief, true, terms);
		if (other)
			parts[count++] = xap_query_scale(other, EXPANSION_WEIGHT);
	}
	return count == 1 ? query_take : xap_query_join(XAP_OR, parts, count);
}
