/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_QUERIES_HH
#define STORE_XAP_QUERIES_HH

/* A part of store/xapian/xap.cc: queries as trees. */
#include "store/xapian/xap_guard.hh"

/* ---- queries ---- */

/* Stands for each query that there was no memory for. */
static struct no_query : xap_query {
	no_query() noexcept { (void)error_set(&failure, STATUS_NOMEM, "no memory for a query"); }
} out_of_memory;

/* A new query that is what make() returns, or that keeps its failure. */
template <typename Make> static struct xap_query *build(Make make) noexcept
{
	struct xap_query *built = or_zero([] { return new xap_query; });
	if (!built)
		return &out_of_memory;
	(void)guard(&built->failure, "cannot build a query", [&] {
		if constexpr (std::is_invocable_v<Make, xap_query &>)
			built->query = make(*built);
		else
			built->query = make();
	});
	return built;
}

/* Lets a leaf be settled where parts are remote. */
static void check_by(xap_query &built, const Query &skeleton,
		     const std::function<bool(const Xapian::Database &, Xapian::docid, const string &)> &holds)
{
	const auto leaf = std::make_shared<checked_leaf>(checked_leaf{skeleton, holds, {}});
	built.remake = [leaf](const remaking &how) { return how.leaf(*leaf); };
}

/* A query as a part of another. */
static Query made_anew(const xap_query &part, const remaking &how)
{
	return part.remake ? part.remake(how) : part.query;
}

static bool any_remade(struct xap_query *const *parts, size_t count)
{
	return std::any_of(parts, parts + count, [](const xap_query *p) { return p && p->remake; });
}

static void remake_join(xap_query &built, Query::op op, struct xap_query *const *parts, size_t count)
{
	std::vector<xap_query> kept;
	for (size_t i = 0; i < count; i++)
		if (parts[i])
			kept.push_back(*parts[i]);
	built.remake = [op, kept](const remaking &how) {
		std::vector<Query> made_parts;
		for (const xap_query &part : kept)
			if (!how.loose || op != Query::OP_AND_NOT || made_parts.empty() || !part.remake)
				made_parts.push_back(made_anew(part, how));
		return Query(op, made_parts.begin(), made_parts.end());
	};
}

static struct xap_query *with_kind(struct xap_query *built, enum xap_kind kind) noexcept
{
	if (!built->failure.code)
		built->kind = kind;
	return built;
}

/* The same from parts, which it keeps: the first failure among them fails the whole. */
template <typename Make>
static struct xap_query *build_from(struct xap_query **parts, size_t count, Make make) noexcept
{
	struct xap_query *built = build(make);
	for (size_t i = 0; i < count; i++) {
		if (!parts[i])
			continue;
		if (!built->failure.code)
			(void)copy_failure(parts[i]->failure, &built->failure);
		if (built == &out_of_memory) {
			xap_query_free(parts[i]);
			continue;
		}
		(void)guard(&built->failure, "cannot build a query", [&] {
			std::shared_ptr<const xap_query> kept(parts[i], [](const xap_query *part) {
				xap_query_free(const_cast<xap_query *>(part));
			});
			built->parts.push_back(std::move(kept));
		});
	}
	return built;
}

void xap_query_free(struct xap_query *query) noexcept
{
	if (query != &out_of_memory)
		delete query;
}

struct xap_query *xap_query_all(void) noexcept
{
	/* Not Query::MatchAll: all threads would share its reference count. */
	return with_kind(build([] { return Query(string()); }), XAP_KIND_ALL);
}

struct xap_query *xap_query_nothing(void) noexcept
{
	return with_kind(build([] { return Query(); }), XAP_KIND_NOTHING);
}

struct xap_query *xap_query_range(unsigned slot, struct slice low, struct slice high) noexcept
{
	/* The least value there is: a document without one must not match. */
	string from, to;
	struct xap_query *built = build([&] {
		from = low.len ? string_of(low) : string(1, '\0');
		to = string_of(high);
		return high.len ? Query(Query::OP_VALUE_RANGE, slot, from, to) : Query(Query::OP_VALUE_GE, slot, from);
	});
	if (!built->failure.code) {
		built->slot = slot;
		built->low = std::move(from);
		built->high = std::move(to);
	}
	return with_kind(built, XAP_KIND_RANGE);
}

struct xap_query *xap_query_join(enum xap_op op, struct xap_query **parts_take, size_t count) noexcept
{
	static const Query::op ops[] = {Query::OP_AND,       Query::OP_OR,     Query::OP_AND_NOT,
					Query::OP_AND_MAYBE, Query::OP_FILTER, Query::OP_SYNONYM};
	const bool first_leads = op == XAP_AND_NOT || op == XAP_AND_MAYBE || op == XAP_FILTER;
	const bool headless = first_leads && count && !parts_take[0];
	struct xap_query *built = build_from(parts_take, count, [&](xap_query &made) {
		std::vector<Query> parts;
		if (headless)
			return Query();
		for (size_t i = 0; i < count; i++)
			if (parts_take[i])
				parts.push_back(parts_take[i]->query);
		if (any_remade(parts_take, count))
			remake_join(made, ops[op], parts_take, count);
		return Query(ops[op], parts.begin(), parts.end());
	});
	if (built->failure.code)
		return built;
	built->op = op;
	return with_kind(built, headless || built->parts.empty() ? XAP_KIND_NOTHING : XAP_KIND_JOIN);
}

/* An OR of many, which costs Xapian's matcher the square of their number; groups of the same weight would be
 * one OR again. */
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

struct xap_query *xap_query_any(struct xap_query **parts_take, size_t count) noexcept
{
	return build_from(parts_take, count, [&] {
		std::vector<Query> parts;
		for (size_t i = 0; i < count; i++)
			parts.push_back(parts_take[i]->query);
		return in_groups(parts);
	});
}

struct xap_query *xap_query_pair(enum xap_op op, struct xap_query *a_take,
				 struct xap_query *b_take) noexcept
{
	struct xap_query *parts[] = {a_take, b_take};
	return xap_query_join(op, parts, 2);
}

/* Xapian takes NaN for a number, and a negative weight makes it find nothing. */
static double amount(double number, const char *name)
{
	if (!std::isfinite(number) || number < 0)
		throw InvalidArgumentError(string(name) + " is negative or not finite");
	return number;
}

struct xap_query *xap_query_scale(struct xap_query *part_take, double factor) noexcept
{
	const bool empty = !part_take;
	struct xap_query *built = build_from(&part_take, 1, [&](xap_query &made) {
		amount(factor, "factor");
		if (any_remade(&part_take, 1))
			made.remake = [part = *part_take, factor](const remaking &how) {
				return Query(factor, made_anew(part, how));
			};
		return part_take ? Query(factor, part_take->query) : Query();
	});
	if (!built->failure.code)
		built->factor = factor;
	return with_kind(built, empty ? XAP_KIND_NOTHING : XAP_KIND_SCALE);
}

struct xap_query *xap_query_fixed(struct xap_query *part_take, double weight) noexcept
{
	return build_from(&part_take, 1, [&](xap_query &built) {
		Xapian::FixedWeightPostingSource source(amount(weight, "weight"));
		const Query fixed(&source); /* clones */
		if (!part_take)
			return Query();
		if (any_remade(&part_take, 1))
			built.remake = [part = *part_take, fixed](const remaking &how) {
				return Query(Query::OP_FILTER, fixed, made_anew(part, how));
			};
		return Query(Query::OP_FILTER, fixed, part_take->query);
	});
}

struct xap_query *xap_query_copy(const struct xap_query *query) noexcept
{
	struct xap_query *copy = or_zero([&] { return new xap_query(*query); });
	return copy ? copy : &out_of_memory;
}

void xap_query_look(const struct xap_query *query, struct xap_look *out) noexcept
{
	*out = {query->failure.code ? XAP_KIND_OTHER : query->kind, query->op, query->factor, query->slot,
		borrow(query->low), borrow(query->high), query->parts.size(), query->spots.get()};
}

const struct xap_query *xap_query_part(const struct xap_query *query, size_t i) noexcept
{
	assert(i < query->parts.size());
	return query->parts[i].get();
}

enum status xap_query_describe(const struct xap_query *query, struct buffer *out,
			       struct error *err) noexcept
{
	if (query->failure.code)
		return copy_failure(query->failure, err);
	return guard(err, "cannot describe a query",
		     [&] { put(out, query->query.get_description()); });
}

#endif
