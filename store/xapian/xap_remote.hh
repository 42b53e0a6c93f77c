/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_REMOTE_HH
#define STORE_XAP_REMOTE_HH

/* A part of store/xapian/xap.cc: what parts on other machines cannot do by themselves. */
#include "store/xapian/xap_order.hh"

/* ---- what remote parts cannot do ---- */

/* The leaf where looking at each document that may hold it has told which do. */
static Query settle(struct xap_db *db, checked_leaf &leaf, const Query &loose, bool *too_many)
{
	if (!db->has_identity)
		throw InvalidArgumentError("positions in remote parts need to be told what identifies a document");
	if (std::exchange(leaf.known_in, db) != db || std::exchange(leaf.known_at, db->state) != db->state)
		leaf.known.clear();
	Xapian::Enquire enquire(db->db);
	enquire.set_query(Query(Query::OP_FILTER, leaf.skeleton, loose));
	enquire.set_weighting_scheme(Xapian::BoolWeight());
	enquire.set_sort_by_value(db->identity_slot, false);           /* brings the ids along */
	enquire.set_collapse_key(XAP_SLOT_POSITIONS, UINT32_MAX);      /* and the positions */
	const Xapian::MSet set = enquire.get_mset(0, XAP_REMOTE_CANDIDATES + 1);
	*too_many = *too_many || set.size() > XAP_REMOTE_CANDIDATES;
	std::vector<Query> ids[2];
	for (auto at = set.begin(); at != set.end() && !*too_many; ++at) {
		const auto known = leaf.known.find(*at);
		const bool holds = known != leaf.known.end() ? known->second : leaf.holds(db->db, *at, at.get_collapse_key());
		leaf.known[*at] = holds;
		ids[holds].emplace_back((db->identity_prefix + at.get_sort_key()).substr(0, XAP_TERM_MAX));
	}
	const bool by_those = ids[true].size() <= ids[false].size();
	const std::vector<Query> &listed = ids[by_those];
	if (listed.empty())
		return by_those ? Query() : leaf.skeleton;
	return Query(by_those ? Query::OP_FILTER : Query::OP_AND_NOT, leaf.skeleton, in_groups(listed));
}

/* The query as all parts can run it. */
static Query runnable(struct xap_db *db, const struct xap_query &query, bool *too_many)
{
	if (!db->remote || !query.remake)
		return query.query;
	const Query loose = query.remake({true, [](checked_leaf &leaf) { return leaf.skeleton; }});
	return query.remake({false, [&](checked_leaf &leaf) { return settle(db, leaf, loose, too_many); }});
}

/* Sorting by several keys where Xapian knows one. */
class key_by_key {
	struct xap_db *const db;
	const struct xap_search &search;

	static Query with_value(unsigned slot) { return Query(Query::OP_VALUE_GE, slot, string(1, '\0')); }

	std::vector<found> first_by(const Query &query, unsigned k, Xapian::doccount need, unsigned carry) const
	{
		Xapian::Enquire enquire(db->db);
		set_up(enquire, search, query);
		enquire.set_sort_by_value(search.sort[k].slot, search.sort[k].descending);
		if (carry != Xapian::BAD_VALUENO)
			enquire.set_collapse_key(carry, UINT32_MAX);
		const Xapian::MSet set = enquire.get_mset(0, need);
		for (auto at = set.begin(); carry != Xapian::BAD_VALUENO && at != set.end(); ++at)
			db->told.values[carry][*at] = at.get_collapse_key();
		return found_in(set);
	}

	bool goes_before(const found &a, const found &b, unsigned k) const
	{
		for (; k < search.sort_count; k++) {
			const string &x = *told_value(db, search.sort[k].slot, a.docid);
			const string &y = *told_value(db, search.sort[k].slot, b.docid);
			if (x != y)
				return x.empty() ? false : y.empty() ? true : search.sort[k].descending ? x > y : x < y;
		}
		return a.docid < b.docid;
	}

	/* Orders groups with one value by the keys behind; the last may go on behind the list. */
	void order_groups(std::vector<found> &hits, const Query &query, unsigned k, Xapian::doccount need) const
	{
		const auto last = std::find_if(hits.begin(), hits.end(), [&](const found &h) { return h.id == hits.back().id; });
		const bool cut = hits.size() == need;
		for (unsigned later = k + 1; later < search.sort_count; later++)
			(void)first_by(query, k, need, search.sort[later].slot);
		for (auto from = hits.begin(), to = from; from != hits.end(); from = to) {
			to = std::find_if(from, hits.end(), [&](const found &h) { return h.id != from->id; });
			if (!cut || from != last)
				std::sort(from, to, [&](const found &a, const found &b) { return goes_before(a, b, k + 1); });
		}
		if (!cut || k + 1 == search.sort_count)
			return;
		const Query one(Query::OP_VALUE_RANGE, search.sort[k].slot, last->id, last->id);
		const auto group = sorted(Query(Query::OP_FILTER, query, one), k + 1, (Xapian::doccount)(hits.end() - last));
		std::copy(group.begin(), group.end(), last);
	}

      public:
	key_by_key(struct xap_db *where, const struct xap_search &what) : db(where), search(what) {}

	/* The first `need` by the keys from k on. */
	std::vector<found> sorted(const Query &query, unsigned k, Xapian::doccount need) const
	{
		const Query has = with_value(search.sort[k].slot), with(Query::OP_FILTER, query, has);
		std::vector<found> hits = first_by(with, k, need, Xapian::BAD_VALUENO);
		if (!hits.empty())
			order_groups(hits, with, k, need);
		if (hits.size() == need)
			return hits;
		const Query without(Query::OP_AND_NOT, query, has);
		const auto rest = k + 1 < search.sort_count
					  ? sorted(without, k + 1, need - (Xapian::doccount)hits.size())
					  : first_by(without, k, need - (Xapian::doccount)hits.size(), Xapian::BAD_VALUENO);
		hits.insert(hits.end(), rest.begin(), rest.end());
		return hits;
	}
};

#endif
