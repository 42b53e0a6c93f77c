/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See store/remote/served.h.  The second file that talks to xapian-core, inside of the same guard
 * (store/xapian/xap.cc). */
#include "store/remote/served.h"

#include <set>

#include "store/xapian/xap_guard.hh"

using Xapian::Query;

/* Puts documents of a set in front of all others: above every sum of weights of words. */
static const double FIRST_WEIGHT = 10000;

enum { TIE_MARGIN = 16 }; /* hits behind the last one wanted that may turn out to go before it */

/* A named set. */
struct named {
	Query query;
};

struct served {
	struct xap_bm25 weights;
	struct xap_db *db = nullptr;
	std::list<named> sets;
	std::set<string> terms; /* of all queries */
	Query scored, marked;
	std::unordered_map<Xapian::docid, double>
		known; /* scores by `marked`; of all that have one when `all_known` */
	bool all_known = false;
};

/* ---- queries ---- */

static std::vector<Query> converted_parts(const struct xap_query &query);

static Query converted(const struct xap_query &query)
{
	static const Query::op ops[] = {Query::OP_AND, Query::OP_OR, Query::OP_AND_NOT,
					Query::OP_FILTER, Query::OP_SYNONYM};
	const std::vector<Query> parts = converted_parts(query);
	switch (query.kind) {
	case XAP_KIND_NOTHING: return Query();
	case XAP_KIND_ALL:
		return Query(string()); /* not Query::MatchAll: all threads would share its
					   reference count */
	case XAP_KIND_TERM: return Query(term_of(query.low));
	case XAP_KIND_RANGE:
		return query.high.len ? Query(Query::OP_VALUE_RANGE, query.slot,
					      string_of(query.low), string_of(query.high))
				      : Query(Query::OP_VALUE_GE, query.slot, string_of(query.low));
	case XAP_KIND_JOIN: return Query(ops[query.op], parts.begin(), parts.end());
	case XAP_KIND_SCALE: return Query(query.factor, parts[0]);
	case XAP_KIND_FIXED: {
		Xapian::FixedWeightPostingSource source(query.factor);
		return Query(Query::OP_FILTER, Query(&source), parts[0]); /* clones the source */
	}
	case XAP_KIND_SPOTS:
		if (query.may_lack)
			return Query();
		[[fallthrough]];
	default: throw InvalidArgumentError("servers of databases do not know where words stand");
	}
}

static std::vector<Query> converted_parts(const struct xap_query &query)
{
	std::vector<Query> parts;
	for (size_t i = 0; i < query.count; i++)
		parts.push_back(converted(*query.parts[i]));
	return parts;
}

static Query looked_at(struct served *self, const struct xap_query &query)
{
	const Query made = converted(query);
	self->terms.insert(made.get_unique_terms_begin(), made.get_unique_terms_end());
	return made;
}

/* An OR of many, which costs Xapian's matcher the square of their number; groups of the same weight
 * would be one OR again. */
static Query in_groups(const std::vector<Query> &parts)
{
	const size_t size = (size_t)std::sqrt((double)parts.size()) + 1;
	std::vector<Query> groups;
	for (size_t from = 0; from < parts.size(); from += size) {
		const auto begin = parts.begin() + (std::ptrdiff_t)from;
		const auto end = begin + (std::ptrdiff_t)std::min(size, parts.size() - from);
		groups.emplace_back(.5, Query(Query::OP_OR, begin, end));
	}
	return Query(Query::OP_OR, groups.begin(), groups.end());
}

/* ---- searches ---- */

/* A hit on the way to its place.  Parts add up a score in orders of their own: what differs by less
 * than 2^-24 is a tie. */
struct found {
	Xapian::docid docid;
	double score;
	string key; /* what it was sorted by: the identity, or a value */
	double rank = std::nearbyint(std::ldexp(score, 24));

	bool operator<(const found &b) const
	{
		return rank != b.rank ? rank > b.rank
		       : key != b.key ? key < b.key
				      : docid < b.docid;
	}
};

static Xapian::Enquire enquire_of(const struct served *self, const Query &query)
{
	Xapian::Enquire enquire(self->db->db);
	enquire.set_query(query);
	enquire.set_weighting_scheme(Xapian::BM25Weight(self->weights.k1, 0, 1, self->weights.b,
							self->weights.min_normlen));
	return enquire;
}

/* Values of a slot that come along with the hits are kept for xap_values and xap_rows. */
static std::vector<found> run(struct xap_db *db, Xapian::Enquire &enquire, size_t count,
			      unsigned carried)
{
	std::vector<found> hits;
	if (carried != Xapian::BAD_VALUENO)
		enquire.set_collapse_key(carried, UINT32_MAX);
	const Xapian::MSet set = enquire.get_mset(
		0, (Xapian::doccount)std::min<size_t>(count, db->db.get_doccount()));
	for (auto at = set.begin(); at != set.end(); ++at) {
		hits.push_back({*at, at.get_weight(), at.get_sort_key()});
		if (carried != Xapian::BAD_VALUENO)
			db->told.values[carried][*at] = at.get_collapse_key();
	}
	return hits;
}

/* The best by score, of equal scores by what identifies them. */
static std::vector<found> best(struct served *self, const Query &query, size_t count)
{
	struct xap_db *db = self->db;
	Xapian::Enquire enquire = enquire_of(self, query);
	if (db->has_identity)
		enquire.set_sort_by_relevance_then_value(db->identity_slot, false);
	std::vector<found> hits = run(db, enquire, count + TIE_MARGIN, XAP_SLOT_ROW);
	for (const found &hit : hits)
		db->told.values[db->identity_slot][hit.docid] = hit.key;
	std::sort(hits.begin(), hits.end());
	if (hits.size() > count)
		hits.resize(count);
	return hits;
}

/* Sorting by several keys where Xapian's servers know one. */
class key_by_key
{
	struct served *const self;
	const struct xap_sort_key *const keys;
	const unsigned count;

	static Query with_value(unsigned slot)
	{
		return Query(Query::OP_VALUE_GE, slot, string(1, '\0'));
	}

	std::vector<found> first_by(const Query &query, unsigned k, size_t need,
				    unsigned carried) const
	{
		Xapian::Enquire enquire = enquire_of(self, query);
		enquire.set_sort_by_value(keys[k].slot, keys[k].descending);
		return run(self->db, enquire, need, carried);
	}

	bool goes_before(const found &a, const found &b, unsigned k) const
	{
		for (; k < count; k++) {
			auto &values = self->db->told.values[keys[k].slot];
			const string &x = values[a.docid], &y = values[b.docid];
			if (x != y)
				return x.empty()            ? false
				       : y.empty()          ? true
				       : keys[k].descending ? x > y
							    : x < y;
		}
		return a.docid < b.docid;
	}

	/* Orders groups with one value by the keys behind; the last may go on behind the list. */
	void order_groups(std::vector<found> &hits, const Query &query, unsigned k,
			  size_t need) const
	{
		const auto last = std::find_if(hits.begin(), hits.end(), [&](const found &h) {
			return h.key == hits.back().key;
		});
		const bool cut = hits.size() == need;
		for (unsigned later = k + 1; later < count; later++)
			(void)first_by(query, k, need, keys[later].slot);
		for (auto from = hits.begin(), to = from; from != hits.end(); from = to) {
			to = std::find_if(from, hits.end(),
					  [&](const found &h) { return h.key != from->key; });
			if (!cut || from != last)
				std::sort(from, to, [&](const found &a, const found &b) {
					return goes_before(a, b, k + 1);
				});
		}
		if (!cut || k + 1 == count)
			return;
		const Query one(Query::OP_VALUE_RANGE, keys[k].slot, last->key, last->key);
		const auto group = sorted(Query(Query::OP_FILTER, query, one), k + 1,
					  (size_t)(hits.end() - last));
		std::copy(group.begin(), group.end(), last);
	}

      public:
	key_by_key(struct served *served, const struct xap_sort_key *by, unsigned n)
		: self(served), keys(by), count(n)
	{
	}

	/* The first `need` by the keys from k on. */
	std::vector<found> sorted(const Query &query, unsigned k, size_t need) const
	{
		const Query has = with_value(keys[k].slot), with(Query::OP_FILTER, query, has);
		std::vector<found> hits = first_by(with, k, need, Xapian::BAD_VALUENO);
		if (!hits.empty())
			order_groups(hits, with, k, need);
		if (hits.size() == need)
			return hits;
		const Query without(Query::OP_AND_NOT, query, has);
		const auto rest = k + 1 < count ? sorted(without, k + 1, need - hits.size())
						: first_by(without, k, need - hits.size(),
							   Xapian::BAD_VALUENO);
		hits.insert(hits.end(), rest.begin(), rest.end());
		return hits;
	}
};

/* ---- what others call ---- */

template <typename Work>
static enum status search(struct served *self, struct error *err, Work work) noexcept
{
	return guard(self->db, err, "cannot search", [&] {
		work();
		self->db->losses = 0;
	});
}

static const Query &query_of(const void *set)
{
	return static_cast<const named *>(set)->query;
}

static size_t hand_out(const std::vector<found> &from, struct xap_hit *hits)
{
	for (size_t i = 0; i < from.size(); i++)
		hits[i] = {from[i].docid, from[i].score};
	return from.size();
}

struct served *served_new(const struct xap_bm25 *weights) noexcept
{
	struct served *self = or_zero([] { return new served; });
	if (!self)
		die_nomem(sizeof *self);
	self->weights = *weights;
	return self;
}

void served_free(struct served *self) noexcept
{
	delete self;
}

void served_begin(struct served *self, struct xap_db *db) noexcept
{
	self->db = db;
	self->sets.clear();
	self->terms.clear();
	self->known.clear();
	self->scored = self->marked = Query();
	self->all_known = false;
}

enum status served_set(struct served *self, const struct xap_query *query, const void *within,
		       const void **set, struct error *err) noexcept
{
	return search(self, err, [&] {
		const Query made = looked_at(self, *query);
		self->sets.push_back(
			{within ? Query(Query::OP_FILTER, query_of(within), made) : made});
		*set = &self->sets.back();
	});
}

enum status served_size(struct served *self, const void *set, uint32_t *size,
			struct error *err) noexcept
{
	return search(self, err, [&] {
		*size = enquire_of(self, query_of(set))
				.get_mset(0, 0, UINT32_MAX)
				.get_matches_lower_bound();
	});
}

enum status served_add(struct served *self, const struct xap_query *query,
		       struct error *err) noexcept
{
	return search(self, err, [&] { self->scored |= looked_at(self, *query); });
}

enum status served_keep(struct served *self, const struct xap_query *query,
			struct error *err) noexcept
{
	return search(self, err, [&] {
		self->scored = Query(Query::OP_FILTER, self->scored, looked_at(self, *query));
	});
}

void served_mark(struct served *self) noexcept
{
	self->marked = self->scored;
}

enum status served_best(struct served *self, const void *first, size_t count, struct xap_hit *hits,
			size_t *found, size_t *firsts, struct error *err) noexcept
{
	return search(self, err, [&] {
		Query query = self->scored;
		if (first) {
			Xapian::FixedWeightPostingSource source(FIRST_WEIGHT);
			query |= Query(Query::OP_FILTER, Query(&source), query_of(first));
		}
		*found = hand_out(best(self, query, count), hits);
		for (*firsts = 0; first && *firsts < *found && hits[*firsts].score >= FIRST_WEIGHT;
		     ++*firsts)
			hits[*firsts].score -= FIRST_WEIGHT;
		if (first)
			return;
		self->known.clear(); /* while nothing was added since served_mark */
		for (size_t i = 0; i < *found; i++)
			self->known[hits[i].docid] = hits[i].score;
		self->all_known = *found < count;
	});
}

enum status served_sorted(struct served *self, const void *set, const struct xap_sort_key *keys,
			  unsigned key_count, size_t count, struct xap_hit *hits, size_t *found,
			  struct error *err) noexcept
{
	return search(self, err, [&] {
		const size_t most = std::min<size_t>(count, self->db->db.get_doccount());
		*found = hand_out(key_by_key(self, keys, key_count).sorted(query_of(set), 0, most),
				  hits);
	});
}

/* Scores of documents that the best did not have are asked for by the terms of their ids. */
enum status served_marked(struct served *self, const uint32_t *docids, size_t count, double *scores,
			  struct error *err) noexcept
{
	return search(self, err, [&] {
		std::vector<Query> ids;
		for (size_t i = 0; !self->all_known && i < count; i++)
			if (!self->known.count(docids[i]))
				ids.emplace_back(
					(self->db->identity_prefix +
					 self->db->told.values[self->db->identity_slot][docids[i]])
						.substr(0, XAP_TERM_MAX));
		if (!ids.empty()) {
			const Query within(Query::OP_AND_MAYBE, Query(0, in_groups(ids)),
					   self->marked);
			Xapian::Enquire enquire = enquire_of(self, within);
			for (const found &hit :
			     run(self->db, enquire, ids.size(), Xapian::BAD_VALUENO))
				self->known[hit.docid] = hit.score;
		}
		for (size_t i = 0; i < count; i++) {
			const auto at = self->known.find(docids[i]);
			scores[i] = at == self->known.end() ? 0 : at->second;
		}
	});
}

enum status served_terms(struct served *self, uint32_t docid, served_term_fn *fn, void *ctx,
			 struct error *err) noexcept
{
	return search(self, err, [&] {
		const Xapian::Database &db = self->db->db;
		for (auto at = db.termlist_begin(docid); at != db.termlist_end(docid); ++at) {
			const string term = *at;
			if (self->terms.count(term))
				fn(ctx, borrow(term));
		}
	});
}

enum status served_counts(struct served *self, const void *set, const unsigned *slots, size_t count,
			  served_count_fn *fn, void *ctx, struct error *err) noexcept
{
	return search(self, err, [&] {
		std::list<Xapian::ValueCountMatchSpy> spies; /* they outlive enquire */
		Xapian::Enquire enquire = enquire_of(self, Query(0, query_of(set)));
		for (size_t k = 0; k < count; k++)
			enquire.add_matchspy(&spies.emplace_back(slots[k]));
		(void)enquire.get_mset(0, 0, UINT32_MAX);
		size_t k = 0;
		for (const Xapian::ValueCountMatchSpy &spy : spies) {
			for (auto at = spy.values_begin(); at != spy.values_end(); ++at) {
				const string value = *at;
				fn(ctx, k, borrow(value), at.get_termfreq());
			}
			k++;
		}
	});
}
