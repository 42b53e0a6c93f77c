/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_MANDATES_H
#define CORPUS_MANDATES_H

/*
 * Who held which office in the Flemish Government, from 1981 on (corpus/offices/mandates.tsv,
 * embedded; made by tools/make_mandates.py from the open data of
 * themis.vlaanderen.be).  Other governments have no list: their ministers are
 * what the texts say.
 *
 * A day is a date yyyymmdd; day 0 means ever.  First and last day of a mandate
 * belong to it.  All slices live as long as the program.
 */
#include "base/slice.h"
#include "corpus/model/question.h"

struct mandate {
	struct slice slug; /* name_slug of the name */
	struct slice name;
	struct slice title; /* "Vlaams minister van Omgeving en Landbouw" */
	int start, end;     /* end is 0 while it lasts */
};

/* The whole list, ordered by slug and then by start: pos from 0; false at the end. */
bool mandates_next(size_t *pos, struct mandate *out);

/* True when the mandate runs on that day. */
bool mandates_runs(const struct mandate *self, int day);

/* The mandates of the person of that slug on that day; pos from 0; false at the end. */
bool mandates_of(struct slice slug, int day, size_t *pos, struct mandate *out);

/*
 * The names of those in office on that day whom a printed name fits: "Bart Somers", "SOMERS, Bart",
 * "Somers Bart", "B. Somers", "minister Somers", any capitals, with or without diacritics.  Every word
 * printed must be a word of the name; words of rank and address are left aside.  Fills at most `room`
 * and returns how many there are.
 */
size_t mandates_find(struct slice printed, int day, struct slice *names, size_t room);

/* True when the words of a printed name that are no particles are two or more: first name and surname. */
bool mandates_is_full_name(struct slice printed);

/*
 * Those who held an office on that day: every word of `office` ("onderwijs", "minister van binnenlands
 * bestuur", "minister-president"), without rank and small words, stands in one office of the title.
 */
size_t mandates_holders(struct slice office, int day, struct slice *names, size_t room);

/*
 * The one person that a printed name stands for in papers of a parliament on a day, empty when none or
 * several do.  A surname alone counts in the Flemish Parliament only: who holds office on the day, else
 * whoever ever did.  Members of the federal government are known by their full names.
 */
struct slice mandates_person(struct slice printed, enum parliament parliament, int day);

/* The day that counts for the office of a question's ministers: answered, else asked, else 0. */
int mandates_day(const struct question *question);

/*
 * The mandates of one of the question's ministers on that day; pos from 0; false at the end, and for
 * questions of other parliaments or without a day.  False too where the role that the paper prints has
 * fields of policy, and the list none of them on that day: the list has gaps, the paper is believed.
 */
bool mandates_of_minister(const struct question *question, const struct minister *minister,
			  size_t *pos, struct mandate *out);

#endif
