/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_MANDATES_H
#define CORPUS_MANDATES_H

/*
 * Who held which office: in the Flemish Government from 1981, in the federal governments of Belgium
 * from November 2009, in the cabinets of the Netherlands from October 2010 on
 * (corpus/offices/mandates.tsv, embedded, made by tools/make_lists.py), and what the operator adds
 * (corpus/offices/added.h).
 *
 * A day is a date yyyymmdd; day 0 means ever.  First and last day of a mandate
 * belong to it.  All slices live as long as the program.
 */
#include "base/slice.h"
#include "corpus/model/question.h"

struct mandate {
	struct slice slug; /* name_slug of the name */
	struct slice name;
	struct slice title;         /* "Vlaams minister van Omgeving en Landbouw" */
	int start, end;             /* end is 0 while it lasts */
	enum parliament parliament; /* to which its government answers */
	bool unsure;                /* not from a source: it may help to find, and joins nobody */
	struct slice signed_as;     /* "D.M. van Weel", mostly empty */
};

/* The whole list: what the operator adds, then ours ordered by slug and by start, without those
 * that he corrects: of the same person, title and parliament.  pos from 0; false at the end. */
bool mandates_next(size_t *pos, struct mandate *out);

/* True when the mandate runs on that day. */
bool mandates_runs(const struct mandate *self, int day);

/* The mandates of the person of that slug on that day; pos from 0; false at the end. */
bool mandates_of(struct slice slug, int day, size_t *pos, struct mandate *out);

/*
 * The names of those in office on that day whom a printed name fits: "Bart Somers", "SOMERS, Bart",
 * "Somers Bart", "B. Somers", "minister Somers", any capitals, with or without diacritics.  Every
 * word printed must be a word of the name; words of rank and address are left aside.  Fills at most
 * `room` and returns how many there are.
 */
size_t mandates_find(struct slice printed, int day, struct slice *names, size_t room);

/* True when the words of a printed name that are no particles are two or more: first name and
 * surname. */
bool mandates_is_full_name(struct slice printed);

/* The surname of a person of the list as a slug, when nobody else of the list has it; else
 * empty. */
struct slice mandates_bare_surname(struct slice slug);

/* True when the words, as a slug, are the name by which the person of that slug signs:
 * "j-p-h-donner". */
bool mandates_is_signature(struct slice slug, struct slice words);

/*
 * Those who held an office in the Flemish Government on that day: every word of `office`
 * ("onderwijs", "minister van binnenlands bestuur", "minister-president"), without rank and small
 * words, stands in one office of the title.
 */
size_t mandates_holders(struct slice office, int day, struct slice *names, size_t room);

/*
 * The mandates with the office of a printed role in the government that answers to a parliament,
 * whenever they ran: all of the role's offices are in one title, and a minister is no
 * staatssecretaris.  pos from 0; false at the end.
 */
bool mandates_with_office(struct slice role, enum parliament parliament, size_t *pos,
			  struct mandate *out);

/* The one of them who was in office on the day; false without a day, and when nobody or several
 * were. */
bool mandates_holder(const struct mandate *held, size_t count, int day, struct mandate *out);

/*
 * The one person that a printed name stands for in papers of a parliament on a day, empty when none
 * or several do.  A surname alone counts for who held office on the day; in the Flemish Parliament
 * also for whoever ever did, in the others with an office of the printed role.
 */
struct slice mandates_person(struct slice printed, struct slice role, enum parliament parliament,
			     int day);

/* The day that counts for the office of a question's ministers: answered, else asked, else 0. */
int mandates_day(const struct question *question);

/*
 * The mandates of one of the question's ministers on that day; pos from 0; false at the end, and
 * for questions of other parliaments or without a day.  False too where the role that the paper
 * prints has fields of policy, and the list none of them on that day: the list has gaps, the paper
 * is believed.
 */
bool mandates_of_minister(const struct question *question, const struct minister *minister,
			  size_t *pos, struct mandate *out);

#endif
