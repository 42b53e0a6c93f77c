/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/text/items.h"

#include "corpus/text/marks.h"

/* ---- by line ---- */

static bool line_starts(struct slice text, size_t i)
{
	return i == 0 || text.ptr[i - 1] == '\n' || text.ptr[i - 1] == '\f';
}

static bool parse_mark(struct slice line, struct item_style style, struct mark *mark)
{
	const enum numeral numeral = style.numeral;
	if (style.brief)
		return mark_parse_brief(line, mark);
	if (style.loose && mark_parse_loose(line, mark))
		return true;
	if (numeral != NUMERAL_DIGITS && mark_parse_number(line, numeral, mark))
		return true;
	return mark_parse(line, mark) && (mark->kind != MARK_NUMBER || numeral == NUMERAL_DIGITS);
}

/* The item that the line at `start` is, if any. */
static bool line_item(struct slice text, size_t start, struct item_style style, struct item *out)
{
	size_t end = start;
	while (end < text.len && text.ptr[end] != '\n' && text.ptr[end] != '\f')
		end++;
	struct slice raw = slice_sub(text, start, end), line = slice_trim(raw);
	struct mark mark;
	if (!line.len || !parse_mark(line, style, &mark) || !mark.labels.count)
		return false;
	bool named = mark.kind == MARK_QUESTION || mark.kind == MARK_ANSWER;
	if (!named && mark.kind != MARK_NUMBER)
		return false;
	bool letters = style.numeral == NUMERAL_LETTER;
	if (named && letters != (mark.labels.numeral == NUMERAL_LETTER))
		return false;
	if (!named && !mark.ended && mark.labels.count == 1 && !style.bare)
		return false;
	out->labels = mark.labels;
	out->start = (size_t)(line.ptr - text.ptr);
	out->text = out->start + mark.text;
	out->named = named;
	out->bare = !named && !mark.ended;
	return true;
}

static bool find_by_line(struct slice text, size_t *pos, int first, int last,
			 struct item_style style, struct item *out)
{
	size_t i = *pos;
	while (i < text.len && !line_starts(text, i))
		i++;
	while (i < text.len) {
		if (line_item(text, i, style, out) && out->labels.number[0] >= first &&
		    out->labels.number[0] <= last) {
			*pos = out->text > i ? out->text : i + 1;
			return true;
		}
		while (i < text.len && text.ptr[i] != '\n' && text.ptr[i] != '\f')
			i++;
		i++;
	}
	return false;
}

/* ---- in running text ---- */

/* A sentence or line has ended right before i, or the text begins there. */
static bool sentence_starts(struct slice text, size_t i)
{
	if (line_starts(text, i))
		return true;
	size_t k = i;
	while (k && byte_is_space(text.ptr[k - 1]))
		k--;
	if (k == 0)
		return true;
	return strchr(".?!:;)\"'", text.ptr[k - 1]) != NULL ||
	       (unsigned char)text.ptr[k - 1] >= 0x80;
}

/* The words behind a label start with a capital, quote, bracket or "a)". */
static bool text_follows(struct slice text, size_t i)
{
	while (i < text.len && (text.ptr[i] == ' ' || text.ptr[i] == '\t'))
		i++;
	if (i >= text.len)
		return false;
	char c = text.ptr[i];
	if (c == '\n' || (unsigned char)c >= 0x80 || strchr("\"'(-", c))
		return true;
	if (c >= 'A' && c <= 'Z')
		return true;
	return c >= 'a' && c <= 'z' && i + 1 < text.len &&
	       (text.ptr[i + 1] == ')' || text.ptr[i + 1] == '.');
}

static bool find_running(struct slice text, size_t *pos, int first, int last, struct item *out)
{
	for (size_t i = *pos; i < text.len; i++) {
		size_t used;
		if (!byte_is_digit(text.ptr[i]) || (i && byte_is_digit(text.ptr[i - 1])) ||
		    !sentence_starts(text, i) ||
		    !labels_parse(slice_from(text, i), NUMERAL_DIGITS, &out->labels, &used))
			continue;
		int number = out->labels.number[0];
		/* "? 1: op de belasting" is no item, "1. Ja" and "1) Ja" are */
		bool ended = strchr(".)", text.ptr[i + used - 1]) != NULL;
		if (number < first || number > last || !ended || !text_follows(text, i + used))
			continue;
		out->start = i;
		out->text = i + used;
		out->named = out->bare = false;
		*pos = i + used;
		return true;
	}
	return false;
}

bool item_find(struct slice text, size_t *pos, int first, int last, struct item_style style,
	       struct item *out)
{
	return style.by_line ? find_by_line(text, pos, first, last, style, out)
			     : find_running(text, pos, first, last, out);
}

/* ---- lists inside ---- */

static int last_number(const struct item *item)
{
	return item->labels.number[item->labels.count - 1];
}

bool item_find_outside_list(struct slice text, size_t *pos, int number, struct item_style style,
			    struct item *out)
{
	struct item item, first;
	bool listed = false, seen = false;
	int before = 0;
	size_t at = *pos, first_pos = 0;
	while (item_find(text, &at, 1, LABEL_NUMBER_MAX, style, &item)) {
		int n = item.labels.number[0];
		bool counts_on = listed && n == before + 1 && !item.named;
		if (n == 1 && number > 1 && !item.named)
			listed = counts_on = true;
		if (n == number && !counts_on) {
			*out = item;
			*pos = at;
			return true;
		}
		if (n == number && !seen) {
			first = item;
			first_pos = at;
			seen = true;
		}
		before = counts_on ? last_number(&item) : before;
	}
	if (seen) {
		*out = first;
		*pos = first_pos;
	}
	return seen;
}
