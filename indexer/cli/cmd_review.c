/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/cli/commands.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/terminal_text.h"
#include "corpus/config/config.h"
#include "corpus/json/question_json.h"
#include "corpus/model/question_record.h"
#include "store/index/schema.h"

struct review_args {
	const char *config;
	int below; /* percent */
	int json;
};

/* What is asked of every question; others may be absent rightly. */
static const enum field wanted[] = {FIELD_ID,         FIELD_TITLE,  FIELD_ASKERS,   FIELD_MINISTERS,
				    FIELD_DATE_ASKED, FIELD_STATUS, FIELD_QUESTIONS};

static bool is_missing(const struct question *q, enum field field)
{
	switch (field) {
	case FIELD_TITLE: return !q->title.len;
	case FIELD_ASKERS: return !q->asker_count;
	case FIELD_MINISTERS: return !q->minister_count;
	case FIELD_DATE_ASKED: return !q->date_asked;
	case FIELD_QUESTIONS: return !q->question_count;
	default: return false;
	}
}

static void print_text(const struct question *q, enum field field, bool missing)
{
	terminal_put(stdout, q->id);
	printf("\t%s\t", field_name(field));
	if (missing)
		fputs("missing\t", stdout);
	else
		printf("%u%%\t", q->provenance[field].percent);
	terminal_put(stdout, q->source);
	putchar('\n');
}

static void print_json(const struct question *q, enum field field, bool missing)
{
	json_t *o = json_pack("{s:o, s:s, s:o, s:o}", "id", question_string_json(q->id), "field",
			      field_name(field), "confidence",
			      missing ? json_null()
				      : json_real(q->provenance[field].percent / 100.0),
			      "source", question_string_json(q->source));
	json_dumpf(o, stdout, JSON_COMPACT | JSON_REAL_PRECISION(4));
	putchar('\n');
	json_decref(o);
}

static void look_at(const struct review_args *args, const struct question *q)
{
	if (q->kind == KIND_MEDEDELING)
		return;
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		const bool missing = is_missing(q, wanted[i]);
		const struct provenance *p = &q->provenance[wanted[i]];
		if (!missing && (p->from == ORIGIN_NONE || p->percent >= (unsigned)args->below))
			continue;
		if (args->json)
			print_json(q, wanted[i], missing);
		else
			print_text(q, wanted[i], missing);
	}
}

static enum status look_at_all(const struct review_args *args, struct xap_db *db, struct error *err)
{
	struct buffer data = BUFFER_INIT;
	struct xap_terms *ids = NULL;
	struct question q;
	struct slice term;
	bool more = true;
	uint32_t docid;
	question_init(&q);
	enum status st = xap_terms_open(db, 0, slice_of(PREFIX_ID), &ids, err);
	while (!st && more) {
		st = xap_terms_next(ids, &more, &term, NULL, NULL, err);
		if (st || !more)
			break;
		question_clear(&q);
		st = xap_find(db, term, &docid, err);
		if (!st)
			st = xap_data(db, docid, &data, err);
		if (!st)
			st = record_decode(buffer_slice(&data), &q, err);
		st = schema_blame(db, docid, st, err);
		if (!st)
			look_at(args, &q);
	}
	xap_terms_close(ids);
	question_release(&q);
	buffer_release(&data);
	return st;
}

static enum status review(const struct review_args *args, struct error *err)
{
	struct config config;
	struct xap_db *db = NULL;
	if (!args->config)
		return error_set(err, STATUS_USAGE, "--config FILE is missing");
	if (args->below < 0 || args->below > 100)
		return error_set(err, STATUS_USAGE, "--below must be from 0 to 100");
	enum status st = config_load(args->config, &config, err);
	if (!st)
		st = xap_open(config.database, XAP_READ, &db, err);
	if (!st)
		st = look_at_all(args, db, err);
	xap_close(db);
	config_release(&config);
	return st;
}

static enum status run(const void *args, const char *const *words, int *code, struct error *err)
{
	(void)words, (void)code;
	return review(args, err);
}

static const struct command_option options[] = {
	COMMAND_TEXT(struct review_args, config, "config", 'c', "FILE", "the configuration file",
		     NULL),
	COMMAND_NUMBER(struct review_args, below, "below", 'b', "PERCENT",
		       "list fields with a confidence below this"),
	COMMAND_FLAG(struct review_args, json, "json", 'j', "print JSON, one field per line"),
	COMMAND_END};

const struct command review_command = {
	.name = "review",
	.summary = "list what is missing or uncertain",
	.arguments = "[OPTION...]",
	.notes = "Lists fields of questions that are missing or were read with low confidence: id, "
		 "field,\n"
		 "confidence, source.  Correct what is wrong in the file of corrections.\n"
		 "\n"
		 "Examples:\n"
		 "  vraagbaak review --config vraagbaak.conf --below 80\n"
		 "  vraagbaak review --config vraagbaak.conf --json > review.jsonl\n"
		 "",
	.options = options,
	.args_size = sizeof(struct review_args),
	.defaults = &(const struct review_args){.below = 75},
	.run = run,
};
