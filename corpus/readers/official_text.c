/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/readers/official_text.h"

bool official_is_note(const xmlNode *n)
{
	static const char *const names[] = {"noot",     "nootref", "voetref",
					    "voetnoot", "nootnr",  NULL};
	return xml_is_one_of(n, names);
}

void official_add_inline(const xmlNode *n, struct buffer *out)
{
	if (n->type == XML_TEXT_NODE) {
		xml_add_text(n, out);
		return;
	}
	for (const xmlNode *c = n->children; c; c = c->next) {
		/* cells of a table */
		if (xml_is(c, "entry") && out->len && out->ptr[out->len - 1] != '\n')
			buffer_add_byte(out, ' ');
		if (!official_is_note(c))
			official_add_inline(c, out);
	}
}

void official_end_line(struct buffer *out, size_t start)
{
	size_t to = start;
	for (size_t i = start; i < out->len; i++) {
		char c = byte_is_space(out->ptr[i]) ? ' ' : out->ptr[i];
		if (c != ' ' || (to > start && out->ptr[to - 1] != ' '))
			out->ptr[to++] = c;
	}
	if (to > start && out->ptr[to - 1] == ' ')
		to--;
	out->len = to;
	if (to > start)
		buffer_add_byte(out, '\n');
}

struct slice official_line(struct question *q, const xmlNode *n)
{
	struct buffer text = BUFFER_INIT;
	official_add_inline(n, &text);
	official_end_line(&text, 0);
	struct slice s = arena_copy(&q->arena, slice_trim(buffer_slice(&text)));
	buffer_release(&text);
	return s;
}

static const char *const label_names[] = {"nr", "nummer", NULL};

/* Letters stand right in the element, not in one inside it. */
static bool has_text(const xmlNode *n)
{
	for (const xmlNode *c = n->children; c; c = c->next)
		if (c->type == XML_TEXT_NODE && slice_trim(slice_of((const char *)c->content)).len)
			return true;
	return false;
}

void official_add_blocks(const xmlNode *n, struct buffer *out)
{
	static const char *const lines[] = {"al", "li.nr", "tussenkop", "titel", "row", NULL};
	for (const xmlNode *c = n->children; c; c = c->next) {
		size_t start = out->len;
		if (c->type != XML_ELEMENT_NODE || official_is_note(c) ||
		    xml_is_one_of(c, label_names))
			continue;
		if (xml_is_one_of(c, lines) || has_text(c)) {
			official_add_inline(c, out);
			official_end_line(out, start);
			/* the number of an item stands before its text */
			if (xml_is(c, "li.nr") && out->len > start)
				out->ptr[out->len - 1] = ' ';
		} else {
			official_add_blocks(c, out);
		}
	}
}
