/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Letters in which a Dutch minister answers, as they come in docx: `Datum`, `In
 * antwoord op uw brief van D, nr. 2024Z11859, deel ik u mede dat de vragen van ...`, a
 * signature, and an annex `Antwoorden van de Minister van X op Kamervragen van ... over
 * Z` with the questions and answers in turns.
 */
#include "corpus/readers/heading_internal.h"
#include "corpus/readers/notes.h"
#include "corpus/readers/reader.h"
#include "corpus/readers/turns.h"
#include "corpus/text/dates.h"
#include "corpus/text/latin.h"
#include "corpus/text/person_name.h"
#include "corpus/text/reference.h"

enum {
	HEAD_LINES = 120,
	NAME_MAX_BYTES = 60,
	TITLE_MIN_BYTES = 30,
	SENTENCE_LINES = 4,
	TITLE_LINES = 2
};

/* The title of the annex begins at line i: `Antwoorden van de Minister ... op Kamervragen van ...`,
 * `Vragen van het lid ...`. */
static bool is_title(const struct lines *lines, size_t i)
{
	static const char *const members[] = {" lid ",    " leden ", "\nlid ",
					      "\nleden ", " lid\n",  " leden\n"};
	struct slice line = lines_at(lines, i), title = lines_span(lines, i, i + TITLE_LINES);
	enum answer_form form;
	size_t used, which;
	if (mark_word(line, &form, &used) == MARK_NONE || line.len <= TITLE_MIN_BYTES)
		return false;
	return slice_find(title, 0, "ragen") < title.len &&
	       (slice_find_any(title, members, sizeof members / sizeof *members, &which) <
			title.len ||
		slice_starts_nocase(line, "antwoorden van ") ||
		slice_starts_nocase(line, "antwoord van "));
}

/* `Hierbij zend ik u de antwoorden op de vragen van ...`: the sentence by which a letter sends
 * answers begins at line i. */
static bool is_sending(const struct lines *lines, size_t i)
{
	static const char *const starts[] = {"In antwoord op ", "Hierbij ",
					     "Bijgaand ",       "Met deze brief ",
					     "In deze brief ",  "Naar aanleiding van ",
					     "Hiermee "};
	struct slice line = lines_at(lines, i), sentence = lines_span(lines, i, i + SENTENCE_LINES);
	for (size_t k = 0; k < sizeof starts / sizeof *starts; k++)
		if (slice_starts(line, starts[k]))
			return slice_find(sentence, 0, "antwoord") < sentence.len &&
			       slice_find(sentence, 0, "vragen") < sentence.len;
	return false;
}

static unsigned recognise(const struct lines *lines)
{
	struct mark first;
	size_t mark = turns_first(lines, 0), seen = 0;
	bool asked = mark < lines->count && turns_mark(lines, mark, &first) == MARK_QUESTION;
	for (size_t i = 0; i < mark && seen < HEAD_LINES; i++) {
		struct slice line = lines_at(lines, i);
		seen += line.len > 0;
		/* whatever numbers and headings stand in its annex */
		if (slice_starts(line, "In antwoord op uw brief van ") ||
		    (asked && is_sending(lines, i)))
			return 97;
		if (asked && is_title(lines, i))
			return 60;
	}
	return 0;
}

/* `Datum` with the day on the line below or behind it, else `Den Haag, 7 november 2023`. */
static void take_answered(const struct lines *lines, size_t end, struct question *q)
{
	for (size_t i = 0; i < end && !q->date_answered; i++) {
		struct slice line = lines_at(lines, i);
		size_t used;
		bool datum = slice_starts_nocase(line, "datum"),
		     place = slice_starts(line, "Den Haag, ");
		if (!datum && !place)
			continue;
		struct slice rest = slice_trim(slice_from(line, datum ? 5 : 10));
		if (slice_starts(rest, ":"))
			rest = slice_trim(slice_from(rest, 1));
		if (!rest.len)
			rest = lines_at(lines, i + 1);
		if (date_parse(rest, &q->date_answered, &used))
			question_mark(q, FIELD_DATE_ANSWERED, ORIGIN_TEXT, 90);
	}
}

/* `brief van 5 juli 2024, nr. 2024Z11859`: the day on which the Kamer sent the questions on. */
static void take_reference(struct question *q, struct slice head)
{
	size_t used, at = slice_find(head, 0, "brief van ");
	if (at < head.len && date_parse(slice_from(head, at + 10), &q->date_asked, &used))
		question_mark(q, FIELD_DATE_ASKED, ORIGIN_TEXT, 85);
	at = slice_find(head, 0, "ingezonden ");
	if (!q->date_asked && at < head.len && date_find(head, &at, &q->date_asked))
		question_mark(q, FIELD_DATE_ASKED, ORIGIN_TEXT, 80);
	for (size_t i = 0; i + 10 <= head.len; i++)
		if (reference_is_znumber(slice_sub(head, i, i + 10)) &&
		    (!i || !byte_is_digit(head.ptr[i - 1]))) {
			question_add_number(q, slice_sub(head, i, i + 10));
			question_mark(q, FIELD_NUMBER, ORIGIN_TEXT, 95);
		}
}

/* The annex's title, which may be wrapped; else what the letter says of the questions. */
static struct slice find_sentence(const struct lines *lines, size_t end, struct question *q)
{
	for (size_t i = end; i > 0; i--) {
		if (!is_title(lines, i - 1))
			continue;
		size_t stop = i;
		while (stop < end && lines_at(lines, stop).len)
			stop++;
		return lines_join(&q->arena, lines, i - 1, stop);
	}
	struct slice head = lines_join(&q->arena, lines, 0, end);
	head = slice_from(head, slice_find(head, 0, "vragen van "));
	return slice_sub(head, 0, slice_find(head, 0, ". "));
}

/* A line with nothing but a name: `D.M. van Weel`. */
static bool is_name(struct slice line)
{
	size_t pos = 0;
	if (!line.len || line.len > NAME_MAX_BYTES || !latin_is_upper(utf8_next(line, &pos)))
		return false;
	for (size_t i = 0; i < line.len; i++)
		if (byte_is_digit(line.ptr[i]) || strchr(":?!,", line.ptr[i]))
			return false;
	return slice_find(line, 0, " ") < line.len;
}

static bool is_role(struct slice s)
{
	return slice_starts_nocase(s, "minister ") ||
	       slice_starts_nocase(s, "minister-president") ||
	       slice_starts_nocase(s, "staatssecretaris ");
}

/* "MINISTER VAN JUSTITIE EN VEILIGHEID" as a heading has it: "Minister van Justitie en
 * Veiligheid". */
static struct slice undo_capitals(struct arena *arena, struct slice role)
{
	static const char *const small[] = {"van", "voor", "en", "de", "het", "der"};
	struct buffer out = BUFFER_INIT;
	for (size_t i = 0; i < role.len;) {
		size_t end = slice_find(role, i, " "), pos = i;
		bool first = true;
		for (size_t k = 0; k < sizeof small / sizeof *small; k++)
			first = first && !slice_is_nocase(slice_sub(role, i, end), small[k]);
		while (pos < end) {
			uint32_t c = utf8_next(role, &pos);
			utf8_add(&out, first ? c : latin_lower(c));
			first = false;
		}
		if (end < role.len)
			buffer_add_byte(&out, ' ');
		i = end + 1;
	}
	struct slice shown = arena_copy(arena, buffer_slice(&out));
	buffer_release(&out);
	return shown;
}

/* `De Minister van Justitie en Veiligheid,` and below it who signs, whom the title may not have
 * named. */
static void take_signatures(const struct lines *lines, size_t end, struct question *q)
{
	for (size_t i = 0; i < end; i++) {
		struct slice role = lines_at(lines, i);
		if (!slice_starts_nocase(role, "de "))
			continue;
		role = slice_from(role, 3);
		if (slice_ends(role, ","))
			role.len--;
		if (latin_all_capitals(role))
			role = undo_capitals(&q->arena, role);
		struct slice name = lines_at(lines, i + 1);
		if (!q->minister_count && is_name(name) && is_role(role))
			heading_take_offices(q, role);
		for (size_t k = 0; k < q->minister_count && is_name(name); k++) {
			struct minister *m = &q->ministers[k];
			bool same = m->role.len == role.len &&
				    slice_starts_nocase(role, arena_cstr(&q->arena, m->role));
			if (same && !m->name.len)
				m->name = name_display(&q->arena, name);
		}
	}
}

static bool has_answer(const struct question *q, struct slice label)
{
	for (size_t i = 0; i < q->answer_count; i++)
		for (size_t k = 0; k < q->answers[i].label_count; k++)
			if (slice_eq(q->answers[i].labels[k], label))
				return true;
	return false;
}

/* Offset behind the last line that ends with a question mark, or with a note's mark behind one. */
static size_t asked_end(struct slice text)
{
	size_t end = 0;
	for (size_t i = 0; (i = slice_find(text, i, "?")) < text.len; i++) {
		size_t line = slice_find(text, i, "\n");
		struct slice rest = slice_trim(slice_sub(text, i + 1, line));
		bool note = rest.len && rest.len < 6 && slice_ends(rest, ")");
		end = !rest.len || note ? line : text.len;
	}
	return end;
}

/* Some letters leave `Antwoord op vraag 5` out: what follows the line that asks is the answer. */
static void split_silent_answers(struct question *q)
{
	bool others = q->answer_count > 0;
	for (size_t i = 0; i < q->question_count && others; i++) {
		struct subquestion *s = &q->questions[i];
		size_t end = asked_end(s->text);
		struct slice rest = slice_trim(slice_from(s->text, end));
		if (!end || !rest.len || has_answer(q, s->label))
			continue;
		s->text = slice_trim(slice_sub(s->text, 0, end));
		question_add_answer(q, rest);
		question_add_label(q, s->label);
		question_mark(q, FIELD_ANSWERS, ORIGIN_TEXT, 75);
	}
}

static enum status read_letter(const struct lines *lines, struct question *q, struct error *err)
{
	size_t body = turns_first(lines, 0);
	q->parliament = PARLIAMENT_TWEEDEKAMER;
	question_mark(q, FIELD_PARLIAMENT, ORIGIN_DEFAULT, 95);
	question_mark(q, FIELD_KIND, ORIGIN_DEFAULT, 90);
	take_reference(q, lines_join(&q->arena, lines, 0, body));
	take_answered(lines, body, q);
	heading_letter(q, find_sentence(lines, body, q));
	take_signatures(lines, body, q);
	struct lines paper = notes_lift(lines, q, body, true);
	turns_read(&paper, q, body);
	split_silent_answers(q);
	if (!q->question_count)
		return error_set(err, STATUS_FORMAT,
				 "a letter without \"Vraag 1\": the answers may stand in "
				 "another document");
	q->state = q->answer_count ? STATE_BEANTWOORD : STATE_ONBEANTWOORD;
	question_mark(q, FIELD_STATUS, ORIGIN_TEXT, 95);
	return STATUS_OK;
}

const struct text_reader reader_letter = {"kamerbrief", recognise, read_letter};
