/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * WordprocessingML.  A paragraph is a line; paragraphs nest only through text
 * boxes and tables.  Text boxes stand twice in a document, for new and old
 * programs (mc:AlternateContent); the first form is taken.
 */
#include "corpus/extract/limits.h"
#include "corpus/extract/office_document.h"

#include "corpus/extract/archive.h"
#include "corpus/extract/list_numbering.h"

struct docx {
	struct numbering *numbering;
	struct buffer *out;   /* finished lines */
	struct buffer line;   /* the paragraph at hand, outside a text box */
	struct buffer marks;  /* its list number */
	bool in_cell;
};

static void walk(struct docx *d, const xmlNode *node);

static void walk_children(struct docx *d, const xmlNode *node)
{
	for (const xmlNode *n = node->children; n; n = n->next)
		if (n->type == XML_ELEMENT_NODE)
			walk(d, n);
}

static int val_of(const xmlNode *node, const char *child)
{
	const xmlNode *c = node ? xml_find(node, child) : NULL;
	struct slice s = c ? xml_attribute(c, "val") : SLICE_EMPTY;
	int n = 0;
	for (size_t i = 0; i < s.len && i < 6 && byte_is_digit(s.ptr[i]); i++)
		n = n * 10 + (s.ptr[i] - '0');
	return n;
}

/* The list number of a paragraph, from its own properties. */
static void mark_paragraph(struct docx *d, const xmlNode *p)
{
	for (const xmlNode *n = p->children; n; n = n->next) {
		const xmlNode *list = xml_is(n, "pPr") ? xml_find(n, "numPr") : NULL;
		if (list)
			numbering_mark(d->numbering, val_of(list, "numId"), val_of(list, "ilvl"), &d->marks);
	}
}

static void paragraph(struct docx *d, const xmlNode *p)
{
	struct buffer line = d->line, marks = d->marks;
	d->line = d->marks = BUFFER_INIT;
	mark_paragraph(d, p);
	walk_children(d, p);
	struct slice text = slice_trim(buffer_slice(&d->line));
	if (text.len)
		buffer_add_slice(d->out, buffer_slice(&d->marks));
	buffer_add_slice(d->out, text);
	buffer_add_byte(d->out, d->in_cell ? ' ' : '\n');
	buffer_release(&d->line);
	buffer_release(&d->marks);
	d->line = line;
	d->marks = marks;
}

void office_end_cell(struct buffer *out, char end)
{
	while (out->len && out->ptr[out->len - 1] == ' ')
		out->len--;
	buffer_add_byte(out, end);
}

/* A table of one column is layout, and its paragraphs are text like any other; of several columns each
 * row is a line. */
static void row(struct docx *d, const xmlNode *tr)
{
	size_t cells = 0;
	bool outer = d->in_cell;
	for (const xmlNode *n = tr->children; n; n = n->next)
		cells += xml_is(n, "tc");
	d->in_cell = outer || cells > 1;
	size_t start = d->out->len;
	for (const xmlNode *n = tr->children; n; n = n->next) {
		if (!xml_is(n, "tc"))
			continue;
		if (d->out->len > start && cells > 1)
			office_end_cell(d->out, '\t');
		walk_children(d, n);
	}
	d->in_cell = outer;
	if (cells > 1 && !outer)
		office_end_cell(d->out, '\n');
}

static bool is_left_out(const xmlNode *n)
{
	static const char *const names[] = {"pPr", "rPr", "del", "moveFrom", "instrText", "delText",
					    "Fallback", "sectPr", "tblPr", "trPr", "tcPr", "footnoteRef",
					    "endnoteRef", "annotationRef", "binData"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (xml_is(n, names[i]))
			return true;
	return false;
}

static void walk(struct docx *d, const xmlNode *n)
{
	if (xml_is(n, "p"))
		paragraph(d, n);
	else if (xml_is(n, "tr"))
		row(d, n);
	else if (xml_is(n, "t"))
		xml_add_text(n, &d->line);
	else if (xml_is(n, "tab"))
		buffer_add_byte(&d->line, '\t');
	else if (xml_is(n, "br") || xml_is(n, "cr"))
		buffer_add_byte(&d->line, d->in_cell ? ' ' : '\n');
	else if (xml_is(n, "noBreakHyphen"))
		buffer_add_byte(&d->line, '-');
	else if (!is_left_out(n))
		walk_children(d, n);
}

/* The notes behind the text: `1) ...`, in the order of their numbers. */
static void add_notes(struct docx *d, const xmlDoc *notes, const char *name, int *number)
{
	const xmlNode *root = notes ? xmlDocGetRootElement(notes) : NULL;
	for (const xmlNode *n = root ? root->children : NULL; n; n = n->next) {
		if (!xml_is(n, name) || xml_attribute(n, "type").len)
			continue;
		struct buffer text = BUFFER_INIT, *out = d->out;
		d->out = &text;
		walk_children(d, n);
		d->out = out;
		struct slice s = slice_trim(buffer_slice(&text));
		if (s.len && !(*number)++)
			buffer_add_str(out, OFFICE_NOTES);
		if (s.len)
			buffer_printf(out, "%d) %.*s\n", *number, SLICE_ARG(s));
		buffer_release(&text);
	}
}

/* A part of the package as a tree; NULL with OK when there is none. */
static enum status load_part(struct input *input, const char *path, xmlDoc **doc, struct error *err)
{
	struct buffer bytes = BUFFER_INIT;
	struct error cause = {0};
	*doc = NULL;
	enum status st = packed_member(input, path, SOURCE_TEXT_MAX, &bytes, &cause);
	if (!st)
		st = xml_parse(buffer_slice(&bytes), doc, &cause);
	buffer_release(&bytes);
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (st && err) {
		*err = cause;
		error_prefix(err, "%s: ", path);
	}
	return st;
}

enum status office_docx(struct input *input, struct buffer *out, struct error *err)
{
	xmlDoc *document = NULL, *numbering = NULL, *notes = NULL, *endnotes = NULL;
	struct docx d = {.out = out};
	int number = 0;
	enum status st = load_part(input, "word/document.xml", &document, err);
	if (!st && !document)
		st = error_set(err, STATUS_FORMAT, "a docx without word/document.xml");
	if (!st)
		st = load_part(input, "word/numbering.xml", &numbering, err);
	if (!st)
		st = load_part(input, "word/footnotes.xml", &notes, err);
	if (!st)
		st = load_part(input, "word/endnotes.xml", &endnotes, err);
	if (st)
		goto out;
	d.numbering = numbering_new(numbering);
	walk(&d, xmlDocGetRootElement(document));
	add_notes(&d, notes, "footnote", &number);
	add_notes(&d, endnotes, "endnote", &number);
out:
	numbering_free(d.numbering);
	xmlFreeDoc(endnotes);
	xmlFreeDoc(notes);
	xmlFreeDoc(numbering);
	xmlFreeDoc(document);
	return st;
}
