/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

/*
 * A slice is a borrowed run of bytes: a pointer and a length, no terminator,
 * no ownership.  Whoever hands one out says until when it may be read.  The
 * empty slice has len 0; its pointer is then not to be followed and may be
 * NULL.  "Absent" and "empty" are the same thing for text fields.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
	const char *ptr;
	size_t len;
};

#define SLICE_EMPTY ((struct slice){NULL, 0})
/* A slice of a string literal, usable in static initialisers. */
#define SLICE_LIT(s) \
	{ \
		(s), sizeof(s) - 1 \
	}
/* For printf("%.*s", SLICE_ARG(s)). */
#define SLICE_ARG(s) (int)(s).len, (s).len ? (s).ptr : ""

static inline struct slice slice_of(const char *cstr)
{
	return (struct slice){cstr, cstr ? strlen(cstr) : 0};
}

static inline struct slice slice_make(const char *ptr, size_t len)
{
	return (struct slice){ptr, len};
}

/* The part of s from byte `from` up to, not including, `to`; both are cut to the length of s. */
static inline struct slice slice_sub(struct slice s, size_t from, size_t to)
{
	if (to > s.len)
		to = s.len;
	if (from > to)
		from = to;
	return (struct slice){s.ptr ? s.ptr + from : NULL, to - from};
}

static inline struct slice slice_from(struct slice s, size_t from)
{
	return slice_sub(s, from, s.len);
}

static inline bool slice_eq(struct slice a, struct slice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool slice_is(struct slice a, const char *cstr)
{
	return slice_eq(a, slice_of(cstr));
}

static inline bool slice_starts(struct slice s, const char *prefix)
{
	size_t n = strlen(prefix);
	return s.len >= n && memcmp(s.ptr, prefix, n) == 0;
}

static inline bool slice_ends(struct slice s, const char *suffix)
{
	size_t n = strlen(suffix);
	return s.len >= n && memcmp(s.ptr + s.len - n, suffix, n) == 0;
}

/* ASCII white space only: the byte classes of <ctype.h> depend on the locale. */
static inline bool byte_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool byte_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool byte_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline char byte_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* s without white space (ASCII, and UTF-8 no-break spaces) at both ends. */
struct slice slice_trim(struct slice s);

/* Like slice_starts and slice_eq, with the letters A-Z equal to a-z. */
bool slice_starts_nocase(struct slice s, const char *prefix);
bool slice_is_nocase(struct slice s, const char *cstr);
/* True when it is, in any case, one of these; NULL ends the list. */
bool slice_is_one_of(struct slice s, const char *const *list);

/* Offset of the first occurrence of needle at or after `from`, or s.len when there is none. */
size_t slice_find(struct slice s, size_t from, const char *needle);
size_t slice_find_nocase(struct slice s, size_t from, const char *needle);

/* The same for the first of several needles, in one pass over the text; *which is the needle, the
 * first in the list of those that begin there.  Letters A-Z equal a-z. */
size_t slice_find_any(struct slice s, const char *const *needles, size_t count, size_t *which);

/* Takes the next line (without its LF or CR LF) off *rest; false when nothing is left. */
bool slice_next_line(struct slice *rest, struct slice *line);

/* Takes an unsigned LEB128 number (buffer_add_varint) off *rest; false, with *value 0, when none of
 * at most 64 bits stands there whole. */
bool slice_next_varint(struct slice *rest, uint64_t *value);

/* For tables in memory; another number in other versions of the program, perhaps. */
static inline size_t slice_hash(struct slice s)
{
	size_t h = 5381;
	for (size_t i = 0; i < s.len; i++)
		h = h * 33 ^ (unsigned char)s.ptr[i];
	return h ^ h >> 15;
}

/* The first eight bytes as a number that sorts as they do; a shorter one counts as if NUL bytes
 * followed. */
static inline uint64_t slice_first_bytes(struct slice s)
{
	uint64_t first = 0;
	for (size_t i = 0; i < sizeof first; i++)
		first = first << 8 | (i < s.len ? (unsigned char)s.ptr[i] : 0);
	return first;
}

/* Orders bytewise, shorter first among equals: for qsort and sorted tables. */
int slice_compare(struct slice a, struct slice b);

#endif
