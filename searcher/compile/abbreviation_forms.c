/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/compile/abbreviation_forms.h"

#include "stemming/abbreviations.h"
#include "stemming/fold.h"
#include "store/index/schema.h"

enum { FORMS_MAX = 3, RARE = 10, SEEN_MIN = 2, WORDS_MAX = 8, WORDS_ASKED_MAX = 24 };

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

/* What is looked up: a short form or a long one. */
struct asked {
	struct slice key, shown; /* folded; as asked */
	bool brief, whole;
};

/* The terms of the key, "/" and another form, as they come. */
static enum status read_forms(struct xap_db *db, const struct asked *asked, struct arena *arena,
			      struct abbreviations_used *out, struct error *err)
{
	struct buffer start = BUFFER_INIT;
	struct xap_terms *terms = NULL;
	struct slice term;
	uint32_t frequency, wdf;
	bool more = true;
	schema_term(&start, asked->brief ? PREFIX_BRIEF : PREFIX_EXPANSION, asked->key);
	buffer_add_byte(&start, '/');
	enum status st = xap_terms_open(db, 0, buffer_slice(&start), &terms, err);
	while (!st && more) {
		st = xap_terms_next(terms, &more, &term, &frequency, &wdf, err);
		if (st || !more)
			break;
		struct slice other = arena_copy(arena, slice_from(term, start.len));
		struct abbreviation_used one = {asked->brief ? asked->shown : other,
						asked->brief ? other : asked->shown, frequency,
						asked->brief, asked->whole};
		add(out, arena, one);
	}
	xap_terms_close(terms);
	buffer_release(&start);
	return st;
}

static void sort_by_documents(struct abbreviations_used *self)
{
	for (size_t i = 0; i < self->count; i++)
		for (size_t k = i; k > 0 && self->items[k].documents > self->items[k - 1].documents;
		     k--) {
			struct abbreviation_used t = self->items[k];
			self->items[k] = self->items[k - 1];
			self->items[k - 1] = t;
		}
}

/* The reading that counts for a short form: a parliament's own, or the commonest. */
static struct slice reading_of(struct slice brief, const struct abbreviations_used *forms)
{
	struct slice own = abbreviation_of_parliament(brief);
	return own.len || !forms->count ? own : forms->items[0].expansion;
}

/* The long forms of a short one that are the same name; those of a parliament need not stand in a
 * text. */
static enum status find_long(struct xap_db *db, const struct asked *asked, struct arena *arena,
			     struct abbreviations_used *out, struct error *err)
{
	struct slice own = abbreviation_of_parliament(asked->shown);
	enum status st = read_forms(db, asked, arena, out, err);
	if (st)
		return st;
	sort_by_documents(out);
	struct slice reading = reading_of(asked->shown, out);
	size_t n = 0;
	for (size_t i = 0; i < out->count && n < FORMS_MAX; i++) {
		const struct abbreviation_used *a = &out->items[i];
		bool rare = a->documents < SEEN_MIN ||
			    a->documents * RARE < out->items[0].documents;
		if (!rare && abbreviation_same_name(reading, a->expansion))
			out->items[n++] = *a;
	}
	out->count = n;
	if (!n && own.len)
		add(out, arena,
		    (struct abbreviation_used){asked->shown, own, 0, true, asked->whole});
	return STATUS_OK;
}

/* The short forms of a long one whose reading it is. */
static enum status find_short(struct xap_db *db, const struct asked *asked, struct arena *arena,
			      struct abbreviations_used *out, struct error *err)
{
	enum status st = read_forms(db, asked, arena, out, err);
	size_t n = 0;
	sort_by_documents(out);
	for (size_t i = 0; !st && i < out->count && n < FORMS_MAX; i++) {
		struct abbreviation_used a = out->items[i];
		struct abbreviations_used back = {NULL, 0, 0};
		struct buffer folded = BUFFER_INIT;
		if (a.documents < SEEN_MIN || a.documents * RARE < out->items[0].documents)
			break;
		fold_plain(a.brief, &folded);
		st = find_long(db, &(struct asked){buffer_slice(&folded), a.brief, true, false},
			       arena, &back, err);
		buffer_release(&folded);
		if (!st && abbreviation_same_name(reading_of(a.brief, &back), a.expansion))
			out->items[n++] = a;
	}
	out->count = n;
	return st;
}

static enum status look_up(struct xap_db *db, const struct asked *asked, struct arena *arena,
			   struct abbreviations_used *out, struct error *err)
{
	struct abbreviations_used found = {NULL, 0, 0};
	if (asked->brief && !abbreviation_may_be(asked->shown))
		return STATUS_OK;
	enum status st = asked->brief ? find_long(db, asked, arena, &found, err)
				      : find_short(db, asked, arena, &found, err);
	for (size_t i = 0; !st && i < found.count; i++)
		add(out, arena, found.items[i]);
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
			struct asked form = {buffer_slice(&folded), arena_copy(arena, run), n == 1,
					     run.len == words.len};
			st = look_up(db, &form, arena, out, err);
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
		struct xap_query *other = a->from_brief
						  ? words_all(analyzer, a->expansion, terms)
						  : words_any(analyzer, a->brief, true, terms);
		if (other)
			parts[count++] = xap_query_scale(other, EXPANSION_WEIGHT);
	}
	return count == 1 ? query_take : xap_query_join(XAP_OR, parts, count);
}
