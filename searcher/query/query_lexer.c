/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/query/query_lexer.h"

#include "base/buffer.h"
#include "corpus/text/latin.h"
#include "corpus/text/letters_figure.h"
#include "stemming/stopwords.h"
#include "stemming/words.h"

static size_t one_of(struct slice s, size_t i, const char *const *list)
{
	for (; *list; list++)
		if (slice_starts(slice_from(s, i), *list))
			return strlen(*list);
	return 0;
}

size_t query_blank_len(struct slice s, size_t i)
{
	static const char *const wide[] = {"\xc2\xa0", "\xe2\x80\x89", "\xe2\x80\xaf",
					   "\xe3\x80\x80", NULL};
	return i < s.len && byte_is_space(s.ptr[i]) ? 1 : one_of(s, i, wide);
}

size_t query_quote_len(struct slice s, size_t i)
{
	/* " „ “ ” ‟ « » */
	static const char *const marks[] = {
		"\"",           "\xe2\x80\x9e", "\xe2\x80\x9c", "\xe2\x80\x9d",
		"\xe2\x80\x9f", "\xc2\xab",     "\xc2\xbb",     NULL};
	return one_of(s, i, marks);
}

size_t query_minus_len(struct slice s, size_t i)
{
	/* - – − ‑ */
	static const char *const signs[] = {"-", "\xe2\x80\x93", "\xe2\x88\x92", "\xe2\x80\x91",
					    NULL};
	return one_of(s, i, signs);
}

size_t query_skip_blanks(struct slice s, size_t i)
{
	size_t n;
	while ((n = query_blank_len(s, i)) > 0)
		i += n;
	return i;
}

bool query_has_word(struct slice s)
{
	struct span span;
	size_t pos = 0;
	return words_next(s, &pos, &span);
}

static bool apostrophe_before(struct slice s, size_t i, size_t *start)
{
	if (i >= 1 && s.ptr[i - 1] == '\'')
		*start = i - 1;
	else if (i >= 3 && memcmp(s.ptr + i - 3, "\xe2\x80\x99", 3) == 0)
		*start = i - 3;
	else
		return false;
	return true;
}

struct slice query_trim_word(struct slice s)
{
	struct span span;
	size_t pos = 0, start = s.len, end = 0;
	while (words_next(s, &pos, &span)) {
		if (start == s.len && !apostrophe_before(s, span.start, &start))
			start = span.start;
		end = span.end;
	}
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] == '*') {
			start = i < start ? i : start;
			end = i + 1 > end ? i + 1 : end;
		}
	return start < end ? slice_sub(s, start, end) : SLICE_EMPTY;
}

size_t query_chunk_end(struct slice s, size_t i)
{
	while (i < s.len && !query_blank_len(s, i) && !query_quote_len(s, i) && s.ptr[i] != '(' &&
	       s.ptr[i] != ')')
		i++;
	return i;
}

static bool steers(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200e && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

struct slice query_show(struct arena *arena, struct slice text, unsigned characters)
{
	struct buffer out = BUFFER_INIT;
	size_t i = 0;
	while (i < text.len && characters-- > 0) {
		uint32_t c = utf8_next(text, &i);
		utf8_add(&out, steers(c) ? ' ' : c);
	}
	if (i < text.len)
		buffer_add_str(&out, "\xe2\x80\xa6");
	struct slice shown = arena_copy(arena, buffer_slice(&out));
	buffer_release(&out);
	return shown;
}

static struct query_token quoted(struct slice s, size_t at, size_t mark)
{
	struct query_token t = {TOKEN_OPEN_QUOTE, at, at + mark, SLICE_EMPTY};
	for (size_t i = at + mark; i < s.len; i++) {
		size_t n = query_quote_len(s, i);
		if (!n || slice_starts(slice_from(s, i), "\xe2\x80\x9e")) /* „ only opens */
			continue;
		t.kind = TOKEN_QUOTE;
		t.text = slice_sub(s, at + mark, i);
		t.end = i + n;
		break;
	}
	return t;
}

/* Letters, hyphens and underscores before a colon are the name of a field; "12:30" and "http://"
 * are text. */
static bool field_name(struct slice chunk, struct slice *name)
{
	bool letters = false;
	size_t i = 0;
	while (i < chunk.len && chunk.ptr[i] != ':') {
		uint32_t c = utf8_next(chunk, &i);
		if (!latin_is_letter(c) && c != '-' && c != '_')
			return false;
		letters = letters || latin_is_letter(c);
	}
	*name = slice_sub(chunk, 0, i);
	return letters && i < chunk.len && !slice_starts(slice_from(chunk, i), "://");
}

/* "NEAR", "BIJ/5", also with what is no number behind the stroke. */
static bool near_operator(struct slice chunk, struct slice word, struct slice *number)
{
	size_t n = slice_starts(word, "NEAR") ? 4 : slice_starts(word, "BIJ") ? 3 : 0;
	bool stroke = n && slice_starts(slice_from(chunk, n), "/");
	*number = word.len > n ? slice_from(word, n)
		  : stroke     ? slice_sub(chunk, n, n + 1)
			       : SLICE_EMPTY;
	return n && word.ptr == chunk.ptr && (stroke || word.len == n);
}

static enum query_token_kind word_kind(struct slice word)
{
	static const struct {
		const char *word;
		enum query_token_kind kind;
	} operators[] = {
		{"AND", TOKEN_AND}, {"EN", TOKEN_AND},  {"OR", TOKEN_OR},
		{"OF", TOKEN_OR},   {"NOT", TOKEN_NOT}, {"NIET", TOKEN_NOT},
	};
	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
		if (slice_is(word, operators[i].word))
			return operators[i].kind;
	return TOKEN_WORD;
}

/* "~fiets", "~\"mobiele telefoon\""; elsewhere the sign is punctuation. */
static bool tilde_at(struct slice s, size_t at)
{
	struct slice behind = slice_from(s, at + 1),
		     word = query_trim_word(slice_sub(behind, 0, query_chunk_end(behind, 0)));
	if (s.ptr[at] != '~' || !behind.len)
		return false;
	return query_quote_len(behind, 0) > 0 || (word.len && word.ptr == behind.ptr);
}

/* A minus counts when something to exclude follows; alone or before punctuation it is a dash. */
static size_t minus_at(struct slice s, size_t at)
{
	size_t n = query_minus_len(s, at), i = at + n;
	if (!n || i >= s.len || s.ptr[i] == ')')
		return 0;
	if (s.ptr[i] == '(' || query_quote_len(s, i) || tilde_at(s, i))
		return n;
	return query_trim_word(slice_sub(s, i, query_chunk_end(s, i))).len ? n : 0;
}

struct query_token query_token_at(struct slice s, size_t pos)
{
	for (;;) {
		size_t at = query_skip_blanks(s, pos), n;
		if (at >= s.len)
			return (struct query_token){TOKEN_END, s.len, s.len, SLICE_EMPTY};
		if (s.ptr[at] == '(' || s.ptr[at] == ')')
			return (struct query_token){s.ptr[at] == '(' ? TOKEN_OPEN : TOKEN_CLOSE, at,
						    at + 1, slice_sub(s, at, at + 1)};
		if ((n = query_quote_len(s, at)) > 0)
			return quoted(s, at, n);
		if ((n = minus_at(s, at)) > 0)
			return (struct query_token){TOKEN_MINUS, at, at + n,
						    slice_sub(s, at, at + n)};
		if (tilde_at(s, at))
			return (struct query_token){TOKEN_TILDE, at, at + 1,
						    slice_sub(s, at, at + 1)};
		size_t end = query_chunk_end(s, at);
		struct slice chunk = slice_sub(s, at, end), text;
		if (field_name(chunk, &text))
			return (struct query_token){TOKEN_FIELD, at, at + text.len + 1, text};
		text = query_trim_word(chunk);
		struct slice number;
		if (near_operator(chunk, text, &number))
			return (struct query_token){TOKEN_NEAR, at, end, number};
		if (text.len && text.ptr == chunk.ptr)
			return (struct query_token){word_kind(text), at, end, text};
		/* what stands behind punctuation is what it would be without */
		pos = text.len ? at + (size_t)(text.ptr - chunk.ptr) : end;
	}
}

bool query_letters_figure(struct slice text, size_t *end)
{
	size_t letters = 0, used = text.len;
	if (!letters_and_figure(text, end ? &used : NULL))
		return false;
	while (byte_is_alpha(text.ptr[letters]))
		letters++;
	char low[] = {byte_lower(text.ptr[0]), letters > 1 ? byte_lower(text.ptr[1]) : '\0', '\0'};
	if (end)
		*end = used;
	return letters == 1 || stopword(slice_of(low)) < 0;
}
