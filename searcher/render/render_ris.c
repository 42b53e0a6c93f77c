/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RIS: a tag of two characters, two blanks, a hyphen, a blank and a value of one line, ended by CR
 * LF; a record begins with TY and ends with ER.  An asterisk has a meaning in names and keywords,
 * and a comma parts surname from given names.
 */
#include "base/buffer.h"
#include "corpus/model/question_titles.h"
#include "corpus/text/dates.h"
#include "corpus/text/person_name.h"
#include "base/terminal_text.h"
#include "searcher/render/render.h"

static void put_line(FILE *out, const char *tag, struct slice value)
{
	struct buffer line = BUFFER_INIT;
	bool plain = strcmp(tag, "AU") == 0 || strcmp(tag, "KW") == 0 || strcmp(tag, "ID") == 0;
	terminal_add(&line, value);
	struct slice text = slice_trim(buffer_slice(&line));
	if (text.len) {
		fprintf(out, "%s  - ", tag);
		for (size_t i = 0; i < text.len; i++)
			putc(plain && text.ptr[i] == '*' ? '+' : text.ptr[i], out);
		fputs("\r\n", out);
	}
	buffer_release(&line);
}

static void put_author(FILE *out, struct slice name)
{
	struct buffer author = BUFFER_INIT;
	struct slice parts[2]; /* surname, given names */
	name_split(name, &parts[1], &parts[0]);
	for (size_t k = 0; k < 2; k++) {
		if (k && parts[k].len)
			buffer_add_str(&author, ", ");
		for (size_t i = 0; i < parts[k].len; i++)
			if (parts[k].ptr[i] != ',')
				buffer_add_byte(&author, parts[k].ptr[i]);
	}
	put_line(out, "AU", buffer_slice(&author));
	buffer_release(&author);
}

static void put_dates(FILE *out, int date)
{
	if (date)
		fprintf(out, "PY  - %d\r\nDA  - %04d/%02d/%02d\r\n", date / 10000, date / 10000,
			date / 100 % 100, date % 100);
}

static void put_note(FILE *out, const struct question *q)
{
	struct buffer note = BUFFER_INIT;
	char answered[11];
	for (size_t i = 0; i < q->minister_count; i++) {
		const struct minister *m = &q->ministers[i];
		buffer_add_str(&note, i ? ", " : "Aan ");
		buffer_add_slice(&note, m->name.len ? m->name : m->role);
	}
	date_format(q->date_answered, answered);
	if (*answered)
		buffer_printf(&note, "%s%s", note.len ? ", beantwoord op " : "Beantwoord op ",
			      answered);
	put_line(out, "N1", buffer_slice(&note));
	buffer_release(&note);
}

static void write_hit(struct render *self, const struct search_hit *hit)
{
	const struct question *q = hit->question;
	FILE *out = self->out;
	fputs("TY  - GOVDOC\r\n", out);
	put_line(out, "ID", hit->id);
	for (size_t i = 0; i < q->asker_count; i++)
		put_author(out, q->askers[i].name);
	put_line(out, "TI", hit->title.len ? hit->title : slice_of("[zonder titel]"));
	put_dates(out, q->date_asked ? q->date_asked : q->date_answered);
	put_line(out, "PB", slice_of(question_parliament_title(q)));
	put_line(out, "M3", slice_of(question_kind_title(q)));
	put_line(out, "IS", question_number(q));
	for (size_t i = 0; i < q->theme_count; i++)
		put_line(out, "KW", q->themes[i]);
	put_note(out, q);
	put_line(out, "UR", q->url);
	fputs("LA  - nl\r\nER  - \r\n\r\n", out);
	self->count++;
}

static void nothing(struct render *self)
{
	(void)self;
}

const struct render_format render_ris = {
	.name = "ris",
	.cites = true,
	.begin = nothing,
	.hit = write_hit,
	.end = nothing,
};
