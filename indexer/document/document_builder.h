/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_DOCUMENT_BUILDER_H
#define INDEXER_DOCUMENT_BUILDER_H

/* From a question to the terms, values and data of its document in the index. */
#include "corpus/model/question.h"
#include "corpus/repair/repair.h"
#include "stemming/analyzer.h"
#include "store/xapian/xap.h"

struct document_builder;

/* The builder borrows the analyzer. */
struct document_builder *document_builder_new(struct analyzer *analyzer);
void document_builder_free(struct document_builder *self);

/*
 * Clears `doc` and fills it by store/index/schema.h.  `hash` is the question's record_hash.
 * Failures (a term that Xapian cannot take) stick to the document and come out of xap_replace.
 */
void document_build(struct document_builder *self, const struct question *question,
		    struct slice hash, struct xap_doc *doc);

#endif
