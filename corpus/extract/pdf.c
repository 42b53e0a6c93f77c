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
#include "corpus/extract/sandbox.h"
#include "corpus/text/latin.h"

static const char program[] = "/usr/bin/pdftotext";

enum {
	MB = 1024 * 1024,
	LETTERS_MIN = 20, /* a scan may bear a stamp or the number of its page */
	EXIT_NOT_ALLOWED = 3,
};

static const struct child_limits limits = {
	.cpu_seconds = 20, .wall_seconds = 40, .memory_bytes = (size_t)1024 * MB,
	.output_bytes = SOURCE_TEXT_MAX,
};

/* The bytes as a file without a name. */
static enum status as_file(struct slice bytes, int *fd, struct error *err)
{
	*fd = memfd_create("paper.pdf", MFD_CLOEXEC);
	if (*fd < 0)
		return error_set(err, STATUS_IO, "cannot make a file in memory: %s", strerror(errno));
	while (bytes.len) {
		ssize_t n = write(*fd, bytes.ptr, bytes.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			close(*fd);
			return error_set(err, STATUS_IO, "cannot write to memory: %s", strerror(errno));
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
		return error_set(err, STATUS_FORMAT, "the PDF is encrypted: it takes a password to read it");
	if (code == EXIT_NOT_ALLOWED)
		return error_set(err, STATUS_FORMAT, "the PDF does not allow its text to be taken");
	if (code)
		return error_set(err, STATUS_FORMAT, "broken PDF: %.*s", SLICE_ARG(cause));
	if (has_letters(text))
		return STATUS_OK;
	if (cause.len)
		return error_set(err, STATUS_FORMAT, "broken PDF, no text to be found: %.*s", SLICE_ARG(cause));
	return error_set(err, STATUS_NO_TEXT, "no text in it: its pages are pictures (a scan), which takes "
			 "character recognition first");
}

/* pdftotext writes UTF-8; fonts that lie about their letters may still give what is none, and control
 * characters. */
static void drop_invalid(struct buffer *text)
{
	size_t to = 0;
	struct slice rest = buffer_slice(text);
	while (rest.len) {
		size_t good = utf8_check(rest);
		memmove(text->ptr + to, rest.ptr, good);
		to += good;
		rest = slice_from(rest, good + (good < rest.len));
	}
	text->len = to;
	for (size_t i = 0; i < to; i++)
		if ((unsigned char)text->ptr[i] < ' ' && !byte_is_space(text->ptr[i]))
			text->ptr[i] = ' ';
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

enum status pdf_text(struct input *input, struct buffer *out, struct error *err)
{
	const char *const argv[] = {program, "-layout", "-enc", "UTF-8", "-eol", "unix", "-", "-", NULL};
	struct buffer bytes = BUFFER_INIT, text = BUFFER_INIT, messages = BUFFER_INIT;
	int fd = -1, code = 0;
	enum status st = input_read_all(input, SOURCE_DOCUMENT_MAX, &bytes, err);
	if (!st)
		st = as_file(buffer_slice(&bytes), &fd, err);
	buffer_release(&bytes);
	if (st)
		return st;
	st = child_run(argv, fd, &limits, &text, &messages, &code, err);
	close(fd);
	if (st == STATUS_NOT_FOUND)
		st = error_set(err, STATUS_IO, "PDFs are read by %s, which is not there: install poppler-utils",
			       program);
	if (!st) {
		drop_invalid(&text);
		st = judge(code, buffer_slice(&text), buffer_slice(&messages), err);
	}
	if (!st)
		tidy(buffer_slice(&text), out);
	buffer_release(&text);
	buffer_release(&messages);
	return st;
}
