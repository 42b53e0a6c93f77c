/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_SPANS_HH
#define STORE_XAP_SPANS_HH

/* A part of store/xapian/xap.cc: terms, phrases and nearness, checked by positions. */
#include "store/xapian/xap_queries.hh"

/*
 * The documents where terms stand as asked.  It goes over all documents that have positions and says so
 * in its estimate: so the matcher lets the terms' own lists lead and only asks about documents that
 * they hold.  Only documents that the matcher stops at are looked at: a check() that runs past its
 * document leaves the next one unread.
 */
class spots_within final : public Xapian::PostingSource {
	const std::shared_ptr<const struct spots> spots;
	struct spots_look look = {};
	Xapian::Database db;
	Xapian::doccount documents = 0;
	Xapian::ValueIterator at, end;
	bool unread = true; /* nobody has looked at the document that `at` is at */
	Xapian::docid looked_at = 0;
	std::vector<std::vector<Xapian::PostingIterator>> lists; /* of places with several terms, but few */
	std::vector<std::vector<bool>> there;                    /* which terms of a place the document has */

	static constexpr size_t few = 4;

	bool in_list(Xapian::PostingIterator &list) const
	{
		if (list != Xapian::PostingIterator())
			list.skip_to(looked_at);
		return list != Xapian::PostingIterator() && *list == looked_at;
	}

	/* Which terms of a place with several the document has: positions may only be asked of those. */
	void find_there(size_t k)
	{
		const struct spots_place &place = spots->items[k];
		if (place.count < 2)
			return;
		if (!lists.empty() && !lists[k].empty()) {
			for (size_t i = 0; i < place.count; i++)
				there[k][i] = in_list(lists[k][i]);
			return;
		}
		auto term = db.termlist_begin(looked_at);
		const auto stop = db.termlist_end(looked_at);
		for (size_t i = 0; i < place.count; i++) {
			const string name = string_of(place.terms[i]);
			if (term != stop)
				term.skip_to(name);
			there[k][i] = term != stop && *term == name;
		}
	}

	static bool has(void *ctx, size_t place, size_t term)
	{
		return static_cast<spots_within *>(ctx)->there[place][term];
	}

	bool holds(const string &value)
	{
		for (size_t k = 0; k < spots->count; k++)
			find_there(k);
		const enum spots_answer answer = spots_hold(&look, borrow(value));
		if (answer == SPOTS_DAMAGED)
			throw Xapian::DatabaseCorruptError("the positions of document " + std::to_string(looked_at) +
							   " are damaged");
		return answer == SPOTS_YES;
	}

	bool accepts()
	{
		looked_at = at.get_docid();
		return holds(*at);
	}

	void settle()
	{
		for (unread = false; at != end && !accepts();)
			++at;
	}

      public:
	explicit spots_within(const std::shared_ptr<const struct spots> &wanted) : spots(wanted)
	{
		look.spots = spots.get();
		look.has = has;
		look.ctx = this;
		for (size_t k = 0; k < spots->count; k++)
			there.emplace_back(spots->items[k].count);
	}
	spots_within(const spots_within &) = delete;
	~spots_within() override { spots_look_release(&look); }

	/* Looks at the positions of one document without a walk through all. */
	bool holds(const Xapian::Database &from, Xapian::docid docid, const string &value)
	{
		db = from;
		looked_at = docid;
		return !value.empty() && holds(value);
	}

	spots_within *clone() const override { return new spots_within(spots); }
	string name() const override { return "spots_within"; }
	Xapian::doccount get_termfreq_min() const override { return 0; }
	Xapian::doccount get_termfreq_est() const override { return documents; }
	Xapian::doccount get_termfreq_max() const override { return documents; }
	Xapian::docid get_docid() const override { return at.get_docid(); }
	bool at_end() const override { return at == end; }

	string get_description() const override
	{
		string text = spots->distance ? "near " + std::to_string(spots->distance) : "phrase";
		for (size_t k = 0; k < spots->count; k++) {
			const struct spots_place &place = spots->items[k];
			text += place.count == 1 && !place.bare ? " " + string_of(place.terms[0]) : " ...";
		}
		return text + "@" + std::to_string(spots->first) + ".." + std::to_string(spots->last);
	}

	void init(const Xapian::Database &from) override
	{
		db = from;
		documents = db.get_doccount();
		at = db.valuestream_begin(XAP_SLOT_POSITIONS);
		end = db.valuestream_end(XAP_SLOT_POSITIONS);
		unread = true;
		lists.assign(spots->count, {});
		for (size_t k = 0; k < spots->count; k++) {
			const struct spots_place &place = spots->items[k];
			for (size_t i = 0; place.count > 1 && place.count <= few && i < place.count; i++)
				lists[k].push_back(db.postlist_begin(string_of(place.terms[i])));
		}
	}

	void next(double) override
	{
		if (!unread)
			++at;
		settle();
	}

	void skip_to(Xapian::docid docid, double) override
	{
		if (at != end && at.get_docid() < docid)
			at.skip_to(docid);
		settle();
	}

	bool check(Xapian::docid docid, double) override
	{
		if (at != end && at.get_docid() < docid)
			at.skip_to(docid);
		unread = at != end && at.get_docid() != docid;
		return at == end || (!unread && accepts());
	}
};

/* The terms of a place as one. */
static struct xap_query *place_query(const struct spots_place &place)
{
	std::vector<struct xap_query *> terms;
	for (size_t i = 0; i < place.count; i++)
		terms.push_back(xap_query_term(place.terms[i], 1));
	return terms.size() == 1 ? terms[0] : xap_query_join(XAP_SYNONYM, terms.data(), terms.size());
}

/* What all documents have that may hold the spots; NULL when that is anything. */
static struct xap_query *skeleton_of(const struct spots &spots)
{
	std::vector<struct xap_query *> places;
	for (size_t k = 0; k < spots.count; k++)
		if (!spots.items[k].bare)
			places.push_back(place_query(spots.items[k]));
	return places.empty() ? nullptr : xap_query_join(XAP_AND, places.data(), places.size());
}

static std::shared_ptr<const struct spots> share(struct spots *made)
{
	return {made, [](const struct spots *s) { spots_free(const_cast<struct spots *>(s)); }};
}

/* A leaf of a query, and what remote parts get in its stead.  Its part is its skeleton. */
static struct xap_query *spots_query(const std::shared_ptr<const struct spots> &wanted) noexcept
{
	if (!wanted)
		return &out_of_memory;
	struct xap_query *skeleton = or_zero([&] { return skeleton_of(*wanted); });
	struct xap_query *built = build_from(&skeleton, 1, [&](xap_query &made) {
		const auto source = std::make_shared<spots_within>(wanted);
		const Query loose = skeleton ? skeleton->query : Query(0.0, Query(string()));
		made.spots = wanted;
		check_by(made, loose, [source](const Xapian::Database &db, Xapian::docid docid, const string &value) {
			return source->holds(db, docid, value);
		});
		if (!skeleton)
			return Query(0.0, Query(source.get())); /* clones */
		return Query(Query::OP_FILTER, loose, Query(source.get()));
	});
	return with_kind(built, XAP_KIND_SPOTS);
}

struct xap_query *xap_query_term(struct slice term, uint32_t wqf) noexcept
{
	if (positions_is_bare(term)) {
		const struct xap_spot spot = {&term, 1, 0};
		return xap_query_spots(&spot, 1, 0, 0, UINT32_MAX);
	}
	struct xap_query *built = build([&] { return Query(term_of(term), wqf); });
	if (built != &out_of_memory && wqf == 1)
		(void)guard(&built->failure, "cannot build a query", [&] { built->low = string_of(term); });
	return wqf == 1 ? with_kind(built, XAP_KIND_TERM) : built;
}

struct xap_query *xap_query_term_within(struct slice term, uint32_t first, uint32_t last) noexcept
{
	const struct xap_spot spot = {&term, 1, 0};
	return xap_query_spots(&spot, 1, 0, first, last);
}

struct xap_query *xap_query_spots(const struct xap_spot *spots, size_t count, uint32_t distance,
				  uint32_t first, uint32_t last) noexcept
{
	if (!count)
		return xap_query_nothing();
	struct spots *wanted = spots_new(count, distance, first, last);
	for (size_t i = 0; i < count; i++)
		spots_add(wanted, spots[i].terms, spots[i].count, spots[i].offset);
	return spots_query(or_zero([&] { return share(wanted); }));
}

#endif
