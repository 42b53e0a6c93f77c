/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_TERMS_HH
#define STORE_XAP_TERMS_HH

/* A part of store/xapian/xap.cc: the terms of an index, and of a document. */
#include "store/xapian/xap_reading.hh"

/* Reads the list of terms by code that checks its lengths, which Xapian's does not, where that
 * knows how: false where it does not, as with what a writer has not committed, and on other
 * machines. */
static bool read_checked(struct xap_db *db, uint32_t docid, struct buffer *list,
			 enum status *status, struct error *err)
{
	if (!docid || db->remote || db->writer)
		return false;
	const auto [p, there] = part_with(db, docid);
	const uint64_t revision = p.db.get_revision();
	if (!p.terms || glass_terms_revision(p.terms.get()) != revision)
		p.terms.reset(glass_terms_open(p.folder.c_str(), revision), glass_terms_close);
	if (!p.terms)
		return false;
	*status = glass_terms_list(p.terms.get(), there, list, err);
	if (*status)
		error_prefix(err, "%s: ", p.folder.c_str());
	return true;
}

enum status xap_terms_open(struct xap_db *db, uint32_t docid, struct slice prefix,
			   struct xap_terms **terms, struct error *err) noexcept
{
	return guard(db, err, "cannot list terms", [&] {
		auto opened = std::make_unique<xap_terms>();
		enum status status = STATUS_OK;
		opened->prefix = string_of(prefix);
		opened->in_document = docid != 0;
		opened->limit = db->limit;
		check_limit(db->limit);
		opened->db = db;
		opened->checked = read_checked(db, docid, &opened->list, &status, err);
		if (opened->checked) {
			opened->list_at.rest = buffer_slice(&opened->list);
			if (!status)
				*terms = opened.release();
			return status;
		}
		opened->at = docid ? db->db.termlist_begin(docid)
				   : db->db.allterms_begin(opened->prefix);
		if (docid && opened->at != opened->end)
			opened->at.skip_to(opened->prefix);
		*terms = opened.release();
		return STATUS_OK;
	});
}

/* The next term of a list that was read by ourselves, at or behind its prefix. */
static enum status next_checked(struct xap_terms &t, bool *more, struct slice *term,
				uint32_t *frequency, uint32_t *wdf, struct error *err)
{
	enum status status;
	do {
		status = glass_terms_next(&t.list_at, more, err);
		*term = slice_make((const char *)t.list_at.term, t.list_at.len);
	} while (!status && *more && slice_compare(*term, borrow(t.prefix)) < 0);
	*more = *more && !status &&
		slice_compare(slice_sub(*term, 0, t.prefix.size()), borrow(t.prefix)) == 0;
	if (wdf)
		*wdf = *more ? t.list_at.wdf : 0;
	if (frequency)
		*frequency = *more ? t.db->db.get_termfreq(string_of(*term)) : 0;
	return status;
}

enum status xap_terms_next(struct xap_terms *terms, bool *more, struct slice *term,
			   uint32_t *frequency, uint32_t *wdf, struct error *err) noexcept
{
	return guard(err, "cannot list terms", [&, &t = *terms] {
		check_limit(t.limit);
		if (t.checked)
			return next_checked(t, more, term, frequency, wdf, err);
		if (std::exchange(t.started, true) && t.at != t.end)
			++t.at;
		t.term = t.at != t.end ? *t.at : string();
		if (t.term.compare(0, t.prefix.size(), t.prefix) != 0)
			t.at = t.end;
		const bool there = t.at != t.end;
		if (frequency)
			*frequency = there ? t.at.get_termfreq() : 0;
		if (wdf)
			*wdf = there && t.in_document ? t.at.get_wdf() : 0;
		*term = there ? borrow(t.term) : slice_make(nullptr, 0);
		*more = there;
		return STATUS_OK;
	});
}

void xap_terms_close(struct xap_terms *terms) noexcept
{
	delete terms;
}

enum status xap_each_term(struct xap_db *db, uint32_t docid, xap_term_fn *fn, void *ctx,
			  struct error *err) noexcept
{
	return guard(db, err, "cannot list terms", [&] {
		check_limit(db->limit);
		enum status status = STATUS_OK;
		if (read_checked(db, docid, &db->list, &status, err)) {
			struct glass_terms_at at = {};
			bool more = true;
			at.rest = buffer_slice(&db->list);
			while (!status && !(status = glass_terms_next(&at, &more, err)) && more)
				fn(ctx, slice_make((const char *)at.term, at.len), at.wdf);
			return status;
		}
		const auto end = db->db.termlist_end(docid);
		for (auto at = db->db.termlist_begin(docid); at != end; ++at) {
			const string term = *at;
			fn(ctx, borrow(term), at.get_wdf());
		}
		return STATUS_OK;
	});
}

#endif
