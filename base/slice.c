/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/slice.h"

/* White space at s.ptr: 1 for ASCII, 2 for a no-break space in UTF-8, 0 for none. */
static size_t space_at(const char *p, size_t left)
{
	if (byte_is_space(*p))
		return 1;
	return left >= 2 && p[0] == '\xc2' && p[1] == '\xa0' ? 2 : 0;
}

struct slice slice_trim(struct slice s)
{
	size_t n;
	while (s.len && (n = space_at(s.ptr, s.len)) > 0)
		s = slice_from(s, n);
	while (s.len) {
		if (byte_is_space(s.ptr[s.len - 1]))
			s.len--;
		else if (s.len >= 2 && space_at(s.ptr + s.len - 2, 2) == 2)
			s.len -= 2;
		else
			break;
	}
	return s;
}

static bool equal_nocase(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (byte_lower(a[i]) != byte_lower(b[i]))
			return false;
	return true;
}

bool slice_starts_nocase(struct slice s, const char *prefix)
{
	size_t n = strlen(prefix);
	return s.len >= n && equal_nocase(s.ptr, prefix, n);
}

bool slice_is_nocase(struct slice s, const char *cstr)
{
	return s.len == strlen(cstr) && equal_nocase(s.ptr, cstr, s.len);
}

bool slice_is_one_of(struct slice s, const char *const *list)
{
	for (; *list; list++)
		if (slice_is_nocase(s, *list))
			return true;
	return false;
}

size_t slice_find(struct slice s, size_t from, const char *needle)
{
	size_t n = strlen(needle);
	if (from > s.len || n > s.len - from)
		return s.len;
	const char *hit = memmem(s.ptr + from, s.len - from, needle, n);
	return hit ? (size_t)(hit - s.ptr) : s.len;
}

size_t slice_find_nocase(struct slice s, size_t from, const char *needle)
{
	size_t n = strlen(needle);
	for (size_t i = from; i + n <= s.len; i++)
		if (equal_nocase(s.ptr + i, needle, n))
			return i;
	return s.len;
}

size_t slice_find_any(struct slice s, const char *const *needles, size_t count, size_t *which)
{
	for (size_t i = 0; i < s.len; i++)
		for (*which = 0; *which < count; ++*which)
			if (slice_starts_nocase(slice_from(s, i), needles[*which]))
				return i;
	return s.len;
}

bool slice_next_line(struct slice *rest, struct slice *line)
{
	if (!rest->len)
		return false;
	const char *nl = memchr(rest->ptr, '\n', rest->len);
	size_t n = nl ? (size_t)(nl - rest->ptr) : rest->len;
	*line = slice_make(rest->ptr, n);
	if (line->len && line->ptr[line->len - 1] == '\r')
		line->len--;
	*rest = slice_from(*rest, nl ? n + 1 : n);
	return true;
}

int slice_compare(struct slice a, struct slice b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int d = n ? memcmp(a.ptr, b.ptr, n) : 0;
	return d ? d : (a.len > b.len) - (a.len < b.len);
}

bool slice_next_varint(struct slice *rest, uint64_t *value)
{
	*value = 0;
	for (unsigned shift = 0; shift < 64 && rest->len; shift += 7) {
		unsigned char b = (unsigned char)rest->ptr[0];
		*rest = slice_from(*rest, 1);
		*value |= (uint64_t)(b & 0x7f) << shift;
		if (!(b & 0x80))
			return true;
	}
	*value = 0;
	return false;
}
