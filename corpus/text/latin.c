/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/text/latin.h"

static size_t sequence_length(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xc2 && lead <= 0xdf)
		return 2;
	if (lead >= 0xe0 && lead <= 0xef)
		return 3;
	if (lead >= 0xf0 && lead <= 0xf4)
		return 4;
	return 0;
}

/* Overlong forms, surrogates and code points over U+10FFFF show in the second byte. */
static bool second_byte_ok(unsigned char lead, unsigned char second)
{
	switch (lead) {
	case 0xe0: return second >= 0xa0;
	case 0xed: return second <= 0x9f;
	case 0xf0: return second >= 0x90;
	case 0xf4: return second <= 0x8f;
	default: return true;
	}
}

size_t utf8_check(struct slice s)
{
	size_t i = 0;
	while (i < s.len) {
		unsigned char lead = (unsigned char)s.ptr[i];
		size_t n = sequence_length(lead);
		if (!n || n > s.len - i)
			return i;
		for (size_t k = 1; k < n; k++)
			if (((unsigned char)s.ptr[i + k] & 0xc0) != 0x80)
				return i;
		if (n > 1 && !second_byte_ok(lead, (unsigned char)s.ptr[i + 1]))
			return i;
		i += n;
	}
	return s.len;
}

uint32_t utf8_next_wide(struct slice s, size_t *pos)
{
	unsigned char lead = (unsigned char)s.ptr[*pos];
	size_t n = sequence_length(lead);
	if (n <= 1 || n > s.len - *pos) {
		(*pos)++;
		return lead;
	}
	uint32_t c = lead & (0x7fu >> n);
	for (size_t k = 1; k < n; k++)
		c = c << 6 | ((unsigned char)s.ptr[*pos + k] & 0x3f);
	*pos += n;
	return c;
}

void utf8_add(struct buffer *out, uint32_t c)
{
	char b[4];
	size_t n = 0;
	if (c < 0x80) {
		b[n++] = (char)c;
	} else if (c < 0x800) {
		b[n++] = (char)(0xc0 | c >> 6);
		b[n++] = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		b[n++] = (char)(0xe0 | c >> 12);
		b[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		b[n++] = (char)(0x80 | (c & 0x3f));
	} else {
		b[n++] = (char)(0xf0 | c >> 18);
		b[n++] = (char)(0x80 | (c >> 12 & 0x3f));
		b[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		b[n++] = (char)(0x80 | (c & 0x3f));
	}
	buffer_add(out, b, n);
}

/* In Latin Extended-A pairs stand as upper, lower; in two stretches the odd one is upper. */
static bool odd_is_upper(uint32_t c)
{
	return (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e);
}

static bool extended_pair(uint32_t c)
{
	return c >= 0x100 && c <= 0x17e && c != 0x130 && c != 0x131 && c != 0x138 && c != 0x149 &&
	       c != 0x178;
}

bool latin_is_upper_wide(uint32_t c)
{
	if (c < 0x100)
		return c >= 0xc0 && c <= 0xde && c != 0xd7;
	if (c == 0x178)
		return true;
	return extended_pair(c) && (odd_is_upper(c) ? (c & 1) == 1 : (c & 1) == 0);
}

bool latin_is_lower_wide(uint32_t c)
{
	if (c < 0x100)
		return c >= 0xdf && c != 0xf7;
	return extended_pair(c) && !latin_is_upper(c);
}

uint32_t latin_lower_wide(uint32_t c)
{
	if (!latin_is_upper(c))
		return c;
	if (c == 0x178)
		return 0xff;
	return c < 0x100 ? c + 32 : c + 1;
}

uint32_t latin_upper_wide(uint32_t c)
{
	if (!latin_is_lower(c) || c == 0xdf)
		return c;
	if (c == 0xff)
		return 0x178;
	return c < 0x100 ? c - 32 : c - 1;
}

bool latin_is_letter_wide(uint32_t c)
{
	if (c < 0x100)
		return latin_is_upper(c) || latin_is_lower(c);
	/* beyond: everything but general punctuation and symbols is taken for a letter */
	return !(c >= 0x2000 && c <= 0x2bff) && !(c >= 0x3000 && c <= 0x303f) && c < 0xe000;
}

uint32_t latin_base_wide(uint32_t c)
{
	static const char latin1[] =
		"AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty";
	static const char extended[] =
		"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLl"
		"NnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
	if (c >= 0xc0 && c <= 0xff && c != 0xd7 && c != 0xf7)
		return (unsigned char)latin1[c - 0xc0];
	if (c >= 0x100 && c - 0x100 < sizeof extended - 1)
		return (unsigned char)extended[c - 0x100];
	return c;
}

int latin_superscript(uint32_t c)
{
	switch (c) {
	case 0xb9: return 1;
	case 0xb2: return 2;
	case 0xb3: return 3;
	case 0x2070: return 0;
	default: return c >= 0x2074 && c <= 0x2079 ? (int)(c - 0x2070) : -1;
	}
}

bool latin_all_capitals(struct slice s)
{
	bool letter = false;
	for (size_t i = 0; i < s.len;) {
		uint32_t c = utf8_next(s, &i);
		if (latin_is_lower(c))
			return false;
		letter = letter || latin_is_upper(c);
	}
	return letter;
}
