/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_ORDER_HH
#define STORE_XAP_ORDER_HH

/* A part of store/xapian/xap.cc: hits, and an order that does not go by document numbers. */
#include "store/xapian/xap_queries.hh"
#include "store/xapian/xap_reading.hh"

/* ---- searching ---- */

static void check_search(const struct xap_search &search)
{
	if (!search.query)
		throw InvalidArgumentError("no query");
	if (search.sort_count > XAP_SORT_KEYS || search.count_slot_count > XAP_COUNT_SLOTS)
		throw InvalidArgumentError("too many sort keys or slots to count");
	amount(search.k1, "k1");
	amount(search.b, "b");
	amount(search.min_normlen, "min_normlen");
}

/* No value sorts before all others, so last already when descending. */
static void add_sort_keys(const Xapian::Database &db, const struct xap_search &search,
			  Xapian::MultiValueKeyMaker &keys)
{
	for (unsigned i = 0; i < search.sort_count; i++) {
		const struct xap_sort_key &key = search.sort[i];
		const bool stand_in = key.empty_last && !key.descending;
		keys.add_value(key.slot, key.descending,
			       stand_in ? db.get_value_upper_bound(key.slot) + "x" : string());
	}
}

static value_counts sorted_counts(const Xapian::ValueCountMatchSpy &spy)
{
	value_counts counts;
	for (auto at = spy.values_begin(); at != spy.values_end(); ++at)
		counts.emplace_back(*at, at.get_termfreq());
	std::stable_sort(counts.begin(), counts.end(),
			 [](const auto &a, const auto &b) { return a.second > b.second; });
	return counts;
}

static void set_up(Xapian::Enquire &enquire, const struct xap_search &search, const Query &query)
{
	enquire.set_query(query);
	enquire.set_weighting_scheme(Xapian::BM25Weight(search.k1, 0, 1, search.b, search.min_normlen));
	enquire.set_time_limit(search.timeout_ms / 1000.0);
}

/* Parts add up a score in orders of their own: what differs by less than 2^-24 is a tie. */
static double rounded(double score)
{
	return std::nearbyint(std::ldexp(score, 24));
}

/* A hit on the way to its place. */
struct found {
	Xapian::docid docid;
	double score, percent;
	string id; /* what xap_set_identity says, or the sort key; read where it is needed */
	double rank = rounded(score);
};

static std::vector<found> found_in(const Xapian::MSet &set)
{
	std::vector<found> all;
	all.reserve(set.size());
	for (auto at = set.begin(); at != set.end(); ++at)
		all.push_back({*at, at.get_weight(), (double)at.get_percent(), at.get_sort_key()});
	return all;
}

/* ---- order that does not go by document numbers ---- */

enum { TIE_MARGIN = 16 }; /* hits behind the last one wanted that may turn out to go before it */

static bool better(const found &a, const found &b)
{
	return a.rank != b.rank ? a.rank > b.rank : a.id != b.id ? a.id < b.id : a.docid < b.docid;
}

static bool tie(const found &a, const found &b)
{
	return a.rank == b.rank;
}

/* Reads the ids of those hits that a neighbour ties with. */
static void read_ids(struct xap_db *db, std::vector<found> &hits)
{
	for (size_t i = 0; i < hits.size(); i++)
		if ((i && tie(hits[i - 1], hits[i])) || (i + 1 < hits.size() && tie(hits[i], hits[i + 1])))
			hits[i].id = identity(db, hits[i].docid);
}

/* Of many, documents are passed in their order: opening each costs some times as much. */
static std::vector<string> identities_of(struct xap_db *db, const struct xap_hit *hits, size_t count)
{
	constexpr size_t few = 16;
	std::vector<string> ids;
	if (count <= few || db->remote) {
		for (size_t i = 0; i < count; i++)
			ids.push_back(identity(db, hits[i].docid));
		return ids;
	}
	auto value = db->db.valuestream_begin(db->identity_slot);
	const auto end = db->db.valuestream_end(db->identity_slot);
	for (size_t i = 0; i < count; i++) {
		if (value != end)
			value.skip_to(hits[i].docid);
		ids.push_back(value != end && value.get_docid() == hits[i].docid ? *value : string());
	}
	return ids;
}

enum status xap_order_ties(struct xap_db *db, struct xap_hit *hits, size_t count, struct error *err) noexcept
{
	return guard(db, err, "cannot order hits", [&] {
		for (size_t from = 0, to; db->has_identity && from < count; from = to) {
			for (to = from + 1; to < count && hits[to].score == hits[from].score; to++)
				;
			if (to - from == 1)
				continue;
			std::vector<std::pair<string, struct xap_hit>> ties;
			std::sort(hits + from, hits + to, [](const auto &a, const auto &b) { return a.docid < b.docid; });
			std::vector<string> ids = identities_of(db, hits + from, to - from);
			for (size_t i = from; i < to; i++)
				ties.emplace_back(std::move(ids[i - from]), hits[i]);
			std::sort(ties.begin(), ties.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
			for (size_t i = from; i < to; i++)
				hits[i] = ties[i - from].second;
		}
	});
}

/* The best `count` hits.  Where a tie goes on behind the margin, and in remote parts, Xapian looks at the ids of
 * all that could be among them; else only ties cost anything. */
static std::vector<found> best(struct xap_db *db, Xapian::Enquire &enquire, Xapian::doccount count,
			       Xapian::doccount least, Xapian::MSet &set)
{
	const Xapian::doccount more = std::min(count, UINT32_MAX - TIE_MARGIN) + TIE_MARGIN;
	if (!db->remote) {
		set = enquire.get_mset(0, more, least);
		std::vector<found> hits = found_in(set);
		if (hits.size() < more || !tie(hits[count - 1], hits.back())) {
			read_ids(db, hits);
			std::sort(hits.begin(), hits.end(), better);
			return hits;
		}
	}
	enquire.set_sort_by_relevance_then_value(db->identity_slot, false);
	set = enquire.get_mset(0, more, least);
	std::vector<found> hits = found_in(set);
	for (const found &hit : hits)
		if (db->remote)
			db->told.values[db->identity_slot][hit.docid] = hit.id;
	std::sort(hits.begin(), hits.end(), better);
	return hits;
}

#endif
