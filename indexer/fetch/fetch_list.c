/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lists change while they are read: what comes in moves other rows to the next page, where they are seen
 * twice, or to one that was read, where they are not seen at all.  So a list is read until a page brings
 * nothing new and as many items are known as the service counts; when there are fewer, it is read again
 * from its beginning, until that brings nothing new either.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "corpus/readers/read_opendata.h"
#include "corpus/readers/read_qrva.h"
#include "corpus/text/dates.h"
#include "indexer/fetch/fetch_internal.h"

enum { SWEEPS_MAX = 4, STALE_PAGES = 3, STALE_PAGES_MAX = 1000, KEY_SIZE = 128 };

struct listing {
	struct fetch_work *w;
	size_t seen;     /* items of this listing, those of a run that was ended early too */
	long long total; /* that the service counts; -1 when it does not say */
	uint64_t page;   /* hash of the rows of the last page, 0 for none */
	struct buffer lines;
};

struct sweep {
	bool first, from_start;
	size_t rows, fresh, odd;
};

/* ---- pages ---- */

static const json_t *members_of(const json_t *reply)
{
	const json_t *list = qrva_items(reply);
	return list ? list : opendata_results(reply);
}

/* Numbers come as texts, too. */
static long long count_of(const json_t *reply)
{
	const json_t *count = json_object_get(reply, "count");
	if (!count)
		count = json_object_get(reply, "total");
	if (json_is_string(count))
		return atoll(json_string_value(count));
	return json_is_integer(count) ? json_integer_value(count) : -1;
}

static enum status check_page(void *ctx, struct slice body, struct error *err)
{
	json_error_t je;
	enum status st = STATUS_OK;
	(void)ctx;
	json_t *reply = json_loadb(body.ptr ? body.ptr : "", body.len, 0, &je);
	if (!reply)
		st = error_set(err, STATUS_FORMAT, "no JSON: line %d, column %d: %.200s", je.line, je.column, je.text);
	else if (!members_of(reply) && count_of(reply) != 0)
		st = error_set(err, STATUS_FORMAT, "JSON, but no list of questions");
	json_decref(reply);
	return st;
}

static void make_url(struct fetch_work *w)
{
	const struct fetch_position *p = &w->state.position;
	char from[11], until[11];
	date_format(p->from, from);
	date_format(p->until, until);
	buffer_clear(&w->url);
	if (w->source->kind == FETCH_QRVA)
		buffer_printf(&w->url, "%s?leg=%d&start=%lld", w->source->list, w->source->legislature, p->next);
	else
		buffer_printf(&w->url, "%s/inmeta:publicatiedatum:daterange:%s..%s?collection=vp_collection&sort=date"
			      "&max=100&page=%lld&requiredfields=aggregaattype:Schriftelijke%%20vraag",
			      w->source->search, from, until, p->next);
}

static long long first_position(const struct fetch_work *w)
{
	return w->source->kind == FETCH_QRVA ? 0 : 1;
}

/* ---- members ---- */

/* A name that is safe in paths and addresses. */
static bool is_safe(const char *name)
{
	size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");
	return n && !name[n] && n <= 100 && *name != '.';
}

static bool key_of(const struct fetch_work *w, const json_t *member, char key[KEY_SIZE])
{
	char number[OPENDATA_NUMBER_SIZE];
	if (w->source->kind == FETCH_OPENDATA) {
		bool named = opendata_detail_number(member, number);
		snprintf(key, KEY_SIZE, "schv/%s", named ? number : "");
		return named;
	}
	const char *name = json_string_value(json_object_get(member, "SDOCNAME"));
	bool named = name && is_safe(name);
	snprintf(key, KEY_SIZE, "qrva/%s", named ? name : "");
	return named;
}

static uint64_t hash_of(const json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);
	uint64_t hash = text ? XXH3_64bits(text, strlen(text)) : 0;
	free(text);
	return hash;
}

/*
 * The lists of the bulletin have no days.  A DOCNAME, the last part of the name, begins with the years
 * of its session, 20152016: what is older than the end of the second is passed over.
 */
static bool is_old(const struct fetch_work *w, const char *key)
{
	const char *name = strrchr(key, '-');
	if (w->source->kind != FETCH_QRVA || !name || strlen(name) < 9)
		return false;
	char year[5] = {name[5], name[6], name[7], name[8], '\0'};
	return atoi(year) >= 1900 && atoi(year) * 10000 + 1231 < w->state.position.from;
}

static void want(const struct listing *l, struct fetch_item *item, const char *mark)
{
	const struct fetch_work *w = l->w;
	const bool stands = item->state == FETCH_ITEM_DONE && *item->file && fetch_spool_has(w->spool, item->file);
	const bool told = strcmp(item->mark, mark) == 0;
	if (is_old(w, item->key) && item->state == FETCH_ITEM_WANTED)
		item->state = FETCH_ITEM_PASSED;
	else if (item->state == FETCH_ITEM_PASSED)
		item->state = is_old(w, item->key) ? FETCH_ITEM_PASSED : FETCH_ITEM_WANTED;
	else if (item->state == FETCH_ITEM_GIVEN_UP ? !told
						    : w->source->kind == FETCH_OPENDATA || !told || !stands) {
		item->tries = item->state == FETCH_ITEM_FAILED ? item->tries : 0;
		item->state = FETCH_ITEM_WANTED;
	}
}

static void take_member(struct listing *l, struct sweep *s, const json_t *member)
{
	struct fetch_work *w = l->w;
	char key[KEY_SIZE], mark[17];
	s->rows++;
	if (!key_of(w, member, key)) {
		const char *title = json_string_value(json_object_get(member, "title"));
		night_log(w->options->log, LOG_LEVEL_WARNING, "fetch-odd-row", LOG_TEXT("source", w->source->name),
			  LOG_TEXT("title", title ? title : ""));
		s->odd++;
		return;
	}
	struct fetch_item *item = fetch_state_item(&w->state, key);
	if (item->listed == w->state.position.listing) {
		w->report->doubles += s->first;
		return;
	}
	snprintf(mark, sizeof mark, "%016llx", (unsigned long long)hash_of(member));
	item->listed = w->state.position.listing;
	item->first = item->first ? item->first : w->options->today;
	want(l, item, mark);
	fetch_state_set(&w->state, &item->mark, mark);
	fetch_state_note(item, &l->lines);
	s->fresh++;
	l->seen++;
}

/* The rows of a page become durable before the position moves past them. */
static enum status take_page(struct listing *l, struct sweep *s, size_t *rows, struct error *err)
{
	struct fetch_work *w = l->w;
	struct fetch_position *p = &w->state.position;
	char name[96];
	const size_t before = s->rows;
	size_t i;
	json_t *member, *reply = json_loadb(w->reply.body.ptr, w->reply.body.len, 0, NULL);
	const uint64_t page = hash_of(members_of(reply)), last = l->page;
	l->total = count_of(reply);
	l->page = page;
	buffer_clear(&l->lines);
	if (!page || page != last) /* some services give their last page for those behind it */
		json_array_foreach((json_t *)members_of(reply), i, member)
			take_member(l, s, member);
	json_decref(reply);
	*rows = s->rows - before;
	snprintf(name, sizeof name, ".fetch/lists/%s-%lld.json", w->source->name, p->next);
	enum status st = fetch_spool_put(w->spool, name, buffer_slice(&w->reply.body), NULL, err);
	if (!st)
		st = fetch_state_write(&w->state, &l->lines, err);
	p->next += w->source->kind == FETCH_QRVA ? (long long)*rows : 1;
	return st ? st : fetch_state_save(&w->state, err);
}

/* ---- sweeps ---- */

static bool is_covered(const struct listing *l, const struct sweep *s)
{
	return l->total >= 0 && (long long)(l->seen + s->odd) >= l->total;
}

/* Reads pages from the position on, until there are no more or no more are needed. */
static enum status sweep(struct listing *l, struct sweep *s, struct error *err)
{
	struct fetch_work *w = l->w;
	struct error cause = {0};
	enum status st = STATUS_OK;
	for (int stale = 0; !st && !fetch_is_over(w);) {
		const size_t fresh = s->fresh;
		size_t rows;
		make_url(w);
		enum fetch_outcome outcome = fetch_ask(w, "application/json", NULL, check_page, &cause);
		if (outcome == FETCH_STOPPED)
			return STATUS_OK;
		if (outcome != FETCH_GOT) {
			night_log(w->options->log, LOG_LEVEL_ERROR, "fetch-list-failed",
				  LOG_TEXT("source", w->source->name), LOG_TEXT("cause", cause.msg));
			w->unlisted = true;
			w->broken = outcome == FETCH_DOWN || outcome == FETCH_BUSY;
			return STATUS_OK;
		}
		st = take_page(l, s, &rows, err);
		stale = s->fresh == fresh ? stale + 1 : 0;
		if (!rows || (stale && is_covered(l, s)) || stale >= STALE_PAGES_MAX ||
		    (stale >= STALE_PAGES && l->total >= 0 && (long long)s->rows >= l->total))
			break;
	}
	return st;
}

/* Fewer items than the service counts are missing, unless that many rows came: it counts some twice. */
static bool judge(struct listing *l, const struct sweep *last)
{
	struct fetch_work *w = l->w;
	w->report->odd += last->odd;
	if (l->total < 0 || is_covered(l, last) || (last->from_start && (long long)last->rows >= l->total))
		return true;
	const size_t missing = (size_t)l->total - l->seen - last->odd;
	w->report->missing += missing;
	night_log(w->options->log, LOG_LEVEL_WARNING, "fetch-list-short", LOG_TEXT("source", w->source->name),
		  LOG_NUMBER("counted", l->total), LOG_NUMBER("listed", l->seen));
	return false;
}

enum status fetch_list(struct fetch_work *w, bool *whole, struct error *err)
{
	struct fetch_position *p = &w->state.position;
	struct listing l = {.w = w, .total = -1, .lines = BUFFER_INIT};
	if (p->next < first_position(w))
		p->next = first_position(w);
	struct sweep s = {.first = true, .from_start = p->next == first_position(w)};
	*whole = false;
	for (size_t i = 0; i < w->state.count; i++)
		l.seen += w->state.items[i].listed == p->listing && !slice_starts(slice_of(w->state.items[i].key), "pfile/");
	enum status st = STATUS_OK;
	for (int sweeps = 1;; sweeps++) {
		st = sweep(&l, &s, err);
		if (st || w->unlisted || fetch_is_over(w) || l.total < 0 || is_covered(&l, &s) ||
		    (sweeps > 1 && !s.fresh) || sweeps == SWEEPS_MAX)
			break;
		p->next = first_position(w);
		l.page = 0;
		s = (struct sweep){.from_start = true};
	}
	w->report->listed += l.seen;
	if (!st && !w->unlisted && !fetch_is_over(w))
		*whole = judge(&l, &s);
	buffer_release(&l.lines);
	return st;
}
