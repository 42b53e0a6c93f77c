/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/fetch/fetch_page.h"

#include <stdio.h>
#include <stdlib.h>

#include "corpus/model/question_address.h"
#include "corpus/readers/read_opendata.h"
#include "corpus/readers/read_qrva.h"
#include "corpus/readers/read_sru.h"
#include "corpus/text/dates.h"

enum { SEARCH_LIMIT = 10000, SEARCH_ROWS = 100 };

long long fetch_page_first(const struct fetch_work *w)
{
	return w->source->kind == FETCH_QRVA ? 0 : 1;
}

long long fetch_page_limit(const struct fetch_work *w)
{
	return w->source->kind == FETCH_QRVA ? 0 : SEARCH_LIMIT;
}

/* The open data counts pages, the others rows. */
long long fetch_page_after(const struct fetch_work *w, long long position, size_t rows)
{
	return position + (w->source->kind == FETCH_OPENDATA ? 1 : (long long)rows);
}

bool fetch_page_is_behind(const struct fetch_work *w, long long position, long long total)
{
	return w->source->kind == FETCH_SRU && position > total;
}

const char *fetch_page_accept(const struct fetch_work *w)
{
	return w->source->kind == FETCH_SRU ? "application/xml, text/xml" : "application/json";
}

/* ---- addresses ---- */

static void add_encoded(struct buffer *out, const char *text)
{
	for (const char *c = text; *c; c++) {
		if (byte_is_alpha(*c) || byte_is_digit(*c) || strchr("-._~", *c))
			buffer_add_byte(out, *c);
		else
			buffer_printf(out, "%%%02X", (unsigned char)*c);
	}
}

static void add_sru_query(struct buffer *out, const char *from, const char *until)
{
	char query[400];
	snprintf(query, sizeof query,
		 "c.product-area==officielepublicaties and (w.publicatienaam==\"Kamervragen "
		 "(Aanhangsel)\" or "
		 "w.publicatienaam==\"Kamervragen zonder antwoord\") and dt.modified>=\"%s\" and "
		 "dt.modified<=\"%s\"",
		 from, until);
	add_encoded(out, query);
}

void fetch_page_url(struct fetch_work *w)
{
	const struct fetch_position *p = &w->state.position;
	const struct config_fetch_source *s = w->source;
	char from[11], until[11];
	date_format(p->from, from);
	date_format(p->until, until);
	buffer_clear(&w->url);
	switch (s->kind) {
	case FETCH_QRVA:
		buffer_printf(&w->url, "%s?leg=%d&start=%lld", s->list, s->legislature, p->next);
		break;
	case FETCH_SRU:
		buffer_printf(&w->url,
			      "%s?operation=searchRetrieve&version=2.0&startRecord=%lld&"
			      "maximumRecords=%d&query=",
			      s->search, p->next, SEARCH_ROWS);
		add_sru_query(&w->url, from, until);
		break;
	case FETCH_OPENDATA:
		buffer_printf(
			&w->url,
			"%s/"
			"inmeta:publicatiedatum:daterange:%s..%s?collection=vp_collection&sort=date"
			"&max=%d&page=%lld&requiredfields=",
			s->search, from, until, SEARCH_ROWS, p->next);
		buffer_add_str(&w->url,
			       s->oral ? "soort:VI" : "aggregaattype:Schriftelijke%20vraag");
		break;
	}
}

/* ---- replies ---- */

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

static enum status read_json(struct slice body, struct fetch_page *page, struct error *err)
{
	json_error_t je;
	page->reply = json_loadb(body.ptr ? body.ptr : "", body.len, 0, &je);
	if (!page->reply)
		return error_set(err, STATUS_FORMAT, "not valid JSON: line %d, column %d: %.200s",
				 je.line, je.column, je.text);
	page->rows = qrva_items(page->reply);
	if (!page->rows)
		page->rows = opendata_results(page->reply);
	page->total = count_of(page->reply);
	if (!page->rows && page->total != 0)
		return error_set(err, STATUS_FORMAT, "JSON, but not a list of questions");
	return STATUS_OK;
}

/*
 * Some rows may be of a kind that nobody foresaw.  When all of those that a list begins with are,
 * nothing that it says can be relied on.
 */
static enum status check_rows(const struct fetch_work *w, const struct fetch_page *page,
			      struct error *err)
{
	char key[FETCH_KEY_SIZE];
	size_t i, odd = 0;
	json_t *row;
	json_array_foreach((json_t *)page->rows, i, row)
		odd += fetch_page_key(w, row, key) == FETCH_ROW_ODD;
	if (odd < 2 || odd < json_array_size(page->rows) ||
	    w->state.position.next > fetch_page_first(w))
		return STATUS_OK;
	return error_set(
		err, STATUS_FORMAT,
		"a list of %zu rows, none of which names a question in a way that is known", odd);
}

enum status fetch_page_read(const struct fetch_work *w, struct slice body, struct fetch_page *page,
			    struct error *err)
{
	enum status st;
	*page = (struct fetch_page){.total = -1};
	if (w->source->kind == FETCH_SRU) {
		st = sru_read(body, &page->reply, err);
		page->rows = json_object_get(page->reply, "records");
		page->total = count_of(page->reply);
	} else {
		st = read_json(body, page, err);
	}
	return st ? st : check_rows(w, page, err);
}

void fetch_page_release(struct fetch_page *page)
{
	json_decref(page->reply);
	*page = (struct fetch_page){.total = -1};
}

enum status fetch_page_check(void *ctx, struct slice body, struct error *err)
{
	struct fetch_page page;
	enum status st = fetch_page_read(ctx, body, &page, err);
	fetch_page_release(&page);
	return st;
}

/* ---- rows ---- */

bool fetch_name_is_safe(const char *name)
{
	size_t n = strspn(name,
			  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");
	return n && !name[n] && n <= 100 && *name != '.';
}

static enum fetch_row opendata_key(const struct fetch_work *w, const json_t *row,
				   char key[FETCH_KEY_SIZE])
{
	char number[OPENDATA_NUMBER_SIZE];
	bool oral;
	if (!opendata_detail_number(row, number, &oral))
		return FETCH_ROW_ODD;
	snprintf(key, FETCH_KEY_SIZE, "%s/%s", w->source->oral ? "vi" : "schv", number);
	return oral == w->source->oral ? FETCH_ROW_ITEM : FETCH_ROW_OTHER;
}

static enum fetch_row named_key(const char *prefix, const json_t *name, char key[FETCH_KEY_SIZE])
{
	const char *text = json_string_value(name);
	if (!text || !fetch_name_is_safe(text))
		return FETCH_ROW_ODD;
	snprintf(key, FETCH_KEY_SIZE, "%s/%s", prefix, text);
	return FETCH_ROW_ITEM;
}

enum fetch_row fetch_page_key(const struct fetch_work *w, const json_t *row,
			      char key[FETCH_KEY_SIZE])
{
	const json_t *name;
	*key = '\0';
	switch (w->source->kind) {
	case FETCH_OPENDATA: return opendata_key(w, row, key);
	case FETCH_QRVA:
		return named_key(w->source->oral ? "inqo" : "qrva",
				 json_object_get(row, "SDOCNAME"), key);
	case FETCH_SRU:
		name = json_object_get(row, "identifier");
		if (named_key("op", name, key) == FETCH_ROW_ODD)
			return FETCH_ROW_ODD;
		return question_is_publication(slice_of(json_string_value(name))) ? FETCH_ROW_ITEM
										  : FETCH_ROW_OTHER;
	}
	return FETCH_ROW_ODD;
}

enum status fetch_set_aside(struct fetch_work *w, const char *name, struct error *err)
{
	char aside[160];
	snprintf(aside, sizeof aside, ".fetch/aside/%s", name);
	for (char *slash = strchr(aside + strlen(".fetch/aside/"), '/'); slash;
	     slash = strchr(slash, '/'))
		*slash = '-';
	return fetch_spool_put(w->spool, aside, buffer_slice(&w->reply.body), NULL, err);
}
