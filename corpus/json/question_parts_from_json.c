/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People, texts and lists of a question from JSON. */
#include "corpus/json/taker.h"

#include "corpus/model/subquestions.h"
#include "corpus/text/person_name.h"

static enum status take_asker(const struct taker *t, const json_t *value)
{
	struct slice name = json_is_object(value) ? json_member(value, "name") : SLICE_EMPTY;
	struct slice party = json_is_object(value) ? json_member(value, "party") : SLICE_EMPTY;
	if (json_is_string(value))
		name = slice_trim(json_slice(value));
	else if (!json_is_object(value))
		return taker_wrong(t, "a name, or an object with \"name\" and \"party\"");
	if (name.len)
		question_add_asker(t->q, name_display(&t->q->arena, name), party);
	taker_mark(t, FIELD_ASKERS);
	return STATUS_OK;
}

static enum status take_minister(const struct taker *t, const json_t *value)
{
	struct slice name = SLICE_EMPTY, role = SLICE_EMPTY, department = SLICE_EMPTY;
	if (json_is_object(value)) {
		name = json_member(value, "name");
		role = json_member(value, "role");
		department = json_member(value, "department");
	} else if (json_is_string(value)) {
		name = slice_trim(json_slice(value));
	} else {
		return taker_wrong(t, "a name, or an object with \"name\" and \"role\"");
	}
	if (name.len || role.len)
		question_add_minister(t->q, name_display(&t->q->arena, name), role, department);
	taker_mark(t, FIELD_MINISTERS);
	return STATUS_OK;
}

enum status take_askers(const struct taker *t, const json_t *value)
{
	t->q->asker_count = 0;
	return taker_each(t, value, take_asker);
}

enum status take_ministers(const struct taker *t, const json_t *value)
{
	t->q->minister_count = 0;
	return taker_each(t, value, take_minister);
}

static enum status take_theme(const struct taker *t, const json_t *value)
{
	if (!json_is_string(value))
		return taker_wrong(t, "a string");
	question_add_theme(t->q, slice_trim(json_slice(value)));
	taker_mark(t, FIELD_THEMES);
	return STATUS_OK;
}

enum status take_themes(const struct taker *t, const json_t *value)
{
	t->q->theme_count = 0;
	return taker_each(t, value, take_theme);
}

/* Role, party and department of the single asker and minister of a flat record. */
enum status take_party(const struct taker *t, const json_t *value)
{
	struct slice party;
	enum status st = taker_string(t, value, &party);
	if (!st && t->q->asker_count == 1)
		t->q->askers[0].party = party;
	return st;
}

static struct minister *single_minister(const struct taker *t)
{
	if (!t->q->minister_count)
		question_add_minister(t->q, SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY);
	taker_mark(t, FIELD_MINISTERS);
	return &t->q->ministers[0];
}

enum status take_role(const struct taker *t, const json_t *value)
{
	struct slice role;
	enum status st = taker_string(t, value, &role);
	if (!st && role.len)
		single_minister(t)->role = role;
	return st;
}

enum status take_department(const struct taker *t, const json_t *value)
{
	struct slice department;
	enum status st = taker_string(t, value, &department);
	if (!st && department.len)
		single_minister(t)->department = department;
	return st;
}

enum status take_question_text(const struct taker *t, const json_t *value)
{
	if (!json_is_string(value))
		return taker_wrong(t, "a string");
	struct slice text = json_slice(value);
	t->q->question_count = 0;
	if (slice_trim(text).len)
		split_questions(t->q, text, split_style_of(text));
	return STATUS_OK;
}

enum status take_answer_text(const struct taker *t, const json_t *value)
{
	if (!json_is_string(value))
		return taker_wrong(t, "a string");
	struct slice text = slice_trim(json_slice(value));
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
		return taker_wrong(t, "an object with \"n\", a string, and \"text\"");
	question_add_subquestion(t->q, json_member(value, "n"), json_member(value, "text"));
	taker_mark(t, FIELD_QUESTIONS);
	return STATUS_OK;
}

enum status take_questions(const struct taker *t, const json_t *value)
{
	t->q->question_count = 0;
	return taker_each(t, value, take_subquestion);
}

static struct slice copied_member(const struct taker *t, const json_t *object, const char *key)
{
	return arena_copy(&t->q->arena, json_member(object, key));
}

/* Who gave an answer, when and under which number. */
static enum status take_reply(const struct taker *t, const json_t *value, struct answer *answer)
{
	const json_t *date = json_object_get(value, "date");
	answer->minister = copied_member(t, value, "minister");
	answer->role = copied_member(t, value, "role");
	answer->number = copied_member(t, value, "number");
	return date && !json_is_null(date) ? taker_date(t, date, &answer->date) : STATUS_OK;
}

static enum status take_answer(const struct taker *t, const json_t *value)
{
	size_t i;
	json_t *label, *labels = json_object_get(value, "n");
	if (!json_is_object(value) || (labels && !json_is_array(labels)))
		return taker_wrong(t, "an object with \"n\", an array, and \"text\"");
	struct answer *answer = question_add_answer(t->q, json_member(value, "text"));
	enum status st = take_reply(t, value, answer);
	if (st)
		return st;
	json_array_foreach(labels, i, label)
	{
		if (!json_is_string(label))
			return taker_wrong(t, "strings in \"n\"");
		question_add_label(t->q, json_slice(label));
	}
	taker_mark(t, FIELD_ANSWERS);
	return STATUS_OK;
}

enum status take_answers(const struct taker *t, const json_t *value)
{
	t->q->answer_count = 0;
	return taker_each(t, value, take_answer);
}

static enum status take_cite(const struct taker *t, const json_t *value)
{
	const json_t *date = json_object_get(value, "date");
	int day = 0;
	if (!json_is_object(value))
		return taker_wrong(t, "an object with \"number\" and \"date\"");
	if (date && !json_is_null(date)) {
		enum status st = taker_date(t, date, &day);
		if (st)
			return st;
	}
	question_add_citation(t->q, json_member(value, "number"), day,
			      json_member(value, "session"));
	taker_mark(t, FIELD_CITES);
	return STATUS_OK;
}

enum status take_cites(const struct taker *t, const json_t *value)
{
	t->q->cite_count = 0;
	return taker_each(t, value, take_cite);
}

static enum status take_meeting(const struct taker *t, const json_t *value)
{
	int day;
	enum status st = taker_date(t, value, &day);
	if (!st)
		question_add_meeting(t->q, day);
	return st;
}

enum status take_meetings(const struct taker *t, const json_t *value)
{
	t->q->meeting_count = 0;
	return taker_each(t, value, take_meeting);
}

static enum status take_alias(const struct taker *t, const json_t *value)
{
	if (!json_is_string(value) || json_string_length(value) > 200)
		return taker_wrong(t, "ids of at most 200 bytes");
	question_add_alias(t->q, slice_trim(json_slice(value)));
	return STATUS_OK;
}

enum status take_aliases(const struct taker *t, const json_t *value)
{
	t->q->alias_count = 0;
	return taker_each(t, value, take_alias);
}

static enum status take_note(const struct taker *t, const json_t *value)
{
	if (!json_is_object(value))
		return taker_wrong(t, "an object with \"mark\" and \"text\"");
	question_add_note(t->q, json_member(value, "mark"), json_member(value, "text"));
	taker_mark(t, FIELD_NOTES);
	return STATUS_OK;
}

enum status take_notes(const struct taker *t, const json_t *value)
{
	t->q->note_count = 0;
	return taker_each(t, value, take_note);
}

static enum status take_annex(const struct taker *t, const json_t *value)
{
	if (!json_is_object(value))
		return taker_wrong(t, "an object with \"title\" and \"url\"");
	question_add_annex(t->q, json_member(value, "title"), json_member(value, "url"));
	taker_mark(t, FIELD_ANNEXES);
	return STATUS_OK;
}

enum status take_annexes(const struct taker *t, const json_t *value)
{
	t->q->annex_count = 0;
	return taker_each(t, value, take_annex);
}

static enum status take_reference(const struct taker *t, const json_t *value)
{
	if (!json_is_object(value))
		return taker_wrong(t, "an object with \"kind\" and \"number\"");
	question_add_reference(t->q, json_member(value, "kind"), json_member(value, "number"));
	taker_mark(t, FIELD_REFERENCES);
	return STATUS_OK;
}

enum status take_references(const struct taker *t, const json_t *value)
{
	t->q->reference_count = 0;
	return taker_each(t, value, take_reference);
}

enum status take_other_language(const struct taker *t, const json_t *value)
{
	struct arena *arena = &t->q->arena;
	struct slice language = json_is_object(value) ? json_member(value, "language")
						      : SLICE_EMPTY;
	if (!language.len || language.len > 20)
		return taker_wrong(
			t, "an object with \"language\", \"title\", \"question\" and \"answer\"");
	t->q->other = (struct other_language){
		.language = arena_copy(arena, language),
		.title = arena_copy(arena, json_member(value, "title")),
		.question = arena_copy(arena, json_member(value, "question")),
		.answer = arena_copy(arena, json_member(value, "answer")),
	};
	return STATUS_OK;
}
