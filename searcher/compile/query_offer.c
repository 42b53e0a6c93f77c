/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/compile/query_offer.h"

#include "searcher/people/ministers.h"
#include "searcher/query/query_plain.h"

enum { NAME_WORDS_MAX = 4, YEARS_BACK = 60 };

struct offer {
	struct xap_db *db;
	const struct query *query; /* as asked, its spelling put right */
	struct query_run run;
	struct query made;                /* what is offered */
	struct query_node *conditions[2]; /* in place of words: days, a minister or asker */
	size_t condition_count;
	bool *gone; /* children of the root that they replace */
	int today;
	struct arena *arena;
};

static void put(struct offer *o, size_t from, size_t to, struct query_node *condition)
{
	for (size_t i = from; i < to; i++)
		o->gone[o->run.first + i] = true;
	o->conditions[o->condition_count++] = condition;
}

/* The first word of those that lead to the i-th: "in het jaar" 2017, "van de" minister. */
static size_t leading(const struct offer *o, size_t i, const char *const *words)
{
	while (i && !o->gone[o->run.first + i - 1] &&
	       slice_is_one_of(query_run_word(&o->run, i - 1), words))
		i--;
	return i;
}

/* ---- days ---- */

static bool has_kind(const struct query_node *node, enum query_kind kind)
{
	if (node->kind == kind)
		return true;
	for (size_t i = 0; i < node->count; i++)
		if (has_kind(node->children[i], kind))
			return true;
	return false;
}

/* A bare number of four digits is a year only where there may be questions of it. */
static bool is_likely(const struct offer *o, struct period period)
{
	int year = (period.from ? period.from : period.to) / 10000, now = o->today / 10000;
	return year <= now + 1 && year >= now - YEARS_BACK;
}

static bool offer_period(struct offer *o)
{
	static const char *const before[] = {"in",   "uit",   "van",     "het",     "de",
					     "jaar", "maand", "periode", "tijdens", NULL};
	struct period period;
	for (size_t i = 0; i < o->run.count; i++) {
		size_t n = query_run_period(&o->run, i, o->today, &period);
		if (!n || !is_likely(o, period))
			continue;
		put(o, leading(o, i, before), i + n,
		    query_period(&o->made, QUERY_ASKED, period.from, period.to));
		return true;
	}
	return false;
}

/* ---- people ---- */

/* Whether these words name one minister or office (or asker) that questions have. */
static enum status is_known(struct offer *o, enum query_kind kind, struct slice name, bool *known,
			    struct error *err)
{
	struct minister_set set;
	enum status st = kind == QUERY_ASKER ? asker_resolve(o->db, o->arena, name, &set, err)
					     : minister_resolve(o->db, o->arena, name, &set, err);
	*known = !st && set.count && set.groups == 1 && set.items[0].documents;
	return st;
}

/* "minister Bart Somers": the longest name behind the rank that is known. */
static enum status offer_minister(struct offer *o, size_t rank, struct error *err)
{
	static const char *const before[] = {"van",   "aan",      "door",   "volgens",
					     "bij",   "de",       "vragen", "antwoorden",
					     "vraag", "antwoord", NULL};
	size_t first = rank + 1, most = o->run.count - first;
	bool known = false;
	enum status st = STATUS_OK;
	for (size_t n = most < NAME_WORDS_MAX ? most : NAME_WORDS_MAX; !st && !known && n; n--) {
		struct slice name = query_run_words(&o->run, first, first + n);
		st = is_known(o, QUERY_MINISTER, name, &known, err);
		if (known)
			put(o, leading(o, rank, before), first + n,
			    query_leaf(&o->made, QUERY_MINISTER, name));
	}
	return st;
}

/* "vragen van Dewinter over": who asks, or whom. */
static enum status offer_head(struct offer *o, struct error *err)
{
	struct query_head head;
	bool known = false;
	if (!query_head_read(&o->run, &head) || head.name == head.name_end ||
	    query_is_rank(query_run_word(&o->run, head.name)))
		return STATUS_OK;
	struct slice name = query_run_words(&o->run, head.name, head.name_end);
	enum query_kind kind = head.to || head.answers ? QUERY_MINISTER : QUERY_ASKER;
	enum status st = is_known(o, kind, name, &known, err);
	if (known)
		put(o, 0, head.end, query_leaf(&o->made, kind, name));
	return st;
}

static enum status offer_people(struct offer *o, struct error *err)
{
	size_t rank = 0;
	while (rank < o->run.count &&
	       (o->gone[o->run.first + rank] || !query_is_rank(query_run_word(&o->run, rank))))
		rank++;
	return rank < o->run.count ? offer_minister(o, rank, err) : offer_head(o, err);
}

/* ---- the line ---- */

/* What was written and is left, and the new condition or conditions. */
static struct slice line_of(struct offer *o)
{
	static const char *const idle[] = {"over", "omtrent", "rond", "rondom", "inzake", NULL};
	const struct query_node *root = o->query->root;
	struct query_node *all = query_group(&o->made, QUERY_AND, QUERY_ANYWHERE);
	struct buffer out = BUFFER_INIT;
	all->implicit = true;
	for (size_t i = 0; i < root->count; i++) {
		struct query_node *child = root->children[i];
		bool leads = !all->count && child->kind == QUERY_WORD &&
			     slice_is_one_of(child->text, idle);
		if (!leads && !o->gone[i] && child->end > child->start)
			query_add_child(&o->made, all, child);
	}
	for (size_t i = 0; i < o->condition_count; i++)
		query_add_child(&o->made, all, o->conditions[i]);
	o->made.root = all->count == 1 ? all->children[0] : all;
	query_format(&o->made, &out);
	struct slice line = arena_copy(o->arena, buffer_slice(&out));
	buffer_release(&out);
	return line;
}

static enum status offer_conditions(struct offer *o, struct slice *suggestion, struct error *err)
{
	const struct query_node *root = o->query->root;
	size_t child;
	enum status st = STATUS_OK;
	if (!root || root->kind != QUERY_AND)
		return STATUS_OK;
	o->gone = arena_calloc(o->arena, root->count, sizeof *o->gone);
	bool dated = has_kind(root, QUERY_ASKED), named = has_kind(root, QUERY_MINISTER);
	for (child = 0; !dated && query_run_next(o->query, child, o->arena, &o->run);
	     child = o->run.first + o->run.count)
		dated = offer_period(o);
	if (!named && query_run_next(o->query, 0, o->arena, &o->run))
		st = offer_people(o, err);
	if (!st && o->condition_count)
		*suggestion = line_of(o);
	return st;
}

enum status query_offer(struct xap_db *db, struct matcher *matcher, struct analyzer *analyzer,
			const struct query *query, int today, struct arena *arena,
			struct slice *suggestion, struct error *err)
{
	struct query better = QUERY_INIT;
	struct offer offer = {
		.db = db, .query = query, .made = QUERY_INIT, .today = today, .arena = arena};
	enum status st = spelling_correct(db, matcher, analyzer, query, arena, suggestion, err);
	if (!st && suggestion->len &&
	    query_parse(*suggestion, today, &better, NULL, NULL) == STATUS_OK)
		offer.query = &better;
	if (!st)
		st = offer_conditions(&offer, suggestion, err);
	query_release(&better);
	query_release(&offer.made);
	return st;
}
