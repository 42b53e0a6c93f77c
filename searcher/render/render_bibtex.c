/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * BibTeX: a question is a @techreport, the entry that has type, number and institution in every
 * style.
 *
 * The key is the question's id.  Bytes of an id that a key cannot have, and the underscore, are
 * written as an underscore and two hex digits, so that two ids never share a key and no list of
 * keys is needed.
 */
#include "base/buffer.h"
#include "base/terminal_text.h"
#include "corpus/model/question_titles.h"
#include "corpus/text/person_name.h"
#include "searcher/render/render_terminal.h"

static void put_key(FILE *out, struct slice id)
{
	for (size_t i = 0; i < id.len; i++) {
		char c = id.ptr[i];
		if (byte_is_alpha(c) || byte_is_digit(c) || c == '-' || c == '.' || c == ':')
			putc(c, out);
		else
			fprintf(out, "_%02x", (unsigned char)c);
	}
}

/*
 * Text in LaTeX.  Braces become commands: BibTeX counts them even behind a backslash.  The quote
 * becomes a number: Dutch babel makes it a command.
 */
static void put_latex(FILE *out, struct slice text)
{
	static const struct {
		char c;
		const char *latex;
	} special[] = {{'\\', "\\textbackslash{}"},
		       {'{', "\\textbraceleft{}"},
		       {'}', "\\textbraceright{}"},
		       {'~', "\\textasciitilde{}"},
		       {'^', "\\textasciicircum{}"},
		       {'<', "\\textless{}"},
		       {'>', "\\textgreater{}"},
		       {'|', "\\textbar{}"},
		       {'"', "{\\char34}"},
		       {'$', "\\$"},
		       {'&', "\\&"},
		       {'#', "\\#"},
		       {'_', "\\_"},
		       {'%', "\\%"}};
	struct buffer line = BUFFER_INIT;
	terminal_add(&line, text);
	for (size_t i = 0; i < line.len; i++) {
		const char *latex = NULL;
		for (size_t k = 0; k < sizeof special / sizeof *special && !latex; k++)
			if (line.ptr[i] == special[k].c)
				latex = special[k].latex;
		if (latex)
			fputs(latex, out);
		else
			putc(line.ptr[i], out);
	}
	buffer_release(&line);
}

/* An address is printed as it is, so what BibTeX would trip over is percent-encoded. */
static void put_url(FILE *out, struct slice url)
{
	for (size_t i = 0; i < url.len; i++) {
		unsigned char c = (unsigned char)url.ptr[i];
		if (c <= ' ' || c >= 0x7f || strchr("{}\\\"<>^`|", c))
			fprintf(out, "%%%02X", c);
		else
			putc(c, out);
	}
}

static void put_field(FILE *out, const char *name, struct slice value)
{
	if (!value.len)
		return;
	fprintf(out, ",\n  %s = {", name);
	put_latex(out, value);
	putc('}', out);
}

/* "{Van den Heuvel}, Jan": without the braces BibTeX takes Van for a given name, "and" for two
 * authors. */
static void put_author(FILE *out, struct slice name)
{
	struct slice given, surname;
	name_split(name, &given, &surname);
	putc('{', out);
	put_latex(out, surname);
	putc('}', out);
	if (given.len) {
		fputs(", ", out);
		put_latex(out, given);
	}
}

static void put_authors(FILE *out, const struct question *q)
{
	for (size_t i = 0; i < q->asker_count; i++) {
		fputs(i ? " and " : ",\n  author = {", out);
		put_author(out, q->askers[i].name);
	}
	if (q->asker_count)
		putc('}', out);
}

static void put_dates(FILE *out, int date)
{
	static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
					     "jul", "aug", "sep", "oct", "nov", "dec"};
	if (date)
		fprintf(out, ",\n  year = {%d},\n  month = %s,\n  day = {%d}", date / 10000,
			months[(date / 100 % 100 + 11) % 12], date % 100);
}

/* Whom it was put to, and when that one answered. */
static void put_note(FILE *out, const struct question *q)
{
	if (!q->minister_count && !q->date_answered)
		return;
	fputs(",\n  note = {", out);
	for (size_t i = 0; i < q->minister_count; i++) {
		const struct minister *m = &q->ministers[i];
		fputs(i ? ", " : "Aan ", out);
		put_latex(out, m->name.len ? m->name : m->role);
	}
	if (q->date_answered) {
		fputs(q->minister_count ? ", beantwoord op " : "Beantwoord op ", out);
		render_date(out, q->date_answered);
	}
	putc('}', out);
}

static void write_hit(struct render *self, const struct search_hit *hit)
{
	const struct question *q = hit->question;
	FILE *out = self->out;
	fputs(self->count++ ? "\n@techreport{" : "@techreport{", out);
	put_key(out, hit->id);
	put_authors(out, q);
	/* a second pair of braces keeps the capitals */
	fputs(",\n  title = {{", out);
	put_latex(out, hit->title.len ? hit->title : slice_of("[zonder titel]"));
	fputs("}}", out);
	put_dates(out, q->date_asked ? q->date_asked : q->date_answered);
	put_field(out, "institution", slice_of(question_parliament_title(q)));
	put_field(out, "type", slice_of(question_kind_title(q)));
	put_field(out, "number", question_number(q));
	if (q->url.len) {
		fputs(",\n  url = {", out);
		put_url(out, q->url);
		putc('}', out);
	}
	put_note(out, q);
	fputs(",\n  language = {dutch}\n}\n", out);
}

static void nothing(struct render *self)
{
	(void)self;
}

const struct render_format render_bibtex = {
	.name = "bibtex",
	.cites = true,
	.begin = nothing,
	.hit = write_hit,
	.end = nothing,
};
