/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/extract/archive.h"

#include <locale.h>

#include "corpus/extract/limits.h"
#include "corpus/text/latin.h"

enum { BLOCK = 65536, ENTRIES_LOOKED_AT = 5000 };

static enum status damaged(struct archive *a, struct error *err)
{
	const char *cause = archive_error_string(a);
	return error_set(err, STATUS_FORMAT, "damaged archive: %s",
			 cause ? cause : "cause unknown");
}

enum status packed_open(struct input *input, struct archive **archive, struct error *err)
{
	struct slice head;
	enum status st = input_hold(input, SOURCE_DOCUMENT_MAX, err);
	if (!st)
		st = input_rewind(input, err);
	if (!st)
		st = input_peek(input, &head, err);
	if (!st)
		st = input_rewind(input, err);
	if (st)
		return st;
	struct archive *a = archive_read_new();
	if (!a)
		die_nomem(BLOCK);
	archive_read_support_filter_gzip(a);
	archive_read_support_format_tar(a);
	archive_read_support_format_zip(a);
	if (slice_starts(head, "\x1f\x8b"))
		archive_read_support_format_raw(a); /* one file, packed by itself */
	int r = input->fd >= 0 ? archive_read_open_fd(a, input->fd, BLOCK)
			       : archive_read_open_memory(a, input->held.ptr, input->held.len);
	if (r < ARCHIVE_WARN) {
		st = damaged(a, err);
		archive_read_free(a);
		return st;
	}
	*archive = a;
	return STATUS_OK;
}

/* libarchive gives names in the encoding of the locale, and the program has none. */
static int next_header(struct archive *archive, struct archive_entry **entry)
{
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
	int r = archive_read_next_header(archive, entry);
	if (utf8) {
		uselocale(before);
		freelocale(utf8);
	}
	return r;
}

/* Names that are no UTF-8 are those of DOS: so zips have it that do not say otherwise. */
static void name_in_utf8(struct archive *archive, struct archive_entry *entry)
{
	const char *path = archive_entry_pathname(entry);
	bool zip = (archive_format(archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
	struct buffer name = BUFFER_INIT;
	if (!path || !zip || utf8_check(slice_of(path)) == strlen(path))
		return;
	cp437_to_utf8(slice_of(path), &name);
	archive_entry_copy_pathname(entry, buffer_cstr(&name));
	buffer_release(&name);
}

enum status packed_next(struct archive *archive, struct archive_entry **entry, struct error *err)
{
	int r;
	do
		r = next_header(archive, entry);
	while (r == ARCHIVE_RETRY);
	if (r == ARCHIVE_EOF) {
		*entry = NULL;
		return STATUS_OK;
	}
	if (r < ARCHIVE_WARN)
		return damaged(archive, err);
	name_in_utf8(archive, *entry);
	return STATUS_OK;
}

const char *packed_path(struct archive_entry *entry)
{
	const char *path = archive_entry_pathname(entry);
	if (!path)
		path = archive_entry_pathname_utf8(entry);
	return path ? path : "?";
}

enum status packed_more(void *archive, char *out, size_t room, size_t *got, struct error *err)
{
	la_ssize_t n = archive_read_data(archive, out, room);
	if (n < 0)
		return damaged(archive, err);
	*got = (size_t)n;
	return STATUS_OK;
}

enum status packed_member(struct input *input, const char *path, size_t max_bytes,
			  struct buffer *out, struct error *err)
{
	struct archive *a;
	struct archive_entry *entry;
	enum status st = packed_open(input, &a, err);
	if (st)
		return st;
	while (!(st = packed_next(a, &entry, err)) && entry &&
	       strcmp(packed_path(entry), path) != 0)
		;
	if (!st && !entry)
		st = error_set(err, STATUS_NOT_FOUND, "no %s in it", path);
	if (!st) {
		struct input member;
		input_from(&member, packed_more, a);
		st = input_read_all(&member, max_bytes, out, err);
	}
	archive_read_free(a);
	return st;
}

enum status packed_kind(struct input *input, enum packed_kind *kind, struct error *err)
{
	static const struct {
		const char *path;
		enum packed_kind kind;
	} marks[] = {
		{"word/document.xml", PACKED_DOCX},
		{"content.xml", PACKED_ODT},
		{"xl/workbook.xml", PACKED_OFFICE_OTHER},
		{"ppt/presentation.xml", PACKED_OFFICE_OTHER},
	};
	struct archive *a;
	struct archive_entry *entry;
	enum status st = packed_open(input, &a, err);
	if (st)
		return st;
	*kind = PACKED_ARCHIVE;
	for (int n = 0; n < ENTRIES_LOOKED_AT && *kind == PACKED_ARCHIVE; n++) {
		st = packed_next(a, &entry, err);
		if (st || !entry)
			break;
		for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
			if (strcmp(packed_path(entry), marks[i].path) == 0)
				*kind = marks[i].kind;
	}
	archive_read_free(a);
	if (st == STATUS_FORMAT && *kind == PACKED_ARCHIVE)
		return STATUS_OK; /* what reads its members tells what is wrong, and where */
	return st ? st : input_rewind(input, err);
}
