/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A detail of the Flemish open data is joined with the document it names: the
 * file of that number in the same folder, in `pfile` below it, or in a folder
 * `pfile` beside its own.  The document fills the texts, the detail the rest.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "corpus/readers/read_opendata.h"
#include "corpus/sources/companions.h"
#include "corpus/sources/source_internal.h"

enum { DOCUMENTS_MAX = 20 };

static enum status read_document(const char *path, const char *type, struct question *q,
				 struct error *err)
{
	struct input input;
	struct buffer text = BUFFER_INIT;
	enum sniffed kind;
	bool converted;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return error_set(err, STATUS_IO, "cannot open");
	input_from_fd(&input, fd);
	enum status st = source_sniff(&input, &kind, err);
	if (!st)
		st = source_paper_extract(&input, kind, &text, &converted, err);
	if (!st)
		st = source_paper_fill(q, buffer_slice(&text), type, err);
	input_release(&input);
	buffer_release(&text);
	close(fd);
	return st;
}

static void tell(const struct reading *self, const char *path, enum status code, const char *reason)
{
	struct error cause = {0};
	error_set(&cause, code, "%s; its question is kept without text", reason);
	self->sink->refused(self->sink->ctx, path, 0, &cause);
}

/* The first of its documents that holds the question; the others are annexes. */
static void join_documents(const struct reading *self, const json_t *detail, struct question *q)
{
	char path[PATH_MAX], missing[120];
	struct error cause = {0};
	bool found = false;
	struct slice first = opendata_document(detail, 0), number = first;
	for (size_t i = 0; i < DOCUMENTS_MAX && number.len;
	     number = opendata_document(detail, ++i)) {
		if (!companions_document(self->path, number, path))
			continue;
		struct error why = {0};
		question_clear(q);
		if (!read_document(path, self->type, q, &why))
			return;
		question_clear(q);
		if (!found)
			cause = why;
		found = true;
	}
	if (found) {
		companions_document(self->path, first, path);
		tell(self, path, cause.code, cause.msg);
	} else if (first.len) {
		snprintf(missing, sizeof missing,
			 "its document %.*s is not there, beside it or in pfile/",
			 SLICE_ARG(first));
		tell(self, self->path, STATUS_NOT_FOUND, missing);
	}
}

enum status source_opendata(const struct reading *self, const json_t *object, struct question *q,
			    struct error *err)
{
	question_clear(q);
	if (!self->depth && opendata_is_detail(object))
		join_documents(self, object, q);
	else if (opendata_document(object, 0).len)
		tell(self, self->path, STATUS_NOT_FOUND,
		     "its document cannot be looked for in an archive");
	return opendata_read(q, object, err);
}
