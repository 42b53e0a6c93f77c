/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Papers that are one text: its encoding is found, then the layout, and the
 * layout's reader fills the question.  Papers are read whole (they are small, and
 * bounded).
 */
#include "corpus/extract/html.h"
#include "corpus/extract/office_document.h"
#include "corpus/extract/pdf.h"
#include "corpus/json/question_json.h"
#include "corpus/model/subquestions.h"
#include "corpus/readers/page_notes.h"
#include "corpus/readers/reader.h"
#include "corpus/readers/remains.h"
#include "corpus/sources/source_internal.h"
#include "corpus/text/latin.h"
#include "corpus/text/plain.h"

static const struct text_reader *const text_readers[] = {&reader_tweedekamer, &reader_letter,
							 &reader_flemish};
enum { TEXT_READERS = sizeof text_readers / sizeof *text_readers };
static const char jsonl_name[] = "jsonl";

const char *source_type_name(size_t i)
{
	if (i < TEXT_READERS)
		return text_readers[i]->name;
	return i == TEXT_READERS ? jsonl_name : NULL;
}

bool source_type_is_text(const char *type)
{
	return type && strcmp(type, jsonl_name) != 0;
}

/* ---- encodings ---- */

static unsigned long line_of(struct slice s, size_t at)
{
	unsigned long line = 1;
	for (size_t i = 0; i < at; i++)
		line += s.ptr[i] == '\n';
	return line;
}

static bool looks_binary(struct slice s)
{
	size_t control = 0, n = s.len < 65536 ? s.len : 65536;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if (c == 0)
			return true;
		control += c < 0x20 && !byte_is_space((char)c);
	}
	return control * 50 > n;
}

enum {
	ACCENTED_MAX = 2
}; /* letters with accents, or one and a quotation mark, that follow each other */

/* Bytes of the UTF-8 sequence at `i`; 1 for a byte that begins none. */
static size_t sequence_at(struct slice s, size_t i)
{
	size_t n = 1;
	while (n < 4 && i + n < s.len && ((unsigned char)s.ptr[i + n] & 0xc0) == 0x80)
		n++;
	while (n > 1 && utf8_check(slice_sub(s, i, i + n)) < n)
		n--;
	return n;
}

/*
 * True for a text in a one-byte encoding: accented letters that are no part of a UTF-8 sequence are
 * in more places than UTF-8 sequences, of which two such bytes may look like one (a capital and a
 * curly quote).  Longer runs of such bytes are damage.
 */
static bool looks_latin1(struct slice s)
{
	size_t sequences = 0, places = 0, run = 0;
	for (size_t i = 0, n; i < s.len; i += n) {
		n = sequence_at(s, i);
		const bool alone = n == 1 && (unsigned char)s.ptr[i] >= 0x80;
		sequences += n > 1;
		if (!alone)
			places += run > 0 && run <= ACCENTED_MAX;
		run = alone ? run + 1 : 0;
	}
	places += run > 0 && run <= ACCENTED_MAX;
	return places > sequences;
}

static void replace(struct buffer *text, struct buffer with)
{
	buffer_release(text);
	*text = with;
}

/* Text that was encoded twice, or parts of it. */
static bool undo_double(struct buffer *text)
{
	struct buffer out = BUFFER_INIT;
	bool undone = latin_undo_double_parts(buffer_slice(text), &out);
	if (undone)
		replace(text, out);
	else
		buffer_release(&out);
	return undone;
}

enum status source_decode(struct buffer *text, bool *converted, struct error *err)
{
	struct buffer out = BUFFER_INIT;
	*converted = false;
	if (utf16_to_utf8(buffer_slice(text), &out)) {
		replace(text, out);
		out = BUFFER_INIT;
	}
	struct slice s = buffer_slice(text);
	if (slice_starts(s, "\xef\xbb\xbf")) {
		memmove(text->ptr, text->ptr + 3, text->len - 2);
		text->len -= 3;
		s = buffer_slice(text);
	}
	if (!slice_trim(s).len)
		return error_set(err, STATUS_FORMAT, "the file is empty");
	if (looks_binary(s))
		return error_set(err, STATUS_FORMAT, "binary data, no text");
	size_t bad = utf8_check(s);
	if (bad == s.len) {
		*converted = undo_double(text);
		return STATUS_OK;
	}
	if (!looks_latin1(s))
		return error_set(err, STATUS_FORMAT, "line %lu, byte %zu: invalid UTF-8",
				 line_of(s, bad), bad);
	bytes_to_utf8(s, &out);
	replace(text, out);
	*converted = true;
	return STATUS_OK;
}

/* ---- texts ---- */

static const struct text_reader *choose_reader(const struct lines *lines, const char *type,
					       struct error *err)
{
	const struct text_reader *best = NULL;
	unsigned best_score = 0;
	for (size_t i = 0; i < TEXT_READERS; i++) {
		if (type && strcmp(type, text_readers[i]->name) == 0)
			return text_readers[i];
		unsigned score = type ? 0 : text_readers[i]->recognise(lines);
		if (score > best_score) {
			best_score = score;
			best = text_readers[i];
		}
	}
	if (!best)
		error_set(
			err, STATUS_FORMAT,
			"fits no known layout: no heading of a question, no number and no subject "
			"line \"Onderwerp  -  Subonderwerp\"");
	return best;
}

/* A field that the sidecar gives and the text gave otherwise stays the sidecar's, but less sure. */
static void weigh_sidecar(struct question *q, int text_asked)
{
	if (text_asked && q->date_asked != text_asked)
		question_mark(q, FIELD_DATE_ASKED, ORIGIN_SIDECAR, 80);
}

enum status source_paper_fill(struct question *q, struct slice text, const char *type,
			      struct error *err)
{
	size_t end = slice_find(text, 0, OFFICE_NOTES);
	struct slice notes = slice_from(text, end + strlen(OFFICE_NOTES));
	text = slice_sub(text, 0, end);
	struct buffer body = BUFFER_INIT, feet = BUFFER_INIT;
	page_notes_lift(text, &body, &feet);
	struct lines lines = lines_split_filled(&q->arena,
						arena_copy(&q->arena, buffer_slice(&body)));
	const struct text_reader *reader = choose_reader(&lines, type, err);
	enum status st = reader ? reader->read(&lines, q, err) : STATUS_FORMAT;
	if (!st) {
		remains_add_notes(q, buffer_slice(&feet));
		remains_add_notes(q, notes);
	}
	buffer_release(&feet);
	buffer_release(&body);
	return st;
}

static enum status html_of(struct input *input, struct buffer *text, struct error *err)
{
	struct buffer bytes = BUFFER_INIT;
	enum status st = input_read_all(input, SOURCE_DOCUMENT_MAX, &bytes, err);
	if (!st)
		st = html_text(buffer_slice(&bytes), text, err);
	buffer_release(&bytes);
	return st;
}

/* A page in UTF-16, which only its characters show to be one. */
static enum status html_of_utf16(struct buffer *text, struct error *err)
{
	struct buffer out = BUFFER_INIT;
	enum status st = html_text(buffer_slice(text), &out, err);
	replace(text, out);
	return st;
}

static enum status extract(struct input *input, enum sniffed kind, struct buffer *text,
			   bool *converted, struct error *err)
{
	enum status st;
	*converted = false;
	switch (kind) {
	case SNIFFED_DOCX: st = office_docx(input, text, err); break;
	case SNIFFED_ODT: st = office_odt(input, text, err); break;
	case SNIFFED_HTML: st = html_of(input, text, err); break;
	case SNIFFED_PDF: st = pdf_text(input, text, err); break;
	case SNIFFED_TEXT:
		st = input_read_all(input, SOURCE_TEXT_MAX, text, err);
		if (!st)
			st = source_decode(text, converted, err);
		if (st || sniff(buffer_slice(text)) != SNIFFED_HTML)
			return st;
		st = html_of_utf16(text, err);
		break;
	case SNIFFED_WORD:
		return error_set(err, STATUS_FORMAT,
				 "a document of Microsoft Office before 2007 (.doc): convert "
				 "it first, with: soffice --headless --convert-to docx");
	case SNIFFED_RTF:
		return error_set(err, STATUS_FORMAT,
				 "Rich Text (.rtf): convert it first, with: soffice "
				 "--headless --convert-to docx");
	default: return error_set(err, STATUS_FORMAT, "no document that holds one paper");
	}
	if (!st && text->len > SOURCE_TEXT_MAX)
		st = error_set(err, STATUS_LIMIT, "its text is larger than %d MB: no single paper",
			       SOURCE_TEXT_MAX >> 20);
	if (!st && !slice_trim(buffer_slice(text)).len)
		st = error_set(err, STATUS_FORMAT, "the document is empty");
	if (!st && utf8_check(buffer_slice(text)) < text->len)
		st = error_set(err, STATUS_FORMAT, "its text is no UTF-8");
	return st;
}

enum status source_paper_extract(struct input *input, enum sniffed kind, struct buffer *text,
				 bool *converted, struct error *err)
{
	enum status st = extract(input, kind, text, converted, err);
	if (!st)
		plain_text(text);
	return st;
}

static enum status read_text(const struct reading *self, struct slice text, bool converted,
			     json_t *sidecar, struct error *err)
{
	struct question q;
	question_init(&q);
	enum status st = source_paper_fill(&q, text, self->type, err);
	if (st)
		goto out;
	if (converted)
		question_mark(&q, FIELD_INTRO, ORIGIN_TEXT, 80);
	if (sidecar) {
		int asked = q.date_asked;
		st = question_from_json(&q, sidecar, ORIGIN_SIDECAR, err);
		if (st) {
			st = error_prefix(err, "sidecar: ");
			goto out;
		}
		weigh_sidecar(&q, asked);
	}
	split_citations(&q, text);
	q.source = arena_copy(&q.arena, slice_of(self->path));
	st = source_emit(self, &q, err);
out:
	question_release(&q);
	return st;
}

enum status source_paper(const struct reading *self, struct input *input, enum sniffed kind,
			 struct error *err)
{
	struct buffer text = BUFFER_INIT;
	json_t *sidecar = NULL;
	bool converted = false;
	enum status st = source_paper_extract(input, kind, &text, &converted, err);
	if (!st && !self->depth)
		st = sidecar_load(self->path, &sidecar, err);
	if (!st)
		st = read_text(self, buffer_slice(&text), converted, sidecar, err);
	json_decref(sidecar);
	buffer_release(&text);
	return st;
}
