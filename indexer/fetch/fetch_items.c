/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A detail is asked for first and names its documents, which become items of their own.  A question
 * whose document is still to come is asked for in every run, for a year: its publication may be
 * dated back.
 */
#include <jansson.h>
#include <stdio.h>

#include "corpus/extract/xml.h"
#include "corpus/readers/read_official.h"
#include "corpus/readers/read_opendata.h"
#include "corpus/readers/read_qrva.h"
#include "corpus/sources/sniff.h"
#include "corpus/sources/source.h"
#include "corpus/text/dates.h"
#include "indexer/fetch/fetch_page.h"

enum {
	DOCUMENTS_MAX = 20,
	TRIES_MAX = 20,
	DOWN_MAX = 5,
	STRANGE_MAX = 5,
	OPEN_DAYS = 400,
	NAME_SIZE = 160
};

/* ---- is it whole? ---- */

static enum status load(struct slice body, json_t **value, struct error *err)
{
	json_error_t je;
	*value = json_loadb(body.ptr ? body.ptr : "", body.len, 0, &je);
	if (*value)
		return STATUS_OK;
	if (slice_starts(slice_trim(body), "<"))
		return error_set(err, STATUS_FORMAT, "a page of HTML or XML instead of JSON");
	return error_set(err, STATUS_FORMAT, "not valid JSON: line %d, column %d: %.200s", je.line,
			 je.column, je.text);
}

static enum status check_detail(void *ctx, struct slice body, struct error *err)
{
	json_t *value;
	(void)ctx;
	enum status st = load(body, &value, err);
	if (!st && !opendata_is_detail(value))
		st = error_set(err, STATUS_FORMAT, "JSON, but not the detail of a question");
	json_decref(value);
	return st;
}

static enum status check_bulletin(void *ctx, struct slice body, struct error *err)
{
	json_t *value;
	(void)ctx;
	enum status st = load(body, &value, err);
	if (!st && !qrva_items(value) && !qrva_is_item(value))
		st = error_set(err, STATUS_FORMAT, "JSON, but not an item of the bulletin");
	json_decref(value);
	return st;
}

/* The ending of a document's name, NULL when it is none. */
static const char *ending_of(struct slice body)
{
	struct slice head = slice_sub(body, 0, 200);
	switch (sniff(slice_sub(body, 0, 4096))) {
	case SNIFFED_PDF: return ".pdf";
	case SNIFFED_ZIP:
	case SNIFFED_DOCX:
		return slice_find(head, 0, "opendocument.text") < head.len ? ".odt" : ".docx";
	case SNIFFED_ODT: return ".odt";
	case SNIFFED_WORD: return ".doc";
	case SNIFFED_RTF: return ".rtf";
	default: return NULL;
	}
}

/* A transfer that was cut without a word is seen at the mark that ends each of these formats. */
static enum status check_document(void *ctx, struct slice body, struct error *err)
{
	const char *ending = ending_of(body);
	struct slice tail = slice_from(body, body.len > 66000 ? body.len - 66000 : 0);
	(void)ctx;
	if (!body.len)
		return error_set(err, STATUS_FORMAT, "an empty reply");
	if (!ending)
		return error_set(err, STATUS_FORMAT,
				 "neither PDF nor a word processor's document: %s",
				 slice_starts(slice_trim(body), "<") ? "a page of HTML or XML"
								     : "something else");
	const char *mark = strcmp(ending, ".pdf") == 0   ? "%%EOF"
			   : strstr(".docx.odt", ending) ? "PK\5\6"
							 : "";
	if (slice_find(tail, 0, mark) == tail.len && *mark)
		return error_set(err, STATUS_FORMAT, "cut off: the document has no end");
	return STATUS_OK;
}

static enum status check_publication(void *ctx, struct slice body, struct error *err)
{
	xmlDoc *doc = NULL;
	if (ending_of(body))
		return check_document(ctx, body, err);
	enum status st = xml_parse(body, &doc, err);
	if (!st && !official_is(xmlDocGetRootElement(doc)))
		st = error_set(err, STATUS_FORMAT,
			       "XML, but not an official publication of questions: its root "
			       "element is <%.100s>",
			       (const char *)xmlDocGetRootElement(doc)->name);
	xmlFreeDoc(doc);
	return st;
}

/* ---- what a detail names ---- */

/* Documents of the detail become items, and are asked for again when they were had before. */
static void want_documents(struct fetch_work *w, struct fetch_item *detail, struct slice body,
			   struct buffer *lines)
{
	char key[64];
	const long long listed = detail->listed;
	json_t *value = json_loadb(body.ptr, body.len, 0, NULL);
	struct slice number = opendata_document(value, 0);
	const json_t *files = json_object_get(value, "bestand-ordered");
	detail->open = !number.len;
	if (!number.len &&
	    (json_is_array(files) ? json_array_size(files) > 0 : json_is_object(files))) {
		night_log(w->options->log, LOG_LEVEL_WARNING, "fetch-odd-document",
			  LOG_TEXT("item", detail->key));
		w->report->odd++;
	}
	for (size_t i = 1; i <= DOCUMENTS_MAX && number.len;
	     number = opendata_document(value, i++)) {
		snprintf(key, sizeof key, "pfile/%.*s", SLICE_ARG(number));
		struct fetch_item *item = fetch_state_item(&w->state, key);
		if (item->listed == listed || item->state == FETCH_ITEM_GIVEN_UP)
			continue;
		item->listed = listed;
		item->first = item->first ? item->first : w->options->today;
		if (item->state == FETCH_ITEM_DONE)
			item->state = FETCH_ITEM_WANTED;
		fetch_state_note(item, lines);
	}
	json_decref(value);
}

/* ---- one item ---- */

struct kind {
	const char *prefix, *accept;
	fetch_check_fn *check;
};

static const struct kind kinds[] = {{"schv/", "application/json", check_detail},
				    {"vi/", "application/json", check_detail},
				    {"pfile/", "*/*", check_document},
				    {"qrva/", "application/json", check_bulletin},
				    {"inqo/", "application/json", check_bulletin},
				    {"op/", "application/xml, text/xml", check_publication}};

static const struct kind *kind_of(const char *key)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strncmp(key, kinds[i].prefix, strlen(kinds[i].prefix)) == 0)
			return &kinds[i];
	return NULL; /* of a newer program */
}

static void make_url(struct fetch_work *w, const struct kind *kind, const char *key)
{
	const char *name = key + strlen(kind->prefix);
	buffer_clear(&w->url);
	if (kind->check == check_document)
		buffer_printf(&w->url, "%s?id=%s", w->source->document, name);
	else if (kind->check == check_publication)
		buffer_printf(&w->url, "%s/%s.xml", w->source->document, name);
	else
		buffer_printf(&w->url, "%s/%s",
			      kind->check == check_detail ? w->source->detail : w->source->list,
			      name);
}

/* Papers from before the XML of the official publications exist as PDF only. */
static enum fetch_outcome ask_item(struct fetch_work *w, const struct kind *kind,
				   const struct fetch_item *item, bool stands, struct error *cause)
{
	const struct fetch_item *stored = stands ? item : NULL;
	const bool as_pdf = stands && kind->check == check_publication &&
			    slice_ends(slice_of(item->file), ".pdf");
	make_url(w, kind, item->key);
	enum fetch_outcome outcome = fetch_ask(w, kind->accept, as_pdf ? NULL : stored, kind->check,
					       0, cause);
	if (outcome != FETCH_ABSENT || kind->check != check_publication)
		return outcome;
	w->url.len -= strlen("xml");
	buffer_add_str(&w->url, "pdf");
	return fetch_ask(w, "application/pdf", as_pdf ? stored : NULL, check_document, 0, cause);
}

static enum status fail(struct fetch_work *w, size_t at, enum fetch_outcome outcome,
			const struct error *cause, struct error *err)
{
	struct fetch_item *item = &w->state.items[at];
	enum status st = STATUS_OK;
	item->tries++;
	item->state = item->tries >= TRIES_MAX ? FETCH_ITEM_GIVEN_UP : FETCH_ITEM_FAILED;
	w->report->failed++;
	w->report->given_up += item->state == FETCH_ITEM_GIVEN_UP;
	fetch_state_set(&w->state, &item->cause, cause->msg);
	night_log(w->options->log, LOG_LEVEL_WARNING,
		  item->state == FETCH_ITEM_GIVEN_UP ? "fetch-given-up" : "fetch-failed",
		  LOG_TEXT("item", item->key), LOG_NUMBER("runs", item->tries),
		  LOG_TEXT("cause", cause->msg));
	if (outcome == FETCH_BAD && w->reply.body.len)
		st = fetch_set_aside(w, item->key, err);
	return st;
}

/* Puts the body in the place of the item's file; a document may have changed its kind. */
static enum status store(struct fetch_work *w, size_t at, struct error *err)
{
	struct fetch_item *item = &w->state.items[at];
	struct slice body = buffer_slice(&w->reply.body);
	const char *document = ending_of(body);
	const char *ending = document                            ? document
			     : strncmp(item->key, "op/", 3) == 0 ? ".xml"
								 : ".json";
	char name[NAME_SIZE];
	bool same;
	snprintf(name, sizeof name, "%s%s", item->key, ending);
	const bool stood = *item->file && fetch_spool_has(w->spool, item->file);
	enum status st = fetch_spool_put(w->spool, name, body, &same, err);
	if (!st && stood && strcmp(item->file, name) != 0)
		st = fetch_spool_remove(w->spool, item->file, err);
	if (st)
		return st;
	w->report->same += same;
	w->report->changed += !same && stood;
	w->report->fresh += !same && !stood;
	fetch_state_set(&w->state, &item->file, name);
	fetch_state_set(&w->state, &item->etag, w->reply.etag);
	fetch_state_set(&w->state, &item->modified, w->reply.modified);
	return STATUS_OK;
}

/* The item is there, new or as it was.  Its documents are noted before it counts as done. */
static enum status finish(struct fetch_work *w, size_t at, struct buffer *lines, struct error *err)
{
	enum status st = STATUS_OK;
	struct fetch_item done = w->state.items[at];
	done.state = FETCH_ITEM_DONE;
	done.tries = 0;
	done.cause = "";
	if (kind_of(done.key)->check == check_detail) {
		st = fetch_spool_get(w->spool, done.file, SOURCE_DOCUMENT_MAX, &w->reply.body, err);
		if (!st)
			want_documents(w, &done, buffer_slice(&w->reply.body), lines);
	}
	w->state.items[at] = done; /* which may have moved */
	return st;
}

/* The bulletin answers to names that it does not know with an empty list. */
static bool is_empty_list(const struct fetch_work *w, const struct kind *kind)
{
	if (kind->check != check_bulletin)
		return false;
	json_t *value = json_loadb(w->reply.body.ptr, w->reply.body.len, 0, NULL);
	const json_t *items = qrva_items(value);
	bool empty = items && !json_array_size(items);
	json_decref(value);
	return empty;
}

/* Failures in a row: of the service, and of its replies to be what they should be. */
struct streak {
	int down, strange;
};

/*
 * Leaves the service alone when it does not answer, or answers with what nobody knows: it would
 * only be burdened.  Items that failed in earlier runs say nothing of the others.
 */
static void judge_service(struct fetch_work *w, enum fetch_outcome outcome,
			  const struct fetch_item *item, struct streak *streak,
			  const struct error *cause)
{
	streak->down = outcome == FETCH_DOWN ? streak->down + 1 : 0;
	streak->strange = outcome == FETCH_BAD ? streak->strange + !item->tries : 0;
	w->broken = outcome == FETCH_BUSY || streak->down >= DOWN_MAX ||
		    streak->strange >= STRANGE_MAX;
	if (w->broken)
		night_log(w->options->log, LOG_LEVEL_ERROR,
			  streak->strange ? "fetch-source-strange" : "fetch-source-down",
			  LOG_TEXT("source", w->source->name), LOG_TEXT("cause", cause->msg));
}

static enum status get_item(struct fetch_work *w, size_t at, struct streak *streak,
			    struct error *err)
{
	const struct fetch_item item = w->state.items[at];
	const struct kind *kind = kind_of(item.key);
	const bool stands = *item.file && fetch_spool_has(w->spool, item.file);
	struct buffer lines = BUFFER_INIT;
	struct error cause = {0};
	enum status st = STATUS_OK;
	w->state.items[at].asked = true;
	enum fetch_outcome outcome = ask_item(w, kind, &item, stands, &cause);
	if (outcome == FETCH_STOPPED)
		return STATUS_OK;
	if (outcome == FETCH_GOT && is_empty_list(w, kind)) {
		error_set(&cause, STATUS_NOT_FOUND,
			  "%s: an empty list: the service does not know it", w->url.ptr);
		outcome = FETCH_ABSENT;
	}
	judge_service(w, outcome, &item, streak, &cause);
	if (outcome == FETCH_BUSY)
		return STATUS_OK; /* the item has no part in it */
	if (outcome == FETCH_GOT)
		st = store(w, at, err);
	w->report->same += outcome == FETCH_UNCHANGED;
	if (!st)
		st = outcome <= FETCH_UNCHANGED ? finish(w, at, &lines, err)
						: fail(w, at, outcome, &cause, err);
	if (!st) {
		fetch_state_note(&w->state.items[at], &lines);
		st = fetch_state_write(&w->state, &lines, err);
	}
	buffer_release(&lines);
	return st;
}

/* ---- all of them ---- */

/* The second round is for documents that were had before and that a detail names again. */
static bool is_due(const struct fetch_work *w, const struct fetch_item *item, int round)
{
	if (!kind_of(item->key))
		return false;
	if (item->state == FETCH_ITEM_WANTED)
		return true;
	if (round > 1 || item->asked)
		return false;
	if (item->state == FETCH_ITEM_FAILED ||
	    (item->state == FETCH_ITEM_GIVEN_UP && w->options->retry))
		return true;
	return item->state == FETCH_ITEM_DONE && item->open &&
	       item->listed != w->state.position.listing &&
	       date_days(w->options->today) - date_days(item->first) < OPEN_DAYS;
}

static size_t count_wanted(const struct fetch_work *w)
{
	size_t wanted = 0;
	for (size_t i = 0; i < w->state.count; i++)
		wanted += w->state.items[i].state == FETCH_ITEM_WANTED;
	return wanted;
}

enum status fetch_items(struct fetch_work *w, bool *finished, struct error *err)
{
	enum status st = STATUS_OK;
	struct streak streak = {0};
	for (int round = 1; round <= 2; round++)
		for (size_t i = 0; !st && !w->broken && !fetch_is_over(w) && i < w->state.count;
		     i++)
			if (is_due(w, &w->state.items[i], round))
				st = get_item(w, i, &streak, err);
	*finished = !st && !count_wanted(w);
	return st;
}
