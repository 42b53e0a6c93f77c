/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/json/question_json.h"

#include "corpus/offices/mandates.h"
#include "corpus/text/dates.h"

/* ---- writing ---- */

json_t *question_string_json(struct slice s)
{
	if (!s.len)
		return json_null();
	json_t *string = json_stringn(s.ptr, s.len);
	return string ? string : json_null();
}

json_t *question_date_json(int date)
{
	char text[11];
	date_format(date, text);
	return date ? json_string(text) : json_null();
}

json_t *question_askers_json(const struct question *q)
{
	json_t *list = json_array();
	for (size_t i = 0; i < q->asker_count; i++)
		json_array_append_new(list,
				      json_pack("{s:o, s:o}", "name",
						question_string_json(q->askers[i].name), "party",
						question_string_json(q->askers[i].party)));
	return list;
}

/* Titles on the day, NULL when the list of mandates does not know the minister. */
static json_t *offices_json(const struct question *q, const struct minister *m)
{
	json_t *list = NULL;
	struct mandate mandate;
	size_t pos = 0;
	while (mandates_of_minister(q, m, &pos, &mandate)) {
		list = list ? list : json_array();
		json_array_append_new(list, question_string_json(mandate.title));
	}
	return list;
}

json_t *question_ministers_json(const struct question *q)
{
	json_t *list = json_array();
	for (size_t i = 0; i < q->minister_count; i++) {
		const struct minister *m = &q->ministers[i];
		json_t *one = json_pack("{s:o, s:o}", "name", question_string_json(m->name), "role",
					question_string_json(m->role));
		if (m->department.len)
			json_object_set_new(one, "department", question_string_json(m->department));
		json_t *offices = offices_json(q, m);
		if (offices)
			json_object_set_new(one, "offices", offices);
		json_array_append_new(list, one);
	}
	return list;
}

struct writer {
	question_text_fn *text;
	void *ctx;
};

static json_t *text_json(const struct writer *w, struct slice raw)
{
	return question_string_json(w->text && raw.len ? w->text(w->ctx, raw) : raw);
}

static json_t *slices_json(const struct slice *items, size_t count)
{
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, question_string_json(items[i]));
	return list;
}

static json_t *questions_json(const struct question *q, const struct writer *w)
{
	json_t *list = json_array();
	for (size_t i = 0; i < q->question_count; i++)
		json_array_append_new(list, json_pack("{s:o, s:o}", "n",
						      question_string_json(q->questions[i].label),
						      "text", text_json(w, q->questions[i].text)));
	return list;
}

/* Members that are there only when known. */
static void set_known(json_t *object, const char *key, struct slice value)
{
	if (value.len)
		json_object_set_new(object, key, question_string_json(value));
}

static json_t *answers_json(const struct question *q, const struct writer *w)
{
	json_t *list = json_array();
	for (size_t i = 0; i < q->answer_count; i++) {
		const struct answer *a = &q->answers[i];
		json_t *one = json_pack("{s:o, s:o}", "n", slices_json(a->labels, a->label_count),
					"text", text_json(w, a->text));
		set_known(one, "minister", a->minister);
		set_known(one, "role", a->role);
		set_known(one, "number", a->number);
		if (a->date)
			json_object_set_new(one, "date", question_date_json(a->date));
		json_array_append_new(list, one);
	}
	return list;
}

static json_t *notes_json(const struct question *q, const struct writer *w)
{
	json_t *list = json_array();
	for (size_t i = 0; i < q->note_count; i++)
		json_array_append_new(list, json_pack("{s:o, s:o}", "mark",
						      question_string_json(q->notes[i].mark),
						      "text", text_json(w, q->notes[i].text)));
	return list;
}

static json_t *annexes_json(const struct question *q)
{
	json_t *list = json_array();
	for (size_t i = 0; i < q->annex_count; i++)
		json_array_append_new(list,
				      json_pack("{s:o, s:o}", "title",
						question_string_json(q->annexes[i].title), "url",
						question_string_json(q->annexes[i].url)));
	return list;
}

static json_t *references_json(const struct question *q)
{
	json_t *list = json_array();
	for (size_t i = 0; i < q->reference_count; i++)
		json_array_append_new(
			list,
			json_pack("{s:o, s:o}", "kind", question_string_json(q->references[i].kind),
				  "number", question_string_json(q->references[i].number)));
	return list;
}

static json_t *cites_json(const struct question *q)
{
	json_t *list = json_array();
	for (size_t i = 0; i < q->cite_count; i++) {
		const struct citation *c = &q->cites[i];
		json_t *one = json_pack("{s:o, s:o}", "number", question_string_json(c->number),
					"date", question_date_json(c->date));
		if (c->session.len)
			json_object_set_new(one, "session", question_string_json(c->session));
		json_array_append_new(list, one);
	}
	return list;
}

static json_t *provenance_json(const struct question *q)
{
	json_t *object = json_object();
	for (int f = 0; f < FIELD_COUNT; f++) {
		const struct provenance *p = &q->provenance[f];
		if (p->from == ORIGIN_NONE)
			continue;
		json_object_set_new(object, field_name((enum field)f),
				    json_pack("{s:s, s:f}", "from", origin_name(p->from),
					      "confidence", p->percent / 100.0));
	}
	return object;
}

/* As stored: the repair knows Dutch only. */
static json_t *other_language_json(const struct question *q)
{
	const struct other_language *o = &q->other;
	if (!o->language.len)
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:o}", "language", question_string_json(o->language),
			 "title", question_string_json(o->title), "question",
			 question_string_json(o->question), "answer",
			 question_string_json(o->answer));
}

json_t *question_to_json(const struct question *q, question_text_fn *text, void *ctx)
{
	struct writer w = {text, ctx};
	json_t *o = json_object();
	json_object_set_new(o, "schema", json_integer(QUESTION_JSON_SCHEMA));
	json_object_set_new(o, "id", question_string_json(q->id));
	json_object_set_new(o, "source", question_string_json(q->source));
	json_object_set_new(o, "url", question_string_json(q->url));
	json_object_set_new(o, "document", question_string_json(q->document));
	json_object_set_new(o, "aliases", slices_json(q->aliases, q->alias_count));
	json_object_set_new(o, "parliament", json_string(parliament_name(q->parliament)));
	json_object_set_new(o, "kind", json_string(kind_name(q->kind)));
	json_object_set_new(o, "number", question_string_json(question_number(q)));
	json_object_set_new(o, "numbers", slices_json(q->numbers, q->number_count));
	json_object_set_new(o, "session", question_string_json(q->session));
	json_object_set_new(o, "title", text_json(&w, q->title));
	json_object_set_new(o, "askers", question_askers_json(q));
	json_object_set_new(o, "ministers", question_ministers_json(q));
	json_object_set_new(o, "date_asked", question_date_json(q->date_asked));
	json_object_set_new(o, "date_answered", question_date_json(q->date_answered));
	json_object_set_new(o, "date_due", question_date_json(q->date_due));
	json_object_set_new(o, "status", json_string(state_name(q->state)));
	json_object_set_new(o, "themes", slices_json(q->themes, q->theme_count));
	json_object_set_new(o, "intro", text_json(&w, q->intro));
	json_object_set_new(o, "questions", questions_json(q, &w));
	json_object_set_new(o, "answer_intro", text_json(&w, q->answer_intro));
	json_object_set_new(o, "answers", answers_json(q, &w));
	json_object_set_new(o, "cites", cites_json(q));
	json_object_set_new(o, "references", references_json(q));
	json_object_set_new(o, "notes", notes_json(q, &w));
	json_object_set_new(o, "annexes", annexes_json(q));
	json_object_set_new(o, "rest", text_json(&w, q->rest));
	json_t *meetings = json_array();
	for (size_t i = 0; i < q->meeting_count; i++)
		json_array_append_new(meetings, question_date_json(q->meetings[i]));
	json_object_set_new(o, "meetings", meetings);
	json_object_set_new(o, "other_language", other_language_json(q));
	json_object_set_new(o, "provenance", provenance_json(q));
	return o;
}
