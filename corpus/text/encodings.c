/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encodings that are undone or turned into UTF-8. */
#include "corpus/text/latin.h"

/* windows-1252 differs from Latin-1 in 0x80-0x9f; 0 marks bytes that it leaves open. */
static const uint16_t windows_1252[32] = {
	0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
	0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
	0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

uint32_t latin_control_meant(uint32_t c)
{
	return c >= 0x80 && c <= 0x9f ? windows_1252[c - 0x80] : 0;
}

void latin1_to_utf8(struct slice bytes, struct buffer *out)
{
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char b = (unsigned char)bytes.ptr[i];
		uint32_t c = b;
		if (b >= 0x80 && b <= 0x9f)
			c = windows_1252[b - 0x80] ? windows_1252[b - 0x80] : 0xfffd;
		utf8_add(out, c);
	}
}

/* ---- encoded twice ---- */

/* The byte of windows-1252 for c, or -1. */
static int windows_1252_byte(uint32_t c)
{
	if (c < 0x100)
		return (int)c;
	for (int i = 0; i < 32; i++)
		if (windows_1252[i] == c)
			return 0x80 + i;
	return -1;
}

bool latin_undo_double(struct slice s, struct buffer *out)
{
	buffer_clear(out);
	bool wide = false;
	for (size_t i = 0; i < s.len;) {
		int byte = windows_1252_byte(utf8_next(s, &i));
		if (byte < 0)
			return false;
		wide = wide || byte >= 0x80;
		buffer_add_byte(out, (char)byte);
	}
	return wide && utf8_check(buffer_slice(out)) == out->len;
}

/* The bytes that the character at i and those behind it stand for, when they are one character of
 * UTF-8; 0 else.  *next is behind them. */
static size_t undo_one(struct slice s, size_t i, char bytes[4], size_t *next)
{
	size_t n = 0, wanted = 1;
	*next = i;
	while (n < wanted && *next < s.len) {
		int byte = windows_1252_byte(utf8_next(s, next));
		if (byte < 0x80)
			return 0;
		if (n == 0)
			wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
		bytes[n++] = (char)byte;
	}
	return n == wanted && utf8_check(slice_make(bytes, n)) == n ? n : 0;
}

/* "\u00e2\u20ac" has lost its third byte, which windows-1252 leaves open: a closing quote. */
static bool is_lost_quote(struct slice s, size_t i)
{
	return slice_starts(slice_from(s, i), "\xc3\xa2\xe2\x82\xac");
}

bool latin_undo_double_parts(struct slice s, struct buffer *out)
{
	size_t undone = 0, kept = 0, start = out->len;
	for (size_t i = 0; i < s.len;) {
		char bytes[4];
		size_t next = i + 1, n = 0;
		if ((unsigned char)s.ptr[i] >= 0x80) {
			n = undo_one(s, i, bytes, &next);
			if (n) {
				buffer_add(out, bytes, n);
				undone++;
				i = next;
				continue;
			}
			if (is_lost_quote(s, i)) {
				utf8_add(out, 0x201d);
				undone++;
				i += 5;
				continue;
			}
			next = i;
			utf8_next(s, &next);
			kept++;
		}
		buffer_add_slice(out, slice_sub(s, i, next));
		i = next;
	}
	if (undone > 1 && undone >= kept)
		return true;
	out->len = start;
	return false;
}

/* ---- others ---- */

enum { SAMPLE_BYTES = 4096, SAMPLE_MIN = 64 };

static uint32_t unit_at(struct slice bytes, size_t i, bool big)
{
	unsigned char a = (unsigned char)bytes.ptr[i], b = (unsigned char)bytes.ptr[i + 1];
	return big ? (uint32_t)a << 8 | b : (uint32_t)b << 8 | a;
}

/* UTF-16 without a mark: of nearly all characters of a Dutch text one byte is zero, the same
 * one. */
static bool lacks_mark(struct slice bytes, bool *big)
{
	size_t zero[2] = {0, 0}, n = bytes.len < SAMPLE_BYTES ? bytes.len : SAMPLE_BYTES;
	for (size_t i = 0; i < n; i++)
		zero[i % 2] += bytes.ptr[i] == 0;
	*big = zero[0] > zero[1];
	return n >= SAMPLE_MIN && !zero[*big] && zero[*big ? 0 : 1] * 10 > n / 2 * 9;
}

bool utf16_to_utf8(struct slice bytes, struct buffer *out)
{
	bool big = slice_starts(bytes, "\xfe\xff");
	bool marked = big || slice_starts(bytes, "\xff\xfe");
	if (!marked && !lacks_mark(bytes, &big))
		return false;
	for (size_t i = marked ? 2 : 0; i + 1 < bytes.len; i += 2) {
		uint32_t c = unit_at(bytes, i, big), low;
		if (c >= 0xd800 && c <= 0xdbff && i + 3 < bytes.len &&
		    (low = unit_at(bytes, i + 2, big)) >= 0xdc00 && low <= 0xdfff) {
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			i += 2;
		}
		utf8_add(out, c >= 0xd800 && c <= 0xdfff ? 0xfffd : c);
	}
	return true;
}

void cp437_to_utf8(struct slice bytes, struct buffer *out)
{
	static const uint16_t upper[128] = {
		0xc7,   0xfc,   0xe9,   0xe2,   0xe4,   0xe0,   0xe5,   0xe7,   0xea,   0xeb,
		0xe8,   0xef,   0xee,   0xec,   0xc4,   0xc5,   0xc9,   0xe6,   0xc6,   0xf4,
		0xf6,   0xf2,   0xfb,   0xf9,   0xff,   0xd6,   0xdc,   0xa2,   0xa3,   0xa5,
		0x20a7, 0x192,  0xe1,   0xed,   0xf3,   0xfa,   0xf1,   0xd1,   0xaa,   0xba,
		0xbf,   0x2310, 0xac,   0xbd,   0xbc,   0xa1,   0xab,   0xbb,   0x2591, 0x2592,
		0x2593, 0x2502, 0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557,
		0x255d, 0x255c, 0x255b, 0x2510, 0x2514, 0x2534, 0x252c, 0x251c, 0x2500, 0x253c,
		0x255e, 0x255f, 0x255a, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256c, 0x2567,
		0x2568, 0x2564, 0x2565, 0x2559, 0x2558, 0x2552, 0x2553, 0x256b, 0x256a, 0x2518,
		0x250c, 0x2588, 0x2584, 0x258c, 0x2590, 0x2580, 0x3b1,  0xdf,   0x393,  0x3c0,
		0x3a3,  0x3c3,  0xb5,   0x3c4,  0x3a6,  0x398,  0x3a9,  0x3b4,  0x221e, 0x3c6,
		0x3b5,  0x2229, 0x2261, 0xb1,   0x2265, 0x2264, 0x2320, 0x2321, 0xf7,   0x2248,
		0xb0,   0x2219, 0xb7,   0x221a, 0x207f, 0xb2,   0x25a0, 0xa0,
	};
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char b = (unsigned char)bytes.ptr[i];
		utf8_add(out, b < 0x80 ? b : upper[b - 0x80]);
	}
}

/* ---- which one ---- */

static const uint16_t cp850[128] = {
	0xc7,   0xfc,   0xe9,   0xe2,   0xe4,   0xe0,   0xe5,   0xe7,   0xea,   0xeb,   0xe8,
	0xef,   0xee,   0xec,   0xc4,   0xc5,   0xc9,   0xe6,   0xc6,   0xf4,   0xf6,   0xf2,
	0xfb,   0xf9,   0xff,   0xd6,   0xdc,   0xf8,   0xa3,   0xd8,   0xd7,   0x192,  0xe1,
	0xed,   0xf3,   0xfa,   0xf1,   0xd1,   0xaa,   0xba,   0xbf,   0xae,   0xac,   0xbd,
	0xbc,   0xa1,   0xab,   0xbb,   0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0xc1,   0xc2,
	0xc0,   0xa9,   0x2563, 0x2551, 0x2557, 0x255d, 0xa2,   0xa5,   0x2510, 0x2514, 0x2534,
	0x252c, 0x251c, 0x2500, 0x253c, 0xe3,   0xc3,   0x255a, 0x2554, 0x2569, 0x2566, 0x2560,
	0x2550, 0x256c, 0xa4,   0xf0,   0xd0,   0xca,   0xcb,   0xc8,   0x131,  0xcd,   0xce,
	0xcf,   0x2518, 0x250c, 0x2588, 0x2584, 0xa6,   0xcc,   0x2580, 0xd3,   0xdf,   0xd4,
	0xd2,   0xf5,   0xd5,   0xb5,   0xfe,   0xde,   0xda,   0xdb,   0xd9,   0xfd,   0xdd,
	0xaf,   0xb4,   0xad,   0xb1,   0x2017, 0xbe,   0xb6,   0xa7,   0xf7,   0xb8,   0xb0,
	0xa8,   0xb7,   0xb9,   0xb3,   0xb2,   0x25a0, 0xa0,
};

static const uint16_t mac_roman[128] = {
	0xc4,   0xc5,   0xc7,   0xc9,   0xd1,   0xd6,   0xdc,   0xe1,   0xe0,   0xe2,   0xe4,
	0xe3,   0xe5,   0xe7,   0xe9,   0xe8,   0xea,   0xeb,   0xed,   0xec,   0xee,   0xef,
	0xf1,   0xf3,   0xf2,   0xf4,   0xf6,   0xf5,   0xfa,   0xf9,   0xfb,   0xfc,   0x2020,
	0xb0,   0xa2,   0xa3,   0xa7,   0x2022, 0xb6,   0xdf,   0xae,   0xa9,   0x2122, 0xb4,
	0xa8,   0x2260, 0xc6,   0xd8,   0x221e, 0xb1,   0x2264, 0x2265, 0xa5,   0xb5,   0x2202,
	0x2211, 0x220f, 0x3c0,  0x222b, 0xaa,   0xba,   0x3a9,  0xe6,   0xf8,   0xbf,   0xa1,
	0xac,   0x221a, 0x192,  0x2248, 0x2206, 0xab,   0xbb,   0x2026, 0xa0,   0xc0,   0xc3,
	0xd5,   0x152,  0x153,  0x2013, 0x2014, 0x201c, 0x201d, 0x2018, 0x2019, 0xf7,   0x25ca,
	0xff,   0x178,  0x2044, 0x20ac, 0x2039, 0x203a, 0xfb01, 0xfb02, 0x2021, 0xb7,   0x201a,
	0x201e, 0x2030, 0xc2,   0xca,   0xc1,   0xcb,   0xc8,   0xcd,   0xce,   0xcf,   0xcc,
	0xd3,   0xd4,   0xf8ff, 0xd2,   0xda,   0xdb,   0xd9,   0x131,  0x2c6,  0x2dc,  0xaf,
	0x2d8,  0x2d9,  0x2da,  0xb8,   0x2dd,  0x2db,  0x2c7,
};

static uint32_t table_meaning(const uint16_t *table, unsigned char b)
{
	if (table)
		return table[b - 0x80];
	return b > 0x9f ? b : windows_1252[b - 0x80];
}

static bool beside_letter(struct slice s, size_t i)
{
	return (i && byte_is_alpha(s.ptr[i - 1])) || (i + 1 < s.len && byte_is_alpha(s.ptr[i + 1]));
}

/* How well the character fits a Dutch text where byte i stands. */
static int fit(struct slice s, size_t i, uint32_t c)
{
	static const uint16_t letters[] = {0xe9, 0xeb, 0xe8, 0xea, 0xef, 0xee, 0xf6,
					   0xf3, 0xf4, 0xfc, 0xfb, 0xfa, 0xe1, 0xe0,
					   0xe2, 0xe4, 0xe7, 0xf1, 0xc9, 0xcb};
	static const uint16_t signs[] = {0x2018, 0x2019, 0x201c, 0x201d, 0x201e,
					 0x2013, 0x2014, 0x2026, 0x2022, 0x20ac,
					 0xa0,   0xa7,   0xab,   0xbb,   0xb0};
	bool inside = i && i + 1 < s.len && byte_is_alpha(s.ptr[i - 1]) &&
		      byte_is_alpha(s.ptr[i + 1]);
	for (size_t k = 0; k < sizeof letters / sizeof *letters; k++)
		if (c == letters[k])
			return beside_letter(s, i) ? 1 : 0;
	for (size_t k = 0; k < sizeof signs / sizeof *signs; k++)
		if (c == signs[k])
			return !inside || c == 0x2019 ? 1 : -2;
	return inside ? -2 : -1;
}

static long fits(struct slice s, const uint16_t *table)
{
	long score = 0;
	for (size_t i = 0; i < s.len; i++) {
		unsigned char b = (unsigned char)s.ptr[i];
		if (b >= 0x80)
			score += fit(s, i, table_meaning(table, b));
	}
	return score;
}

void bytes_to_utf8(struct slice bytes, struct buffer *out)
{
	static const uint16_t *const others[] = {cp850, mac_roman};
	const uint16_t *table = NULL;
	long best = fits(bytes, NULL);
	if (best < 0)
		best = 0; /* what fits nothing stays windows-1252 */
	for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
		long score = fits(bytes, others[k]);
		if (score > best) {
			best = score;
			table = others[k];
		}
	}
	if (!table) {
		latin1_to_utf8(bytes, out);
		return;
	}
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char b = (unsigned char)bytes.ptr[i];
		utf8_add(out, b < 0x80 ? b : table[b - 0x80]);
	}
}
