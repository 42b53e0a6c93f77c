/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/extract/list_numbering.h"

#include <stdlib.h>

#include "base/memory.h"

enum { LEVELS = 9, LISTS_MAX = 256 };

static const char bullet[] = "\xe2\x80\xa2 ";

/* One count; lists made from the same pattern share it unless they begin anew. */
struct counters {
	int pattern; /* abstractNum, or minus the list's own number */
	int value[LEVELS];
};

/* A list, resolved once. */
struct list {
	int number;
	const xmlNode *level[LEVELS];
	struct counters *counters;
};

struct numbering {
	const xmlNode *root;
	size_t count, counter_count;
	struct list lists[LISTS_MAX];
	struct counters counters[LISTS_MAX];
};

struct numbering *numbering_new(xmlDoc *numbering_xml)
{
	struct numbering *self = memory_zeroed(1, sizeof *self);
	self->root = numbering_xml ? xmlDocGetRootElement(numbering_xml) : NULL;
	return self;
}

void numbering_free(struct numbering *self)
{
	free(self);
}

static int number_of(struct slice s)
{
	int n = 0;
	for (size_t i = 0; i < s.len && i < 6 && byte_is_digit(s.ptr[i]); i++)
		n = n * 10 + (s.ptr[i] - '0');
	return n;
}

/* The child of that name whose attribute is the number. */
static const xmlNode *child_numbered(const xmlNode *node, const char *name, const char *attribute,
				     int n)
{
	for (const xmlNode *c = node ? node->children : NULL; c; c = c->next)
		if (xml_is(c, name) && number_of(xml_attribute(c, attribute)) == n)
			return c;
	return NULL;
}

static struct slice value_of(const xmlNode *node, const char *child)
{
	const xmlNode *c = node ? xml_find(node, child) : NULL;
	return c ? xml_attribute(c, "val") : SLICE_EMPTY;
}

static void add_roman(int n, bool upper, struct buffer *out)
{
	static const struct {
		int value;
		const char *text;
	} digits[] = {
		{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"},
		{90, "xc"},  {50, "l"},   {40, "xl"}, {10, "x"},   {9, "ix"},
		{5, "v"},    {4, "iv"},   {1, "i"},
	};
	for (size_t i = 0; i < sizeof digits / sizeof *digits && n < 4000; i++)
		for (; n >= digits[i].value; n -= digits[i].value)
			for (const char *p = digits[i].text; *p; p++)
				buffer_add_byte(out, upper ? (char)(*p - 32) : *p);
}

void numbering_format(struct slice format, int n, struct buffer *out)
{
	if (slice_is(format, "decimal"))
		buffer_printf(out, "%d", n);
	else if (slice_is(format, "lowerLetter") || slice_is(format, "upperLetter"))
		buffer_add_byte(out, (char)((format.ptr[0] == 'l' ? 'a' : 'A') + (n - 1) % 26));
	else if (slice_is(format, "lowerRoman") || slice_is(format, "upperRoman"))
		add_roman(n, format.ptr[0] == 'u', out);
}

static struct counters *counters_of(struct numbering *self, int pattern)
{
	for (size_t i = 0; i < self->counter_count; i++)
		if (self->counters[i].pattern == pattern)
			return &self->counters[i];
	self->counters[self->counter_count].pattern = pattern;
	return &self->counters[self->counter_count++];
}

/* The list of that number; NULL when there are more than any real document has. */
static struct list *list_of(struct numbering *self, int number)
{
	for (size_t i = 0; i < self->count; i++)
		if (self->lists[i].number == number)
			return &self->lists[i];
	if (self->count == LISTS_MAX)
		return NULL;
	struct list *list = &self->lists[self->count++];
	const xmlNode *num = child_numbered(self->root, "num", "numId", number);
	int pattern = number_of(value_of(num, "abstractNumId"));
	const xmlNode *abstract =
		num ? child_numbered(self->root, "abstractNum", "abstractNumId", pattern) : NULL;
	bool own = num && xml_find(num, "startOverride");
	list->number = number;
	list->counters = counters_of(self, own ? -number : pattern);
	for (int i = 0; i < LEVELS; i++)
		list->level[i] = child_numbered(abstract, "lvl", "ilvl", i);
	return list;
}

static int start_of(const struct list *list, int level)
{
	struct slice start = value_of(list->level[level], "start");
	return start.len ? number_of(start) : 1;
}

/* `%1.%2)` with the counters of the levels in place. */
static void add_pattern(const struct list *list, struct slice pattern, struct buffer *out)
{
	for (size_t i = 0; i < pattern.len; i++) {
		int level = i + 1 < pattern.len ? pattern.ptr[i + 1] - '1' : -1;
		if (pattern.ptr[i] != '%' || level < 0 || level >= LEVELS) {
			buffer_add_byte(out, pattern.ptr[i]);
			continue;
		}
		int n = list->counters->value[level];
		numbering_format(value_of(list->level[level], "numFmt"),
				 n ? n : start_of(list, level), out);
		i++;
	}
}

void numbering_mark(struct numbering *self, int number, int level, struct buffer *out)
{
	if (!number)
		return;
	if (level >= LEVELS)
		level = LEVELS - 1;
	const struct list *list = list_of(self, number);
	struct slice format = list ? value_of(list->level[level], "numFmt") : SLICE_EMPTY;
	if (slice_is(format, "none"))
		return;
	if (!format.len || slice_is(format, "bullet")) {
		buffer_add_str(out, bullet);
		return;
	}
	int *value = list->counters->value;
	value[level] = value[level] ? value[level] + 1 : start_of(list, level);
	for (int i = level + 1; i < LEVELS; i++)
		value[i] = 0;
	add_pattern(list, value_of(list->level[level], "lvlText"), out);
	buffer_add_byte(out, ' ');
}
