/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XML by its root element.  Sources that are data (the Chamber's bulletin, the
 * Flemish open data) come in JSON with the same members: their elements are
 * turned into it and read as such.
 */
#include "corpus/extract/xml.h"
#include "corpus/readers/read_official.h"
#include "corpus/readers/read_opendata.h"
#include "corpus/readers/read_qrva.h"
#include "corpus/sources/source_internal.h"

/* The items of the Chamber below node, as a new array. */
static void collect_items(const xmlNode *node, json_t *items)
{
	const bool oral = xml_is(node, QRVA_ORAL);
	if (oral || xml_is(node, "QRVADOC")) {
		json_t *item = xml_to_json(node);
		if (oral && json_is_object(item))
			json_object_set_new(item, QRVA_ORAL, json_true());
		json_array_append_new(items, item);
		return;
	}
	for (const xmlNode *n = node->children; n; n = n->next)
		if (n->type == XML_ELEMENT_NODE)
			collect_items(n, items);
}

static bool is_bulletin(const xmlNode *root)
{
	return xml_is(root, "QRVADOC") || xml_is(root, QRVA_ORAL) || xml_is(root, "items") ||
	       (xml_is(root, "result") && xml_find(root, "items"));
}

static enum status read_items(const struct reading *self, const xmlNode *root, struct error *err)
{
	struct question q;
	json_t *items = json_array();
	collect_items(root, items);
	question_init(&q);
	enum status st = source_json_value(self, items, &q, err);
	question_release(&q);
	json_decref(items);
	return st;
}

/* A detail of the Flemish open data; NULL when the element is none.  A new reference. */
static json_t *as_detail(const xmlNode *root)
{
	const xmlNode *number = xml_find(root, "vraagnummer");
	json_t *object = number && number->parent ? xml_to_json(number->parent) : NULL;
	if (object && opendata_is_detail(object))
		return object;
	json_decref(object);
	return NULL;
}

static enum status read_detail(const struct reading *self, const json_t *detail, struct error *err)
{
	struct question q;
	question_init(&q);
	enum status st = source_json_value(self, detail, &q, err);
	question_release(&q);
	return st;
}

static enum status read_official(const struct reading *self, const xmlNode *root, struct error *err)
{
	struct question q;
	question_init(&q);
	enum status st = official_read(&q, root, err);
	if (!st) {
		source_find_citations(&q);
		st = source_emit(self, &q, err);
	}
	question_release(&q);
	return st;
}

enum status source_xml(const struct reading *self, struct input *input, struct error *err)
{
	struct buffer bytes = BUFFER_INIT;
	xmlDoc *doc = NULL;
	enum status st = input_read_all(input, SOURCE_DOCUMENT_MAX, &bytes, err);
	if (!st)
		st = xml_parse(buffer_slice(&bytes), &doc, err);
	buffer_release(&bytes);
	if (st)
		return st;
	const xmlNode *root = xmlDocGetRootElement(doc);
	json_t *detail = as_detail(root);
	if (detail)
		st = read_detail(self, detail, err);
	else if (is_bulletin(root))
		st = read_items(self, root, err);
	else if (official_is(root))
		st = read_official(self, root, err);
	else
		st = error_set(err, STATUS_FORMAT,
			       "XML of an unknown kind: its root element is <%.100s>",
			       (const char *)root->name);
	json_decref(detail);
	xmlFreeDoc(doc);
	return st;
}
