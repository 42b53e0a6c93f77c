/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A page has two columns when a line can be drawn down its middle that hardly any word
 * crosses, with many words on both sides of it at the same heights.  A table of two
 * columns does not make it so: the text above and below crosses the middle.  Words are looked at
 * and not lines, because where the gutter is narrow the program takes two lines for one.
 */
#include "corpus/extract/pdf_columns.h"

#include <stdlib.h>

#include "base/arena.h"
#include "corpus/extract/xml.h"

enum {
	GAP = 4,             /* blanks inside a line that part columns */
	GAP_LINES_MIN = 5,   /* lines with such gaps in a text that is worth a closer look */
	SIDE_WORDS_MIN = 12, /* on either side of a gutter, beside words of the other */
	CROSSING = 100,      /* at most one word in so many crosses it */
	SAME_HEIGHT = 3,     /* points within which two boxes are one line */
	STEPS = 40,          /* places that are tried for the gutter */
};

/* A word, with the height of its line. */
struct box {
	double left, right, top, bottom;
	const xmlNode *node;
};

/* A blank between words is narrower than this part of the line's height, a gutter wider. */
static const double BLANK = 0.4;

struct page {
	double width;
	struct box *boxes;
	size_t count, room;
};

bool columns_likely(struct slice layout)
{
	struct slice line;
	size_t lines = 0, gaps = 0;
	while (slice_next_line(&layout, &line)) {
		line = slice_trim(line);
		lines += line.len > 0;
		for (size_t i = 8, run = 0; i + 8 < line.len; i++) {
			run = line.ptr[i] == ' ' ? run + 1 : 0;
			if (run == GAP) {
				gaps++;
				break;
			}
		}
	}
	return gaps >= GAP_LINES_MIN && gaps * 10 >= lines;
}

static double number_of(const xmlNode *node, const char *attribute)
{
	struct slice s = xml_attribute(node, attribute);
	return s.len ? strtod(s.ptr, NULL) : 0;
}

static void collect_words(struct arena *arena, struct page *page, const xmlNode *line)
{
	double top = number_of(line, "yMin"), bottom = number_of(line, "yMax");
	for (const xmlNode *n = line->children; n; n = n->next) {
		if (!xml_is(n, "word"))
			continue;
		page->boxes = arena_grow(arena, page->boxes, page->count, &page->room,
					 sizeof *page->boxes);
		page->boxes[page->count++] = (struct box){number_of(n, "xMin"),
							  number_of(n, "xMax"), top, bottom, n};
	}
}

static void collect(struct arena *arena, struct page *page, const xmlNode *node)
{
	for (const xmlNode *n = node->children; n; n = n->next) {
		if (xml_is(n, "line"))
			collect_words(arena, page, n);
		else if (n->type == XML_ELEMENT_NODE)
			collect(arena, page, n);
	}
}

/* Words on the left or right of x at heights where the other side has words too. */
static size_t count_beside(const struct page *page, double x, bool left)
{
	size_t n = 0;
	for (size_t i = 0; i < page->count; i++) {
		const struct box *a = &page->boxes[i];
		bool beside = false;
		if (left ? a->right > x : a->left < x)
			continue;
		for (size_t k = 0; k < page->count && !beside; k++) {
			const struct box *b = &page->boxes[k];
			beside = (left ? b->left >= x : b->right <= x) && b->top < a->bottom &&
				 a->top < b->bottom;
		}
		n += beside;
	}
	return n;
}

/* Words that x goes through, and blanks between two words of a line. */
static size_t count_crossing(const struct page *page, double x)
{
	size_t n = 0;
	for (size_t i = 0; i < page->count; i++) {
		const struct box *box = &page->boxes[i], *next = box + 1;
		bool goes_on = i + 1 < page->count && next->node->parent == box->node->parent;
		bool blank = goes_on && box->right <= x && next->left >= x &&
			     next->left - box->right < (box->bottom - box->top) * BLANK;
		n += (box->left < x && box->right > x) || blank;
	}
	return n;
}

/* Where the columns part; 0 for a page of one. */
static double find_gutter(const struct page *page)
{
	double best = 0;
	size_t fewest = page->count;
	for (int i = 0; i <= STEPS; i++) {
		double x = page->width * (0.35 + 0.3 * i / STEPS);
		size_t crossing = count_crossing(page, x);
		if (crossing >= fewest || crossing * CROSSING > page->count ||
		    count_beside(page, x, true) < SIDE_WORDS_MIN ||
		    count_beside(page, x, false) < SIDE_WORDS_MIN)
			continue;
		fewest = crossing;
		best = x;
	}
	return best;
}

/* By height, the words of one line from left to right. */
static int by_place(const void *a, const void *b)
{
	const struct box *x = a, *y = b;
	if (x->top != y->top)
		return x->top < y->top ? -1 : 1;
	return x->left < y->left ? -1 : x->left > y->left;
}

/* The words between x and y, which are sorted, as lines. */
static void add_column(const struct page *page, double from, double to, struct buffer *out)
{
	const struct box *before = NULL;
	for (size_t i = 0; i < page->count; i++) {
		const struct box *box = &page->boxes[i];
		if (box->left < from || box->left >= to)
			continue;
		bool same = before && box->top - before->top < SAME_HEIGHT;
		if (before)
			buffer_add_byte(out, same ? ' ' : '\n');
		if (before && !same && box->top - before->bottom > box->bottom - box->top)
			buffer_add_byte(out, '\n');
		xml_add_text(box->node, out);
		before = box;
	}
	if (before)
		buffer_add_byte(out, '\n');
}

static void add_page(struct page *page, double gutter, struct buffer *out)
{
	if (page->count)
		qsort(page->boxes, page->count, sizeof *page->boxes, by_place);
	if (gutter > 0)
		add_column(page, 0, gutter, out);
	add_column(page, gutter, page->width, out);
	buffer_add_byte(out, '\f');
}

static const xmlNode *next_page(const xmlNode *node)
{
	while (node && !xml_is(node, "page"))
		node = node->next;
	return node;
}

bool columns_text(const xmlDoc *boxes, struct buffer *out)
{
	const xmlNode *root = xmlDocGetRootElement(boxes),
		      *doc = root ? xml_find(root, "doc") : NULL;
	struct arena arena = {0};
	size_t start = out->len;
	bool any = false;
	for (const xmlNode *n = next_page(doc ? doc->children : NULL); n; n = next_page(n->next)) {
		struct page page = {.width = number_of(n, "width")};
		collect(&arena, &page, n);
		double gutter = find_gutter(&page);
		any = any || gutter > 0;
		add_page(&page, gutter, out);
	}
	arena_release(&arena);
	if (!any)
		out->len = start;
	return any;
}
