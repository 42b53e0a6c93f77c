/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens a file, tells what it is by its first bytes and calls what reads such files. */
#include "corpus/sources/source.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cost_limit.h"
#include "corpus/extract/archive.h"
#include "corpus/model/question_checks.h"
#include "corpus/model/subquestions.h"
#include "corpus/sources/source_internal.h"

enum status source_emit(const struct reading *self, struct question *q, struct error *err)
{
	if (!q->source.len)
		q->source = arena_copy(&q->arena, slice_of(self->path));
	question_finish(q);
	question_check(q);
	const enum status st = self->sink->question(self->sink->ctx, q, err);
	cost_limit_anew();
	return st;
}

enum status source_sniff(struct input *input, enum sniffed *kind, struct error *err)
{
	static const enum sniffed kinds[] = {
		[PACKED_ARCHIVE] = SNIFFED_ZIP,
		[PACKED_DOCX] = SNIFFED_DOCX,
		[PACKED_ODT] = SNIFFED_ODT,
	};
	struct slice head;
	enum packed_kind packed;
	enum status st = input_peek(input, &head, err);
	if (st)
		return st;
	*kind = sniff(head);
	if (*kind != SNIFFED_ZIP)
		return STATUS_OK;
	st = packed_kind(input, &packed, err);
	if (!st && packed == PACKED_OFFICE_OTHER)
		st = error_set(err, STATUS_FORMAT, "a spreadsheet or presentation, no paper");
	if (!st)
		*kind = kinds[packed];
	return st;
}

enum status source_dispatch(const struct reading *self, struct input *input, struct error *err)
{
	enum sniffed kind;
	enum status st = source_sniff(input, &kind, err);
	if (st)
		return st;
	bool lines = self->type && !source_type_is_text(self->type);
	bool structured = kind == SNIFFED_JSON || kind == SNIFFED_JSON_LINES || kind == SNIFFED_XML;
	if (source_type_is_text(self->type) && structured)
		kind = SNIFFED_TEXT;
	else if (lines && (kind == SNIFFED_TEXT || structured))
		kind = SNIFFED_JSON_LINES;
	switch (kind) {
	case SNIFFED_JSON_LINES: return source_json_lines(self, input, err);
	case SNIFFED_JSON: return source_json(self, input, err);
	case SNIFFED_XML: return source_xml(self, input, err);
	case SNIFFED_ZIP:
	case SNIFFED_TAR:
	case SNIFFED_GZIP: return source_archive(self, input, err);
	default: return source_paper(self, input, kind, err);
	}
}

enum status source_read(const char *path, const char *type, const struct source_sink *sink,
			struct error *err)
{
	struct reading reading = {.path = path, .type = type, .sink = sink};
	struct stat info;
	struct input input;
	enum status st = cost_limit_begin(slice_of(path), err);
	if (st)
		return st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		st = error_set(err, STATUS_IO, "cannot open: %s", strerror(errno));
		cost_limit_end();
		return st;
	}
	if (fstat(fd, &info) == 0 && !S_ISREG(info.st_mode)) {
		st = error_set(err, STATUS_FORMAT, "no regular file");
	} else {
		input_from_fd(&input, fd);
		st = source_dispatch(&reading, &input, err);
		input_release(&input);
	}
	close(fd);
	cost_limit_end();
	return st;
}
