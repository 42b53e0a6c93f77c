/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/compile/near_values.h"

#include "base/edit_distance.h"
#include "corpus/text/person_name.h"
#include "searcher/compile/near_terms.h"
#include "store/index/schema.h"

enum { SHOWN = 3 };

static unsigned allowed(struct slice slug)
{
	return slug.len < 3 ? 0 : slug.len < 6 ? 1 : 2;
}

static enum status find(struct xap_db *db, struct slice prefix, struct slice wanted,
			struct arena *arena, struct near_terms *list, struct error *err)
{
	struct xap_terms *terms = NULL;
	struct slice term;
	uint32_t documents = 0;
	bool more = true;
	enum status st = xap_terms_open(db, 0, prefix, &terms, err);
	while (!st && more) {
		st = xap_terms_next(terms, &more, &term, &documents, NULL, err);
		if (st || !more)
			break;
		struct slice slug = slice_from(term, prefix.len);
		unsigned most = allowed(wanted), d = most + 1;
		struct slice word;
		size_t pos = 0;
		if (most)
			d = edit_distance(wanted, slug, most);
		while (most && name_slug_next(slug, &pos, &word)) {
			unsigned of_word = edit_distance(wanted, word, most);
			d = of_word < d ? of_word : d;
		}
		if (d <= most || name_slug_holds(slug, wanted))
			near_terms_add(list, arena, (struct near_term){slug, d, documents});
	}
	xap_terms_close(terms);
	return st;
}

/* As the first question that has it spells it. */
static enum status put_name(struct xap_db *db, struct slice prefix, unsigned slot,
			    struct slice slug, struct arena *arena, struct buffer *out,
			    struct error *err)
{
	static const char separator[] = {SCHEMA_LIST_SEPARATOR, '\0'};
	struct buffer bytes = BUFFER_INIT;
	struct slice shown = slug;
	uint32_t docid;
	buffer_add_slice(&bytes, prefix);
	buffer_add_slice(&bytes, slug);
	enum status st = xap_find(db, buffer_slice(&bytes), &docid, err);
	if (!st)
		st = xap_value(db, docid, slot, &bytes, err);
	for (struct slice list = st ? SLICE_EMPTY : buffer_slice(&bytes); list.len;) {
		size_t end = slice_find(list, 0, separator);
		if (slice_eq(name_slug(arena, slice_sub(list, 0, end)), slug))
			shown = slice_sub(list, 0, end);
		list = slice_from(list, end + 1);
	}
	buffer_add_slice(out, shown);
	buffer_release(&bytes);
	return st;
}

enum status near_values(struct xap_db *db, enum query_kind kind, struct slice value,
			struct arena *arena, struct buffer *out, struct error *err)
{
	struct near_terms list = {.most = SHOWN};
	struct slice prefix = slice_of(kind == QUERY_PARTY ? PREFIX_PARTY : PREFIX_THEME);
	if (kind != QUERY_PARTY && kind != QUERY_THEME)
		return STATUS_OK;
	enum status st = find(db, prefix, name_slug(arena, value), arena, &list, err);
	for (size_t i = 0; !st && i < list.count; i++) {
		buffer_add_str(out, i ? ", " : "; bedoelde u ");
		st = put_name(db, prefix, kind == QUERY_PARTY ? SLOT_PARTIES : SLOT_THEMES,
			      list.items[i].term, arena, out, err);
	}
	if (list.count)
		buffer_add_byte(out, '?');
	return st;
}
