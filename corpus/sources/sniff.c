/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/sources/sniff.h"

#include <stdbool.h>

enum { PDF_WITHIN = 1024, TAR_MAGIC_AT = 257 };

static struct slice without_mark(struct slice s)
{
	if (slice_starts(s, "\xef\xbb\xbf"))
		s = slice_from(s, 3);
	return slice_trim(s);
}

/* `{` and a line break begin one object over several lines, `{"` a line of JSON Lines. */
static enum sniffed sniff_json(struct slice s)
{
	size_t i = 1;
	if (s.ptr[0] == '[')
		return i < s.len ? SNIFFED_JSON : SNIFFED_TEXT;
	while (i < s.len && (s.ptr[i] == ' ' || s.ptr[i] == '\t' || s.ptr[i] == '\r'))
		i++;
	if (i < s.len && s.ptr[i] == '\n')
		return SNIFFED_JSON;
	bool lines = s.len >= 2 && (s.ptr[1] == '"' || s.ptr[1] == ' ' || s.ptr[1] == '}');
	return lines ? SNIFFED_JSON_LINES : SNIFFED_TEXT;
}

static enum sniffed sniff_markup(struct slice s)
{
	static const char *const marks[] = {"<!doctype html", "<html", "<body",
					    "<head>",         "<div",  "<p>"};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (i < 2 ? slice_find_nocase(s, 0, marks[i]) < s.len
			  : slice_starts_nocase(s, marks[i]))
			return SNIFFED_HTML;
	if (s.len > 1 && (s.ptr[1] == '?' || s.ptr[1] == '!' || byte_is_alpha(s.ptr[1])))
		return SNIFFED_XML;
	return SNIFFED_TEXT;
}

enum sniffed sniff(struct slice head)
{
	static const struct {
		const char *magic;
		enum sniffed kind;
	} magics[] = {
		{"PK\x03\x04", SNIFFED_ZIP}, {"PK\x05\x06", SNIFFED_ZIP},
		{"\x1f\x8b", SNIFFED_GZIP},  {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", SNIFFED_WORD},
		{"{\\rtf", SNIFFED_RTF},
	};
	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
		if (slice_starts(head, magics[i].magic))
			return magics[i].kind;
	if (slice_starts(slice_from(head, TAR_MAGIC_AT), "ustar"))
		return SNIFFED_TAR;
	struct slice s = without_mark(head);
	/* readers of PDF take one with a few bytes in front; text about PDFs does not begin so */
	size_t pdf = slice_find(slice_sub(head, 0, PDF_WITHIN), 0, "%PDF-");
	if (slice_starts(s, "%PDF-") ||
	    (pdf < PDF_WITHIN && pdf < head.len && memchr(head.ptr, 0, head.len)))
		return SNIFFED_PDF;
	if (s.len && (s.ptr[0] == '{' || s.ptr[0] == '['))
		return sniff_json(s);
	return s.len && s.ptr[0] == '<' ? sniff_markup(s) : SNIFFED_TEXT;
}
