/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/readers/read_sru.h"

#include <stdlib.h>

#include "corpus/extract/xml.h"

static struct slice text_of(const xmlNode *node, struct buffer *out)
{
	buffer_clear(out);
	if (node)
		xml_add_text(node, out);
	return slice_trim(buffer_slice(out));
}

static void set_text(json_t *o, const char *key, const xmlNode *node, struct buffer *text)
{
	struct slice s = text_of(node, text);
	if (s.len)
		json_object_set_new(o, key, json_stringn(s.ptr, s.len));
}

static json_t *record_json(const xmlNode *record, struct buffer *text)
{
	json_t *o = json_object();
	set_text(o, "identifier", xml_find(record, "identifier"), text);
	set_text(o, "modified", xml_find(record, "modified"), text);
	set_text(o, "title", xml_find(record, "title"), text);
	return o;
}

/* Diagnostics below records are about one of them. */
static enum status check_diagnostics(const xmlNode *root, struct buffer *text, struct error *err)
{
	for (const xmlNode *n = root->children; n; n = n->next) {
		if (!xml_is(n, "diagnostics"))
			continue;
		struct slice s = text_of(xml_find(n, "message"), text);
		if (!s.len)
			s = text_of(n, text);
		return error_set(err, STATUS_FORMAT, "the service refuses the search: %.*s",
				 (int)(s.len < 200 ? s.len : 200), s.ptr);
	}
	return STATUS_OK;
}

static enum status read_total(const xmlNode *root, struct buffer *text, long long *total,
			      struct error *err)
{
	struct slice s = text_of(xml_find(root, "numberOfRecords"), text);
	size_t n = 0;
	while (n < s.len && n < 12 && byte_is_digit(s.ptr[n]))
		n++;
	if (!n || n < s.len)
		return error_set(err, STATUS_FORMAT,
				 "a reply to a search without the number of its records");
	*total = atoll(s.ptr);
	return STATUS_OK;
}

static json_t *records_json(const xmlNode *root, struct buffer *text)
{
	const xmlNode *records = xml_find(root, "records");
	json_t *list = json_array();
	for (const xmlNode *n = records ? records->children : NULL; n; n = n->next)
		if (xml_is(n, "record"))
			json_array_append_new(list, record_json(n, text));
	return list;
}

enum status sru_read(struct slice bytes, json_t **reply, struct error *err)
{
	struct buffer text = BUFFER_INIT;
	xmlDoc *doc = NULL;
	long long total = 0;
	*reply = NULL;
	enum status st = xml_parse(bytes, &doc, err);
	if (st)
		goto out;
	const xmlNode *root = xmlDocGetRootElement(doc);
	if (!xml_is(root, "searchRetrieveResponse")) {
		st = error_set(err, STATUS_FORMAT,
			       "XML, but no reply to a search: its root element is <%.100s>",
			       (const char *)root->name);
		goto out;
	}
	st = check_diagnostics(root, &text, err);
	if (!st)
		st = read_total(root, &text, &total, err);
	if (!st)
		*reply = json_pack("{s:I, s:o}", "total", (json_int_t)total, "records",
				   records_json(root, &text));
out:
	xmlFreeDoc(doc);
	buffer_release(&text);
	return st;
}
