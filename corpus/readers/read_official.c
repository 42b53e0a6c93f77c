/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The descriptions are the headings that the papers print, with the names, the
 * day and the subject marked in them: the sentence is read as in the papers
 * (heading.h), and what is marked goes before what was read.
 */
#include "corpus/readers/read_official.h"

#include <stdio.h>

#include "corpus/model/question_address.h"
#include "corpus/model/subquestions.h"
#include "corpus/readers/answer_states.h"
#include "corpus/readers/heading.h"
#include "corpus/readers/official_text.h"
#include "corpus/text/marks.h"
#include "corpus/readers/remains.h"
#include "corpus/text/dates.h"
#include "corpus/text/reference.h"

struct official {
	struct question *q;
	struct slice heading, answer_heading; /* each on one line */
	int received;                         /* day of the answer or of the notice of delay */
	int unnumbered;                       /* questions so far that bear no number */
};

static const char *const bodies[] = {"kamervragen", "vragen", "reactie", "vraagdoc", NULL};
static const char *const descriptions[] = {"kamervraagomschrijving", "omschr", NULL};
static const char *const numbers[] = {"kamervraagnummer", "vraagnummer", NULL};

static const xmlNode *find_body(const xmlNode *root)
{
	for (size_t i = 0; bodies[i]; i++) {
		const xmlNode *n = xml_is(root, bodies[i]) ? root : xml_find(root, bodies[i]);
		if (n)
			return n;
	}
	return NULL;
}

bool official_is(const xmlNode *root)
{
	const xmlNode *body = find_body(root);
	if (!body)
		return false;
	return xml_find(body, descriptions[0]) || xml_find(body, descriptions[1]) ||
	       xml_find(body, "kamervraagopmerking") || xml_is(root, "officiele-publicatie");
}

/* ---- the head ---- */

static void take_number(struct question *q, struct slice text)
{
	for (size_t i = 0; i + 10 <= text.len; i++)
		if (reference_is_znumber(slice_sub(text, i, i + 10))) {
			question_add_number(q, slice_sub(text, i, i + 10));
			return;
		}
	size_t n = 0;
	while (n < text.len && byte_is_digit(text.ptr[n]))
		n++;
	if (n && n == text.len)
		question_add_number(q, text);
}

/* "2024-2025", also with a dash or behind a word. */
static void take_session(struct question *q, struct slice text)
{
	for (size_t i = 0; i + 9 <= text.len && !q->session.len; i++) {
		int from, to, end = 0;
		char digits[16] = "";
		struct slice s = slice_sub(text, i, i + 11);
		if (!byte_is_digit(s.ptr[0]))
			continue;
		memcpy(digits, s.ptr, s.len);
		if ((sscanf(digits, "%4d-%4d%n", &from, &to, &end) == 2 ||
		     sscanf(digits, "%4d\xe2\x80\x93%4d%n", &from, &to, &end) == 2) &&
		    end >= 9 && to == from + 1) {
			q->session = arena_printf(&q->arena, "%d-%d", from, to);
			question_mark(q, FIELD_SESSION, ORIGIN_TEXT, 100);
		}
	}
}

/* meta elements: name and content. */
static void take_meta(struct official *o, const xmlNode *meta)
{
	struct question *q = o->q;
	struct slice name = xml_attribute(meta, "name"),
		     content = slice_trim(xml_attribute(meta, "content"));
	size_t used;
	if (slice_ends(name, "vraagnummer") || slice_ends(name, "Vraagnummer") ||
	    slice_ends(name, "vraagNummer"))
		take_number(q, content);
	else if (slice_ends(name, "vergaderjaar"))
		take_session(q, content);
	else if (slice_ends(name, "datumIndiening") && date_parse(content, &q->date_asked, &used))
		question_mark(q, FIELD_DATE_ASKED, ORIGIN_TEXT, 95);
	else if (slice_ends(name, "datumOntvangst"))
		date_parse(content, &o->received, &used);
	else if (slice_is(name, "DC.identifier") && question_is_publication(content))
		question_set_publication(q, content, slice_starts(content, "ah-") ? 90 : 80);
}

/* The day that a description marks, `datum isodatum="2024-10-30"`. */
static int marked_date(const xmlNode *description)
{
	const xmlNode *datum = xml_find(description, "datum");
	int date = 0;
	size_t used;
	if (datum && !date_parse(xml_attribute(datum, "isodatum"), &date, &used))
		date = 0;
	return date;
}

static bool is_answers_description(const xmlNode *n, struct slice text)
{
	struct slice type = xml_attribute(n, "type");
	if (type.len)
		return slice_is(type, "antwoord");
	return slice_starts(text, "Antwoord") || slice_starts(text, "Mededeling");
}

static void take_description(struct official *o, const xmlNode *n)
{
	struct question *q = o->q;
	struct slice text = official_line(q, n);
	int date = marked_date(n);
	if (is_answers_description(n, text)) {
		o->answer_heading = text;
		size_t pos = slice_find_nocase(text, 0, "ontvangen ");
		if (!date && pos < text.len)
			date_find(text, &pos, &date);
		o->received = date ? date : o->received;
		return;
	}
	if (o->heading.len)
		return;
	o->heading = text;
	heading_question(q, text);
	const xmlNode *subject = xml_find(n, "kamervraagonderwerp");
	if (subject) {
		q->title = official_line(q, subject);
		question_mark(q, FIELD_TITLE, ORIGIN_TEXT, 100);
	}
	size_t pos = slice_find_nocase(text, 0, "ingezonden ");
	if (!date && pos < text.len)
		date_find(text, &pos, &date);
	if (date) {
		q->date_asked = date;
		question_mark(q, FIELD_DATE_ASKED, ORIGIN_TEXT, 100);
	}
}

/* ---- questions and answers ---- */

/* `Vraag 2 en 3`, `2, 3`, or `3.`, and nothing else; false when the text is no such mark. */
static bool read_labels(struct slice text, struct labels *labels)
{
	struct mark mark;
	labels->count = 0;
	if (!mark_parse(text, &mark) || mark.text < text.len ||
	    (mark.kind != MARK_NUMBER && mark.kind != MARK_QUESTION && mark.kind != MARK_ANSWER))
		return false;
	*labels = mark.labels;
	return true;
}

/* The labels of a vraag or antwoord, and its text behind them. */
static struct slice take_turn(struct question *q, const xmlNode *n, struct labels *labels)
{
	struct buffer text = BUFFER_INIT;
	const xmlNode *nr = xml_find(n, "nr");
	if (!nr)
		nr = xml_find(n, "nummer");
	labels->count = 0;
	if (nr)
		(void)read_labels(official_line(q, nr), labels);
	official_add_blocks(n, &text);
	if (!slice_trim(buffer_slice(&text)).len) {
		official_add_inline(n, &text);
		official_end_line(&text, 0);
	}
	struct slice rest = arena_copy(&q->arena, slice_trim(buffer_slice(&text))), line,
		     left = rest;
	buffer_release(&text);
	if (!labels->count && slice_next_line(&left, &line) &&
	    read_labels(slice_trim(line), labels))
		rest = slice_trim(left);
	return rest;
}

static void add_question(struct official *o, const xmlNode *n)
{
	struct labels labels;
	char label[16];
	struct slice text = take_turn(o->q, n, &labels);
	if (!labels.count && text.len) {
		snprintf(label, sizeof label, "%d", ++o->unnumbered % 1000);
		question_add_subquestion(o->q, slice_of(label), text);
	}
	for (size_t i = 0; i < labels.count; i++)
		question_add_subquestion(o->q, label_format(&labels, i, label),
					 i ? SLICE_EMPTY : text);
}

static void add_answer(struct question *q, const xmlNode *n)
{
	struct labels labels;
	char label[16];
	struct slice text = take_turn(q, n, &labels);
	if (!text.len)
		return;
	question_add_answer(q, text);
	for (size_t i = 0; i < labels.count; i++)
		question_add_label(q, label_format(&labels, i, label));
}

static bool is_answered(const struct question *q, struct slice label)
{
	for (size_t i = 0; i < q->answer_count; i++)
		for (size_t k = 0; k < q->answers[i].label_count; k++)
			if (slice_eq(q->answers[i].labels[k], label))
				return true;
	return false;
}

/* The answer at place i gets a label: labels are added to the last one only. */
static void label_answer(struct question *q, size_t i, struct slice label)
{
	struct answer *last = &q->answers[q->answer_count - 1], kept = q->answers[i];
	q->answers[i] = *last;
	*last = kept;
	question_add_label(q, label);
	kept = *last;
	*last = q->answers[i];
	q->answers[i] = kept;
}

/* Answers without a number: as many as there are questions answer them in turn, a sole one those
 * that nothing else answers.  Others are left without, which lowers how sure they are. */
static void label_answers(struct question *q)
{
	size_t bare = 0, first = q->answer_count;
	for (size_t i = 0; i < q->answer_count; i++)
		if (!q->answers[i].label_count) {
			first = bare++ ? first : i;
		}
	if (!bare)
		return;
	if (bare == q->question_count)
		for (size_t i = 0, k = 0; i < q->answer_count; i++) {
			if (!q->answers[i].label_count)
				label_answer(q, i, q->questions[k++].label);
		}
	else
		for (size_t k = 0; bare == 1 && k < q->question_count; k++) {
			if (!is_answered(q, q->questions[k].label))
				label_answer(q, first, q->questions[k].label);
		}
	question_mark(q, FIELD_ANSWERS, ORIGIN_TEXT,
		      bare == 1 || bare == q->question_count ? 75 : 50);
}

static void take_remark(struct official *o, const xmlNode *n)
{
	struct buffer text = BUFFER_INIT;
	official_add_blocks(n, &text);
	struct slice s = slice_trim(buffer_slice(&text));
	if (slice_starts(s, "Mededeling"))
		s = slice_trim(slice_from(s, slice_starts(s, "Mededeling\n") ? 11 : 0));
	o->q->intro = arena_copy(&o->q->arena, s);
	question_mark(o->q, FIELD_INTRO, ORIGIN_TEXT, 100);
	buffer_release(&text);
}

/* The notes below an element, wherever they stand in it. */
static void take_notes(struct question *q, const xmlNode *node)
{
	for (const xmlNode *n = node->children; n; n = n->next) {
		if (!xml_is(n, "noot") && !xml_is(n, "voetnoot")) {
			if (n->type == XML_ELEMENT_NODE)
				take_notes(q, n);
			continue;
		}
		const xmlNode *mark = xml_find(n, "noot.nr"), *text = xml_find(n, "noot.al");
		question_add_note(q, mark ? official_line(q, mark) : SLICE_EMPTY,
				  official_line(q, text ? text : n));
		question_mark(q, FIELD_NOTES, ORIGIN_TEXT, 100);
	}
}

/* A remark, or a paragraph that belongs to no question and no answer. */
static void take_rest(struct question *q, const xmlNode *n)
{
	struct buffer text = BUFFER_INIT;
	official_add_blocks(n, &text);
	if (!slice_trim(buffer_slice(&text)).len)
		official_add_inline(n, &text);
	remains_add_rest(q, buffer_slice(&text));
	buffer_release(&text);
}

static const char *const remarks[] = {"toelichting", "toelicht", "al", NULL};

/* Anything below the element is read by itself. */
static bool has_read(const xmlNode *node)
{
	static const char *const names[] = {"vraag",
					    "antwoord",
					    "kamervraagopmerking",
					    "tekstregel",
					    "meta",
					    "kamervragen",
					    "vragen",
					    "reactie",
					    "kamervraagomschrijving",
					    "omschr",
					    "kamervraagnummer",
					    "vraagnummer",
					    NULL};
	for (const xmlNode *n = node->children; n; n = n->next)
		if (n->type == XML_ELEMENT_NODE &&
		    (xml_is_one_of(n, names) || xml_is_one_of(n, remarks) || has_read(n)))
			return true;
	return false;
}

/* The element is part of the text of the paper, not of what is said about it or of its head. */
static bool is_in_body(const xmlNode *n)
{
	static const char *const heads[] = {"kamervraagkop", "metadata", NULL};
	bool inside = false;
	for (; n && n->type == XML_ELEMENT_NODE; n = n->parent) {
		if (xml_is_one_of(n, heads))
			return false;
		inside = inside || xml_is_one_of(n, bodies);
	}
	return inside;
}

static void walk(struct official *o, const xmlNode *node)
{
	for (const xmlNode *n = node->children; n; n = n->next) {
		if (n->type != XML_ELEMENT_NODE || official_is_note(n))
			continue;
		if (xml_is(n, "meta"))
			take_meta(o, n);
		else if (xml_is_one_of(n, numbers))
			take_number(o->q, official_line(o->q, n));
		else if (xml_is(n, "tekstregel"))
			take_session(o->q, official_line(o->q, n));
		else if (xml_is_one_of(n, descriptions))
			take_description(o, n);
		else if (xml_is(n, "vraag"))
			add_question(o, n);
		else if (xml_is(n, "antwoord"))
			add_answer(o->q, n);
		else if (xml_is(n, "kamervraagopmerking"))
			take_remark(o, n);
		else if (xml_is_one_of(n, remarks))
			take_rest(o->q, n);
		else if (is_in_body(n) && !has_read(n))
			take_rest(o->q, n);
		else
			walk(o, n);
	}
}

/* The vraagnummer leads, whichever came first. */
static void order_numbers(struct question *q)
{
	for (size_t i = 1; i < q->number_count; i++)
		if (reference_is_znumber(q->numbers[i]) && !reference_is_znumber(q->numbers[0])) {
			struct slice first = q->numbers[0];
			q->numbers[0] = q->numbers[i];
			q->numbers[i] = first;
		}
	if (q->number_count)
		question_mark(q, FIELD_NUMBER, ORIGIN_TEXT, 100);
}

enum status official_read(struct question *q, const xmlNode *root, struct error *err)
{
	struct official o = {.q = q};
	q->parliament = PARLIAMENT_TWEEDEKAMER;
	question_mark(q, FIELD_PARLIAMENT, ORIGIN_DEFAULT, 95);
	question_mark(q, FIELD_KIND, ORIGIN_TEXT, 95);
	walk(&o, root);
	take_notes(q, root);
	order_numbers(q);
	split_citations(q, q->rest);
	split_citations(q, o.heading);
	split_citations(q, o.answer_heading);
	heading_answer(q, o.answer_heading, o.heading);
	if (!q->title.len && !q->question_count && !q->intro.len)
		return error_set(err, STATUS_FORMAT,
				 "an official publication without the heading of a question "
				 "and without questions");
	bool delay = !q->answer_count && q->intro.len;
	enum answer_form form = ANSWER_WHOLE;
	size_t used;
	(void)mark_word(o.answer_heading, &form, &used);
	q->state = q->answer_count ? answer_state_of(form, true)
		   : delay         ? answer_state_noticed(q->intro, STATE_UITGESTELD)
				   : STATE_ONBEANTWOORD;
	question_mark(q, FIELD_STATUS, ORIGIN_TEXT, 100);
	if (delay)
		heading_delay(q, o.received);
	if (q->answer_count && o.received) {
		q->date_answered = o.received;
		question_mark(q, FIELD_DATE_ANSWERED, ORIGIN_TEXT, 100);
	}
	if (q->question_count)
		question_mark(q, FIELD_QUESTIONS, ORIGIN_TEXT, 100);
	if (q->answer_count)
		question_mark(q, FIELD_ANSWERS, ORIGIN_TEXT, 100);
	label_answers(q);
	return STATUS_OK;
}
