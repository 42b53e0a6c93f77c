/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OpenDocument text: all in content.xml.  The number of a list item is derived
 * from the style of its list (text:list-level-style-number) and its place.
 */
#include "corpus/extract/limits.h"
#include "corpus/extract/office_document.h"

#include "corpus/extract/archive.h"
#include "corpus/extract/list_numbering.h"

enum { LEVELS = 10, STYLES_MAX = 2000 };

struct odt {
	const xmlNode *root, *styles; /* of content.xml and styles.xml, which may lack */
	struct buffer *out;
	struct buffer *line;
	struct buffer mark; /* of the list item at hand, taken by its first paragraph */
	struct buffer notes;
	int note_count, level;
	struct slice style[LEVELS]; /* of the lists around; inner ones inherit */
	int count[LEVELS];
	bool in_cell;
};

static void walk(struct odt *o, const xmlNode *node);

static void walk_children(struct odt *o, const xmlNode *node)
{
	for (const xmlNode *n = node->children; n; n = n->next) {
		if (n->type == XML_ELEMENT_NODE)
			walk(o, n);
		else if (n->type == XML_TEXT_NODE && o->line)
			xml_add_text(n, o->line);
	}
}

/* White space in the file is one blank; what is meant to be more has elements of its own. */
static void collapse(struct buffer *line)
{
	size_t to = 0;
	for (size_t i = 0; i < line->len; i++) {
		char c = line->ptr[i] == '\r' || line->ptr[i] == '\n' ? ' ' : line->ptr[i];
		if (c == '\v')
			c = '\n';
		if (c != ' ' || (to && line->ptr[to - 1] != ' '))
			line->ptr[to++] = c;
	}
	line->len = to;
}

static void paragraph(struct odt *o, const xmlNode *p)
{
	struct buffer line = BUFFER_INIT, *outer = o->line;
	o->line = &line;
	walk_children(o, p);
	o->line = outer;
	collapse(&line);
	struct slice text = slice_trim(buffer_slice(&line));
	if (text.len) {
		buffer_add_slice(o->out, buffer_slice(&o->mark));
		buffer_clear(&o->mark);
	}
	buffer_add_slice(o->out, text);
	buffer_add_byte(o->out, o->in_cell ? ' ' : '\n');
	buffer_release(&line);
}

/* The list style of that name, among the first of a document. */
static const xmlNode *find_style(const xmlNode *node, struct slice name)
{
	int left = STYLES_MAX;
	for (const xmlNode *n = node->children; n && left--; n = n->next) {
		if (xml_is(n, "list-style") && slice_eq(xml_attribute(n, "name"), name))
			return n;
		const xmlNode *below = xml_is(n, "automatic-styles") || xml_is(n, "styles")
					       ? find_style(n, name)
					       : NULL;
		if (below)
			return below;
	}
	return NULL;
}

static const xmlNode *find_level(const xmlNode *style, int level)
{
	for (const xmlNode *n = style ? style->children : NULL; n; n = n->next)
		if (xml_is(n, "list-level-style-number") &&
		    slice_is(xml_attribute(n, "level"), (char[]){(char)('0' + level), 0}))
			return n;
	return NULL;
}

static void make_mark(struct odt *o)
{
	static const struct {
		const char *odf, *word;
	} formats[] = {
		{"1", "decimal"},    {"a", "lowerLetter"}, {"A", "upperLetter"},
		{"i", "lowerRoman"}, {"I", "upperRoman"},
	};
	struct slice name = o->style[o->level - 1];
	const xmlNode *style = find_style(o->root, name);
	if (!style && o->styles)
		style = find_style(o->styles, name);
	const xmlNode *level = find_level(style, o->level);
	buffer_clear(&o->mark);
	if (!level) {
		buffer_add_str(&o->mark, "\xe2\x80\xa2 ");
		return;
	}
	buffer_add_slice(&o->mark, xml_attribute(level, "num-prefix"));
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (slice_is(xml_attribute(level, "num-format"), formats[i].odf))
			numbering_format(slice_of(formats[i].word), o->count[o->level - 1],
					 &o->mark);
	buffer_add_slice(&o->mark, xml_attribute(level, "num-suffix"));
	buffer_add_byte(&o->mark, ' ');
}

static void list(struct odt *o, const xmlNode *node)
{
	if (o->level == LEVELS - 1) {
		walk_children(o, node);
		return;
	}
	struct slice style = xml_attribute(node, "style-name");
	bool on = slice_is(xml_attribute(node, "continue-numbering"), "true");
	int i = o->level++;
	if (i && !style.len)
		style = o->style[i - 1];
	/* a list of the same style goes on counting only when it says so */
	if (!on || !slice_eq(style, o->style[i]))
		o->count[i] = 0;
	o->style[i] = style;
	for (const xmlNode *n = node->children; n; n = n->next) {
		if (!xml_is(n, "list-item") && !xml_is(n, "list-header"))
			continue;
		if (xml_is(n, "list-item")) {
			o->count[i]++;
			make_mark(o);
		}
		walk_children(o, n);
		buffer_clear(&o->mark);
	}
	o->level--;
}

static void note(struct odt *o, const xmlNode *node)
{
	const xmlNode *body = xml_find(node, "note-body");
	struct buffer text = BUFFER_INIT, *out = o->out, *line = o->line;
	if (!body)
		return;
	o->out = &text;
	o->line = NULL;
	walk_children(o, body);
	o->out = out;
	o->line = line;
	struct slice s = slice_trim(buffer_slice(&text));
	if (s.len)
		buffer_printf(&o->notes, "%d) %.*s\n", ++o->note_count, SLICE_ARG(s));
	buffer_release(&text);
}

static void row(struct odt *o, const xmlNode *node)
{
	size_t cells = 0;
	bool outer = o->in_cell;
	for (const xmlNode *n = node->children; n; n = n->next)
		cells += xml_is(n, "table-cell");
	o->in_cell = outer || cells > 1;
	size_t start = o->out->len;
	for (const xmlNode *n = node->children; n; n = n->next) {
		if (!xml_is(n, "table-cell"))
			continue;
		if (cells > 1 && o->out->len > start)
			office_end_cell(o->out, '\t');
		walk_children(o, n);
	}
	o->in_cell = outer;
	if (cells > 1 && !outer)
		office_end_cell(o->out, '\n');
}

static void walk(struct odt *o, const xmlNode *n)
{
	if (xml_is(n, "p") || xml_is(n, "h"))
		paragraph(o, n);
	else if (xml_is(n, "list"))
		list(o, n);
	else if (xml_is(n, "note"))
		note(o, n);
	else if (xml_is(n, "table-row"))
		row(o, n);
	else if (o->line && (xml_is(n, "s") || xml_is(n, "tab")))
		buffer_add_byte(o->line, xml_is(n, "s") ? ' ' : '\t');
	else if (o->line && xml_is(n, "line-break"))
		buffer_add_byte(o->line, '\v');
	else if (!xml_is(n, "annotation") && !xml_is(n, "tracked-changes") &&
		 !xml_is(n, "sequence-decls") && !xml_is(n, "automatic-styles"))
		walk_children(o, n);
}

enum status office_odt(struct input *input, struct buffer *out, struct error *err)
{
	struct buffer bytes = BUFFER_INIT;
	xmlDoc *doc = NULL, *styles = NULL;
	struct error none = {0};
	enum status st = packed_member(input, "content.xml", SOURCE_TEXT_MAX, &bytes, err);
	if (!st)
		st = xml_parse(buffer_slice(&bytes), &doc, err);
	buffer_release(&bytes);
	if (st)
		return error_prefix(err, "content.xml: ");
	/* without its styles a document has its text still */
	if (packed_member(input, "styles.xml", SOURCE_TEXT_MAX, &bytes, &none) ||
	    xml_parse(buffer_slice(&bytes), &styles, &none))
		styles = NULL;
	buffer_release(&bytes);
	struct odt o = {.root = xmlDocGetRootElement(doc),
			.styles = styles ? xmlDocGetRootElement(styles) : NULL,
			.out = out};
	const xmlNode *body = xml_find(o.root, "body");
	const xmlNode *text = body ? xml_find(body, "text") : NULL;
	if (text)
		walk_children(&o, text);
	else
		st = error_set(err, STATUS_FORMAT, "an OpenDocument file that is no text");
	if (o.note_count) {
		buffer_add_str(out, OFFICE_NOTES);
		buffer_add_slice(out, buffer_slice(&o.notes));
	}
	buffer_release(&o.mark);
	buffer_release(&o.notes);
	xmlFreeDoc(styles);
	xmlFreeDoc(doc);
	return st;
}
