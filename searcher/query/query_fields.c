/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/query/query_fields.h"

#include <stdio.h>

#include "base/edit_distance.h"
#include "corpus/model/question.h"
#include "corpus/text/person_name.h"
#include "corpus/text/reference.h"
#include "searcher/query/query_lexer.h"

static const struct query_field fields[] = {
	{{"titel", "title"}, QUERY_WORD, QUERY_TITLE, false, "titel:fietspad"},
	{{"vraag", "question"}, QUERY_WORD, QUERY_QUESTION, false, "vraag:fietspad"},
	{{"antwoord", "answer"}, QUERY_WORD, QUERY_ANSWER, false, "antwoord:fietspad"},
	{{"minister"}, QUERY_MINISTER, QUERY_ANYWHERE, false, "minister:\"Bart Somers\""},
	{{"vraagsteller", "asker", "door"},
	 QUERY_ASKER,
	 QUERY_ANYWHERE,
	 false,
	 "vraagsteller:\"Jan Jansen\""},
	{{"partij", "party"}, QUERY_PARTY, QUERY_ANYWHERE, false, "partij:groen"},
	{{"thema", "theme"}, QUERY_THEME, QUERY_ANYWHERE, false, "thema:mobiliteit"},
	{{"nr", "nummer", "number"}, QUERY_NUMBER, QUERY_ANYWHERE, false, "nr:181"},
	{{"datum", "date"}, QUERY_ASKED, QUERY_ANYWHERE, false, "datum:2022"},
	{{"jaar", "year"}, QUERY_ASKED, QUERY_ANYWHERE, true, "jaar:2022"},
	{{"beantwoord", "answered"}, QUERY_ANSWERED, QUERY_ANYWHERE, false, "beantwoord:2022"},
	{{"zittingsjaar", "session"},
	 QUERY_SESSION,
	 QUERY_ANYWHERE,
	 false,
	 "zittingsjaar:2021-2022"},
	{{"parlement", "parliament"}, QUERY_PARLIAMENT, QUERY_ANYWHERE, false, "parlement:vlaams"},
	{{"status"}, QUERY_STATUS, QUERY_ANYWHERE, false, "status:beantwoord"},
	{{"soort", "kind", "type"}, QUERY_KIND, QUERY_ANYWHERE, false, "soort:schriftelijke-vraag"},
	{{"citeert", "cites"}, QUERY_CITES, QUERY_ANYWHERE, false, "citeert:181"},
};

enum { FIELDS = sizeof fields / sizeof *fields, NAMES = 3, SHOWN_MAX = 40, OTHERS = 8 };

const struct query_field *query_field_find(struct slice name)
{
	for (size_t i = 0; i < FIELDS; i++)
		for (size_t k = 0; k < NAMES && fields[i].names[k]; k++)
			if (slice_is_nocase(name, fields[i].names[k]))
				return &fields[i];
	return NULL;
}

const struct query_field *query_field_suggest(struct slice name)
{
	const struct query_field *found = NULL;
	char lower[32];
	unsigned best = name.len > 4 ? 3 : 2; /* one more than what is near */
	if (name.len < 3 || name.len > sizeof lower)
		return NULL;
	for (size_t i = 0; i < name.len; i++)
		lower[i] = byte_lower(name.ptr[i]);
	for (size_t i = 0; i < FIELDS; i++)
		for (size_t k = 0; k < NAMES && fields[i].names[k]; k++) {
			unsigned d = edit_distance(slice_make(lower, name.len),
						   slice_of(fields[i].names[k]), best - 1);
			if (d < best) {
				best = d;
				found = &fields[i];
			}
		}
	return found;
}

const struct query_field *query_field_of(enum query_kind kind, enum query_scope scope)
{
	for (size_t i = 0; i < FIELDS; i++)
		if (fields[i].kind == kind && fields[i].scope == scope)
			return &fields[i];
	return NULL;
}

void query_field_list(struct buffer *out)
{
	for (size_t i = 0; i < FIELDS; i++)
		buffer_printf(out, "%s%s", i ? ", " : "", fields[i].names[0]);
}

bool query_field_dated(const struct query_field *field)
{
	return field->kind == QUERY_ASKED || field->kind == QUERY_ANSWERED;
}

/* ---- values ---- */

struct choice {
	const char *name;
	const char *others[OTHERS];
};

static const struct choice parliaments[] = {
	{"vlaams", {"vlaams parlement", "vlaanderen"}},
	{"kamer", {"de kamer", "belgische kamer"}},
	{"tweedekamer", {"tweede kamer", "tweede-kamer"}},
	{NULL, {NULL}},
};

static const struct choice states[] = {
	{"beantwoord", {"answered"}},
	{"onbeantwoord", {"unanswered", "niet beantwoord"}},
	{"uitgesteld", {"postponed"}},
	{"onbekend", {"unknown"}},
	{NULL, {NULL}},
};

static const struct choice kinds[] = {
	{"schriftelijke-vraag", {"schriftelijke vraag", "schriftelijk", "written"}},
	{"mondelinge-vraag",
	 {"mondelinge vraag", "mondeling", "oral", "vraag om uitleg", "vraag-om-uitleg", "vou",
	  "actuele vraag", "actuele-vraag"}},
	{"mededeling", {NULL}},
	{NULL, {NULL}},
};

static const char *choose(const struct choice *choices, struct slice value, struct slice shown,
			  const char *what, struct buffer *cause)
{
	for (const struct choice *c = choices; c->name; c++) {
		bool same = slice_is_nocase(value, c->name);
		for (size_t i = 0; i < OTHERS && c->others[i]; i++)
			same = same || slice_is_nocase(value, c->others[i]);
		if (same)
			return c->name;
	}
	buffer_printf(cause, "\"%.*s\" is geen %s; kies uit ", SLICE_ARG(shown), what);
	for (const struct choice *c = choices; c->name; c++)
		buffer_printf(cause, "%s%s",
			      c == choices ? ""
			      : c[1].name  ? ", "
					   : " of ",
			      c->name);
	return NULL;
}

static bool four_digits(struct slice s, int *value)
{
	*value = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (!byte_is_digit(s.ptr[i]))
			return false;
		*value = *value * 10 + (s.ptr[i] - '0');
		if (i == 4)
			return false;
	}
	return s.len == 4;
}

/* "2021-2022", "2021/2022", "2021–2022", "2021" */
static struct query_node *session_value(struct query *query, struct slice value, struct slice shown,
					struct buffer *cause)
{
	int first, second;
	size_t sign = slice_starts(slice_from(value, 4), "/") ? 1 : query_minus_len(value, 4);
	bool fine = four_digits(slice_sub(value, 0, 4), &first) && first >= QUERY_YEAR_MIN &&
		    first <= QUERY_YEAR_MAX;
	if (fine && value.len > 4)
		fine = sign && four_digits(slice_from(value, 4 + sign), &second) &&
		       second == first + 1;
	if (!fine) {
		buffer_printf(
			cause,
			"\"%.*s\" is geen zittingsjaar; schrijf twee opeenvolgende jaren, zoals "
			"2021-2022",
			SLICE_ARG(shown));
		return NULL;
	}
	char text[24];
	snprintf(text, sizeof text, "%d-%d", first, first + 1);
	return query_leaf(query, QUERY_SESSION, slice_of(text));
}

static struct query_node *number_value(struct query *query, enum query_kind kind,
				       struct slice value, struct slice shown, struct buffer *cause)
{
	struct reference r;
	if (!reference_parse(value, &r)) {
		buffer_printf(cause,
			      "\"%.*s\" is geen nummer van een vraag; schrijf het als 181, "
			      "2024Z17972 of \"181 van 7 februari 2022\"",
			      SLICE_ARG(shown));
		return NULL;
	}
	if (kind == QUERY_NUMBER)
		return query_number(query, kind, &r);
	if (r.session[0] || r.more.len || reference_is_id(r.number)) {
		buffer_printf(cause,
			      "\"%.*s\": een verwijzing wordt gezocht bij het nummer van een "
			      "vraag, hoogstens met de "
			      "dag; schrijf het als 181 of \"181 van 7 februari 2022\"",
			      SLICE_ARG(shown));
		return NULL;
	}
	r.aanhangsel = false;
	return query_number(query, kind, &r);
}

struct query_node *query_field_value(struct query *query, const struct query_field *field,
				     struct slice value, struct buffer *cause)
{
	const char *name = NULL;
	struct slice shown = query_show(&query->arena, value, SHOWN_MAX);
	buffer_clear(cause);
	switch (field->kind) {
	case QUERY_SESSION: return session_value(query, value, shown, cause);
	case QUERY_NUMBER:
	case QUERY_CITES: return number_value(query, field->kind, value, shown, cause);
	case QUERY_PARLIAMENT: name = choose(parliaments, value, shown, "parlement", cause); break;
	case QUERY_STATUS: name = choose(states, value, shown, "status", cause); break;
	case QUERY_KIND: name = choose(kinds, value, shown, "soort", cause); break;
	case QUERY_PARTY:
	case QUERY_THEME:
		if (name_slug(&query->arena, value).len)
			return query_leaf(query, field->kind, value);
		buffer_printf(cause, "\"%.*s\" heeft geen letter of cijfer", SLICE_ARG(shown));
		return NULL;
	default: return query_leaf(query, field->kind, value);
	}
	return name ? query_leaf(query, field->kind, slice_of(name)) : NULL;
}
