/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/text/letters_figure.h"

enum { LETTERS_MAX = 2, DIGITS_MAX = 3 };

static size_t blanks_end(struct slice s, size_t i)
{
	if (slice_starts(slice_from(s, i), "\xc2\xa0"))
		return i + 2;
	while (i < s.len && byte_is_space(s.ptr[i]))
		i++;
	return i;
}

/* Letters, digits, or what ties to such: "40ste", "40.5", "40-ste". */
static bool goes_on(struct slice s, size_t i)
{
	static const char ties[] = "-./,:'";
	bool tie = i + 1 < s.len && strchr(ties, s.ptr[i]);
	char c = tie ? s.ptr[i + 1] : i < s.len ? s.ptr[i] : ' ';
	return byte_is_digit(c) || byte_is_alpha(c) ||
	       ((unsigned char)c >= 0x80 && c != '\xc2' && c != '\xe2');
}

bool letters_and_figure(struct slice text, size_t *end)
{
	size_t letters = 0;
	while (letters < text.len && text.ptr[letters] >= 'A' && text.ptr[letters] <= 'Z')
		letters++;
	size_t figure = blanks_end(text, letters), i = figure;
	while (i < text.len && byte_is_digit(text.ptr[i]))
		i++;
	if (!letters || letters > LETTERS_MAX || figure == letters || i == figure ||
	    i - figure > DIGITS_MAX)
		return false;
	if (!end)
		return i == text.len;
	*end = i;
	return !goes_on(text, i);
}
