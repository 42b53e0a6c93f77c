/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/search/word_endings.h"

#include "searcher/compile/written_form.h"
#include "searcher/snapshot/searcher_internal.h"
#include "stemming/fold.h"
#include "stemming/lexicon.h"

enum { LOOKED_AT = 20000, QUESTIONS_READ = 4 /* for each word */, FREQUENT = 2000 };

/* Keeps the list sorted and at most `limit` long. */
static void add(struct word_ending *list, size_t *count, size_t limit, struct slice word,
		uint32_t questions, struct arena *arena)
{
	size_t at = *count;
	while (at && list[at - 1].questions < questions)
		at--;
	if (at == limit)
		return;
	if (*count < limit)
		++*count;
	memmove(list + at + 1, list + at, (*count - 1 - at) * sizeof *list);
	list[at] = (struct word_ending){arena_copy(arena, word), questions};
}

static enum status look(struct xap_db *db, struct slice prefix, size_t limit, struct arena *arena,
			struct word_ending *list, size_t *count, struct error *err)
{
	struct xap_terms *terms = NULL;
	struct slice term;
	uint32_t questions;
	bool more = true;
	enum status st = xap_terms_open(db, 0, prefix, &terms, err);
	for (size_t i = 0; !st && more && i < LOOKED_AT; i++) {
		st = xap_terms_next(terms, &more, &term, &questions, NULL, err);
		if (!st && more && term.len > prefix.len)
			add(list, count, limit, term, questions, arena);
	}
	xap_terms_close(terms);
	return st;
}

static bool begins(struct slice word, struct slice folded, struct buffer *plain)
{
	fold_plain(word, plain);
	return plain->len >= folded.len && memcmp(plain->ptr, folded.ptr, folded.len) == 0;
}

/*
 * Terms are stems: they become words as the texts write them; what is only a part of words there is
 * left out.  What very many questions have in some form, some have as the word list has it: they
 * need not be read.
 */
static enum status write_out(struct searcher *self, struct slice folded, size_t limit,
			     struct arena *arena, struct word_ending *list, size_t *count,
			     struct error *err)
{
	struct buffer plain = BUFFER_INIT;
	enum status st = STATUS_OK;
	size_t n = 0;
	for (size_t i = 0; !st && i < *count && n < limit; i++) {
		struct slice form = list[i].word;
		if (list[i].questions < FREQUENT || !lexicon_has(form))
			st = written_form(self->db, self->matcher, self->analyzer, list[i].word,
					  SLICE_EMPTY, QUESTIONS_READ, arena, &form, err);
		if (!st && form.len && begins(form, folded, &plain))
			list[n++] = (struct word_ending){form, list[i].questions};
	}
	*count = n;
	buffer_release(&plain);
	return st;
}

enum status word_endings(struct searcher *self, struct slice typed, size_t limit,
			 struct arena *arena, struct word_ending **out, size_t *count,
			 struct error *err)
{
	struct buffer folded = BUFFER_INIT;
	enum status st = STATUS_MODIFIED;
	fold_plain(typed, &folded);
	*out = arena_calloc(arena, 2 * limit + 1, sizeof **out);
	*count = 0;
	/* terms with capitals are no words */
	const bool word = folded.len && (byte_is_digit(folded.ptr[0]) ||
					 (folded.ptr[0] >= 'a' && folded.ptr[0] <= 'z'));
	for (int i = 0; word && st == STATUS_MODIFIED && i < SESSION_TRIES; i++) {
		*count = 0;
		st = session_refresh(self, i > 0, err);
		if (!st)
			st = look(self->db, buffer_slice(&folded), 2 * limit, arena, *out, count,
				  err);
		if (!st)
			st = write_out(self, buffer_slice(&folded), limit, arena, *out, count, err);
	}
	buffer_release(&folded);
	return word ? st : STATUS_OK;
}
