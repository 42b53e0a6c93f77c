/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_SOURCE_INTERNAL_H
#define CORPUS_SOURCE_INTERNAL_H

/*
 * What the stages between a file and its questions share; nobody outside corpus/
 * includes this.
 *
 *   source.c          opens the file, tells what it is, calls one of:
 *   source_archive.c  zip, tar, gzip: every member goes through source_dispatch again
 *   source_json.c     JSON Lines and JSON documents, by the keys of their objects
 *   source_xml.c      XML, by its root element
 *   source_paper.c    papers that are one text: plain, or extracted from PDF, docx, odt, HTML;
 *                     the readers of layouts (reader.h) take it from there
 */
#include <jansson.h>

#include "corpus/extract/input.h"
#include "corpus/sources/sniff.h"
#include "corpus/sources/source.h"

struct archive_budget;

/* One file, or one member of an archive, being read. */
struct reading {
	const char *path; /* as shown: "papers.zip!2024/x.txt" for a member */
	const char *type; /* the name of a reader asked for, or NULL */
	const struct source_sink *sink;
	struct archive_budget
		*budget; /* what the archives around it may still unpack; NULL outside */
	unsigned depth;  /* archives around it */
};

/* What the input is; looks into zips. */
MUST_CHECK enum status source_sniff(struct input *input, enum sniffed *kind, struct error *err);

/* Reads whatever the input turns out to be. */
MUST_CHECK enum status source_dispatch(const struct reading *self, struct input *input,
				       struct error *err);

/* ---- papers ---- */

/* The text of a document that is one paper, in UTF-8.  *converted says that the encoding was
 * guessed.  FORMAT for what is no such document. */
MUST_CHECK enum status source_paper_extract(struct input *input, enum sniffed kind,
					    struct buffer *text, bool *converted,
					    struct error *err);

/* Fills the question from a text, without its notes, by the reader of its layout; the text is
 * copied into its arena. */
MUST_CHECK enum status source_paper_fill(struct question *q, struct slice text, const char *type,
					 struct error *err);

MUST_CHECK enum status source_paper(const struct reading *self, struct input *input,
				    enum sniffed kind, struct error *err);

/* Leaves well-formed UTF-8 without a byte order mark in *text. */
MUST_CHECK enum status source_decode(struct buffer *text, bool *converted, struct error *err);

/* ---- structured sources ---- */

MUST_CHECK enum status source_json_lines(const struct reading *self, struct input *input,
					 struct error *err);
MUST_CHECK enum status source_json(const struct reading *self, struct input *input,
				   struct error *err);
MUST_CHECK enum status source_xml(const struct reading *self, struct input *input,
				  struct error *err);

/* Reads one JSON value: a record, an item or list of the Chamber's bulletin, a reply of the Flemish
 * open data.  q is memory to work in.  Single items of a list that cannot be used are refused. */
MUST_CHECK enum status source_json_value(const struct reading *self, const json_t *value,
					 struct question *q, struct error *err);

/* Fills the question from a detail or a search result; a detail's document is read with it, and
 * told of when it is missing or cannot be read. */
MUST_CHECK enum status source_opendata(const struct reading *self, const json_t *object,
				       struct question *q, struct error *err);

MUST_CHECK enum status source_archive(const struct reading *self, struct input *input,
				      struct error *err);

/* ---- all of them ---- */

/* Adds the citations found in all texts of the question. */
void source_find_citations(struct question *q);

/* Names the source, finishes the question and hands it over.  What the sink returns. */
MUST_CHECK enum status source_emit(const struct reading *self, struct question *q,
				   struct error *err);

/* The type asked for is a reader of texts. */
bool source_type_is_text(const char *type);

/* The sidecar of a text; NULL (with OK) when there is none. */
MUST_CHECK enum status sidecar_load(const char *path, json_t **sidecar, struct error *err);

#endif
