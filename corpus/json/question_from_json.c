/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading questions from JSON.  One table names every key with the function that
 * takes it; a value of the wrong type is an error that names the key, so that a
 * feeding program hears of its mistakes.
 */
#include "corpus/json/taker.h"

#include "corpus/json/question_json.h"
#include "corpus/text/dates.h"

struct slice json_slice(const json_t *value)
{
	return slice_make(json_string_value(value), json_string_length(value));
}

enum status taker_wrong(const struct taker *t, const char *wanted)
{
	return error_set(t->err, STATUS_FORMAT, "key \"%s\": %s expected", t->key, wanted);
}

enum status taker_string(const struct taker *t, const json_t *value, struct slice *out)
{
	if (!json_is_string(value))
		return taker_wrong(t, "a string");
	*out = arena_copy(&t->q->arena, slice_trim(json_slice(value)));
	return STATUS_OK;
}

void taker_mark(const struct taker *t, enum field field)
{
	question_mark(t->q, field, t->from, 100);
}

static enum status take_id(const struct taker *t, const json_t *value)
{
	enum status st = taker_string(t, value, &t->q->id);
	taker_mark(t, FIELD_ID);
	if (!st && t->q->id.len > 200)
		return taker_wrong(t, "at most 200 bytes");
	return st;
}

static enum status take_source(const struct taker *t, const json_t *value)
{
	struct slice s;
	enum status st = taker_string(t, value, &s);
	if (!st && slice_find(s, 0, "://") != s.len)
		t->q->url = s;
	else if (!st)
		t->q->source = s;
	return st;
}

static enum status take_url(const struct taker *t, const json_t *value)
{
	taker_mark(t, FIELD_URL);
	return taker_string(t, value, &t->q->url);
}

static enum status take_document(const struct taker *t, const json_t *value)
{
	taker_mark(t, FIELD_DOCUMENT);
	return taker_string(t, value, &t->q->document);
}

static enum status take_parliament(const struct taker *t, const json_t *value)
{
	if (!json_is_string(value) || !parliament_parse(json_slice(value), &t->q->parliament))
		return taker_wrong(t, "\"vlaams\", \"kamer\" or \"tweedekamer\"");
	taker_mark(t, FIELD_PARLIAMENT);
	return STATUS_OK;
}

static enum status take_kind(const struct taker *t, const json_t *value)
{
	if (!json_is_string(value) || !kind_parse(json_slice(value), &t->q->kind))
		return taker_wrong(
			t, "\"schriftelijke-vraag\", \"mondelinge-vraag\" or \"mededeling\"");
	taker_mark(t, FIELD_KIND);
	return STATUS_OK;
}

static enum status take_status(const struct taker *t, const json_t *value)
{
	if (!json_is_string(value) || !state_parse(json_slice(value), &t->q->state))
		return taker_wrong(t, "\"beantwoord\", \"onbeantwoord\", \"uitgesteld\", "
				      "\"ingetrokken\", \"vervangen\", "
				      "\"gedeeltelijk\", \"aanvullend\" or \"onbekend\"");
	taker_mark(t, FIELD_STATUS);
	return STATUS_OK;
}

static enum status take_one_number(const struct taker *t, const json_t *value)
{
	if (json_is_integer(value)) {
		char digits[24];
		snprintf(digits, sizeof digits, "%lld", (long long)json_integer_value(value));
		question_add_number(t->q, slice_of(digits));
	} else if (json_is_string(value)) {
		question_add_number(t->q, slice_trim(json_slice(value)));
	} else {
		return taker_wrong(t, "a string or a whole number");
	}
	taker_mark(t, FIELD_NUMBER);
	return STATUS_OK;
}

/* The number given here leads; those of the text stay behind it. */
static enum status take_number(const struct taker *t, const json_t *value)
{
	struct slice *before = t->q->numbers;
	size_t count = t->q->number_count;
	t->q->numbers = NULL;
	t->q->number_count = t->q->number_room = 0;
	enum status st = take_one_number(t, value);
	for (size_t i = 0; i < count && t->from != ORIGIN_SIDECAR; i++)
		question_add_number(t->q, before[i]);
	return st;
}

static enum status take_numbers(const struct taker *t, const json_t *value)
{
	size_t i;
	json_t *one;
	if (!json_is_array(value))
		return taker_wrong(t, "an array");
	json_array_foreach((json_t *)value, i, one)
	{
		enum status st = take_one_number(t, one);
		if (st)
			return st;
	}
	return STATUS_OK;
}

static enum status take_session(const struct taker *t, const json_t *value)
{
	taker_mark(t, FIELD_SESSION);
	return taker_string(t, value, &t->q->session);
}

static enum status take_title(const struct taker *t, const json_t *value)
{
	taker_mark(t, FIELD_TITLE);
	return taker_string(t, value, &t->q->title);
}

enum status taker_date(const struct taker *t, const json_t *value, int *out)
{
	size_t used = 0;
	int date;
	if (!json_is_string(value))
		return taker_wrong(t, "a date as a string");
	struct slice s = slice_trim(json_slice(value));
	if (!date_parse(s, &date, &used) ||
	    (used < s.len && s.ptr[used] != 'T' && s.ptr[used] != ' '))
		return taker_wrong(t, "a date such as \"2022-02-07\"");
	*out = date;
	return STATUS_OK;
}

static enum status take_asked(const struct taker *t, const json_t *value)
{
	taker_mark(t, FIELD_DATE_ASKED);
	return taker_date(t, value, &t->q->date_asked);
}

static enum status take_answered(const struct taker *t, const json_t *value)
{
	taker_mark(t, FIELD_DATE_ANSWERED);
	return taker_date(t, value, &t->q->date_answered);
}

static enum status take_due(const struct taker *t, const json_t *value)
{
	return taker_date(t, value, &t->q->date_due);
}

struct slice json_member(const json_t *object, const char *key)
{
	const json_t *v = json_object_get(object, key);
	return json_is_string(v) ? slice_trim(json_slice(v)) : SLICE_EMPTY;
}

enum status taker_each(const struct taker *t, const json_t *value, take_fn *take)
{
	size_t i;
	json_t *one;
	if (!json_is_array(value))
		return take(t, value);
	json_array_foreach((json_t *)value, i, one)
	{
		enum status st = take(t, one);
		if (st)
			return st;
	}
	return STATUS_OK;
}

static enum status take_intro(const struct taker *t, const json_t *value)
{
	taker_mark(t, FIELD_INTRO);
	return taker_string(t, value, &t->q->intro);
}

static enum status take_answer_intro(const struct taker *t, const json_t *value)
{
	return taker_string(t, value, &t->q->answer_intro);
}

static enum status take_rest(const struct taker *t, const json_t *value)
{
	taker_mark(t, FIELD_REST);
	return taker_string(t, value, &t->q->rest);
}

static enum status take_provenance(const struct taker *t, const json_t *value)
{
	if (!json_is_object(value))
		return taker_wrong(t, "an object");
	for (int f = 0; f < FIELD_COUNT; f++) {
		const json_t *p = json_object_get(value, field_name((enum field)f));
		const json_t *sure = json_object_get(p, "confidence");
		enum origin from;
		/* a whole record's own list is complete; without it a second trip would claim
		 * more */
		if (!p && t->from == ORIGIN_TEXT && f != FIELD_ID)
			question_mark(t->q, (enum field)f, ORIGIN_NONE, 0);
		if (!p || !origin_parse(json_member(p, "from"), &from) || !json_is_number(sure))
			continue;
		double percent = json_number_value(sure) * 100 + 0.5;
		if (percent >= 0 && percent <= 101)
			question_mark(t->q, (enum field)f, from, (unsigned)percent);
	}
	return STATUS_OK;
}

/* In the order of work: questions before the answers that count them, flat details behind names. */
static const struct {
	const char *key;
	take_fn *take;
} keys[] = {
	{"id", take_id},
	{"source", take_source},
	{"url", take_url},
	{"document", take_document},
	{"aliases", take_aliases},
	{"parliament", take_parliament},
	{"kind", take_kind},
	{"status", take_status},
	{"number", take_number},
	{"numbers", take_numbers},
	{"session", take_session},
	{"title", take_title},
	{"date", take_asked},
	{"date_asked", take_asked},
	{"date_answered", take_answered},
	{"date_due", take_due},
	{"asker", take_askers},
	{"askers", take_askers},
	{"party", take_party},
	{"minister", take_ministers},
	{"ministers", take_ministers},
	{"minister_role", take_role},
	{"department", take_department},
	{"themes", take_themes},
	{"intro", take_intro},
	{"question", take_question_text},
	{"questions", take_questions},
	{"answer_intro", take_answer_intro},
	{"answer", take_answer_text},
	{"answers", take_answers},
	{"cites", take_cites},
	{"meetings", take_meetings},
	{"references", take_references},
	{"notes", take_notes},
	{"annexes", take_annexes},
	{"rest", take_rest},
	{"other_language", take_other_language},
	{"provenance", take_provenance},
};

enum status question_from_json(struct question *question, const json_t *object, enum origin from,
			       struct error *err)
{
	if (!json_is_object(object))
		return error_set(err, STATUS_FORMAT, "a JSON object expected");
	const json_t *schema = json_object_get(object, "schema");
	if (schema &&
	    (!json_is_integer(schema) || json_integer_value(schema) > QUESTION_JSON_SCHEMA))
		return error_set(err, STATUS_FORMAT, "key \"schema\": only schema %d is known",
				 QUESTION_JSON_SCHEMA);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const json_t *value = json_object_get(object, keys[i].key);
		struct taker t = {question, from, err, keys[i].key};
		if (!value || json_is_null(value))
			continue;
		enum status st = keys[i].take(&t, value);
		if (st)
			return st;
	}
	return STATUS_OK;
}
