/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_SEARCH_HH
#define STORE_XAP_SEARCH_HH

/* A part of store/xapian/xap.cc: running a query. */
#include "store/xapian/xap_remote.hh"

/* ---- the whole ---- */

/* The hits from the first to the end of what is wanted; `set` gets the numbers of all. */
static std::vector<found> find_hits(struct xap_db *db, const struct xap_search &search, const Query &query,
				    Xapian::Enquire &enquire, Xapian::doccount least, Xapian::MSet &set)
{
	const Xapian::doccount end = std::min(UINT32_MAX - search.first, search.count) + search.first;
	std::vector<found> hits;
	if (db->remote && search.sort_count) {
		set = enquire.get_mset(0, 0, least);
		hits = key_by_key(db, search).sorted(query, 0, std::min(end, db->db.get_doccount()));
	} else if (search.sort_count || search.any_order || !db->has_identity || !search.count) {
		set = enquire.get_mset(search.first, search.count, least);
		return found_in(set);
	} else {
		if (db->remote && search.carry)
			enquire.set_collapse_key(search.carry_slot, UINT32_MAX);
		hits = best(db, enquire, end, least, set);
		for (auto at = set.begin(); db->remote && search.carry && at != set.end(); ++at)
			db->told.values[search.carry_slot][*at] = at.get_collapse_key();
	}
	if (hits.size() > end)
		hits.resize(end);
	hits.erase(hits.begin(), hits.begin() + std::min<size_t>(search.first, hits.size()));
	return hits;
}

static void copy_hits(const std::vector<found> &from, const Xapian::Enquire &enquire, bool want_terms, xap_hits &hits)
{
	hits.items.reserve(from.size());
	hits.terms.reserve(from.size());
	for (const found &hit : from) {
		hits.items.push_back({hit.docid, hit.score, hit.percent});
		if (!want_terms)
			continue;
		hits.terms.emplace_back(enquire.get_matching_terms_begin(hit.docid),
					enquire.get_matching_terms_end(hit.docid));
		std::sort(hits.terms.back().begin(), hits.terms.back().end());
	}
}

/* Terms of ids stand in a query only to name documents that were looked at. */
static void drop_ids(const struct xap_db *db, xap_hits &hits)
{
	for (std::vector<string> &terms : hits.terms)
		terms.erase(std::remove_if(terms.begin(), terms.end(), [&](const string &term) {
			return term.compare(0, db->identity_prefix.size(), db->identity_prefix) == 0;
		}), terms.end());
}

static std::unique_ptr<xap_hits> run(struct xap_db *db, const struct xap_search &search, const Query &query)
{
	auto hits = std::make_unique<xap_hits>();
	std::list<Xapian::ValueCountMatchSpy> spies; /* these two outlive enquire */
	Xapian::MultiValueKeyMaker keys;
	Xapian::Enquire enquire(db->db);
	Xapian::MSet set;
	set_up(enquire, search, query);
	if (search.sort_count && !db->remote) {
		add_sort_keys(db->db, search, keys);
		enquire.set_sort_by_key_then_relevance(&keys, false);
	}
	for (unsigned k = 0; k < search.count_slot_count; k++)
		enquire.add_matchspy(&spies.emplace_back(search.count_slots[k]));
	const Xapian::doccount least = spies.empty() ? search.check_at_least : UINT32_MAX;
	copy_hits(find_hits(db, search, query, enquire, least, set), enquire, search.want_terms, *hits);
	if (db->remote && db->has_identity)
		drop_ids(db, *hits);
	hits->total = set.get_matches_lower_bound();
	hits->exact = hits->total == set.get_matches_upper_bound();
	for (const Xapian::ValueCountMatchSpy &spy : spies) {
		hits->counts.push_back(sorted_counts(spy));
		/* After a timeout the bounds may meet although the spies missed hits. */
		hits->exact = hits->exact && spy.get_total() == hits->total;
	}
	return hits;
}

enum status xap_run(struct xap_db *db, const struct xap_search *search, struct xap_hits **hits,
		    struct error *err) noexcept
{
	if (search->query && search->query->failure.code)
		return copy_failure(search->query->failure, err);
	/* of one database it is told which: damage is in a place */
	const doing search_it("cannot search", db->parts.size() == 1 ? db->parts[0].name.c_str() : nullptr);
	return guard(db, err, search_it, [&] {
		bool too_many = false;
		check_search(*search);
		const Query query = runnable(db, *search->query, &too_many);
		if (too_many)
			return error_set(err, STATUS_LIMIT, "more than %d documents of other machines would have to be "
					 "looked at for the positions of words", XAP_REMOTE_CANDIDATES);
		*hits = run(db, *search, query).release();
		db->losses = 0;
		return STATUS_OK;
	});
}

size_t xap_hits_count(const struct xap_hits *hits) noexcept
{
	return hits->items.size();
}

struct xap_hit xap_hits_at(const struct xap_hits *hits, size_t i) noexcept
{
	assert(i < hits->items.size());
	return hits->items[i];
}

uint32_t xap_hits_total(const struct xap_hits *hits, bool *exact) noexcept
{
	if (exact)
		*exact = hits->exact;
	return hits->total;
}

bool xap_hits_value_count(const struct xap_hits *hits, unsigned k, size_t i, struct slice *value,
			  uint32_t *count) noexcept
{
	if (k >= hits->counts.size() || i >= hits->counts[k].size())
		return false;
	*value = borrow(hits->counts[k][i].first);
	*count = hits->counts[k][i].second;
	return true;
}

bool xap_hits_matching_term(const struct xap_hits *hits, size_t hit, size_t i,
			    struct slice *term) noexcept
{
	if (hit >= hits->terms.size() || i >= hits->terms[hit].size())
		return false;
	*term = borrow(hits->terms[hit][i]);
	return true;
}

void xap_hits_free(struct xap_hits *hits) noexcept
{
	delete hits;
}

/* ---- numbers in value slots ---- */

void xap_pack_number(double number, struct buffer *out) noexcept
{
	if (std::isnan(number))
		return;
	const string packed = or_zero([&] { return Xapian::sortable_serialise(number); });
	buffer_add(out, packed.data(), packed.size());
}

double xap_unpack_number(struct slice packed) noexcept
{
	return or_zero([&] { return Xapian::sortable_unserialise(string_of(packed)); });
}

#endif
