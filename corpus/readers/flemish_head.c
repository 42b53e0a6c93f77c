/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *   SCHRIFTELIJKE VRAAG / nr. N / van NAAM [EN NAAM] / datum: D / aan NAAM / titles in capitals
 *   NAAM / titles / ANTWOORD / op vraag nr. N van D / van NAAM
 *
 * Word sets the first of them as a table now and then, and names in small letters.
 */
#include "corpus/readers/flemish_head.h"

#include "corpus/text/dates.h"
#include "corpus/text/latin.h"
#include "corpus/text/person_name.h"

enum { HEAD_LINES = 15, NAME_BYTES_MAX = 80, TABLE_LINES = 12 };

/* ---- words ---- */

/* The line begins with the word, and a blank, tab or colon stands behind it; *rest is what
 * follows. */
static bool has_label(struct slice line, const char *word, struct slice *rest)
{
	size_t n = strlen(word);
	if (!slice_starts_nocase(line, word) ||
	    (n < line.len && !byte_is_space(line.ptr[n]) && line.ptr[n] != ':'))
		return false;
	while (n < line.len && (byte_is_space(line.ptr[n]) || line.ptr[n] == ':'))
		n++;
	*rest = slice_from(line, n);
	return true;
}

static bool has_number_label(struct slice line, struct slice *rest)
{
	return has_label(line, "nr.", rest) || has_label(line, "nr", rest) ||
	       has_label(line, "nummer", rest);
}

/* A line that begins a title: VLAAMS MINISTER VAN ..., Minister-president van ... */
static bool is_title(struct slice line)
{
	static const char *const ranks[] = {
		"VLAAMS MINISTER",        "VLAAMS VICEMINISTER",     "MINISTER",
		"VICEMINISTER-PRESIDENT", "VICE-MINISTER-PRESIDENT", "VLAAMSE MINISTER",
		"STAATSSECRETARIS",
	};
	for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++) {
		size_t n = strlen(ranks[i]);
		if (slice_starts_nocase(line, ranks[i]) &&
		    (n == line.len || !byte_is_alpha(line.ptr[n])))
			return true;
	}
	return false;
}

static bool is_capitals(struct slice line)
{
	return latin_all_capitals(line);
}

static bool ends_subject_word(struct slice line)
{
	return slice_find(line, 0, " - ") < line.len ||
	       slice_find(line, 0, " \xe2\x80\x93 ") < line.len;
}

bool flemish_is_head(struct slice line)
{
	static const char *const heads[] = {"SCHRIFTELIJKE VRAAG", "MONDELINGE VRAAG",
					    "VRAAG OM UITLEG", "ACTUELE VRAAG"};
	struct slice rest, number;
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (has_label(line, heads[i], &rest) &&
		    (!rest.len || has_number_label(rest, &number)))
			return true;
	return false;
}

size_t flemish_find_head(const struct lines *lines)
{
	for (size_t i = 0; i < lines->count && i < HEAD_LINES; i++) {
		struct slice line = lines_at(lines, i);
		if (flemish_is_head(slice_trim(slice_sub(line, 0, slice_find(line, 0, "\t")))))
			return i;
	}
	return lines->count;
}

/* ---- heads in tables ---- */

static bool is_field(struct slice cell)
{
	struct slice rest;
	return has_number_label(cell, &rest) || has_label(cell, "van", &rest) ||
	       has_label(cell, "aan", &rest) || has_label(cell, "datum", &rest);
}

static bool is_lone_label(struct slice cell)
{
	struct slice rest;
	return is_field(cell) && ((has_number_label(cell, &rest) && !rest.len) ||
				  (has_label(cell, "van", &rest) && !rest.len) ||
				  (has_label(cell, "aan", &rest) && !rest.len) ||
				  (has_label(cell, "datum", &rest) && !rest.len));
}

static void add_cells(struct lines *out, struct slice line)
{
	for (size_t i = 0; i < line.len;) {
		size_t end = slice_find(line, i, "\t");
		if (is_lone_label(slice_trim(slice_sub(line, i, end))) && end < line.len)
			end = slice_find(line, end + 1, "\t");
		struct slice cell = slice_trim(slice_sub(line, i, end));
		if (cell.len)
			out->raw[out->count++] = cell;
		i = end + 1;
	}
}

struct lines flemish_split_cells(struct arena *arena, const struct lines *lines)
{
	struct lines out = *lines;
	size_t room = lines->count, head = flemish_find_head(lines);
	if (head == lines->count)
		return out;
	size_t end = head + TABLE_LINES < lines->count ? head + TABLE_LINES : lines->count;
	for (size_t i = head; i < end; i++)
		for (size_t k = 0; k < lines->raw[i].len; k++)
			room += lines->raw[i].ptr[k] == '\t';
	out.raw = arena_calloc(arena, room + 1, sizeof *out.raw);
	out.count = 0;
	for (size_t i = 0; i < lines->count; i++) {
		struct slice line = lines_at(lines, i);
		bool cells = i >= head && i < end && slice_find(line, 0, "\t") < line.len &&
			     !ends_subject_word(line);
		if (cells)
			add_cells(&out, line);
		else
			out.raw[out.count++] = lines->raw[i];
	}
	return out;
}

/* ---- number, day, askers ---- */

static void take_day(struct question *q, struct slice text)
{
	size_t pos = 0;
	int date;
	if (q->date_asked || !date_find(text, &pos, &date))
		return;
	q->date_asked = date;
	question_mark(q, FIELD_DATE_ASKED, ORIGIN_TEXT, 100);
}

/* "28", "28 van 2 oktober 2025". */
static void take_number(struct question *q, struct slice rest)
{
	size_t n = 0;
	while (n < rest.len && byte_is_digit(rest.ptr[n]))
		n++;
	if (n) {
		question_add_number(q, slice_sub(rest, 0, n));
		question_mark(q, FIELD_NUMBER, ORIGIN_TEXT, 100);
	}
	take_day(q, slice_from(rest, n));
}

/* Letters and what names have between them. */
static bool is_name(struct slice s)
{
	size_t letters = 0, pos = 0;
	if (!s.len || s.len > NAME_BYTES_MAX || !latin_is_upper(utf8_next(s, &pos)))
		return false;
	for (size_t i = 0; i < s.len;) {
		uint32_t c = utf8_next(s, &i);
		letters += latin_is_letter(c);
		if (!latin_is_letter(c) && c != ' ' && c != '-' && c != '.' && c != '\'' &&
		    c != 0x2019 && c != 0x2011)
			return false;
	}
	return letters > 1;
}

static void take_asker(struct question *q, struct slice name)
{
	struct slice shown = name_display(&q->arena, name);
	if (!is_name(slice_trim(name)) || is_title(name))
		return;
	if (question_find_asker(q, shown) < q->asker_count)
		return;
	question_add_asker(q, shown, SLICE_EMPTY);
	question_mark(q, FIELD_ASKERS, ORIGIN_TEXT, 100);
}

/* "A", "A EN B", "A, B en C". */
static void take_askers(struct question *q, struct slice names)
{
	static const char *const joints[] = {",", " en ", " & ", " + "};
	while (names.len) {
		size_t joint;
		const size_t end = slice_find_any(names, joints, sizeof joints / sizeof *joints,
						  &joint);
		take_asker(q, slice_trim(slice_sub(names, 0, end)));
		names = end < names.len ? slice_trim(slice_from(names, end + strlen(joints[joint])))
					: SLICE_EMPTY;
	}
}

/* The line behind the names that begin at line i: a list goes on behind a comma or before an
 * "EN". */
static size_t read_askers(struct question *q, const struct lines *lines, size_t i,
			  struct slice names)
{
	take_askers(q, names);
	while (i + 1 < lines->count) {
		struct slice line = lines_at(lines, i), next = lines_at(lines, i + 1), rest;
		bool and = has_label(next, "en", &rest);
		if (!and&&!slice_ends(line, ",") && !slice_ends(line, " EN") &&
		    !slice_ends(line, " en"))
			break;
		if (!is_name(and? rest : next))
			break;
		take_askers(q, and? rest : next);
		i++;
	}
	return i;
}

/* ---- ministers ---- */

static void add_minister(struct question *q, struct slice name, struct slice role)
{
	struct slice shown = name_display(&q->arena, name);
	const size_t known = question_find_minister(q, shown);
	if (known < q->minister_count) {
		if (!q->ministers[known].role.len)
			q->ministers[known].role = role;
		return;
	}
	question_add_minister(q, shown, role, SLICE_EMPTY);
	question_mark(q, FIELD_MINISTERS, ORIGIN_TEXT, 100);
}

/* The line belongs to the title that began above it. */
static bool title_goes_on(const struct lines *lines, size_t i, bool capitals)
{
	struct slice line = lines_at(lines, i), before = lines_at(lines, i - 1);
	enum answer_form form;
	size_t used;
	if (mark_word(line, &form, &used) == MARK_ANSWER || is_title(lines_at(lines, i + 1)) ||
	    ends_subject_word(line))
		return false;
	if (capitals)
		return is_capitals(line);
	size_t pos = 0;
	bool small = line.len && latin_is_lower(utf8_next(line, &pos));
	return (slice_ends(before, ",") || slice_ends(before, " en") || small) &&
	       !lines_break_meant(lines, i - 1);
}

/* The line behind the title that begins at line i. */
static size_t title_end(const struct lines *lines, size_t i)
{
	bool capitals = is_capitals(lines_at(lines, i));
	size_t end = i + 1;
	while (end < lines->count && title_goes_on(lines, end, capitals))
		end++;
	return end;
}

void flemish_read_ministers(struct question *q, const struct lines *lines, size_t from, size_t end)
{
	for (size_t i = from; i < end;) {
		struct slice name = lines_at(lines, i);
		bool titled = i + 1 < end && is_title(lines_at(lines, i + 1));
		size_t stop = titled ? title_end(lines, i + 1) : i + 1;
		stop = stop < end ? stop : end;
		if (titled && is_name(name) && !is_title(name))
			add_minister(q, name, lines_join(&q->arena, lines, i + 1, stop));
		i = stop;
	}
}

/* `aan NAAM` with the titles on the lines below, or behind a comma. */
static size_t read_addressed(struct question *q, const struct lines *lines, size_t i,
			     struct slice name)
{
	size_t comma = slice_find(name, 0, ",");
	struct slice title = slice_trim(slice_from(name, comma + 1));
	if (comma < name.len && is_title(title)) {
		add_minister(q, slice_sub(name, 0, comma), title);
		return i + 1;
	}
	bool titled = is_title(lines_at(lines, i + 1)) ||
		      (is_capitals(lines_at(lines, i + 1)) &&
		       !ends_subject_word(lines_at(lines, i + 1)));
	size_t end = titled ? title_end(lines, i + 1) : i + 1;
	if (is_name(name) && !is_title(name))
		add_minister(q, name, lines_join(&q->arena, lines, i + 1, end));
	else if (is_title(name))
		question_add_minister(q, SLICE_EMPTY, lines_join(&q->arena, lines, i, end),
				      SLICE_EMPTY);
	/* further ones, each with a title of his own */
	size_t more = end;
	while (is_name(lines_at(lines, more)) && is_title(lines_at(lines, more + 1)))
		more = title_end(lines, more + 1);
	flemish_read_ministers(q, lines, end, more);
	return more;
}

size_t flemish_minister_block(const struct lines *lines, size_t from, size_t end)
{
	size_t i = end, start = end;
	while (i > from) {
		struct slice line = lines_at(lines, i - 1);
		bool titled = i < end && is_title(lines_at(lines, i));
		if (!is_capitals(line) && !is_title(line) && !(titled && is_name(line)))
			break;
		i--;
		if (titled && is_name(line) && !is_title(line))
			start = i;
	}
	return start;
}

/* ---- the heads ---- */

/* `aan NAAM` once more, with the titles of that one: a subject may begin with the word too. */
static bool addresses_more(const struct lines *lines, size_t i, struct slice *name)
{
	return has_label(lines_at(lines, i), "aan", name) && is_name(*name) &&
	       is_title(lines_at(lines, i + 1));
}

static bool has_asker_label(struct slice line, struct slice *rest)
{
	return has_label(line, "van", rest) || has_label(line, "vraagsteller", rest) ||
	       has_label(line, "vraagstellers", rest) || has_label(line, "indiener", rest);
}

size_t flemish_read_head(struct question *q, const struct lines *lines, size_t i)
{
	struct slice rest, line = lines_at(lines, i);
	if (!slice_starts_nocase(line, "SCHRIFTELIJKE VRAAG"))
		q->kind = KIND_MONDELING;
	size_t number = slice_find_nocase(line, 0, "nr");
	if (number < line.len && has_number_label(slice_from(line, number), &rest))
		take_number(q, rest);
	for (i++; i < lines->count; i++) {
		line = lines_at(lines, i);
		if (has_number_label(line, &rest))
			take_number(q, rest);
		else if (has_asker_label(line, &rest))
			i = read_askers(q, lines, i, rest);
		else if (has_label(line, "datum", &rest))
			take_day(q, rest);
		else
			break;
	}
	if (has_label(lines_at(lines, i), "aan", &rest))
		i = read_addressed(q, lines, i, rest);
	while (addresses_more(lines, i, &rest))
		i = read_addressed(q, lines, i, rest);
	return i;
}

static bool is_on_question(struct slice line)
{
	static const char *const starts[] = {"op vraag", "op de vraag", "op schriftelijke vraag",
					     "op de schriftelijke vraag"};
	struct slice rest, number;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (has_label(line, starts[i], &rest))
			return has_number_label(rest, &number);
	return false;
}

/* What stands from line i on is numbered from 1, and something above was asked. */
static bool begins_numbers(const struct lines *lines, size_t i)
{
	struct mark mark;
	struct slice above = lines_span(lines, 0, i);
	return mark_parse(lines_at(lines, i), &mark) && mark.labels.count &&
	       mark.labels.number[0] == 1 && slice_find(above, 0, "?") < above.len;
}

bool flemish_next_answer(const struct lines *lines, size_t from, struct flemish_answer *out)
{
	for (size_t i = from; i < lines->count; i++) {
		struct slice line = lines_at(lines, i);
		size_t used, pos = 0;
		if (!line.len || !latin_is_upper(utf8_next(line, &pos)) ||
		    mark_word(line, &out->form, &used) != MARK_ANSWER)
			continue;
		struct slice rest = slice_from(line, used);
		bool alone = !rest.len || slice_is(rest, ":");
		out->line = i;
		out->sure = is_on_question(rest) ||
			    (alone && is_on_question(lines_at(lines, i + 1)));
		if (out->sure ||
		    (alone && (is_capitals(line) || flemish_minister_block(lines, from, i) < i ||
			       begins_numbers(lines, i + 1))))
			return true;
	}
	return false;
}

size_t flemish_read_answer_head(struct question *q, const struct lines *lines, size_t i)
{
	enum answer_form form;
	size_t used = 0;
	struct slice line = lines_at(lines, i), rest;
	(void)mark_word(line, &form, &used);
	if (!is_on_question(slice_from(line, used)))
		line = lines_at(lines, ++i);
	if (!is_on_question(line) && !is_on_question(slice_from(line, used)))
		return i;
	size_t number = slice_find_nocase(line, 0, "nr");
	if (number < line.len && has_number_label(slice_from(line, number), &rest))
		take_number(q, rest);
	i++;
	/* the day may have got a line of its own */
	size_t pos = 0;
	int date;
	if (has_label(lines_at(lines, i), "van", &rest) && date_find(rest, &pos, &date) &&
	    pos == rest.len) {
		take_day(q, rest);
		i++;
	}
	if (has_label(lines_at(lines, i), "van", &rest) &&
	    is_name(slice_sub(rest, 0, slice_find(rest, 0, ","))))
		i = read_askers(q, lines, i, rest) + 1;
	return i;
}
