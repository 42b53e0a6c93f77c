/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A result has its data as a list of names and values, a detail as members; lists
 * of one member may come without the list.  Both are asked through the same
 * function, which visits all values of a name.
 */
#include "corpus/readers/read_opendata.h"

#include <stdio.h>

#include "corpus/text/dates.h"
#include "corpus/text/person_name.h"

static struct slice string_of(const json_t *value)
{
	return slice_trim(slice_make(json_string_value(value), json_string_length(value)));
}

static struct slice member(const json_t *object, const char *key)
{
	const json_t *v = json_object_get(object, key);
	return json_is_string(v) ? string_of(v) : SLICE_EMPTY;
}

static const json_t *metatags(const json_t *result)
{
	return json_object_get(json_object_get(result, "metatags"), "metatag");
}

const json_t *opendata_results(const json_t *object)
{
	const json_t *list = json_object_get(object, "result");
	const json_t *first = json_is_array(list) ? json_array_get(list, 0) : NULL;
	bool empty = json_is_array(list) && !first && json_object_get(object, "count");
	return empty || json_object_get(first, "metatags") ? list : NULL;
}

bool opendata_is_result(const json_t *object)
{
	return metatags(object) != NULL;
}

bool opendata_is_detail(const json_t *object)
{
	const bool oral = json_object_get(object, "nummer") &&
			  json_object_get(object, "objecttype");
	return (json_object_get(object, "vraagnummer") || oral) &&
	       (json_object_get(object, "procedureverloop") ||
		json_object_get(object, "bestand-ordered") ||
		json_object_get(object, "vraagsteller"));
}

/* ---- values ---- */

typedef void visit_fn(struct question *q, const json_t *value);

static void visit_each(struct question *q, const json_t *value, visit_fn *visit)
{
	size_t i;
	json_t *one;
	if (!json_is_array(value)) {
		if (value && !json_is_null(value))
			visit(q, value);
		return;
	}
	json_array_foreach((json_t *)value, i, one) visit(q, one);
}

/* All values of a name: members of a detail, metatags of a result. */
static void visit_all(struct question *q, const json_t *object, const char *name, visit_fn *visit)
{
	const json_t *tags = metatags(object);
	size_t i;
	json_t *tag;
	if (!tags) {
		visit_each(q, json_object_get(object, name), visit);
		return;
	}
	if (json_is_object(tags) && slice_is(member(tags, "name"), name))
		visit(q, json_object_get(tags, "value"));
	json_array_foreach((json_t *)tags, i, tag) if (slice_is(member(tag, "name"), name))
		visit_each(q, json_object_get(tag, "value"), visit);
}

/* The first value of a name, as text in the arena. */
static struct slice first_of(struct question *q, const json_t *object, const char *name)
{
	const json_t *tags = metatags(object), *value = NULL;
	size_t i;
	json_t *tag;
	if (!tags)
		value = json_object_get(object, name);
	json_array_foreach((json_t *)tags, i,
			   tag) if (!value && slice_is(member(tag, "name"), name))
		value = json_object_get(tag, "value");
	if (json_is_object(tags) && slice_is(member(tags, "name"), name))
		value = json_object_get(tags, "value");
	if (json_is_array(value))
		value = json_array_get(value, 0);
	if (json_is_integer(value))
		return arena_printf(&q->arena, "%lld", (long long)json_integer_value(value));
	return json_is_string(value) ? arena_copy(&q->arena, string_of(value)) : SLICE_EMPTY;
}

static void mark(struct question *q, enum field field, bool disagrees)
{
	question_mark(q, field, ORIGIN_SIDECAR, disagrees ? 80 : 100);
}

/* A name, `Naam, Voornaam` or {"voornaam", "naam"}, as it is shown. */
static struct slice person(struct question *q, const json_t *value)
{
	if (json_is_string(value))
		return name_display(&q->arena, string_of(value));
	struct slice first = member(value, "voornaam"), last = member(value, "naam");
	if (!first.len || !last.len)
		return name_display(&q->arena, first.len ? first : last);
	return arena_printf(&q->arena, "%.*s %.*s", SLICE_ARG(first), SLICE_ARG(last));
}

static void add_asker(struct question *q, const json_t *value)
{
	struct slice name = person(q, value);
	const json_t *party = json_object_get(value, "fractie");
	if (name.len)
		question_add_asker(
			q, name, json_is_string(party) ? string_of(party) : member(party, "naam"));
}

static void add_minister(struct question *q, const json_t *value)
{
	struct slice name = person(q, value);
	if (name.len)
		question_add_minister(q, name, member(value, "titel"), SLICE_EMPTY);
}

static void add_theme(struct question *q, const json_t *value)
{
	struct slice theme = json_is_string(value) ? string_of(value) : member(value, "naam");
	if (json_is_object(value) && !theme.len)
		visit_each(q, json_object_get(value, "thema"), add_theme);
	question_add_theme(q, theme);
}

/* ---- who ---- */

static void take_askers(struct question *q, const json_t *object)
{
	size_t before = q->asker_count;
	struct asker *old = q->askers;
	q->asker_count = q->asker_room = 0;
	q->askers = NULL;
	visit_all(q, object, "vraagsteller", add_asker);
	if (q->asker_count) {
		mark(q, FIELD_ASKERS, false);
		return;
	}
	q->askers = old;
	q->asker_count = q->asker_room = before;
}

/* The title of a minister stands in the document only. */
static void take_ministers(struct question *q, const json_t *object)
{
	size_t before = q->minister_count;
	struct minister *old = q->ministers;
	q->minister_count = q->minister_room = 0;
	q->ministers = NULL;
	visit_all(q, object, "minister", add_minister);
	for (size_t i = 0; i < q->minister_count; i++)
		for (size_t k = 0; k < before; k++)
			if (slice_eq(name_slug(&q->arena, q->ministers[i].name),
				     name_slug(&q->arena, old[k].name)))
				q->ministers[i].role = old[k].role;
	if (q->minister_count) {
		mark(q, FIELD_MINISTERS, false);
		return;
	}
	q->ministers = old;
	q->minister_count = q->minister_room = before;
}

/* ---- when ---- */

/* ISO, with a time or without, or dd/mm/yyyy. */
static enum status take_date(struct question *q, struct slice text, const char *name, int *date,
			     struct error *err)
{
	size_t used;
	(void)q;
	if (!text.len)
		return STATUS_OK;
	if (!date_parse(text, date, &used) || (used < text.len && byte_is_digit(text.ptr[used])))
		return error_set(err, STATUS_FORMAT, "key \"%s\": \"%.*s\" is no day", name,
				 (int)(text.len < 60 ? text.len : 60), text.ptr);
	return STATUS_OK;
}

static bool tells_of_answer(struct slice status)
{
	size_t end = status.len;
	if (slice_find_nocase(status, 0, "niet") < end ||
	    slice_find_nocase(status, 0, "onbeantwoord") < end)
		return false;
	return slice_find_nocase(status, 0, "beantwoord") < end ||
	       slice_starts_nocase(status, "antwoord");
}

/* The steps of a detail: {"status": "Tijdig beantwoord", "datum": "..."}. */
static enum status take_step(struct question *q, const json_t *step, int *asked, int *answered,
			     struct error *err)
{
	struct slice status = member(step, "status");
	bool answer = tells_of_answer(status),
	     question = slice_find_nocase(status, 0, "gesteld") < status.len ||
			slice_find_nocase(status, 0, "ingediend") < status.len;
	int date = 0;
	enum status st = take_date(q, member(step, "datum"), "datum", &date, err);
	if (answer && !*answered)
		*answered = date;
	else if (question && !*asked)
		*asked = date;
	return st;
}

static enum status take_steps(struct question *q, const json_t *object, int *asked, int *answered,
			      struct error *err)
{
	const json_t *steps = json_object_get(object, "procedureverloop");
	size_t i;
	json_t *step;
	if (json_is_object(steps))
		return take_step(q, steps, asked, answered, err);
	json_array_foreach((json_t *)steps, i, step)
	{
		enum status st = take_step(q, step, asked, answered, err);
		if (st)
			return st;
	}
	return STATUS_OK;
}

static enum status take_dates(struct question *q, const json_t *object, struct error *err)
{
	int asked = 0, answered = 0;
	enum status st = take_date(q, first_of(q, object, "themadatum"), "themadatum", &asked, err);
	if (!st)
		st = take_date(q, first_of(q, object, "statusdatumSchvBeantwoord"),
			       "statusdatumSchvBeantwoord", &answered, err);
	if (!st && !metatags(object))
		st = take_steps(q, object, &asked, &answered, err);
	if (st)
		return st;
	if (asked) {
		mark(q, FIELD_DATE_ASKED, q->date_asked && q->date_asked != asked);
		q->date_asked = asked;
	}
	if (answered) {
		mark(q, FIELD_DATE_ANSWERED, q->date_answered && q->date_answered != answered);
		q->date_answered = answered;
	}
	return STATUS_OK;
}

/* ---- what ---- */

/* `Vraag om uitleg`, `Actuele vraag`, `Interpellatie`, and how searches call them all together. */
static bool is_oral_kind(struct slice kind)
{
	static const char *const names[] = {"vraag om uitleg", "vragen om uitleg", "actuele vra",
					    "interpellatie", NULL};
	bool oral = slice_is_nocase(kind, "VOU") || slice_is_nocase(kind, "VI");
	for (size_t i = 0; names[i] && !oral; i++)
		oral = slice_find_nocase(kind, 0, names[i]) < kind.len;
	return oral;
}

static enum status take_kind(struct question *q, const json_t *object, struct error *err)
{
	const json_t *what = json_object_get(object, "objecttype");
	struct slice kind = what ? (json_is_string(what) ? string_of(what) : member(what, "naam"))
				 : first_of(q, object, "soort");
	struct slice type = first_of(q, object,
				     metatags(object) ? "aggregaattype" : "documenttype");
	size_t end = type.len;
	bool written = !kind.len || slice_is_nocase(kind, "SCHV") ||
		       slice_starts_nocase(kind, "schriftelijke");
	bool oral = is_oral_kind(kind);
	if (!written && !oral && slice_find_nocase(type, 0, "schriftelijke vraag") == end)
		return error_set(err, STATUS_FORMAT, "\"%.*s\" is no kind of question",
				 SLICE_ARG(kind));
	if (oral)
		q->kind = KIND_MONDELING;
	mark(q, FIELD_KIND, false);
	return STATUS_OK;
}

/*
 * Vragen om uitleg and actuele vragen are numbered each for themselves, so that number, day and
 * minister name two: the id is the number of the detail.
 */
static void take_oral_id(struct question *q, const json_t *object)
{
	char number[OPENDATA_NUMBER_SIZE];
	bool oral;
	if (q->kind != KIND_MONDELING || !opendata_detail_number(object, number, &oral))
		return;
	q->id = arena_printf(&q->arena, "vlaams-vi-%s", number);
	question_mark(q, FIELD_ID, ORIGIN_SIDECAR, 100);
}

static void take_number(struct question *q, struct slice number)
{
	bool disagrees = q->number_count && !slice_eq(q->numbers[0], number);
	if (!number.len)
		return;
	q->number_count = 0;
	question_add_number(q, number);
	mark(q, FIELD_NUMBER, disagrees);
}

static void take_title(struct question *q, const json_t *object)
{
	struct slice subject = first_of(q, object, "onderwerp"),
		     title = first_of(q, object, "titel");
	bool better = subject.len &&
		      (!title.len || slice_starts_nocase(title, "schriftelijke vraag"));
	struct slice taken = better ? subject : title;
	if (!taken.len)
		return;
	q->title = taken;
	mark(q, FIELD_TITLE, false);
}

static void take_state(struct question *q, const json_t *object)
{
	bool text = q->answer_count || q->answer_intro.len;
	bool told = json_object_get(object, "procedureverloop") || metatags(object);
	if (text || q->date_answered)
		q->state = STATE_BEANTWOORD;
	else if (told)
		q->state = STATE_ONBEANTWOORD;
	else
		return;
	question_mark(q, FIELD_STATUS, q->date_answered ? ORIGIN_SIDECAR : ORIGIN_TEXT, 95);
}

static void take_url(struct question *q, const json_t *object)
{
	struct slice url = first_of(q, object, "document");
	if (!url.len)
		url = arena_copy(&q->arena, member(object, "url"));
	if (!url.len) {
		const json_t *files = json_object_get(object, "bestand-ordered");
		url = arena_copy(
			&q->arena,
			member(json_is_array(files) ? json_array_get(files, 0) : files, "URL"));
	}
	if (!url.len)
		return;
	q->url = url;
	mark(q, FIELD_URL, false);
}

enum status opendata_read(struct question *q, const json_t *object, struct error *err)
{
	enum status st = take_kind(q, object, err);
	if (!st)
		st = take_dates(q, object, err);
	if (st)
		return st;
	q->parliament = PARLIAMENT_VLAAMS;
	mark(q, FIELD_PARLIAMENT, false);
	const bool result = metatags(object) || !json_object_get(object, "vraagnummer");
	take_number(q, first_of(q, object, result ? "nummer" : "vraagnummer"));
	take_oral_id(q, object);
	take_title(q, object);
	take_askers(q, object);
	take_ministers(q, object);
	q->theme_count = 0;
	visit_all(q, object, "thema", add_theme);
	visit_all(q, object, "themas", add_theme);
	if (q->theme_count)
		mark(q, FIELD_THEMES, false);
	struct slice session = first_of(q, object, "zittingsjaar");
	if (session.len == 9) {
		q->session = session;
		mark(q, FIELD_SESSION, false);
	}
	take_state(q, object);
	take_url(q, object);
	if (!q->title.len && !q->number_count)
		return error_set(err, STATUS_FORMAT,
				 "neither a number nor a title: it cannot be told which "
				 "question this is");
	return STATUS_OK;
}

struct slice opendata_document(const json_t *detail, size_t i)
{
	const json_t *files = json_object_get(detail, "bestand-ordered");
	const json_t *file = json_is_array(files) ? json_array_get(files, i)
			     : i == 0             ? files
						  : NULL;
	struct slice url = json_is_string(file) ? string_of(file) : member(file, "URL");
	size_t at = slice_find(url, 0, "id=");
	if (at == url.len)
		return SLICE_EMPTY;
	struct slice id = slice_from(url, at + 3);
	size_t n = 0;
	while (n < id.len && n < 20 && byte_is_digit(id.ptr[n]))
		n++;
	return slice_sub(id, 0, n);
}

/* The text of a metatag, borrowed. */
static struct slice tag_text(const json_t *result, const char *name)
{
	const json_t *tags = metatags(result);
	size_t i;
	json_t *tag;
	if (json_is_object(tags))
		return slice_is(member(tags, "name"), name) ? member(tags, "value") : SLICE_EMPTY;
	json_array_foreach((json_t *)tags, i, tag) if (slice_is(member(tag, "name"),
								name)) return member(tag, "value");
	return SLICE_EMPTY;
}

/* Leaves the digits that s begins with in `number`; false when it begins with none or goes on with
 * a letter. */
static bool leading_number(struct slice s, char number[OPENDATA_NUMBER_SIZE])
{
	size_t n = 0;
	while (n < s.len && byte_is_digit(s.ptr[n]))
		n++;
	const bool ended = n == s.len || s.ptr[n] == '?' || s.ptr[n] == '/';
	if (!n || n >= OPENDATA_NUMBER_SIZE || !ended)
		return false;
	snprintf(number, OPENDATA_NUMBER_SIZE, "%.*s", (int)n, s.ptr);
	return true;
}

/* N of `http://be.vlp.feed/N/pfls`, or the text itself. */
static struct slice number_of_id(struct slice id)
{
	if (!slice_ends(id, "/pfls"))
		return id;
	id.len -= strlen("/pfls");
	size_t at = id.len;
	while (at && id.ptr[at - 1] != '/')
		at--;
	return slice_from(id, at);
}

bool opendata_detail_number(const json_t *result, char number[OPENDATA_NUMBER_SIZE], bool *oral)
{
	static const char *const kinds[] = {"/schv/", "/vi/"};
	struct slice url = tag_text(result, "opendata"), kind = tag_text(result, "soort");
	const json_t *id = json_object_get(result, "id");
	*oral = is_oral_kind(kind);
	for (size_t i = 0; url.len && i < sizeof kinds / sizeof *kinds; i++) {
		size_t at = slice_find(url, 0, kinds[i]);
		*oral = i == 1;
		if (at < url.len)
			return leading_number(slice_from(url, at + strlen(kinds[i])), number);
	}
	if (url.len)
		return false;
	if (json_is_integer(id) && json_integer_value(id) > 0)
		return snprintf(number, OPENDATA_NUMBER_SIZE, "%lld",
				(long long)json_integer_value(id)) > 0;
	return leading_number(number_of_id(member(result, "id")), number);
}
