/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_DOCUMENTS_HH
#define STORE_XAP_DOCUMENTS_HH

/* A part of store/xap.cc: documents under construction, and putting them in. */
#include "store/xap_records.hh"
#include "store/xap_writer.hh"

/* ---- documents ---- */

struct xap_doc *xap_doc_new(void) noexcept
{
	return or_zero([] { return new xap_doc; });
}

void xap_doc_free(struct xap_doc *doc) noexcept
{
	delete doc;
}

void xap_doc_clear(struct xap_doc *doc) noexcept
{
	if (!doc)
		return;
	doc->failure.code = STATUS_OK;
	doc->finished = false;
	positions_clear(&doc->terms);
	(void)guard(&doc->failure, "cannot clear a document", [&] {
		doc->doc.clear_terms();
		doc->doc.clear_values();
		doc->data.clear();
	});
}

enum status xap_doc_status(const struct xap_doc *doc, struct error *err) noexcept
{
	return doc ? copy_failure(doc->failure, err)
		   : error_set(err, STATUS_NOMEM, "no memory for a document");
}

/* Runs add(document) unless an earlier one failed, and keeps its failure. */
template <typename Add> static void grow(struct xap_doc *doc, const char *what, Add add) noexcept
{
	if (!doc || doc->failure.code)
		return;
	doc->finished = false;
	(void)guard(&doc->failure, what, [&] { add(doc->doc); });
}

/* Xapian itself would find out about a long term only when the document is stored. */
static void check_term(struct slice term)
{
	if (!term.len)
		throw InvalidArgumentError("empty term");
	if (term.len * 2 <= XAP_TERM_MAX)
		return;
	size_t len = term.len + (size_t)std::count(term.ptr, term.ptr + term.len, '\0');
	if (len > XAP_TERM_MAX)
		throw InvalidArgumentError("term of " + std::to_string(len) + " bytes: " +
					   string(term.ptr, 40) + "...");
}

void xap_doc_posting(struct xap_doc *doc, struct slice term, uint32_t position,
		     uint32_t wdf) noexcept
{
	grow(doc, "cannot add a term", [&](Xapian::Document &) {
		check_term(term);
		if (position == UINT32_MAX)
			throw InvalidArgumentError("position over the limit");
		positions_place(&doc->terms, positions_add(&doc->terms, term, wdf), position);
	});
}

void xap_doc_term(struct xap_doc *doc, struct slice term, uint32_t wdf) noexcept
{
	grow(doc, "cannot add a term", [&](Xapian::Document &) {
		check_term(term);
		positions_add(&doc->terms, term, wdf);
	});
}

/* Gives Xapian the terms that were gathered, each once. */
static void finish(struct xap_doc &doc)
{
	struct buffer value = BUFFER_INIT;
	if (std::exchange(doc.finished, true))
		return;
	doc.doc.clear_terms();
	for (size_t i = 0; i < doc.terms.term_count; i++) {
		const struct slice name = positions_name(&doc.terms, (uint32_t)i);
		if (!positions_is_bare(name))
			doc.doc.add_term(string(name.ptr, name.len), doc.terms.terms[i].wdf);
	}
	positions_encode(&doc.terms, &value);
	const string bytes = string_of(buffer_slice(&value));
	buffer_release(&value);
	doc.doc.add_value(XAP_SLOT_POSITIONS, bytes);
}

void xap_doc_value(struct xap_doc *doc, unsigned slot, struct slice value) noexcept
{
	grow(doc, "cannot add a value", [&](Xapian::Document &d) {
		if (slot == Xapian::BAD_VALUENO)
			throw InvalidArgumentError("no such slot");
		d.add_value(slot, string_of(value));
	});
}

void xap_doc_data(struct xap_doc *doc, struct slice data) noexcept
{
	grow(doc, "cannot add data", [&](Xapian::Document &) { doc->data = string_of(data); });
}

static bool holds(const Xapian::Document &doc, const string &term)
{
	Xapian::TermIterator at = doc.termlist_begin();
	if (at != doc.termlist_end())
		at.skip_to(term);
	return at != doc.termlist_end() && *at == term;
}

enum status xap_replace(struct xap_db *db, struct slice unique_term, struct xap_doc *doc,
			uint32_t *docid, struct error *err) noexcept
{
	enum status status = xap_doc_status(doc, err);
	if (status)
		return status;
	return change(db, err, "cannot store a document", [&](WritableDatabase &) {
		const string term = term_of(unique_term);
		finish(*doc);
		if (!holds(doc->doc, term))
			throw InvalidArgumentError("it lacks its unique term " + term);
		const size_t parts = db->parts.size(), at = xap_part_of(unique_term, parts);
		const struct part &p = db->parts[at];
		pack_data(*p.keeping, *p.writer, doc->data, doc->doc);
		const Xapian::docid stored = p.writer->replace_document(term, doc->doc);
		if (docid) /* parts take turns in the numbers of the whole */
			*docid = (Xapian::docid)((stored - 1) * parts + at + 1);
	});
}

/* Xapian's maps of pending postings are slow where they outgrow the cache.  To list all terms has them written to the
 * table, without a commit. */
static void relieve(struct xap_db *db, size_t more)
{
	enum { PENDING_MOST = 80000 };
	db->pending += more;
	if (!db->scratch || db->pending < PENDING_MOST)
		return;
	db->writer->allterms_begin();
	db->pending = 0;
}

enum status xap_add(struct xap_db *db, struct xap_doc *doc, struct error *err) noexcept
{
	enum status status = xap_doc_status(doc, err);
	if (status)
		return status;
	return change(db, err, "cannot store a document", [&](WritableDatabase &writer) {
		finish(*doc);
		pack_data(*db->parts.at(0).keeping, writer, doc->data, doc->doc);
		writer.add_document(doc->doc);
		relieve(db, doc->terms.term_count);
	});
}

enum status xap_doc_positions(struct xap_doc *doc, struct buffer *out, struct error *err) noexcept
{
	const enum status status = xap_doc_status(doc, err);
	if (status)
		return status;
	return guard(err, "cannot encode positions", [&] {
		finish(*doc);
		const string value = doc->doc.get_value(XAP_SLOT_POSITIONS);
		buffer_clear(out);
		buffer_add_slice(out, borrow(value));
	});
}

enum status xap_doc_each_term(struct xap_doc *doc, xap_term_fn *fn, void *ctx,
			      struct error *err) noexcept
{
	enum status status = xap_doc_status(doc, err);
	if (status)
		return status;
	return guard(err, "cannot list terms", [&] {
		finish(*doc);
		for (auto at = doc->doc.termlist_begin(); at != doc->doc.termlist_end(); ++at) {
			const string term = *at;
			fn(ctx, borrow(term), at.get_wdf());
		}
	});
}

enum status xap_set_value(struct xap_db *db, uint32_t docid, unsigned slot, struct slice value,
			  struct error *err) noexcept
{
	return change(db, err, "cannot change a document", [&](WritableDatabase &writer) {
		Xapian::Document doc = writer.get_document(docid);
		doc.add_value(slot, string_of(value));
		writer.replace_document(docid, doc);
	});
}

enum status xap_delete(struct xap_db *db, struct slice term, struct error *err) noexcept
{
	return change(db, err, "cannot delete documents",
		      [&](WritableDatabase &writer) { writer.delete_document(term_of(term)); });
}

#endif
