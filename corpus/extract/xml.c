/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/extract/xml.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#include "corpus/text/latin.h"

enum { CHARSET_WITHIN = 1024 }; /* bytes of a page in which it says what it is encoded in */
enum { OPTIONS = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA };

/*
 * libxml2 compares each attribute of an element with all the others, so 40,000 of them take
 * minutes.  No paper has more than a few dozen.  The parser is fed in portions of some 4 KB, also
 * within an element, and has attributes and namespaces in arrays that double: between two portions
 * these are looked at, and the input ends where one is too large.
 */
enum {
	SLOTS_OF_XML = 2500,  /* of the array, five for an attribute: it doubles beyond this at 352
				 of them */
	SLOTS_OF_HTML = 1000, /* two for an attribute, likewise */
	NAMESPACE_SLOTS = 1000,
	DECLARED_MAX = 200, /* attributes that a document declares itself; each element gets them */
};

struct feed {
	xmlParserCtxt *parser;
	struct slice rest;
	int slots_max;
	size_t declared;
	bool entities, attributes; /* why reading was given up */
};

static int feed_more(void *ctx, char *buffer, int len)
{
	struct feed *self = ctx;
	self->attributes = self->attributes || self->parser->maxatts > self->slots_max ||
			   self->parser->nsMax > NAMESPACE_SLOTS;
	if (self->attributes)
		return -1;
	const size_t n = (size_t)len < self->rest.len ? (size_t)len : self->rest.len;
	if (n)
		memcpy(buffer, self->rest.ptr, n);
	self->rest = slice_from(self->rest, n);
	return (int)n;
}

static struct slice slice_of_xml(const xmlChar *s)
{
	return slice_of((const char *)s);
}

/* Entities of a document's own are how a few bytes become gigabytes, and how files are read that
 * nobody meant to show: no paper needs them. */
static void refuse_entity(void *ctx, const xmlChar *name, int type, const xmlChar *public_id,
			  const xmlChar *system_id, xmlChar *content)
{
	xmlParserCtxt *parser = ctx;
	struct feed *feed = parser->_private;
	(void)name, (void)type, (void)public_id, (void)system_id, (void)content;
	feed->entities = true;
	xmlStopParser(parser);
}

static void count_declared(void *ctx, const xmlChar *element, const xmlChar *name, int type,
			   int kind, const xmlChar *value, xmlEnumeration *tree)
{
	xmlParserCtxt *parser = ctx;
	struct feed *feed = parser->_private;
	if (++feed->declared > DECLARED_MAX) {
		feed->attributes = true;
		xmlFreeEnumeration(tree);
		xmlStopParser(parser);
		return;
	}
	xmlSAX2AttributeDecl(ctx, element, name, type, kind, value, tree);
}

static enum status tell_error(xmlParserCtxt *parser, struct error *err)
{
	const xmlError *e = xmlCtxtGetLastError(parser);
	const struct feed *feed = parser->_private;
	if (feed->attributes)
		return error_set(
			err, STATUS_LIMIT,
			"XML, line %d: an element with hundreds of attributes, which no paper has",
			xmlSAX2GetLineNumber(parser));
	if (feed->entities)
		return error_set(err, STATUS_FORMAT,
				 "XML, line %d: declares entities of its own, which are "
				 "not read",
				 xmlSAX2GetLineNumber(parser));
	if (!e || !e->message)
		return error_set(err, STATUS_FORMAT, "XML that is not well-formed");
	struct slice rest = slice_of(e->message), cause = SLICE_EMPTY;
	slice_next_line(&rest, &cause);
	return error_set(err, STATUS_FORMAT, "XML, line %d: %.*s", e->line, SLICE_ARG(cause));
}

enum status xml_parse(struct slice bytes, xmlDoc **doc, struct error *err)
{
	enum status st = STATUS_OK;
	xmlParserCtxt *parser = xmlNewParserCtxt();
	if (!parser)
		die_nomem(bytes.len);
	struct feed feed = {parser, bytes, SLOTS_OF_XML, 0, false, false};
	parser->_private = &feed;
	parser->sax->entityDecl = refuse_entity;
	parser->sax->attributeDecl = count_declared;
	*doc = xmlCtxtReadIO(parser, feed_more, NULL, &feed, NULL, NULL, OPTIONS);
	if (!*doc || !parser->wellFormed || feed.entities || feed.attributes ||
	    !xmlDocGetRootElement(*doc)) {
		st = tell_error(parser, err);
		xmlFreeDoc(*doc);
		*doc = NULL;
	}
	xmlFreeParserCtxt(parser);
	return st;
}

enum status xml_parse_html(struct slice bytes, xmlDoc **doc, struct error *err)
{
	/* a page that is UTF-8 is taken for it, whatever it says; else its own word counts, unless
	 * that cannot be true */
	struct slice head = slice_sub(bytes, 0, CHARSET_WITHIN);
	const bool ascii = slice_find_nocase(head, 0, "us-ascii") < head.len;
	const char *encoding = utf8_check(bytes) == bytes.len ? "UTF-8"
			       : ascii                        ? "ISO-8859-1"
							      : NULL;
	xmlParserCtxt *parser = htmlNewParserCtxt();
	if (!parser)
		die_nomem(bytes.len);
	struct feed feed = {parser, bytes, SLOTS_OF_HTML, 0, false, false};
	*doc = htmlCtxtReadIO(parser, feed_more, NULL, &feed, NULL, encoding,
			      HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
				      HTML_PARSE_RECOVER | HTML_PARSE_COMPACT);
	htmlFreeParserCtxt(parser);
	if (*doc && !feed.attributes && xmlDocGetRootElement(*doc))
		return STATUS_OK;
	xmlFreeDoc(*doc);
	*doc = NULL;
	if (feed.attributes)
		return error_set(
			err, STATUS_LIMIT,
			"HTML with an element of hundreds of attributes, which no paper has");
	return error_set(err, STATUS_FORMAT, "HTML without any content");
}

bool xml_is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

bool xml_is_one_of(const xmlNode *node, const char *const *names)
{
	for (size_t i = 0; names[i]; i++)
		if (xml_is(node, names[i]))
			return true;
	return false;
}

const xmlNode *xml_find(const xmlNode *node, const char *name)
{
	for (const xmlNode *n = node->children; n; n = n->next) {
		if (n->type != XML_ELEMENT_NODE)
			continue;
		if (xml_is(n, name))
			return n;
		const xmlNode *below = xml_find(n, name);
		if (below)
			return below;
	}
	return NULL;
}

struct slice xml_attribute(const xmlNode *node, const char *name)
{
	for (const xmlAttr *a = node->properties; a; a = a->next)
		if (strcmp((const char *)a->name, name) == 0 && a->children)
			return slice_of_xml(a->children->content);
	return SLICE_EMPTY;
}

void xml_add_text(const xmlNode *node, struct buffer *out)
{
	if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
		buffer_add_slice(out, slice_of_xml(node->content));
	else if (xml_is(node, "br"))
		buffer_add_byte(out, '\n');
	if (node->type != XML_ELEMENT_NODE)
		return;
	for (const xmlNode *n = node->children; n; n = n->next)
		xml_add_text(n, out);
}

/* A second member of one name makes an array of both. */
static void add_member(json_t *object, const char *key, json_t *value)
{
	json_t *there = json_object_get(object, key);
	if (json_is_array(there)) {
		json_array_append_new(there, value);
	} else if (there) {
		json_t *list = json_array();
		json_array_append(list, there);
		json_array_append_new(list, value);
		json_object_set_new(object, key, list);
	} else {
		json_object_set_new(object, key, value);
	}
}

static bool has_members(const xmlNode *element)
{
	for (const xmlNode *n = element->children; n; n = n->next)
		if (n->type == XML_ELEMENT_NODE && !xml_is(n, "br"))
			return true;
	return false;
}

json_t *xml_to_json(const xmlNode *element)
{
	struct buffer text = BUFFER_INIT;
	if (!has_members(element)) {
		xml_add_text(element, &text);
		struct slice s = slice_trim(buffer_slice(&text));
		json_t *string = s.len || !element->properties
					 ? json_stringn(s.len ? s.ptr : "", s.len)
					 : NULL;
		buffer_release(&text);
		if (string)
			return string;
	}
	json_t *object = json_object();
	for (const xmlAttr *a = element->properties; a; a = a->next)
		if (a->children && a->children->content)
			add_member(object, (const char *)a->name,
				   json_string((const char *)a->children->content));
	for (const xmlNode *n = element->children; n; n = n->next)
		if (n->type == XML_ELEMENT_NODE)
			add_member(object, (const char *)n->name, xml_to_json(n));
	return object;
}
