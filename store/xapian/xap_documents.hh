/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_DOCUMENTS_HH
#define STORE_XAP_DOCUMENTS_HH

/* A part of store/xapian/xap.cc: documents under construction, and putting them in. */
#include "store/xapian/xap_records.hh"
#include "store/xapian/xap_writer.hh"

/* ---- documents ---- */

/* What Xapian stores of it, but for its data. */
static Xapian::Document made_of(struct xap_doc &from)
{
	Xapian::Document doc;
	struct buffer value = BUFFER_INIT;
	for (uint32_t i = 0; i < from.terms.term_count; i++) {
		const struct slice name = positions_name(&from.terms, i);
		if (!positions_is_bare(name))
			doc.add_term(string(name.ptr, name.len), from.terms.terms[i].wdf);
	}
	for (size_t i = 0; i < from.value_count; i++)
		doc.add_value(from.values[i].slot, string_of(xap_doc_value_at(&from, i)));
	positions_encode(&from.terms, &value);
	const string bytes = string_of(buffer_slice(&value));
	buffer_release(&value);
	doc.add_value(XAP_SLOT_POSITIONS, bytes);
	return doc;
}

enum status xap_replace(struct xap_db *db, struct slice unique_term, struct xap_doc *doc,
			uint32_t *docid, struct error *err) noexcept
{
	enum status status = xap_doc_status(doc, err);
	if (status)
		return status;
	return change(db, err, "cannot store a document", [&](WritableDatabase &) {
		const string term = term_of(unique_term);
		if (!xap_doc_holds(doc, unique_term))
			throw InvalidArgumentError("it lacks its unique term " + term);
		const size_t parts = db->parts.size(), at = xap_part_of(unique_term, parts);
		const struct part &p = db->parts[at];
		Xapian::Document made = made_of(*doc);
		pack_data(*p.keeping, *p.writer, string_of(buffer_slice(&doc->data)), made);
		const Xapian::docid stored = p.writer->replace_document(term, made);
		db->pending.bytes += doc->data.len + doc->bytes.len + doc->terms.names.len;
		db->pending.terms += doc->terms.term_count;
		if (docid) /* parts take turns in the numbers of the whole */
			*docid = (Xapian::docid)((stored - 1) * parts + at + 1);
	});
}

enum status xap_delete(struct xap_db *db, struct slice term, struct error *err) noexcept
{
	return change(db, err, "cannot delete documents",
		      [&](WritableDatabase &writer) { writer.delete_document(term_of(term)); });
}

#endif
