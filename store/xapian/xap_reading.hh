/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_READING_HH
#define STORE_XAP_READING_HH

/* A part of store/xapian/xap.cc: what an index says of itself, of documents and of terms. */
#include "store/xapian/xap_open.hh"
#include "store/xapian/xap_writer.hh"

uint32_t xap_doccount(struct xap_db *db) noexcept
{
	return or_zero([&] { return db->db.get_doccount(); });
}

uint32_t xap_lastdocid(struct xap_db *db) noexcept
{
	return or_zero([&] { return db->db.get_lastdocid(); });
}

double xap_average_length(struct xap_db *db) noexcept
{
	return or_zero([&] { return db->db.get_average_length(); });
}

enum status xap_revision(struct xap_db *db, uint64_t *revision, struct error *err) noexcept
{
	return guard(err, "cannot read the revision", [&] {
		if (db->parts.size() == 1 && !db->remote) {
			*revision = db->db.get_revision();
			return;
		}
		uint64_t hash = 14695981039346656037u;
		const auto mix = [&](uint64_t number) { hash = (hash ^ number) * 1099511628211u; };
		for (const part &p : db->parts) {
			mix(p.cause.empty());
			if (!p.cause.empty())
				continue;
			for (char c : p.db.get_uuid())
				mix((unsigned char)c);
			mix(p.port ? p.db.get_lastdocid() : p.db.get_revision());
			mix(p.db.get_doccount());
			mix(p.db.get_total_length());
		}
		*revision = hash >> 11; /* fits a number of JavaScript */
	});
}

enum status xap_uuid(struct xap_db *db, struct buffer *out, struct error *err) noexcept
{
	return guard(db, err, "cannot read the UUID", [&] { put(out, db->db.get_uuid()); });
}

enum status xap_metadata_get(struct xap_db *db, const char *key, struct buffer *out,
			     struct error *err) noexcept
{
	return guard(db, err, {"cannot read metadata", key}, [&] {
		string value;
		for (size_t i = 0; value.empty() && i < db->parts.size(); i++)
			if (db->parts[i].cause.empty())
				value = db->parts[i].db.get_metadata(key);
		put(out, value);
	});
}

enum status xap_metadata_set(struct xap_db *db, const char *key, struct slice value,
			     struct error *err) noexcept
{
	return change(db, err, "cannot set metadata", [&](WritableDatabase &writer) {
		if (!*key || strlen(key) > XAP_TERM_MAX)
			throw InvalidArgumentError("the key is empty or too long");
		(void)writer;
		for (part &p : db->parts)
			p.writer->set_metadata(key, string_of(value));
		db->pending.bytes += value.len * db->parts.size();
	});
}

enum status xap_metadata_keys(struct xap_db *db, struct slice prefix, struct xap_terms **keys,
			      struct error *err) noexcept
{
	return guard(db, err, "cannot list metadata", [&] {
		auto opened = std::make_unique<xap_terms>();
		opened->prefix = string_of(prefix);
		opened->at = db->db.metadata_keys_begin(opened->prefix);
		*keys = opened.release();
	});
}

enum status xap_docids(struct xap_db *db, struct slice term, struct buffer *out,
		       struct error *err) noexcept
{
	buffer_clear(out);
	return guard(db, err, "cannot look up a term", [&] {
		const string name = string_of(term); /* the empty term is in all */
		const Xapian::PostingIterator end = db->db.postlist_end(name);
		for (Xapian::PostingIterator at = db->db.postlist_begin(name); at != end; ++at) {
			const uint32_t docid = *at;
			check_limit(db->limit, docid);
			buffer_add(out, &docid, sizeof docid);
		}
	});
}

enum status xap_term_frequency(struct xap_db *db, struct slice term, uint32_t *documents,
			       struct error *err) noexcept
{
	return guard(db, err, "cannot look up a term",
		     [&] { *documents = db->db.get_termfreq(term_of(term)); });
}

enum status xap_term_frequencies(struct xap_db *db, const struct slice *terms, size_t count,
				 uint32_t *documents, struct error *err) noexcept
{
	return guard(db, err, "cannot look up terms", [&] {
		std::vector<string> names;
		for (size_t i = 0; i < count; i++)
			names.push_back(term_of(terms[i]));
		if (!db->remote) {
			for (size_t i = 0; i < count; i++) {
				check_limit(db->limit);
				documents[i] = db->db.get_termfreq(names[i]);
			}
			return;
		}
		/* A search for none of the hits asks all parts for all terms at once. */
		Xapian::Enquire enquire(db->db);
		enquire.set_query(Xapian::Query(Xapian::Query::OP_OR, names.begin(), names.end()));
		const Xapian::MSet set = enquire.get_mset(0, 0);
		for (size_t i = 0; i < count; i++)
			documents[i] = set.get_termfreq(names[i]);
	});
}

enum status xap_find(struct xap_db *db, struct slice term, uint32_t *docid,
		     struct error *err) noexcept
{
	return guard(db, err, "cannot look up a term", [&] {
		const string name = term_of(term);
		Xapian::PostingIterator at = db->db.postlist_begin(name);
		if (at == db->db.postlist_end(name))
			return error_set(err, STATUS_NOT_FOUND, "no document has the term %s",
					 name.c_str());
		*docid = *at;
		return STATUS_OK;
	});
}

/* The part that has a document, and its number there: parts take turns. */
static std::pair<part &, Xapian::docid> part_with(struct xap_db *db, Xapian::docid docid)
{
	size_t there = 0, k;
	for (const part &p : db->parts)
		there += p.cause.empty();
	if (!docid || !there)
		throw Xapian::DocNotFoundError("no document has id 0");
	k = (docid - 1) % there;
	for (part &p : db->parts)
		if (p.cause.empty() && k-- == 0)
			return {p, (Xapian::docid)((docid - 1) / there + 1)};
	throw Xapian::DocNotFoundError("no part has the document");
}

static Xapian::Document document(struct xap_db *db, uint32_t docid)
{
	if (!docid) /* an invalid argument to Xapian */
		throw Xapian::DocNotFoundError("no document has id 0");
	if (!db->remote)
		return db->db.get_document(docid);
	if (db->told.docid != docid) {
		db->told.document = db->db.get_document(docid);
		db->told.docid = docid;
	}
	return db->told.document;
}

enum { IDENTITIES_MAX = 250000 }; /* some 25 MB */

/* What identifies a document of a local database.  The same few come up in every search, and a
 * value costs a walk down a tree. */
static const string &identity(struct xap_db *db, Xapian::docid docid)
{
	const auto known = db->identities.find(docid);
	if (known != db->identities.end())
		return known->second;
	if (db->identities.size() >= IDENTITIES_MAX ||
	    db->writer) /* whose documents change under way */
		db->identities.clear();
	return db->identities[docid] = document(db, docid).get_value(db->identity_slot);
}

/* The value where remote parts have told it, else NULL. */
static const string *told_value(const struct xap_db *db, unsigned slot, Xapian::docid docid)
{
	const auto values = db->told.values.find(slot);
	if (values == db->told.values.end())
		return nullptr;
	const auto value = values->second.find(docid);
	return value == values->second.end() ? nullptr : &value->second;
}

enum status xap_value(struct xap_db *db, uint32_t docid, unsigned slot, struct buffer *out,
		      struct error *err) noexcept
{
	return guard(db, err, "cannot read a value", [&] {
		check_limit(db->limit);
		if (db->has_identity && slot == db->identity_slot && !db->remote)
			return put(out, identity(db, docid));
		const string *told = told_value(db, slot, docid);
		put(out, told ? *told : document(db, docid).get_value(slot));
	});
}

enum status xap_values(struct xap_db *db, unsigned slot, const uint32_t *docids, size_t count,
		       xap_value_fn *fn, void *ctx, struct error *err) noexcept
{
	return guard(db, err, "cannot read values", [&] {
		for (size_t i = 0; db->remote && i < count; i++) {
			const string *told = told_value(db, slot, docids[i]);
			const string value = told ? *told : document(db, docids[i]).get_value(slot);
			if (!value.empty())
				fn(ctx, docids[i], borrow(value));
		}
		if (db->remote)
			return;
		const auto end = db->db.valuestream_end(slot);
		auto at = db->db.valuestream_begin(slot);
		for (size_t i = 0; i < count && at != end; i++) {
			check_limit(db->limit, 16 * i);
			if (i && docids[i] == docids[i - 1] + 1 && at.get_docid() == docids[i - 1])
				++at;
			else
				at.skip_to(docids[i]);
			if (at == end || at.get_docid() != docids[i])
				continue;
			const string value = *at;
			fn(ctx, docids[i], borrow(value));
		}
	});
}

enum status xap_value_bounds(struct xap_db *db, unsigned slot, struct buffer *low,
			     struct buffer *high, struct error *err) noexcept
{
	return guard(db, err, "cannot read value bounds", [&] {
		const string lower = db->db.get_value_lower_bound(slot);
		put(high, db->db.get_value_upper_bound(slot));
		put(low, lower);
	});
}

enum status xap_value_count(struct xap_db *db, unsigned slot, uint32_t *documents,
			    struct error *err) noexcept
{
	return guard(db, err, "cannot count values",
		     [&] { *documents = db->db.get_value_freq(slot); });
}

enum status xap_postings(struct xap_db *db, struct slice term, xap_room_fn *room, void *ctx,
			 size_t *count, struct error *err) noexcept
{
	return guard(db, err, "cannot read postings", [&] {
		check_limit(db->limit);
		const string name = term_of(term);
		const auto end = db->db.postlist_end(name);
		const size_t most = std::min(db->db.get_termfreq(name), db->db.get_doccount());
		struct xap_posting *out = room(ctx, most);
		size_t n = 0;
		for (auto at = db->db.postlist_begin(name); at != end; ++at) {
			if (n == most)
				throw Xapian::DatabaseCorruptError(
					"a posting list is longer than it says");
			check_limit(db->limit, n);
			out[n++] = {*at, at.get_wdf()};
		}
		*count = n;
	});
}

enum status xap_lengths(struct xap_db *db, const uint32_t *docids, size_t count, uint32_t *lengths,
			struct error *err) noexcept
{
	constexpr uint32_t near = 32; /* documents that are sooner passed than skipped */
	return guard(db, err, "cannot read lengths", [&] {
		const auto end = db->db.postlist_end(string());
		auto at = db->db.postlist_begin(string());
		for (size_t i = 0; i < count; i++) {
			check_limit(db->limit, i);
			while (at != end && *at < docids[i] && docids[i] - *at < near)
				++at;
			if (at != end && *at < docids[i])
				at.skip_to(docids[i]);
			lengths[i] = at != end && *at == docids[i] ? at.get_doclength() : 0;
		}
	});
}

#endif
