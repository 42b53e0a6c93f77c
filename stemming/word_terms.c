/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each kind of span has its own way into terms; all of them end in word_stem() and
 * add_term().
 */
#include "stemming/word_terms_internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "stemming/casing.h"
#include "stemming/fold.h"
#include "stemming/joint.h"
#include "stemming/lemma.h"
#include "stemming/lexicon.h"
#include "stemming/stopwords.h"
#include "stemming/suspended.h"

enum { TERMS_MAX = 24 };

struct build {
	struct word_term terms[TERMS_MAX];
	unsigned count;
	unsigned width;
};

struct slice word_cut_term(struct slice s)
{
	if (s.len <= ANALYZER_TERM_MAX)
		return s;
	size_t n = ANALYZER_TERM_MAX;
	while (n && ((unsigned char)s.ptr[n] & 0xc0) == 0x80)
		n--;
	return slice_sub(s, 0, n);
}

static void add_term(struct word_terms *self, struct build *b, struct slice text,
		     enum term_kind kind, unsigned offset)
{
	if (b->count == TERMS_MAX || !text.len)
		return;
	b->terms[b->count++] = (struct word_term){arena_copy(self->arena, word_cut_term(text)),
						  (unsigned char)kind, (unsigned char)offset, 0};
}

static bool has_digit(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (byte_is_digit(s.ptr[i]))
			return true;
	return false;
}

static bool has_vowel(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (strchr("aeiouy", s.ptr[i]))
			return true;
	return false;
}

/* Snowball for words that the list does not know, with the last consonant as at the end of a word;
 * abbreviations (DVZ) stay as they are. */
static struct slice stem_unknown(struct word_terms *self, struct slice folded)
{
	if (!has_vowel(folded))
		return folded;
	const sb_symbol *s = sb_stemmer_stem(self->stemmer, (const sb_symbol *)folded.ptr,
					     (int)folded.len);
	int n = sb_stemmer_length(self->stemmer);
	if (n <= 0)
		return folded;
	buffer_clear(&self->stem);
	buffer_add(&self->stem, s, (size_t)n);
	char *last = &self->stem.ptr[n - 1];
	bool shorter = (size_t)n < folded.len; /* LEZ and RIZIV end in these letters */
	if (n > 2 && shorter && *last == 'z')
		*last = 's';
	else if (n > 2 && shorter && *last == 'v')
		*last = 'f';
	return buffer_slice(&self->stem);
}

/* The parts of a word, of which the last one is remembered: its stem and its own terms both ask. */
static bool split(struct word_terms *self, struct slice folded, struct compound *out)
{
	struct split_word *last = &self->split;
	if (folded.len > COMPOUND_LEN_MAX)
		return false;
	if (last->len != folded.len || memcmp(last->letters, folded.ptr, folded.len) != 0) {
		memcpy(last->letters, folded.ptr, folded.len);
		last->len = folded.len;
		(void)compound_split(slice_make(last->letters, last->len), &last->parts);
	}
	*out = last->parts;
	for (unsigned i = 0; i < out->count; i++)
		out->parts[i].ptr = folded.ptr + (out->parts[i].ptr - last->letters);
	return out->count > 1;
}

/*
 * The term of a word: its lemma when the list knows one; for a compound that the list
 * does not know, the word with the lemma of its last part; else its Snowball stem.
 * Borrowed until the next call.
 */
struct slice word_stem(struct word_terms *self, struct slice folded)
{
	struct compound c;
	struct lemma lemma;
	if (folded.len > ANALYZER_TERM_MAX || has_digit(folded))
		return folded;
	if (!lemma_find(folded, &lemma)) {
		if (!split(self, folded, &c) || !lemma_find(c.parts[c.count - 1], &lemma))
			return stem_unknown(self, folded);
		folded.len -= c.parts[c.count - 1].len;
	} else {
		folded.len = 0;
	}
	buffer_clear(&self->stem);
	buffer_add_slice(&self->stem, folded);
	buffer_add(&self->stem, lemma.text, lemma.len);
	return buffer_slice(&self->stem);
}

/* The letters of parts that follow each other, with the links between them. */
struct slice word_range_of(const struct compound *c, unsigned from, unsigned to)
{
	const struct slice *last = &c->parts[to - 1];
	return slice_make(c->parts[from].ptr, (size_t)(last->ptr + last->len - c->parts[from].ptr));
}

/* The parts of a compound, and those of its parts that are compounds too, at the position of the
 * whole. */
static void add_parts(struct word_terms *self, struct build *b, struct slice folded,
		      unsigned offset)
{
	struct compound c;
	if (!split(self, folded, &c))
		return;
	for (unsigned i = 0; i < c.count; i++)
		add_term(self, b, word_stem(self, c.parts[i]), TERM_PART, offset);
	for (unsigned n = 2; n < c.count; n++)
		for (unsigned i = 0; i + n <= c.count; i++)
			add_term(self, b, word_stem(self, word_range_of(&c, i, i + n)), TERM_JOINT,
				 offset);
}

/*
 * Its capitals, where they tell it from another word: its lower case is one of the list or a form
 * of one, or, of an abbreviation, a function word or what would be inflected.  Two or three letters
 * are a word of some language always.
 */
static void add_cased(struct word_terms *self, struct build *b, struct slice raw,
		      struct slice folded, unsigned offset)
{
	enum casing casing = casing_of(raw, folded);
	enum { BRIEF_MAX = 3 };
	struct lexicon_entry e;
	bool stop = stopword(folded) >= 0;
	if (casing == CASING_NONE || (casing == CASING_NAME && stop))
		return;
	bool other = stop || lexicon_find(folded, &e) ||
		     (casing == CASING_CAPITALS && raw.len <= BRIEF_MAX);
	if (!other) {
		struct slice form = word_stem(self, folded);
		other = !slice_eq(form, folded) &&
			(casing == CASING_CAPITALS || lexicon_find(form, &e));
	}
	if (other)
		add_term(self, b, raw, TERM_CASED, offset);
}

/* A plain word: stem and parts; or stop word, and its accented form, which is another word
 * (één). */
static void add_plain(struct word_terms *self, struct build *b, struct slice raw,
		      enum term_kind kind, unsigned offset)
{
	fold_plain(raw, &self->folded);
	struct slice folded = buffer_slice(&self->folded);
	int stop = stopword(folded);
	if (stop < 0) {
		add_term(self, b, word_stem(self, folded), kind, offset);
		add_parts(self, b, folded, offset);
		add_cased(self, b, raw, folded, offset);
		return;
	}
	unsigned before = b->count;
	add_term(self, b, folded, TERM_STOP, offset);
	if (b->count > before)
		b->terms[before].stop = (unsigned short)stop;
	add_cased(self, b, raw, folded, offset);
	if (fold_is_ascii(raw))
		return;
	fold_case(raw, &self->cased);
	if (!slice_eq(buffer_slice(&self->cased), folded))
		add_term(self, b, buffer_slice(&self->cased), TERM_ACCENT, offset);
}

size_t word_find_apostrophe(struct slice s, size_t *len)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\'') {
			*len = 1;
			return i;
		}
		if (slice_starts(slice_from(s, i), "\xe2\x80\x99")) {
			*len = 3;
			return i;
		}
	}
	return s.len;
}

/* The s of "auto's", behind an apostrophe of so many bytes. */
bool word_is_genitive(struct slice raw, size_t at, size_t bytes)
{
	return at > 1 && at + bytes + 1 == raw.len && byte_lower(raw.ptr[at + bytes]) == 's';
}

/* "auto's" is a form of auto; "d'Hondt" and "l'emploi" are one word whose tail can be looked for;
 * "zo'n" is what is left without the apostrophe. */
static void add_apostrophe(struct word_terms *self, struct build *b, struct slice raw,
			   enum term_kind kind, unsigned offset)
{
	size_t n = 0, at = word_find_apostrophe(raw, &n);
	struct slice head = slice_sub(raw, 0, at), tail = slice_from(raw, at + n);
	if (at == raw.len) {
		add_plain(self, b, raw, kind, offset);
		return;
	}
	if (word_is_genitive(raw, at, n)) {
		add_plain(self, b, head, kind, offset);
		return;
	}
	struct buffer joined = BUFFER_INIT;
	buffer_add_slice(&joined, head);
	buffer_add_slice(&joined, tail);
	add_plain(self, b, buffer_slice(&joined), kind, offset);
	buffer_release(&joined);
	if (head.len <= 2 && tail.len > 2)
		add_plain(self, b, tail, TERM_PART, offset);
}

/* Each piece between hyphens is a part at a position of its own; all joined are the word. */
static void add_hyphenated(struct word_terms *self, struct build *b, struct slice raw)
{
	struct buffer *joined = &self->joined;
	buffer_clear(joined);
	for (size_t i = 0; i < raw.len; i++)
		if (raw.ptr[i] != '-')
			buffer_add_byte(joined, raw.ptr[i]);
	fold_plain(buffer_slice(joined), &self->folded);
	add_term(self, b, word_stem(self, buffer_slice(&self->folded)), TERM_WORD, 0);
	unsigned offset = 0;
	for (size_t i = 0; i <= raw.len && offset < 16;) {
		size_t end = slice_find(raw, i, "-");
		struct slice piece = slice_sub(raw, i, end);
		if (piece.len)
			add_apostrophe(self, b, piece, TERM_PART, offset++);
		i = end + 1;
	}
	b->width = offset ? offset : 1;
}

/* "1.234.567,89" -> "1234567,89"; points that group no thousands stay. */
static void add_number(struct word_terms *self, struct build *b, struct slice raw)
{
	struct buffer *out = &self->folded;
	size_t comma = slice_find(raw, 0, ",");
	bool grouped = true;
	size_t run = 0, groups = 0;
	for (size_t i = 0; i < comma; i++) {
		if (raw.ptr[i] == '.') {
			grouped = grouped && (groups ? run == 3 : run >= 1 && run <= 3);
			groups++;
			run = 0;
		} else {
			run++;
		}
	}
	grouped = grouped && groups > 0 && run == 3;
	buffer_clear(out);
	for (size_t i = 0; i < raw.len; i++)
		if (raw.ptr[i] != '.' || !grouped || i > comma)
			buffer_add_byte(out, raw.ptr[i]);
	add_term(self, b, buffer_slice(out), TERM_WORD, 0);
}

bool word_terms_write_date(int year, int month, int day, char iso[16])
{
	static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	if (month < 1 || month > 12 || day < 1 || day > days[month - 1] || year < 1000)
		return false;
	if (month == 2 && day == 29 && !leap)
		return false;
	snprintf(iso, 16, "%04d-%02d-%02d", year % 10000, month % 13, day % 32);
	return true;
}

static void add_date(struct word_terms *self, struct build *b, struct slice raw)
{
	int v[3] = {0, 0, 0}, k = 0;
	char iso[16];
	for (size_t i = 0; i < raw.len; i++) {
		if (byte_is_digit(raw.ptr[i]))
			v[k] = v[k] * 10 + (raw.ptr[i] - '0');
		else if (k < 2)
			k++;
	}
	bool year_first = slice_find(raw, 0, "-") == 4;
	int day = year_first ? v[2] : v[0], year = year_first ? v[0] : v[2];
	if (word_terms_write_date(year, v[1], day, iso))
		add_term(self, b, slice_of(iso), TERM_DATE, 0);
	else
		add_term(self, b, raw, TERM_WORD, 0);
}

static void add_abbreviation(struct word_terms *self, struct build *b, struct slice raw)
{
	struct buffer *out = &self->joined;
	buffer_clear(out);
	for (size_t i = 0; i < raw.len; i++)
		if (raw.ptr[i] != '.')
			buffer_add_byte(out, byte_lower(raw.ptr[i]));
	add_term(self, b, buffer_slice(out), TERM_WORD, 0);
}

static unsigned char month_of(struct slice raw)
{
	static const char *const months[] = {"januari",   "februari", "maart",    "april",
					     "mei",       "juni",     "juli",     "augustus",
					     "september", "oktober",  "november", "december"};
	for (unsigned char i = 0; i < 12; i++)
		if (slice_is_nocase(raw, months[i]))
			return (unsigned char)(i + 1);
	return 0;
}

/* What was built, laid in the arena. */
static struct word lay_down(struct word_terms *self, const struct build *b, struct slice raw)
{
	struct word_term *terms = arena_calloc(self->arena, b->count, sizeof *terms);
	struct word w = {
		terms, (unsigned char)b->count, (unsigned char)b->width, month_of(raw), true, 0, 0};
	for (unsigned i = 0; i < b->count; i++) {
		terms[i] = b->terms[i];
		w.stop = w.stop &&
			 (b->terms[i].kind == TERM_STOP || b->terms[i].kind == TERM_CASED);
		if (terms[i].kind == TERM_WORD && !i)
			w.joins = joint_place(terms[i].text);
	}
	return w;
}

struct word word_terms_analyze(struct word_terms *self, struct slice raw, enum span_kind kind)
{
	struct build b = {.count = 0, .width = 1};
	switch (kind) {
	case SPAN_WORD: add_plain(self, &b, raw, TERM_WORD, 0); break;
	case SPAN_APOSTROPHE: add_apostrophe(self, &b, raw, TERM_WORD, 0); break;
	case SPAN_HYPHENATED: add_hyphenated(self, &b, raw); break;
	case SPAN_ABBREVIATION: add_abbreviation(self, &b, raw); break;
	case SPAN_NUMBER: add_number(self, &b, raw); break;
	case SPAN_DATE: add_date(self, &b, raw); break;
	}
	return lay_down(self, &b, raw);
}

/* "NAVO-landen" completes "EU-" with what stands behind its last hyphen, and "-partners" with what
 * stands before it. */
static void join_hyphenated(struct slice half, struct slice whole, bool mirrored,
			    struct buffer *out)
{
	size_t last = whole.len - 1;
	while (whole.ptr[last] != '-')
		last--;
	buffer_clear(out);
	buffer_add_slice(out, mirrored ? slice_sub(whole, 0, last) : half);
	buffer_add_slice(out, mirrored ? half : slice_from(whole, last + 1));
}

/* "ontwikkelings-" is ontwikkeling with a link. */
static struct slice without_link(struct slice half, struct slice folded)
{
	struct lemma lemma;
	struct slice base = slice_sub(folded, 0, folded.len - 1);
	bool link = slice_ends(folded, "s") && folded.len <= LEMMA_MAX && !has_digit(folded) &&
		    !lemma_find(folded, &lemma) && lemma_find(base, &lemma);
	return link ? slice_sub(half, 0, half.len - 1) : half;
}

struct word word_terms_complete(struct word_terms *self, struct slice half, struct slice whole,
				bool mirrored)
{
	struct build b = {.count = 0, .width = 1};
	struct buffer folded = BUFFER_INIT, *joined = &self->joined;
	bool complete = slice_find(whole, 0, "-") < whole.len;
	fold_plain(half, &folded);
	add_plain(self, &b, without_link(half, buffer_slice(&folded)), TERM_WORD, 0);
	if (complete) {
		join_hyphenated(half, whole, mirrored, joined);
	} else {
		fold_plain(whole, &self->folded);
		complete = suspended_complete(buffer_slice(&folded), buffer_slice(&self->folded),
					      mirrored, joined);
	}
	if (complete)
		add_plain(self, &b, buffer_slice(joined), TERM_WORD, 0);
	buffer_release(&folded);
	return lay_down(self, &b, half);
}

enum status word_terms_new(struct arena *arena, struct word_terms **out, struct error *err)
{
	struct word_terms *self = memory_zeroed(1, sizeof *self);
	self->arena = arena;
	self->stemmer = sb_stemmer_new("dutch", "UTF_8");
	if (!self->stemmer) {
		free(self);
		return error_set(err, STATUS_VERSION, "libstemmer has no Dutch stemmer for UTF-8");
	}
	*out = self;
	return STATUS_OK;
}

void word_terms_free(struct word_terms *self)
{
	if (!self)
		return;
	sb_stemmer_delete(self->stemmer);
	buffer_release(&self->folded);
	buffer_release(&self->cased);
	buffer_release(&self->joined);
	buffer_release(&self->stem);
	free(self);
}
