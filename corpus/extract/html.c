/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/extract/html.h"

#include <stdlib.h>

#include "corpus/extract/list_numbering.h"
#include "corpus/extract/xml.h"

struct html {
	struct buffer *out;
	bool in_row, in_pre;
};

static const char *const left_out[] = {
	"head", "script", "style",  "noscript", "template", "nav",    "header", "footer", "aside",
	"form", "iframe", "object", "svg",      "select",   "button", "sup",    NULL,
};
static const char *const blocks[] = {
	"p",          "div",        "h1",   "h2",      "h3",    "h4",    "h5",      "h6",
	"li",         "ul",         "ol",   "table",   "thead", "tbody", "section", "article",
	"main",       "blockquote", "dl",   "dt",      "dd",    "pre",   "address", "figure",
	"figcaption", "hr",         "body", "caption", NULL,
};

/* Ends the line at hand; an empty one does not make another. */
static void break_line(struct html *h)
{
	struct buffer *out = h->out;
	while (out->len && out->ptr[out->len - 1] == ' ')
		out->len--;
	if (h->in_row) {
		if (out->len && out->ptr[out->len - 1] != '\t' && out->ptr[out->len - 1] != '\n')
			buffer_add_byte(out, ' ');
	} else if (out->len && out->ptr[out->len - 1] != '\n') {
		buffer_add_byte(out, '\n');
	}
}

/* Text with its blanks collapsed, also no-break ones, save in pre. */
static void add_text(struct html *h, struct slice s)
{
	struct buffer *out = h->out;
	for (size_t i = 0; i < s.len; i++) {
		bool hard = slice_starts(slice_from(s, i), "\xc2\xa0");
		bool blank = hard || byte_is_space(s.ptr[i]);
		bool start = !out->len || strchr(" \t\n", out->ptr[out->len - 1]);
		if (h->in_pre && s.ptr[i] == '\n')
			buffer_add_byte(out, '\n');
		else if (!blank)
			buffer_add_byte(out, s.ptr[i]);
		else if (!start)
			buffer_add_byte(out, ' ');
		i += hard;
	}
}

static void walk(struct html *h, const xmlNode *node);

static void walk_children(struct html *h, const xmlNode *node)
{
	for (const xmlNode *n = node->children; n; n = n->next)
		walk(h, n);
}

static void ordered_list(struct html *h, const xmlNode *list)
{
	struct slice start = xml_attribute(list, "start"), type = xml_attribute(list, "type");
	int n = start.len ? atoi(start.ptr) : 1;
	const char *format = slice_is(type, "a")   ? "lowerLetter"
			     : slice_is(type, "i") ? "lowerRoman"
						   : "decimal";
	if (n < 1 || n > 9999)
		n = 1;
	for (const xmlNode *c = list->children; c; c = c->next) {
		if (!xml_is(c, "li")) {
			walk(h, c);
			continue;
		}
		break_line(h);
		numbering_format(slice_of(format), n++, h->out);
		buffer_add_str(h->out, format[0] == 'd' ? ". " : ") ");
		walk_children(h, c);
		break_line(h);
	}
}

static void row(struct html *h, const xmlNode *tr)
{
	bool outer = h->in_row;
	size_t cells = 0;
	break_line(h);
	for (const xmlNode *c = tr->children; c; c = c->next)
		cells += xml_is(c, "td") || xml_is(c, "th");
	/* one cell is layout */
	h->in_row = outer || cells > 1;
	bool first = true;
	for (const xmlNode *c = tr->children; c; c = c->next) {
		if (!xml_is(c, "td") && !xml_is(c, "th"))
			continue;
		if (!first)
			buffer_add_byte(h->out, '\t');
		first = false;
		walk_children(h, c);
	}
	h->in_row = outer;
	break_line(h);
}

static void walk(struct html *h, const xmlNode *n)
{
	bool pre = h->in_pre;
	if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
		add_text(h, slice_of((const char *)n->content));
	if (n->type != XML_ELEMENT_NODE || xml_is_one_of(n, left_out))
		return;
	if (xml_is(n, "br")) {
		break_line(h);
	} else if (xml_is(n, "ol")) {
		ordered_list(h, n);
	} else if (xml_is(n, "tr")) {
		row(h, n);
	} else if (xml_is_one_of(n, blocks)) {
		break_line(h);
		if (xml_is(n, "li"))
			buffer_add_str(h->out, "\xe2\x80\xa2 ");
		h->in_pre = pre || xml_is(n, "pre");
		size_t before = h->out->len;
		walk_children(h, n);
		h->in_pre = pre;
		bool empty = xml_is(n, "p") && h->out->len == before;
		break_line(h);
		if (empty && !h->in_row)
			buffer_add_byte(h->out, '\n'); /* an empty paragraph is an empty line */
	} else {
		walk_children(h, n);
	}
}

/* What the page itself calls its main part. */
static const xmlNode *main_part(const xmlNode *root)
{
	static const char *const names[] = {"main", "article", "body"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const xmlNode *n = xml_find(root, names[i]);
		if (n)
			return n;
	}
	return root;
}

enum status html_text(struct slice bytes, struct buffer *out, struct error *err)
{
	struct html h = {.out = out};
	xmlDoc *doc;
	enum status st = xml_parse_html(bytes, &doc, err);
	if (st)
		return st;
	buffer_add(out, "", 0);
	walk_children(&h, main_part(xmlDocGetRootElement(doc)));
	xmlFreeDoc(doc);
	return STATUS_OK;
}
