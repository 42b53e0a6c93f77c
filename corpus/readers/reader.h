/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_READER_H
#define CORPUS_READER_H

/*
 * What every reader of a text layout offers.  A new layout is one more file with
 * one more of these, named in the table of source_paper.c: see CONTRIBUTING.md.
 */
#include "base/error.h"
#include "corpus/model/question.h"
#include "corpus/text/lines.h"

struct text_reader {
	const char *name;
	/* How sure that these lines are of this layout: 0 (no) to 100. */
	unsigned (*recognise)(const struct lines *lines);
	/* Fills the question from the lines; FORMAT with the reason when they break the layout. */
	enum status (*read)(const struct lines *lines, struct question *question,
			    struct error *err);
};

extern const struct text_reader reader_flemish;
extern const struct text_reader reader_tweedekamer;
extern const struct text_reader reader_letter;

#endif
