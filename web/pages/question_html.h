/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_QUESTION_HTML_H
#define WEB_QUESTION_HTML_H

/* Parts of the page of a question; nobody but page_question.c includes this. */
#include "searcher/search/highlight.h"
#include "web/site/site.h"

struct question_page {
	struct worker *worker;
	const struct question *question;
	const struct highlight *highlight;
	struct arena *arena;
	struct buffer *out;
	bool searched; /* the reader comes from a search */
};

/* schema.org as JSON-LD, Dublin Core as meta elements, the canonical address. */
void question_put_metadata(struct buffer *out, const struct question_page *page, struct slice title,
			   struct slice origin);
/* What it is, and the way to the official paper. */
void question_put_paper(const struct question_page *page);
/* Number, dates, people, themes; fields that are not sure are said to be. */
void question_put_facts(const struct question_page *page);
/* Source, citation, standing. */
void question_put_source(const struct question_page *page, struct slice title, struct slice origin);
/* Notes, annexes, papers that it refers to, meetings. */
void question_put_papers(const struct question_page *page);

#endif
