/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_MARKS_H
#define CORPUS_MARKS_H

/*
 * The one grammar of the lines that open a part of a paper, for the papers of all parliaments:
 *
 *   [Gezamenlijk|Aanvullend|...] Antwoord|Vraag|...  [op de vragen]  [(]2 en 3[)]  [:]  [text]
 *   2 en 3.  [text]
 *   Toelichting: ..., BIJLAGE 1, Mededeling, Voetnoten
 *
 * each of them perhaps between ornaments: `- Vraag 1 -`.  Words and ornaments stand in tables at the top of marks.c: a spelling that is missing is a row there.
 */
#include "corpus/text/numbering.h"

enum mark_kind {
	MARK_NONE,
	MARK_NUMBER, /* labels and no word */
	MARK_QUESTION,
	MARK_ANSWER,
	MARK_REMARK, /* Toelichting */
	MARK_ANNEX,  /* Bijlage */
	MARK_NOTICE, /* Mededeling */
	MARK_NOTES,  /* Voetnoten */
};

enum answer_form {
	ANSWER_WHOLE,
	ANSWER_JOINT,      /* of several ministers */
	ANSWER_PARTIAL,    /* more is to come */
	ANSWER_ADDITIONAL, /* comes behind an earlier one */
	ANSWER_REPLACING,  /* takes the place of an earlier one */
};

struct mark {
	enum mark_kind kind;
	enum answer_form form;
	struct labels labels; /* none: the word alone */
	bool ended;           /* a dot, a bracket or the like stands behind the labels */
	size_t text;          /* where text follows on the line; the line's length when none does */
};

/*
 * Reads the trimmed line.  Numbers without a word are read in digits, and a lone figure, which may
 * be anything, has `ended` false.  False, with kind NONE, for a line that is text.
 */
bool mark_parse(struct slice line, struct mark *out);

/* `V1: ...`, `A2 en A3.`, in papers that are known to name questions and answers so: `A1` may be a
 * road as well. */
bool mark_parse_brief(struct slice line, struct mark *out);

/* `vraag 1`, `antwoord:`, in papers that are known to write their marks so: a sentence may go on with
 * the same words at the start of a line. */
bool mark_parse_small(struct slice line, struct mark *out);

/* `1 Hoeveel bruggen`: a number that nothing ends with a sentence behind, which may be a footnote
 * or a sum as well. */
bool mark_parse_loose(struct slice line, struct mark *out);

/* The same for numbers in that numeral, without a word. */
bool mark_parse_number(struct slice line, enum numeral numeral, struct mark *out);

/*
 * The word of a mark at the start of the line, in any case: its kind and form, and in *used the
 * bytes up to what follows it.  For heads that go on otherwise than a mark: `ANTWOORD op vraag nr.
 * 421 van ...`.
 */
enum mark_kind mark_word(struct slice line, enum answer_form *form, size_t *used);

#endif
