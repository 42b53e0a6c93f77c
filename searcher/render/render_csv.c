/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CSV after RFC 4180: commas, CR LF, quotes doubled, a header line, UTF-8 without a byte order
 * mark.
 *
 * A spreadsheet runs what begins like a formula, so such a cell gets an apostrophe in front, which
 * spreadsheets take for "this is text".  Blanks of any sort before the sign are passed over, as
 * some programs do, and the full-width forms of the signs count as the signs.  Columns of numbers
 * are written by this program and hold no text of others: there a minus sign is one.
 */
#include "base/buffer.h"
#include "corpus/offices/mandates.h"
#include "base/terminal_text.h"
#include "corpus/text/dates.h"
#include "searcher/render/render.h"

/* Bytes of the blank at the start of s, 0 when none stands there. */
static size_t blank(struct slice s)
{
	static const char *const wide[] = {"\xc2\xa0",     "\xe2\x80\xaf", "\xe2\x81\x9f",
					   "\xe3\x80\x80", "\xef\xbb\xbf", "\xe2\x81\xa0"};
	if (s.len && byte_is_space(s.ptr[0]))
		return 1;
	if (s.len >= 3 && memcmp(s.ptr, "\xe2\x80", 2) == 0 && (unsigned char)s.ptr[2] <= 0x8f)
		return 3; /* U+2000 to U+200F */
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		if (slice_starts(s, wide[i]))
			return strlen(wide[i]);
	return 0;
}

static bool is_formula(struct slice s)
{
	/* = + - @, then U+FF1D, U+FF0B, U+FF0D, U+FF20 and the minus sign U+2212 */
	static const char *const signs[] = {"=",
					    "+",
					    "-",
					    "@",
					    "\xef\xbc\x9d",
					    "\xef\xbc\x8b",
					    "\xef\xbc\x8d",
					    "\xef\xbc\xa0",
					    "\xe2\x88\x92"};
	for (size_t n; (n = blank(s)) > 0;)
		s = slice_from(s, n);
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (slice_starts(s, signs[i]))
			return true;
	return false;
}

static bool needs_quotes(struct slice s)
{
	if (s.len && (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' '))
		return true;
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] == '"' || s.ptr[i] == ',' || s.ptr[i] == ';')
			return true;
	return false;
}

/* Text as a cell of one line; what is dropped from it must not lay bare a sign, so it is cleaned
 * first. */
static void put_text(FILE *out, struct slice text)
{
	struct buffer line = BUFFER_INIT;
	terminal_add(&line, text);
	struct slice cell = buffer_slice(&line);
	bool quotes = needs_quotes(cell);
	if (quotes)
		putc('"', out);
	if (is_formula(cell) || (text.len && (text.ptr[0] == '\t' || text.ptr[0] == '\r')))
		putc('\'', out);
	for (size_t i = 0; i < cell.len; i++) {
		if (cell.ptr[i] == '"')
			putc('"', out);
		putc(cell.ptr[i], out);
	}
	if (quotes)
		putc('"', out);
	buffer_release(&line);
}

static void put_cell(FILE *out, struct slice text)
{
	put_text(out, text);
	putc(',', out);
}

/* ---- lists in one cell, with " | " between ---- */

static void add_item(struct buffer *list, struct slice item)
{
	if (!item.len)
		return;
	if (list->len)
		buffer_add_str(list, " | ");
	buffer_add_slice(list, item);
}

static void put_list(FILE *out, struct buffer *list)
{
	put_cell(out, buffer_slice(list));
	buffer_clear(list);
}

static void put_people(FILE *out, const struct question *q)
{
	struct buffer list = BUFFER_INIT;
	struct mandate mandate;
	for (size_t i = 0; i < q->asker_count; i++)
		add_item(&list, q->askers[i].name);
	put_list(out, &list);
	for (size_t i = 0; i < q->asker_count; i++)
		add_item(&list, q->askers[i].party);
	put_list(out, &list);
	for (size_t i = 0; i < q->minister_count; i++)
		add_item(&list,
			 q->ministers[i].name.len ? q->ministers[i].name : q->ministers[i].role);
	put_list(out, &list);
	for (size_t i = 0; i < q->minister_count; i++) {
		size_t pos = 0, before = list.len;
		while (mandates_of_minister(q, &q->ministers[i], &pos, &mandate))
			add_item(&list, mandate.title);
		if (list.len == before)
			add_item(&list, q->ministers[i].role);
	}
	put_list(out, &list);
	for (size_t i = 0; i < q->theme_count; i++)
		add_item(&list, q->themes[i]);
	put_list(out, &list);
	buffer_release(&list);
}

/* ---- the format ---- */

static void begin(struct render *self)
{
	fputs("id,number,date_asked,date_answered,parliament,kind,status,session,title,askers,"
	      "parties,ministers,"
	      "offices,themes,days,url,score,snippet\r\n",
	      self->out);
}

static void put_date(FILE *out, int date)
{
	char text[11];
	date_format(date, text);
	fprintf(out, "%s,", text);
}

static void write_hit(struct render *self, const struct search_hit *hit)
{
	const struct question *q = hit->question;
	FILE *out = self->out;
	put_cell(out, hit->id);
	put_cell(out, question_number(q));
	put_date(out, q->date_asked);
	put_date(out, q->date_answered);
	fprintf(out, "%s,%s,%s,", parliament_name(q->parliament), kind_name(q->kind),
		state_name(q->state));
	put_cell(out, q->session);
	put_cell(out, hit->title);
	put_people(out, q);
	if (q->date_asked && q->date_answered)
		fprintf(out, "%ld", date_days(q->date_answered) - date_days(q->date_asked));
	putc(',', out);
	put_cell(out, q->url);
	fprintf(out, "%.6f,", hit->score);
	put_text(out, hit->snippet.text);
	fputs("\r\n", out);
	self->count++;
}

static void end(struct render *self)
{
	(void)self;
}

const struct render_format render_csv = {.name = "csv",
					 .begin = begin,
					 .hit = write_hit,
					 .end = end};
