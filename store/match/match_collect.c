/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a query to the set of its documents. */
#include "store/match/match_internal.h"

/* ---- terms, and what Xapian knows ---- */

static enum status set_of_term(struct matcher *self, struct slice term, const struct doc_set *within,
			       struct doc_set *out, struct error *err)
{
	struct posting_list list;
	enum status st = match_list(self, term, &list, err);
	if (st)
		return st;
	const struct xap_posting *p = match_postings(self, &list);
	for (size_t i = 0; i < list.count; i++)
		if (!within || doc_set_has(within, p[i].docid))
			match_set_add(out, p[i].docid);
	return STATUS_OK;
}

enum status match_ask_xapian(struct matcher *self, const struct xap_query *query, double factor,
			      const struct doc_set *within, struct doc_set *out, struct error *err)
{
	struct xap_query *scaled = xap_query_scale(xap_query_copy(query), factor);
	struct xap_search search = {.query = scaled, .count = self->last, .check_at_least = UINT32_MAX,
				    .k1 = self->k1, .b = self->b, .min_normlen = self->min_normlen,
				    .any_order = true};
	struct xap_hits *hits = NULL;
	enum status st = xap_run(self->db, &search, &hits, err);
	xap_query_free(scaled);
	for (size_t i = 0; !st && i < xap_hits_count(hits); i++) {
		struct xap_hit hit = xap_hits_at(hits, i);
		if (hit.docid > self->last || (within && !doc_set_has(within, hit.docid)))
			continue;
		match_set_add(out, hit.docid);
		if (factor <= 0)
			continue;
		if (self->marks.on)
			match_keep_mark(self, hit.docid);
		self->scores[hit.docid] += hit.score;
	}
	xap_hits_free(hits);
	return st;
}

/* The documents there are. */
static enum status everything(struct matcher *self, struct doc_set *out, struct error *err)
{
	if (self->documents == self->last) {
		for (uint32_t docid = 1; docid <= self->last; docid++)
			match_set_add(out, docid);
		return STATUS_OK;
	}
	struct xap_query *all = xap_query_all();
	enum status st = match_ask_xapian(self, all, 0, NULL, out, err);
	xap_query_free(all);
	return st;
}

/* ---- ranges ---- */

struct between {
	struct slice low, high;
	struct doc_set *out;
};

static void take_between(void *ctx, uint32_t docid, struct slice value)
{
	struct between *b = ctx;
	if (slice_compare(value, b->low) >= 0 && (!b->high.len || slice_compare(value, b->high) <= 0))
		match_set_add(b->out, docid);
}

static enum status set_of_range(struct matcher *self, const struct xap_look *look, const struct doc_set *within,
				struct doc_set *out, struct error *err)
{
	struct between between = {look->low, look->high, out};
	struct doc_set all;
	struct ranged_slot *r = NULL;
	uint64_t low, high = UINT64_MAX;
	size_t count;
	enum status st = STATUS_OK;
	if (!within) {
		all = match_new_set(self);
		st = everything(self, &all, err);
		within = &all;
	}
	const uint32_t *docids = matcher_list(self, within, &count);
	if (!st)
		st = match_ranged(self, look->slot, docids, count, &r, err);
	if (st)
		return st;
	if (!r || r->unfit || !match_number(look->low, &low) || (look->high.len && !match_number(look->high, &high)))
		return xap_values(self->db, look->slot, docids, count, take_between, &between, err);
	for (size_t i = 0; i < count; i++) {
		uint64_t value = r->values[docids[i]];
		if (value && value >= low && value <= high)
			match_set_add(out, docids[i]);
	}
	return STATUS_OK;
}

/* ---- the set of a join ---- */

/* How late a part of an intersection comes: it costs less within fewer documents. */
enum lateness { LISTS, RANGES, LOOKS, XAPIAN, LATENESSES };

static enum lateness lateness(const struct xap_query *query)
{
	struct xap_look look;
	enum lateness latest = LISTS;
	xap_query_look(query, &look);
	if (look.kind == XAP_KIND_OTHER)
		return XAPIAN;
	if (look.kind == XAP_KIND_SPOTS)
		return LOOKS;
	if (look.kind == XAP_KIND_RANGE || look.kind == XAP_KIND_ALL)
		return RANGES;
	for (size_t i = 0; i < look.parts; i++) {
		enum lateness part = lateness(xap_query_part(query, i));
		latest = part > latest ? part : latest;
	}
	return latest;
}

static enum status intersect(struct matcher *self, const struct xap_query *query, size_t parts,
			     const struct doc_set *within, struct doc_set *out, struct error *err)
{
	struct doc_set now = {NULL, 0};
	enum status st = STATUS_OK;
	for (enum lateness late = LISTS; late < LATENESSES; late++)
		for (size_t i = 0; !st && i < parts; i++) {
			const struct xap_query *part = xap_query_part(query, i);
			if (lateness(part) != late)
				continue;
			st = matcher_set(self, part, within, &now, err);
			within = &now;
		}
	if (!st && now.words)
		*out = now;
	return st;
}

static enum status subtract(struct matcher *self, const struct xap_query *query, size_t parts,
			    const struct doc_set *within, struct doc_set *out, struct error *err)
{
	struct doc_set other;
	enum status st = matcher_set(self, xap_query_part(query, 0), within, out, err);
	for (size_t i = 1; !st && i < parts; i++) {
		st = matcher_set(self, xap_query_part(query, i), out, &other, err);
		for (size_t w = 0; !st && w < out->count; w++)
			out->words[w] &= ~other.words[w];
	}
	return st;
}

static enum status unite(struct matcher *self, const struct xap_query *query, size_t parts,
			 const struct doc_set *within, struct doc_set *out, struct error *err)
{
	struct doc_set other;
	enum status st = STATUS_OK;
	for (size_t i = 0; !st && i < parts; i++) {
		st = matcher_set(self, xap_query_part(query, i), within, &other, err);
		for (size_t w = 0; !st && w < out->count; w++)
			out->words[w] |= other.words[w];
	}
	return st;
}

static enum status set_of_join(struct matcher *self, const struct xap_query *query,
			       const struct xap_look *look, const struct doc_set *within,
			       struct doc_set *out, struct error *err)
{
	switch (look->op) {
	case XAP_AND:
	case XAP_FILTER: return intersect(self, query, look->parts, within, out, err);
	case XAP_AND_NOT: return subtract(self, query, look->parts, within, out, err);
	case XAP_AND_MAYBE: return matcher_set(self, xap_query_part(query, 0), within, out, err);
	default: return unite(self, query, look->parts, within, out, err);
	}
}

enum status matcher_set(struct matcher *self, const struct xap_query *query,
			const struct doc_set *within, struct doc_set *out, struct error *err)
{
	struct xap_look look;
	struct doc_set set = match_new_set(self);
	enum status st = STATUS_OK;
	xap_query_look(query, &look);
	switch (look.kind) {
	case XAP_KIND_NOTHING: break;
	case XAP_KIND_ALL:
		if (within)
			memcpy(set.words, within->words, set.count * sizeof *set.words);
		else
			st = everything(self, &set, err);
		break;
	case XAP_KIND_TERM: st = set_of_term(self, look.low, within, &set, err); break;
	case XAP_KIND_RANGE: st = set_of_range(self, &look, within, &set, err); break;
	case XAP_KIND_JOIN: st = set_of_join(self, query, &look, within, &set, err); break;
	case XAP_KIND_SCALE: st = matcher_set(self, xap_query_part(query, 0), within, &set, err); break;
	case XAP_KIND_SPOTS: st = match_spots(self, query, &look, within, &set, err); break;
	default: st = match_ask_xapian(self, query, 0, within, &set, err); break;
	}
	*out = set;
	return st;
}
