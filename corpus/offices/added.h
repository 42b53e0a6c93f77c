/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_ADDED_H
#define CORPUS_ADDED_H

/*
 * What an operator adds to the lists of mandates, parties and ministries, and to the other names of
 * words: settings of the configuration (corpus/config), which nightly puts into the index, from
 * where every command takes them that opens it.  One process has one index, and one set of
 * additions.
 *
 * As text they are lines: "m", "p" or "s", a tab, and a line of mandates.tsv, parties.tsv or
 * ministries.tsv; or "n", a tab, and other names: "=", a tab and the names of a group, separated by
 * "|"; or ">", a tab, a name, a tab and what goes with it.
 */
#include "base/slice.h"

/* From now on these; the text is copied.  What was there before stays readable for whoever is
 * reading it. */
void added_use(struct slice text);

/* The lines of each kind, without what begins them; they live as long as the program. */
struct slice added_mandates(void);
struct slice added_parties(void);
struct slice added_ministries(void);
struct slice added_names(void);

/* Takes the text before the next tab off a line. */
struct slice added_column(struct slice *line);

#endif
