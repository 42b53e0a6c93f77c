/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a query to the set of its documents. */
#include "store/match/match_internal.h"

enum {
	LONG_LIST = 512, /* below that a list is gone through in any case */
	STEPS = 12,      /* of a search in a list, where going through it takes one a document */
};

/* Whether the document is in the part of a list from *at on; *at becomes the place of the first
 * that is not before it. */
static bool has_from(const struct xap_posting *p, size_t count, size_t *at, uint32_t docid)
{
	size_t low = *at, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (p[middle].docid < docid)
			low = middle + 1;
		else
			high = middle;
	}
	*at = low;
	return low < count && p[low].docid == docid;
}

/* Few documents are looked up in a long list. */
static void look_up(const struct xap_posting *p, size_t count, const struct doc_set *within,
		    struct doc_set *out)
{
	size_t at = 0;
	for (size_t i = 0; i < within->count; i++)
		for (uint64_t word = within->words[i]; word; word &= word - 1) {
			uint32_t docid = (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(word);
			if (has_from(p, count, &at, docid))
				doc_set_add(out, docid);
		}
}

static enum status set_of_term(struct matcher *self, struct slice term,
			       const struct doc_set *within, struct doc_set *out, struct error *err)
{
	struct posting_list list;
	enum status st = match_list(self, term, &list, err);
	if (st)
		return st;
	const struct xap_posting *p = match_postings(self, &list);
	if (within && list.count > LONG_LIST && doc_set_size(within) < list.count / STEPS) {
		look_up(p, list.count, within, out);
		return STATUS_OK;
	}
	for (size_t i = 0; i < list.count; i++)
		if (!within || doc_set_has(within, p[i].docid))
			doc_set_add(out, p[i].docid);
	return STATUS_OK;
}

/* The documents there are, which deletions may leave holes between. */
static enum status everything(struct matcher *self, struct doc_set *out, struct error *err)
{
	struct buffer docids = BUFFER_INIT;
	enum status st = STATUS_OK;
	for (uint32_t docid = 1; self->documents == self->last && docid <= self->last; docid++)
		doc_set_add(out, docid);
	if (self->documents != self->last)
		st = xap_docids(self->db, SLICE_EMPTY, &docids, err);
	for (size_t i = 0; !st && i < docids.len / sizeof(uint32_t); i++)
		doc_set_add(out, ((const uint32_t *)(const void *)docids.ptr)[i]);
	buffer_release(&docids);
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
	if (slice_compare(value, b->low) >= 0 &&
	    (!b->high.len || slice_compare(value, b->high) <= 0))
		doc_set_add(b->out, docid);
}

static enum status set_of_range(struct matcher *self, const struct xap_query *query,
				const struct doc_set *within, struct doc_set *out,
				struct error *err)
{
	struct between between = {query->low, query->high, out};
	struct doc_set all;
	struct ranged_slot *r = NULL;
	uint64_t low, high = UINT64_MAX;
	size_t count;
	enum status st = STATUS_OK;
	if (!within) {
		all = matcher_new_set(self);
		st = everything(self, &all, err);
		within = &all;
	}
	const uint32_t *docids = matcher_list(self, within, &count);
	if (!st)
		st = match_ranged(self, query->slot, docids, count, &r, err);
	if (st)
		return st;
	if (!r || r->unfit || !match_number(query->low, &low) ||
	    (query->high.len && !match_number(query->high, &high)))
		return xap_values(self->db, query->slot, docids, count, take_between, &between,
				  err);
	for (size_t i = 0; i < count; i++) {
		uint64_t value = r->values[docids[i]];
		if (value && value >= low && value <= high)
			doc_set_add(out, docids[i]);
	}
	return STATUS_OK;
}

/* ---- the set of a join ---- */

/* How late a part of an intersection comes: it costs less within fewer documents. */
enum lateness { LISTS, RANGES, LOOKS, LATENESSES };

static enum lateness lateness(const struct xap_query *query)
{
	enum lateness latest = LISTS;
	if (query->kind == XAP_KIND_SPOTS)
		return LOOKS;
	if (query->kind == XAP_KIND_RANGE || query->kind == XAP_KIND_ALL)
		return RANGES;
	for (size_t i = 0; i < query->count; i++) {
		enum lateness part = lateness(query->parts[i]);
		latest = part > latest ? part : latest;
	}
	return latest;
}

static enum status intersect(struct matcher *self, const struct xap_query *query,
			     const struct doc_set *within, struct doc_set *out, struct error *err)
{
	struct doc_set now = {NULL, 0, NULL};
	enum status st = STATUS_OK;
	for (enum lateness late = LISTS; late < LATENESSES; late++)
		for (size_t i = 0; !st && i < query->count; i++) {
			if (lateness(query->parts[i]) != late)
				continue;
			if (within && doc_set_is_empty(within))
				return STATUS_OK;
			st = matcher_set(self, query->parts[i], within, &now, err);
			within = &now;
		}
	if (!st && now.words)
		*out = now;
	return st;
}

static enum status subtract(struct matcher *self, const struct xap_query *query,
			    const struct doc_set *within, struct doc_set *out, struct error *err)
{
	struct doc_set other;
	enum status st = matcher_set(self, query->parts[0], within, out, err);
	for (size_t i = 1; !st && i < query->count; i++) {
		st = matcher_set(self, query->parts[i], out, &other, err);
		for (size_t w = 0; !st && w < out->count; w++)
			out->words[w] &= ~other.words[w];
	}
	return st;
}

/* Of `within`, or of all, those that are not in `found`. */
static enum status left_over(struct matcher *self, const struct doc_set *within,
			     const struct doc_set *found, struct doc_set *out, struct error *err)
{
	enum status st = STATUS_OK;
	*out = matcher_new_set(self);
	if (within)
		memcpy(out->words, within->words, out->count * sizeof *out->words);
	else
		st = everything(self, out, err);
	for (size_t w = 0; !st && w < out->count; w++)
		out->words[w] &= ~found->words[w];
	return st;
}

/* Words are looked for last, and only in what has not been found yet. */
static enum status unite(struct matcher *self, const struct xap_query *query,
			 const struct doc_set *within, struct doc_set *out, struct error *err)
{
	struct doc_set other, rest;
	enum status st = STATUS_OK;
	for (enum lateness late = LISTS; late < LATENESSES; late++)
		for (size_t i = 0; !st && i < query->count; i++) {
			const struct doc_set *among = within;
			if (lateness(query->parts[i]) != late)
				continue;
			if (late == LOOKS) {
				st = left_over(self, within, out, &rest, err);
				among = &rest;
			}
			if (!st)
				st = matcher_set(self, query->parts[i], among, &other, err);
			for (size_t w = 0; !st && w < out->count; w++)
				out->words[w] |= other.words[w];
		}
	return st;
}

static enum status set_of_join(struct matcher *self, const struct xap_query *query,
			       const struct doc_set *within, struct doc_set *out, struct error *err)
{
	switch (query->op) {
	case XAP_AND:
	case XAP_FILTER: return intersect(self, query, within, out, err);
	case XAP_AND_NOT: return subtract(self, query, within, out, err);
	default: return unite(self, query, within, out, err);
	}
}

enum status matcher_set(struct matcher *self, const struct xap_query *query,
			const struct doc_set *within, struct doc_set *out, struct error *err)
{
	enum status st = STATUS_OK;
	if (self->served) {
		*out = (struct doc_set){NULL, 0, NULL};
		return served_set(self->served, query, within ? within->served : NULL, &out->served,
				  err);
	}
	st = work_limit_check(xap_limit(self->db), err);
	if (st)
		return st;
	struct doc_set set = matcher_new_set(self);
	switch (query->kind) {
	case XAP_KIND_NOTHING: break;
	case XAP_KIND_ALL:
		if (within)
			memcpy(set.words, within->words, set.count * sizeof *set.words);
		else
			st = everything(self, &set, err);
		break;
	case XAP_KIND_TERM: st = set_of_term(self, query->low, within, &set, err); break;
	case XAP_KIND_RANGE: st = set_of_range(self, query, within, &set, err); break;
	case XAP_KIND_JOIN: st = set_of_join(self, query, within, &set, err); break;
	case XAP_KIND_SCALE:
	case XAP_KIND_FIXED: st = matcher_set(self, query->parts[0], within, &set, err); break;
	case XAP_KIND_SPOTS: st = match_spots(self, query, within, &set, err); break;
	}
	*out = set;
	return st;
}
