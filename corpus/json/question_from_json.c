/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading questions from JSON.  One table names every key with the function that
 * takes it; a value of the wrong type is an error that names the key, so that a
 * feeding program hears of its mistakes.
 */
#include <stdlib.h>

#include "corpus/json/question_json.h"
#include "corpus/model/subquestions.h"
#include "corpus/text/dates.h"
#include "corpus/text/person_name.h"

struct taker {
	struct question *q;
	enum origin from;
	struct error *err;
	const char *key;
};

static struct slice string_of(const json_t *value)
{
	return slice_make(json_string_value(value), json_string_length(value));
}

static enum status wrong(const struct taker *t, const char *wanted)
{
	return error_set(t->err, STATUS_FORMAT, "key \"%s\": %s expected", t->key, wanted);
}

static enum status take_string(const struct taker *t, const json_t *value, struct slice *out)
{
	if (!json_is_string(value))
		return wrong(t, "a string");
	*out = arena_copy(&t->q->arena, slice_trim(string_of(value)));
	return STATUS_OK;
}

static void mark(const struct taker *t, enum field field)
{
	question_mark(t->q, field, t->from, 100);
}

static enum status take_id(const struct taker *t, const json_t *value)
{
	enum status st = take_string(t, value, &t->q->id);
	mark(t, FIELD_ID);
	if (!st && t->q->id.len > 200)
		return wrong(t, "at most 200 bytes");
	return st;
}

static enum status take_source(const struct taker *t, const json_t *value)
{
	struct slice s;
	enum status st = take_string(t, value, &s);
	if (!st && slice_find(s, 0, "://") != s.len)
		t->q->url = s;
	else if (!st)
		t->q->source = s;
	return st;
}

static enum status take_url(const struct taker *t, const json_t *value)
{
	mark(t, FIELD_URL);
	return take_string(t, value, &t->q->url);
}

static enum status take_document(const struct taker *t, const json_t *value)
{
	mark(t, FIELD_DOCUMENT);
	return take_string(t, value, &t->q->document);
}

static enum status take_parliament(const struct taker *t, const json_t *value)
{
	if (!json_is_string(value) || !parliament_parse(string_of(value), &t->q->parliament))
		return wrong(t, "\"vlaams\", \"kamer\" or \"tweedekamer\"");
	mark(t, FIELD_PARLIAMENT);
	return STATUS_OK;
}

static enum status take_kind(const struct taker *t, const json_t *value)
{
	if (!json_is_string(value) || !kind_parse(string_of(value), &t->q->kind))
		return wrong(t, "\"schriftelijke-vraag\", \"mondelinge-vraag\" or \"mededeling\"");
	mark(t, FIELD_KIND);
	return STATUS_OK;
}

static enum status take_status(const struct taker *t, const json_t *value)
{
	if (!json_is_string(value) || !state_parse(string_of(value), &t->q->state))
		return wrong(t, "\"beantwoord\", \"onbeantwoord\", \"uitgesteld\", \"ingetrokken\", \"vervangen\", "
				"\"gedeeltelijk\", \"aanvullend\" or \"onbekend\"");
	mark(t, FIELD_STATUS);
	return STATUS_OK;
}

static enum status take_one_number(const struct taker *t, const json_t *value)
{
	if (json_is_integer(value)) {
		char digits[24];
		snprintf(digits, sizeof digits, "%lld", (long long)json_integer_value(value));
		question_add_number(t->q, slice_of(digits));
	} else if (json_is_string(value)) {
		question_add_number(t->q, slice_trim(string_of(value)));
	} else {
		return wrong(t, "a string or a whole number");
	}
	mark(t, FIELD_NUMBER);
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
		return wrong(t, "an array");
	json_array_foreach((json_t *)value, i, one) {
		enum status st = take_one_number(t, one);
		if (st)
			return st;
	}
	return STATUS_OK;
}

static enum status take_session(const struct taker *t, const json_t *value)
{
	mark(t, FIELD_SESSION);
	return take_string(t, value, &t->q->session);
}

static enum status take_title(const struct taker *t, const json_t *value)
{
	mark(t, FIELD_TITLE);
	return take_string(t, value, &t->q->title);
}

static enum status take_date(const struct taker *t, const json_t *value, int *out)
{
	size_t used = 0;
	int date;
	if (!json_is_string(value))
		return wrong(t, "a date as a string");
	struct slice s = slice_trim(string_of(value));
	if (!date_parse(s, &date, &used) || (used < s.len && s.ptr[used] != 'T' && s.ptr[used] != ' '))
		return wrong(t, "a date such as \"2022-02-07\"");
	*out = date;
	return STATUS_OK;
}

static enum status take_asked(const struct taker *t, const json_t *value)
{
	mark(t, FIELD_DATE_ASKED);
	return take_date(t, value, &t->q->date_asked);
}

static enum status take_answered(const struct taker *t, const json_t *value)
{
	mark(t, FIELD_DATE_ANSWERED);
	return take_date(t, value, &t->q->date_answered);
}

static enum status take_due(const struct taker *t, const json_t *value)
{
	return take_date(t, value, &t->q->date_due);
}

static struct slice member(const json_t *object, const char *key)
{
	const json_t *v = json_object_get(object, key);
	return json_is_string(v) ? slice_trim(string_of(v)) : SLICE_EMPTY;
}

static enum status take_asker(const struct taker *t, const json_t *value)
{
	struct slice name = json_is_object(value) ? member(value, "name") : SLICE_EMPTY;
	struct slice party = json_is_object(value) ? member(value, "party") : SLICE_EMPTY;
	if (json_is_string(value))
		name = slice_trim(string_of(value));
	else if (!json_is_object(value))
		return wrong(t, "a name, or an object with \"name\" and \"party\"");
	if (name.len)
		question_add_asker(t->q, name_display(&t->q->arena, name), party);
	mark(t, FIELD_ASKERS);
	return STATUS_OK;
}

static enum status take_minister(const struct taker *t, const json_t *value)
{
	struct slice name = SLICE_EMPTY, role = SLICE_EMPTY, department = SLICE_EMPTY;
	if (json_is_object(value)) {
		name = member(value, "name");
		role = member(value, "role");
		department = member(value, "department");
	} else if (json_is_string(value)) {
		name = slice_trim(string_of(value));
	} else {
		return wrong(t, "a name, or an object with \"name\" and \"role\"");
	}
	if (name.len || role.len)
		question_add_minister(t->q, name_display(&t->q->arena, name), role, department);
	mark(t, FIELD_MINISTERS);
	return STATUS_OK;
}

typedef enum status take_fn(const struct taker *t, const json_t *value);

static enum status take_each(const struct taker *t, const json_t *value, take_fn *take)
{
	size_t i;
	json_t *one;
	if (!json_is_array(value))
		return take(t, value);
	json_array_foreach((json_t *)value, i, one) {
		enum status st = take(t, one);
		if (st)
			return st;
	}
	return STATUS_OK;
}

static enum status take_askers(const struct taker *t, const json_t *value)
{
	t->q->asker_count = 0;
	return take_each(t, value, take_asker);
}

static enum status take_ministers(const struct taker *t, const json_t *value)
{
	t->q->minister_count = 0;
	return take_each(t, value, take_minister);
}

static enum status take_theme(const struct taker *t, const json_t *value)
{
	if (!json_is_string(value))
		return wrong(t, "a string");
	question_add_theme(t->q, slice_trim(string_of(value)));
	mark(t, FIELD_THEMES);
	return STATUS_OK;
}

static enum status take_themes(const struct taker *t, const json_t *value)
{
	t->q->theme_count = 0;
	return take_each(t, value, take_theme);
}

/* Role, party and department of the single asker and minister of a flat record. */
static enum status take_party(const struct taker *t, const json_t *value)
{
	struct slice party;
	enum status st = take_string(t, value, &party);
	if (!st && t->q->asker_count == 1)
		t->q->askers[0].party = party;
	return st;
}

static struct minister *single_minister(const struct taker *t)
{
	if (!t->q->minister_count)
		question_add_minister(t->q, SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY);
	mark(t, FIELD_MINISTERS);
	return &t->q->ministers[0];
}

static enum status take_role(const struct taker *t, const json_t *value)
{
	struct slice role;
	enum status st = take_string(t, value, &role);
	if (!st && role.len)
		single_minister(t)->role = role;
	return st;
}

static enum status take_department(const struct taker *t, const json_t *value)
{
	struct slice department;
	enum status st = take_string(t, value, &department);
	if (!st && department.len)
		single_minister(t)->department = department;
	return st;
}

static enum status take_intro(const struct taker *t, const json_t *value)
{
	mark(t, FIELD_INTRO);
	return take_string(t, value, &t->q->intro);
}

static enum status take_question_text(const struct taker *t, const json_t *value)
{
	if (!json_is_string(value))
		return wrong(t, "a string");
	struct slice text = string_of(value);
	t->q->question_count = 0;
	if (slice_trim(text).len)
		split_questions(t->q, text, split_style_of(text));
	return STATUS_OK;
}

static enum status take_answer_text(const struct taker *t, const json_t *value)
{
	if (!json_is_string(value))
		return wrong(t, "a string");
	struct slice text = slice_trim(string_of(value));
	t->q->answer_count = 0;
	if (text.len)
		split_answers(t->q, text, split_style_of(text));
	if (t->q->provenance[FIELD_STATUS].from == ORIGIN_NONE) {
		t->q->state = text.len ? STATE_BEANTWOORD : STATE_ONBEANTWOORD;
		question_mark(t->q, FIELD_STATUS, ORIGIN_DEFAULT, 90);
	}
	return STATUS_OK;
}

static enum status take_subquestion(const struct taker *t, const json_t *value)
{
	const json_t *n = json_object_get(value, "n");
	if (!json_is_object(value) || (n && !json_is_string(n) && !json_is_null(n)))
		return wrong(t, "an object with \"n\", a string, and \"text\"");
	question_add_subquestion(t->q, member(value, "n"), member(value, "text"));
	mark(t, FIELD_QUESTIONS);
	return STATUS_OK;
}

static enum status take_questions(const struct taker *t, const json_t *value)
{
	t->q->question_count = 0;
	return take_each(t, value, take_subquestion);
}

static struct slice copied_member(const struct taker *t, const json_t *object, const char *key)
{
	return arena_copy(&t->q->arena, member(object, key));
}

/* Who gave an answer, when and under which number. */
static enum status take_reply(const struct taker *t, const json_t *value, struct answer *answer)
{
	const json_t *date = json_object_get(value, "date");
	answer->minister = copied_member(t, value, "minister");
	answer->role = copied_member(t, value, "role");
	answer->number = copied_member(t, value, "number");
	return date && !json_is_null(date) ? take_date(t, date, &answer->date) : STATUS_OK;
}

static enum status take_answer(const struct taker *t, const json_t *value)
{
	size_t i;
	json_t *label, *labels = json_object_get(value, "n");
	if (!json_is_object(value) || (labels && !json_is_array(labels)))
		return wrong(t, "an object with \"n\", an array, and \"text\"");
	struct answer *answer = question_add_answer(t->q, member(value, "text"));
	enum status st = take_reply(t, value, answer);
	if (st)
		return st;
	json_array_foreach(labels, i, label) {
		if (!json_is_string(label))
			return wrong(t, "strings in \"n\"");
		question_add_label(t->q, string_of(label));
	}
	mark(t, FIELD_ANSWERS);
	return STATUS_OK;
}

static enum status take_answers(const struct taker *t, const json_t *value)
{
	t->q->answer_count = 0;
	return take_each(t, value, take_answer);
}

static enum status take_answer_intro(const struct taker *t, const json_t *value)
{
	return take_string(t, value, &t->q->answer_intro);
}

static enum status take_cite(const struct taker *t, const json_t *value)
{
	const json_t *date = json_object_get(value, "date");
	int day = 0;
	if (!json_is_object(value))
		return wrong(t, "an object with \"number\" and \"date\"");
	if (date && !json_is_null(date)) {
		enum status st = take_date(t, date, &day);
		if (st)
			return st;
	}
	question_add_citation(t->q, member(value, "number"), day, member(value, "session"));
	mark(t, FIELD_CITES);
	return STATUS_OK;
}

static enum status take_cites(const struct taker *t, const json_t *value)
{
	t->q->cite_count = 0;
	return take_each(t, value, take_cite);
}

static enum status take_meeting(const struct taker *t, const json_t *value)
{
	int day;
	enum status st = take_date(t, value, &day);
	if (!st)
		question_add_meeting(t->q, day);
	return st;
}

static enum status take_meetings(const struct taker *t, const json_t *value)
{
	t->q->meeting_count = 0;
	return take_each(t, value, take_meeting);
}

static enum status take_alias(const struct taker *t, const json_t *value)
{
	if (!json_is_string(value) || json_string_length(value) > 200)
		return wrong(t, "ids of at most 200 bytes");
	question_add_alias(t->q, slice_trim(string_of(value)));
	return STATUS_OK;
}

static enum status take_aliases(const struct taker *t, const json_t *value)
{
	t->q->alias_count = 0;
	return take_each(t, value, take_alias);
}

static enum status take_note(const struct taker *t, const json_t *value)
{
	if (!json_is_object(value))
		return wrong(t, "an object with \"mark\" and \"text\"");
	question_add_note(t->q, member(value, "mark"), member(value, "text"));
	mark(t, FIELD_NOTES);
	return STATUS_OK;
}

static enum status take_notes(const struct taker *t, const json_t *value)
{
	t->q->note_count = 0;
	return take_each(t, value, take_note);
}

static enum status take_annex(const struct taker *t, const json_t *value)
{
	if (!json_is_object(value))
		return wrong(t, "an object with \"title\" and \"url\"");
	question_add_annex(t->q, member(value, "title"), member(value, "url"));
	mark(t, FIELD_ANNEXES);
	return STATUS_OK;
}

static enum status take_annexes(const struct taker *t, const json_t *value)
{
	t->q->annex_count = 0;
	return take_each(t, value, take_annex);
}

static enum status take_reference(const struct taker *t, const json_t *value)
{
	if (!json_is_object(value))
		return wrong(t, "an object with \"kind\" and \"number\"");
	question_add_reference(t->q, member(value, "kind"), member(value, "number"));
	mark(t, FIELD_REFERENCES);
	return STATUS_OK;
}

static enum status take_references(const struct taker *t, const json_t *value)
{
	t->q->reference_count = 0;
	return take_each(t, value, take_reference);
}

static enum status take_rest(const struct taker *t, const json_t *value)
{
	mark(t, FIELD_REST);
	return take_string(t, value, &t->q->rest);
}

static enum status take_other_language(const struct taker *t, const json_t *value)
{
	struct arena *arena = &t->q->arena;
	struct slice language = json_is_object(value) ? member(value, "language") : SLICE_EMPTY;
	if (!language.len || language.len > 20)
		return wrong(t, "an object with \"language\", \"title\", \"question\" and \"answer\"");
	t->q->other = (struct other_language){
		.language = arena_copy(arena, language),
		.title = arena_copy(arena, member(value, "title")),
		.question = arena_copy(arena, member(value, "question")),
		.answer = arena_copy(arena, member(value, "answer")),
	};
	return STATUS_OK;
}

static enum status take_provenance(const struct taker *t, const json_t *value)
{
	if (!json_is_object(value))
		return wrong(t, "an object");
	for (int f = 0; f < FIELD_COUNT; f++) {
		const json_t *p = json_object_get(value, field_name((enum field)f));
		const json_t *sure = json_object_get(p, "confidence");
		enum origin from;
		/* a whole record's own list is complete; without it a second trip would claim more */
		if (!p && t->from == ORIGIN_TEXT && f != FIELD_ID)
			question_mark(t->q, (enum field)f, ORIGIN_NONE, 0);
		if (!p || !origin_parse(member(p, "from"), &from) || !json_is_number(sure))
			continue;
		double percent = json_number_value(sure) * 100 + 0.5;
		if (percent >= 0 && percent <= 101)
			question_mark(t->q, (enum field)f, from, (unsigned)percent);
	}
	return STATUS_OK;
}

/* In the order of work: questions before the answers that count them, flat details behind names. */
static const struct { const char *key; take_fn *take; } keys[] = {
	{"id", take_id}, {"source", take_source}, {"url", take_url},
	{"document", take_document}, {"aliases", take_aliases},
	{"parliament", take_parliament}, {"kind", take_kind}, {"status", take_status},
	{"number", take_number}, {"numbers", take_numbers}, {"session", take_session},
	{"title", take_title}, {"date", take_asked}, {"date_asked", take_asked},
	{"date_answered", take_answered}, {"date_due", take_due}, {"asker", take_askers}, {"askers", take_askers},
	{"party", take_party}, {"minister", take_ministers}, {"ministers", take_ministers},
	{"minister_role", take_role}, {"department", take_department}, {"themes", take_themes},
	{"intro", take_intro}, {"question", take_question_text}, {"questions", take_questions},
	{"answer_intro", take_answer_intro}, {"answer", take_answer_text},
	{"answers", take_answers}, {"cites", take_cites}, {"meetings", take_meetings},
	{"references", take_references}, {"notes", take_notes}, {"annexes", take_annexes}, {"rest", take_rest},
	{"other_language", take_other_language}, {"provenance", take_provenance},
};

enum status question_from_json(struct question *question, const json_t *object, enum origin from,
			       struct error *err)
{
	if (!json_is_object(object))
		return error_set(err, STATUS_FORMAT, "a JSON object expected");
	const json_t *schema = json_object_get(object, "schema");
	if (schema && (!json_is_integer(schema) || json_integer_value(schema) > QUESTION_JSON_SCHEMA))
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
