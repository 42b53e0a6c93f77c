/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/document/number_terms.h"

#include "corpus/text/reference.h"
#include "store/index/schema.h"

struct posting {
	const struct question *q;
	struct arena *arena;
	struct buffer *term;
	struct xap_doc *doc;
};

static void post(const struct posting *p, struct slice number)
{
	if (!number.len)
		return;
	schema_number_term(p->term, number);
	xap_doc_term(p->doc, buffer_slice(p->term), 0);
}

static bool ends_with(struct slice id, struct slice end)
{
	return id.len > end.len && slice_eq(slice_from(id, id.len - end.len), end);
}

static bool id_ends_with(const struct question *q, struct slice end)
{
	bool found = ends_with(q->id, end);
	for (size_t i = 0; !found && i < q->alias_count; i++)
		found = ends_with(q->aliases[i], end);
	return found;
}

/* Bulletin, number and DOCNAME. */
static void post_sdocname(const struct posting *p, struct slice sdocname)
{
	struct slice docname = reference_sdocname_part(sdocname, 4);
	post(p, reference_sdocname_part(sdocname, 1));
	post(p, reference_without_zeros(reference_sdocname_part(sdocname, 3)));
	if (!id_ends_with(p->q, docname))
		post(p, docname);
}

static void post_address(const struct posting *p, struct slice address)
{
	struct reference r;
	if (!reference_in_address(address, &r))
		return;
	if (reference_sdocname_part(r.number, 4).len)
		post_sdocname(p, r.number);
	else if (reference_is_file(r.number))
		post(p, reference_file_key(r.number, p->arena));
	else if (!p->q->number_count)
		post(p, r.number);
}

void number_terms_post(const struct question *q, struct arena *arena, struct buffer *term,
		       struct xap_doc *doc)
{
	const struct posting p = {q, arena, term, doc};
	for (size_t i = 0; i < q->number_count; i++)
		post(&p, q->numbers[i]);
	post_address(&p, q->url);
	post_address(&p, q->document);
}
