/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_ANSWER_TERM_H
#define WEB_ANSWER_TERM_H

/*
 * By when a question is to be answered: within twenty working days in the Flemish Parliament and
 * the Chamber, within three weeks in the Tweede Kamer.  Saturdays, Sundays and public holidays are
 * not working days; recesses, which differ from year to year, are not known here and count as other
 * days.
 */
#include "corpus/model/question.h"

/* The last day of the term, yyyymmdd: as the source gives it, else by the rule; 0 when there is no
 * rule or no day. */
int answer_term_end(const struct question *question);

/* The newest day such that what was asked on it or before is overdue on `today`; 0 without a
 * rule. */
int answer_term_cutoff(enum parliament parliament, int today);

/* The rule in Dutch, for readers; NULL without one. */
const char *answer_term_rule(enum parliament parliament);

#endif
