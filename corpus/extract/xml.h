/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_XML_H
#define CORPUS_XML_H

/*
 * XML from strangers: parsed without network, without loading DTDs and without
 * entities of its own; depth and size are bounded by libxml2's own limits (256
 * levels, 10 MB a text).
 */
#include <jansson.h>
#include <libxml/tree.h>

#include "base/buffer.h"
#include "base/error.h"

/* The document, to be freed with xmlFreeDoc.  FORMAT with line and cause: not well-formed, declares
 * entities, nested too deeply. */
MUST_CHECK enum status xml_parse(struct slice bytes, xmlDoc **doc, struct error *err);

/* HTML, however broken; always a document, though maybe an empty one. */
MUST_CHECK enum status xml_parse_html(struct slice bytes, xmlDoc **doc, struct error *err);

/* The element's name without namespace is this one. */
bool xml_is(const xmlNode *node, const char *name);

/* First element of that name below node, at any depth; NULL when there is none. */
const xmlNode *xml_find(const xmlNode *node, const char *name);

/* The value of an attribute in any namespace; borrowed from the tree, empty when there is none. */
struct slice xml_attribute(const xmlNode *node, const char *name);

/* Appends all text below node as it stands. */
void xml_add_text(const xmlNode *node, struct buffer *out);

/*
 * An element of data as JSON: text alone is a string (`br` in it a line break), elements inside
 * become members (a name that repeats: an array), attributes too.  A new reference.
 */
json_t *xml_to_json(const xmlNode *element);

/* True when the element has one of these names; NULL ends the list. */
bool xml_is_one_of(const xmlNode *node, const char *const *names);

#endif
