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
#include "corpus/text/dates.h"

enum { STYLES_DEEP = 10 };

struct docx {
	struct numbering *numbering;
	const xmlNode *styles; /* word/styles.xml, NULL when there is none */
	struct buffer *out;    /* finished lines */
	struct buffer line;    /* the paragraph at hand, outside a text box */
	struct buffer marks;   /* its list number */
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

static const xmlNode *child_of(const xmlNode *node, const char *name)
{
	for (const xmlNode *n = node ? node->children : NULL; n; n = n->next)
		if (xml_is(n, name))
			return n;
	return NULL;
}

static const xmlNode *find_style(const struct docx *d, struct slice id)
{
	for (const xmlNode *n = d->styles ? d->styles->children : NULL; n && id.len; n = n->next)
		if (xml_is(n, "style") && slice_eq(xml_attribute(n, "styleId"), id))
			return n;
	return NULL;
}

static struct slice val_text(const xmlNode *node, const char *child)
{
	const xmlNode *c = child_of(node, child);
	return c ? xml_attribute(c, "val") : SLICE_EMPTY;
}

/* What numbers the paragraph: its own properties, else those of its style or of one that it is
 * based on. */
static const xmlNode *find_list(const struct docx *d, const xmlNode *properties)
{
	const xmlNode *list = child_of(properties, "numPr");
	struct slice id = val_text(properties, "pStyle");
	for (int depth = 0; !list && depth < STYLES_DEEP; depth++) {
		const xmlNode *style = find_style(d, id);
		list = child_of(child_of(style, "pPr"), "numPr");
		id = val_text(style, "basedOn");
	}
	return list;
}

/* The list number of a paragraph. */
static void mark_paragraph(struct docx *d, const xmlNode *p)
{
	const xmlNode *list = find_list(d, child_of(p, "pPr"));
	if (list)
		numbering_mark(d->numbering, val_of(list, "numId"), val_of(list, "ilvl"),
			       &d->marks);
}

/* What the properties of a run, or of its style or one that it is based on, say of being shown. */
static const xmlNode *find_vanish(const struct docx *d, const xmlNode *properties)
{
	const xmlNode *vanish = child_of(properties, "vanish");
	struct slice id = val_text(properties, "rStyle");
	for (int depth = 0; !vanish && id.len && depth < STYLES_DEEP; depth++) {
		const xmlNode *style = find_style(d, id);
		vanish = child_of(child_of(style, "rPr"), "vanish");
		id = val_text(style, "basedOn");
	}
	return vanish;
}

/* Text that Word does not show. */
static bool is_hidden(const struct docx *d, const xmlNode *run)
{
	const xmlNode *vanish = find_vanish(d, child_of(run, "rPr"));
	struct slice val = vanish ? xml_attribute(vanish, "val") : SLICE_EMPTY;
	return vanish && !slice_is(val, "0") && !slice_is(val, "false") && !slice_is(val, "off");
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

/* A table of one column is layout, and its paragraphs are text like any other; of several columns
 * each row is a line. */
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
	static const char *const names[] = {
		"pPr",     "rPr",         "del",        "moveFrom",      "instrText",
		"delText", "Fallback",    "sectPr",     "tblPr",         "trPr",
		"tcPr",    "footnoteRef", "endnoteRef", "annotationRef", "binData"};
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
	else if (!is_left_out(n) && !(xml_is(n, "r") && is_hidden(d, n)))
		walk_children(d, n);
}

/* The lines of a page's header that say when a letter was written: other lines stand on every
 * page. */
static void add_dated(struct docx *d, const xmlDoc *header)
{
	struct buffer text = BUFFER_INIT, *out = d->out;
	struct slice rest, line;
	int date;
	if (!header)
		return;
	d->out = &text;
	walk(d, xmlDocGetRootElement(header));
	d->out = out;
	rest = buffer_slice(&text);
	while (slice_next_line(&rest, &line)) {
		size_t pos = 0;
		line = slice_trim(line);
		if (slice_starts_nocase(line, "datum") ||
		    (date_find(line, &pos, &date) && pos == line.len))
			buffer_printf(out, "%.*s\n", SLICE_ARG(line));
	}
	buffer_release(&text);
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

enum part {
	PART_DOCUMENT,
	PART_NUMBERING,
	PART_STYLES,
	PART_NOTES,
	PART_ENDNOTES,
	PART_HEADER,
	PARTS = 8
};

static const char *const part_names[PARTS] = {
	"word/document.xml", "word/numbering.xml", "word/styles.xml",  "word/footnotes.xml",
	"word/endnotes.xml", "word/header1.xml",   "word/header2.xml", "word/header3.xml",
};

static enum status load_parts(struct input *input, xmlDoc *parts[PARTS], struct error *err)
{
	enum status st = STATUS_OK;
	for (size_t i = 0; i < PARTS && !st; i++)
		st = load_part(input, part_names[i], &parts[i], err);
	if (!st && !parts[PART_DOCUMENT])
		st = error_set(err, STATUS_FORMAT, "a docx without word/document.xml");
	return st;
}

enum status office_docx(struct input *input, struct buffer *out, struct error *err)
{
	xmlDoc *parts[PARTS] = {NULL};
	struct docx d = {.out = out};
	int number = 0;
	enum status st = load_parts(input, parts, err);
	if (st)
		goto out;
	d.numbering = numbering_new(parts[PART_NUMBERING]);
	d.styles = parts[PART_STYLES] ? xmlDocGetRootElement(parts[PART_STYLES]) : NULL;
	for (size_t i = PART_HEADER; i < PARTS; i++)
		add_dated(&d, parts[i]);
	walk(&d, xmlDocGetRootElement(parts[PART_DOCUMENT]));
	add_notes(&d, parts[PART_NOTES], "footnote", &number);
	add_notes(&d, parts[PART_ENDNOTES], "endnote", &number);
out:
	numbering_free(d.numbering);
	for (size_t i = 0; i < PARTS; i++)
		xmlFreeDoc(parts[i]);
	return st;
}
