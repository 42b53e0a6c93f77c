/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Second half of the repair: words.  Lost line breaks glue two words into one
 * ("zodatstijgende"); they are taken apart only when the whole is no word, one
 * half is a function word and the other half is a word, because Dutch writes
 * honest compounds in just that way.
 */
#include "corpus/repair/repair.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "corpus/repair/repair_internal.h"
#include "corpus/text/latin.h"

/* Bytes: a longer run without spaces is no address. */
enum { ADDRESS_MAX = 256, RICH_MIN = 3 };

struct repair *repair_new(repair_known_fn *known, repair_known_fn *known_name)
{
	struct repair *self = memory_zeroed(1, sizeof *self);
	self->known = known;
	self->known_name = known_name;
	return self;
}

void repair_free(struct repair *self)
{
	if (!self)
		return;
	arena_release(&self->arena);
	free(self);
}

/* ---- the paper's own words ---- */

static size_t word_hash(struct slice s)
{
	size_t h = 5381;
	for (size_t i = 0; i < s.len; i++)
		h = h * 33 ^ (unsigned char)byte_lower(s.ptr[i]);
	return h;
}

static bool same_word(struct slice a, struct slice b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (byte_lower(a.ptr[i]) != byte_lower(b.ptr[i]))
			return false;
	return true;
}

struct slice *repair_find_word(struct repair *self, struct slice word)
{
	size_t i = word_hash(word) & (self->word_room - 1);
	while (self->words[i].len && !same_word(self->words[i], word))
		i = (i + 1) & (self->word_room - 1);
	return &self->words[i];
}

static void add_word(struct repair *self, struct slice word)
{
	if (self->word_count * 2 >= self->word_room) {
		struct slice *old = self->words;
		size_t room = self->word_room;
		self->word_room = room ? room * 2 : 512;
		self->words = arena_calloc(&self->arena, self->word_room, sizeof *self->words);
		for (size_t i = 0; i < room; i++)
			if (old[i].len)
				*repair_find_word(self, old[i]) = old[i];
	}
	struct slice *slot = repair_find_word(self, word);
	if (!slot->len) {
		*slot = word;
		self->word_count++;
	}
}

static bool letter_at(struct slice s, size_t i)
{
	return i < s.len && (byte_is_alpha(s.ptr[i]) || (unsigned char)s.ptr[i] >= 0xc3);
}

/* Bytes of a run of letters from i on; bytes over 0x7f count unless they are punctuation. */
static size_t letters_end(struct slice s, size_t i)
{
	for (;;) {
		while (i < s.len && byte_is_alpha(s.ptr[i])) /* nearly all are */
			i++;
		size_t pos = i;
		if (i >= s.len || (unsigned char)s.ptr[i] < 0x80 ||
		    !latin_is_letter(utf8_next(s, &pos)))
			return i;
		i = pos;
	}
}

/* "op gebied": where it stands so, "opgebied" is the same two words. */
static void add_pair(struct repair *self, struct slice text, size_t i, size_t end)
{
	if (end >= text.len || text.ptr[end] != ' ' || !repair_is_particle(slice_sub(text, i, end)))
		return;
	size_t next = letters_end(text, end + 1);
	if (next > end + REPAIR_PAIR_MIN)
		add_word(self, slice_sub(text, i, next));
}

static void collect_words(struct repair *self, struct slice text)
{
	for (size_t i = 0; i < text.len;) {
		size_t end = letters_end(text, i);
		if (end - i >= REPAIR_ALONE_MIN)
			add_word(self, slice_sub(text, i, end));
		if (self->cuts && end - i >= 2 && end - i <= REPAIR_ALONE_MIN)
			add_pair(self, text, i, end);
		i = end > i ? end : i + 1;
	}
}

static void look_at(struct repair *self, struct slice text)
{
	footnote_set found = repair_find_footnotes(text, self->glued);
	for (size_t i = 1; i < 100; i++)
		self->footnotes.has[i] = self->footnotes.has[i] || found.has[i];
	collect_words(self, text);
}

static void each_text(const struct question *q, void (*fn)(struct repair *, struct slice),
		      struct repair *self)
{
	fn(self, q->title);
	fn(self, q->intro);
	fn(self, q->answer_intro);
	for (size_t i = 0; i < q->question_count; i++)
		fn(self, q->questions[i].text);
	for (size_t i = 0; i < q->answer_count; i++)
		fn(self, q->answers[i].text);
}

static void look_for_lines(struct repair *self, struct slice text)
{
	self->lines = self->lines || (text.len && memchr(text.ptr, '\n', text.len));
}

/* ---- glued words ---- */

/* Counts the words in small letters that are glued, as far as it takes to know that many are. */
static void count_glued(struct repair *self, struct slice text)
{
	for (size_t i = 0; i < text.len && self->glued_count < RICH_MIN;) {
		size_t end = letters_end(text, i);
		struct slice word = slice_sub(text, i, end);
		if (word.len > 5 && !repair_starts_upper(word))
			self->glued_count += repair_find_cut(self, word, false) > 0;
		i = end > i ? end : i + 1;
	}
	self->rich = self->glued_count >= RICH_MIN;
}

/* Documents whose paragraphs are known lose no break between two lines: only PDFs do, and what was
 * taken from them. */
static bool may_have_lost_breaks(struct slice source)
{
	static const char *const whole[] = {".docx", ".odt", ".html", ".htm", ".xml"};
	for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
		if (slice_find_nocase(source, source.len > 5 ? source.len - 5 : 0, whole[i]) <
		    source.len)
			return false;
	return true;
}

void repair_begin(struct repair *self, const struct question *question)
{
	arena_clear(&self->arena);
	self->words = NULL;
	self->word_room = self->word_count = 0;
	self->footnotes = (footnote_set){{false}};
	self->lines = false;
	self->glued = question->parliament == PARLIAMENT_TWEEDEKAMER;
	self->rich = false;
	self->glued_count = 0;
	self->flemish = question->parliament == PARLIAMENT_VLAAMS;
	self->cuts = (self->glued || self->flemish) && may_have_lost_breaks(question->source);
	each_text(question, look_for_lines, self);
	if (self->lines || self->glued) {
		self->words = NULL;
		add_word(self, slice_of("vraagbaak"));
		each_text(question, look_at, self);
	}
	if (self->cuts)
		each_text(question, count_glued, self);
}

/* ---- the pass over words ---- */

struct pass {
	const struct repair *self;
	struct buffer *out;
	size_t word_start; /* in out, of the word before; out->len when something else came between
			    */
	size_t word_end;
};

static bool has_word(const struct repair *self, struct slice word)
{
	struct repair *r = (struct repair *)self; /* looking up changes nothing */
	return self->word_room && repair_find_word(r, word)->len;
}

/* "Vreemdelingen zaken": one word when the paper has it as one elsewhere. */
static bool rejoin(struct pass *p, struct slice word)
{
	if (p->self->glued || !p->self->lines || p->word_end + 1 != p->out->len ||
	    p->out->ptr[p->word_end] != ' ' || p->word_end - p->word_start < 4 || word.len < 4)
		return false;
	if (!(word.ptr[0] >= 'a' && word.ptr[0] <= 'z'))
		return false;
	char joined[128];
	size_t n = p->word_end - p->word_start;
	if (n + word.len > sizeof joined)
		return false;
	memcpy(joined, p->out->ptr + p->word_start, n);
	memcpy(joined + n, word.ptr, word.len);
	if (!has_word(p->self, slice_make(joined, n + word.len)))
		return false;
	p->out->len = p->word_end;
	return true;
}

/* Footnote digits that stick to a word: "leakage1". */
static size_t take_footnote(struct pass *p, struct slice text, size_t i, size_t word_len)
{
	size_t n = 0;
	unsigned number = 0;
	while (n < 3 && i + n < text.len && byte_is_digit(text.ptr[i + n]))
		number = number * 10 + (unsigned)(text.ptr[i + n++] - '0');
	if (n == 0 || n > 2 || word_len < 3 || !p->self->footnotes.has[number] ||
	    letter_at(text, i + n))
		return 0;
	if (!(text.ptr[i - 1] >= 'a' && text.ptr[i - 1] <= 'z'))
		return 0;
	repair_add_superscript(p->out, number);
	return n;
}

static bool has_vowel(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (strchr("aeiouyj", byte_lower(s.ptr[i])) || (unsigned char)s.ptr[i] >= 0x80)
			return true;
	return false;
}

/* "regelge-ving": the hyphen of a line end inside a line. */
static bool stray_hyphen(const struct repair *self, struct slice text, size_t start, size_t hyphen,
			 size_t end)
{
	char joined[128];
	size_t a = hyphen - start, b = end - hyphen - 1;
	if (a < 2 || b < 2 || a + b > sizeof joined || text.ptr[hyphen + 1] < 'a')
		return false;
	/* "EU-funded", "hiv-infecties": abbreviations keep their hyphen */
	if ((text.ptr[start + 1] >= 'A' && text.ptr[start + 1] <= 'Z') ||
	    !has_vowel(slice_sub(text, start + 1, hyphen)))
		return false;
	memcpy(joined, text.ptr + start, a);
	memcpy(joined + a, text.ptr + hyphen + 1, b);
	struct slice whole = slice_make(joined, a + b);
	struct slice left = slice_sub(text, start, hyphen),
		     right = slice_sub(text, hyphen + 1, end);
	bool both = self->known(left) && self->known(right);
	if (has_word(self, whole) || (self->known(whole) && !both))
		return true;
	return a > 3 && !self->known(left) && !self->known(right);
}

/* What is written so far ends a sentence, or a paragraph, or opens a quotation. */
static bool opens_sentence(const struct buffer *out)
{
	size_t i = out->len;
	while (i && out->ptr[i - 1] == ' ')
		i--;
	struct slice before = slice_make(out->ptr, i);
	return !i || strchr(".?!:\n(", out->ptr[i - 1]) || slice_ends(before, "\xc2\xab") ||
	       slice_ends(before, "\xe2\x80\x9c") || slice_ends(before, "\xe2\x80\x98");
}

static void add_mended(struct pass *p, struct slice word)
{
	size_t cut = p->self->cuts ? repair_find_cut(p->self, word, opens_sentence(p->out)) : 0;
	if (!rejoin(p, word))
		p->word_start = p->out->len;
	buffer_add_slice(p->out, slice_sub(word, 0, cut));
	if (cut) {
		buffer_add_byte(p->out, ' ');
		p->word_start = p->out->len;
	}
	buffer_add_slice(p->out, slice_from(word, cut));
	p->word_end = p->out->len;
}

/* The run of letters from i to end, with what its repair takes along; returns the byte behind. */
static size_t take_word(struct pass *p, struct slice text, size_t i, size_t end)
{
	bool inside = p->self->cuts && !p->self->flemish && end + 2 < text.len &&
		      text.ptr[end] == '-';
	size_t next = inside ? letters_end(text, end + 1) : end;
	if (inside && next > end + 1 && stray_hyphen(p->self, text, i, end, next)) {
		char joined[128];
		memcpy(joined, text.ptr + i, end - i);
		memcpy(joined + (end - i), text.ptr + end + 1, next - end - 1);
		add_mended(p, slice_make(joined, next - i - 1));
		end = next;
	} else {
		add_mended(p, slice_sub(text, i, end));
	}
	return end + take_footnote(p, text, end, end - i);
}

/* "incident.Trein": a sentence ends without a space behind it. */
static bool glued_sentence(struct slice text, size_t i)
{
	if (text.ptr[i] == ' ' || !strchr(".?!;:,", text.ptr[i]) || i < 2 || i + 2 >= text.len)
		return false;
	size_t pos = i + 1;
	uint32_t next = utf8_next(text, &pos);
	char before = text.ptr[i - 1];
	bool word_before = (before >= 'a' && before <= 'z') || before == ')' ||
			   (unsigned char)before >= 0x80;
	bool url = false;
	for (size_t k = i; k && i - k < ADDRESS_MAX && !byte_is_space(text.ptr[k - 1]); k--)
		url = url || text.ptr[k - 1] == '/' || text.ptr[k - 1] == '@' ||
		      slice_starts(slice_from(text, k - 1), "www");
	return word_before && latin_is_upper(next) && !url;
}

static void mend_words(const struct repair *self, struct slice text, struct buffer *out)
{
	struct pass p = {self, out, 0, (size_t)-2};
	buffer_reserve(out, text.len);
	for (size_t i = 0; i < text.len;) {
		size_t end = letter_at(text, i) ? letters_end(text, i) : i;
		if (end > i) {
			i = take_word(&p, text, i, end);
			continue;
		}
		buffer_add_byte(out, text.ptr[i]);
		if (glued_sentence(text, i))
			buffer_add_byte(out, ' ');
		i++;
	}
}

static bool needs_nothing(const struct repair *self, struct slice raw)
{
	if (self->lines || self->glued)
		return false;
	for (size_t i = 2; i + 2 < raw.len; i++)
		if (raw.ptr[i] < '@' && raw.ptr[i] > ' ' && glued_sentence(raw, i))
			return false;
	return true;
}

struct slice repair_text(struct repair *self, struct slice raw)
{
	if (!raw.len || needs_nothing(self, raw))
		return raw;
	struct buffer joined = BUFFER_INIT, out = BUFFER_INIT;
	if (self->lines || self->glued)
		repair_lines(&self->arena, raw, &self->footnotes, self->glued, &joined);
	else
		buffer_add_slice(&joined, raw);
	mend_words(self, buffer_slice(&joined), &out);
	struct slice kept = slice_trim(arena_copy(&self->arena, buffer_slice(&out)));
	buffer_release(&joined);
	buffer_release(&out);
	return kept;
}
