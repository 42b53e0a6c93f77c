/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pdftotext is run with -layout, which keeps lines, blank lines and numbers that
 * hang before their paragraphs as the page shows them.  Weighed on fifty papers set as
 * PDFs: in -raw (the order of drawing) blank lines are lost, and with them where a
 * heading ends; the mode without either looks for columns and moves footnotes and
 * bullets.
 */
#include "corpus/extract/pdf.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "corpus/extract/limits.h"
#include "corpus/extract/pdf_columns.h"
#include "corpus/extract/sandbox.h"
#include "corpus/extract/xml.h"
#include "corpus/text/latin.h"

static const char program[] = "/usr/bin/pdftotext";

enum {
	MB = 1024 * 1024,
	LETTERS_MIN = 20, /* a scan may bear a stamp or the number of its page */
	EXIT_NOT_ALLOWED = 3,
};

static const struct child_limits limits = {
	.cpu_seconds = 20,
	.wall_seconds = 40,
	.memory_bytes = (size_t)1024 * MB,
	.output_bytes = SOURCE_TEXT_MAX,
};

/* The bytes as a file without a name. */
static enum status as_file(struct slice bytes, int *fd, struct error *err)
{
	*fd = memfd_create("paper.pdf", MFD_CLOEXEC);
	if (*fd < 0)
		return error_set(err, STATUS_IO, "cannot make a file in memory: %s",
				 strerror(errno));
	while (bytes.len) {
		ssize_t n = write(*fd, bytes.ptr, bytes.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			close(*fd);
			return error_set(err, STATUS_IO, "cannot write to memory: %s",
					 strerror(errno));
		}
		bytes = slice_from(bytes, (size_t)n);
	}
	return STATUS_OK;
}

static bool has_letters(struct slice text)
{
	size_t letters = 0;
	for (size_t i = 0; i < text.len && letters < LETTERS_MIN;)
		letters += latin_is_letter(utf8_next(text, &i));
	return letters >= LETTERS_MIN;
}

/* The first line of what the program had to say. */
static struct slice first_line(struct slice messages)
{
	struct slice line = SLICE_EMPTY;
	while (!line.len && slice_next_line(&messages, &line))
		line = slice_trim(line);
	size_t bad = utf8_check(line);
	return slice_sub(line, 0, bad < 200 ? bad : 200);
}

static enum status judge(int code, struct slice text, struct slice messages, struct error *err)
{
	struct slice cause = first_line(messages);
	if (slice_find_nocase(messages, 0, "password") < messages.len)
		return error_set(err, STATUS_FORMAT,
				 "the PDF is encrypted: it takes a password to read it");
	if (code == EXIT_NOT_ALLOWED)
		return error_set(err, STATUS_FORMAT, "the PDF does not allow its text to be taken");
	if (code)
		return error_set(err, STATUS_FORMAT, "broken PDF: %.*s", SLICE_ARG(cause));
	if (has_letters(text))
		return STATUS_OK;
	if (cause.len)
		return error_set(err, STATUS_FORMAT, "broken PDF, no text to be found: %.*s",
				 SLICE_ARG(cause));
	return error_set(err, STATUS_NO_TEXT,
			 "no text in it: its pages are pictures (a scan), which takes "
			 "character recognition first");
}

/*
 * The ligature that a control character stands for: fonts of TeX have them there, in the encodings
 * T1 and OT1, and do not say which letters they are.  Form feeds and carriage returns are that only
 * inside a line.
 */
static const char *ligature_at(struct slice text, size_t i)
{
	static const char *const t1[] = {"ff", "fi", "fl", "ffi", "ffl"};
	unsigned char c = (unsigned char)text.ptr[i];
	bool inside = i && text.ptr[i - 1] != '\n' && i + 1 < text.len &&
		      byte_is_alpha(text.ptr[i + 1]);
	if (c >= 0x1b && c <= 0x1f)
		return t1[c - 0x1b];
	if (c == 0x0b)
		return t1[0];
	if (c == 0x0e || c == 0x0f)
		return t1[c - 0x0e + 3];
	return inside && (c == 0x0c || c == 0x0d) ? t1[c - 0x0c + 1] : NULL;
}

/* pdftotext writes UTF-8; fonts that lie about their letters may still give what is none, and
 * control characters. */
static void mend_letters(struct buffer *text)
{
	struct buffer out = BUFFER_INIT;
	struct slice rest = buffer_slice(text);
	buffer_reserve(&out, rest.len + 1);
	while (rest.len) {
		size_t good = utf8_check(rest);
		for (size_t i = 0; i < good; i++) {
			const char *ligature = (unsigned char)rest.ptr[i] < ' '
						       ? ligature_at(rest, i)
						       : NULL;
			bool control = (unsigned char)rest.ptr[i] < ' ' &&
				       !byte_is_space(rest.ptr[i]);
			if (ligature)
				buffer_add_str(&out, ligature);
			else
				buffer_add_byte(&out, control ? ' ' : rest.ptr[i]);
		}
		rest = slice_from(rest, good + (good < rest.len));
	}
	buffer_release(text);
	*text = out;
}

/* ---- pages ---- */

/* `3`, `- 3 -` on the third page, `3/5`, `3 van 5`, `Pagina 3 van 5` on any. */
static bool is_page_number(struct slice line, int page)
{
	line = slice_trim(line);
	bool word = slice_starts_nocase(line, "pagina ") || slice_starts_nocase(line, "blz. ");
	if (word)
		line = slice_trim(slice_from(line, slice_find(line, 0, " ")));
	if (line.len > 2 && slice_starts(line, "-") && slice_ends(line, "-"))
		line = slice_trim(slice_sub(line, 1, line.len - 1));
	size_t i = 0;
	int number = 0;
	while (i < line.len && i < 4 && byte_is_digit(line.ptr[i]))
		number = number * 10 + (line.ptr[i++] - '0');
	struct slice rest = slice_trim(slice_from(line, i));
	bool of = slice_starts(rest, "/") || slice_starts(rest, "van ");
	for (size_t k = of ? (rest.ptr[0] == '/' ? 1 : 4) : 0; k < rest.len; k++)
		if (!byte_is_digit(rest.ptr[k]))
			return false;
	if (!i || (rest.len && !of))
		return false;
	return word || of || number == page;
}

/* Empties the last line of a page when that is its number. */
static void drop_page_numbers(struct buffer *text)
{
	size_t start = 0;
	int page = 0;
	while (start < text->len) {
		struct slice all = buffer_slice(text);
		size_t end = slice_find(all, start, "\f"), last = end;
		while (last > start && byte_is_space(text->ptr[last - 1]))
			last--;
		size_t line = last;
		while (line > start && text->ptr[line - 1] != '\n')
			line--;
		if (is_page_number(slice_sub(all, line, last), ++page))
			memset(text->ptr + line, ' ', last - line);
		start = end + 1;
	}
}

/* One line without the blanks that only keep columns upright. */
static void add_tidy(struct slice line, struct buffer *out)
{
	line = slice_trim(line);
	for (size_t i = 0; i < line.len; i++)
		if (line.ptr[i] != ' ' || line.ptr[i - 1] != ' ')
			buffer_add_byte(out, line.ptr[i]);
}

/*
 * The text as readers want it.  A subject line has its dash between double blanks
 * ("Onderwerp  -  Subonderwerp"), of which pdftotext leaves one: in a first line they
 * are put back, for the papers that have lost their heading.
 */
static void tidy(struct slice text, struct buffer *out)
{
	struct slice line, rest = text;
	bool first = true;
	while (slice_next_line(&rest, &line)) {
		size_t dash = slice_find(line, 0, " - ");
		if (slice_starts(line, "\f"))
			buffer_add_byte(out, '\f');
		if (first && dash < line.len) {
			add_tidy(slice_sub(line, 0, dash), out);
			buffer_add_str(out, "  -  ");
			add_tidy(slice_from(line, dash + 3), out);
		} else {
			add_tidy(line, out);
		}
		first = first && !slice_trim(line).len;
		buffer_add_byte(out, '\n');
	}
}

/* ---- the program ---- */

/* Runs pdftotext on the file in memory. */
static enum status run_program(const char *mode, int fd, struct buffer *text,
			       struct buffer *messages, int *code, struct error *err)
{
	const char *const argv[] = {program, mode, "-enc", "UTF-8", "-eol", "unix", "-", "-", NULL};
	if (lseek(fd, 0, SEEK_SET) < 0)
		return error_set(err, STATUS_IO, "cannot go back in memory: %s", strerror(errno));
	enum status st = child_run(argv, fd, &limits, text, messages, code, err);
	if (st == STATUS_NOT_FOUND)
		st = error_set(err, STATUS_IO,
			       "PDFs are read by %s, which is not there: install poppler-utils",
			       program);
	return st;
}

/* Replaces the text by that of its columns, when its pages have two; what goes wrong leaves it as
 * it is. */
static void read_columns(int fd, struct buffer *text)
{
	struct buffer boxes = BUFFER_INIT, messages = BUFFER_INIT, columns = BUFFER_INIT;
	struct error ignored = {0};
	xmlDoc *doc = NULL;
	int code = 0;
	if (!columns_likely(buffer_slice(text)))
		return;
	if (!run_program("-bbox-layout", fd, &boxes, &messages, &code, &ignored) && !code) {
		mend_letters(&boxes);
		if (!xml_parse(buffer_slice(&boxes), &doc, &ignored) &&
		    columns_text(doc, &columns)) {
			buffer_release(text);
			*text = columns;
			columns = BUFFER_INIT;
		}
		xmlFreeDoc(doc);
	}
	buffer_release(&columns);
	buffer_release(&messages);
	buffer_release(&boxes);
}

enum status pdf_text(struct input *input, struct buffer *out, struct error *err)
{
	struct buffer bytes = BUFFER_INIT, text = BUFFER_INIT, messages = BUFFER_INIT;
	int fd = -1, code = 0;
	enum status st = input_read_all(input, SOURCE_DOCUMENT_MAX, &bytes, err);
	if (!st)
		st = as_file(buffer_slice(&bytes), &fd, err);
	buffer_release(&bytes);
	if (st)
		return st;
	st = run_program("-layout", fd, &text, &messages, &code, err);
	if (!st) {
		mend_letters(&text);
		read_columns(fd, &text);
		drop_page_numbers(&text);
		st = judge(code, buffer_slice(&text), buffer_slice(&messages), err);
	}
	close(fd);
	if (!st)
		tidy(buffer_slice(&text), out);
	buffer_release(&text);
	buffer_release(&messages);
	return st;
}
