/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_TIMELINE_H
#define WEB_TIMELINE_H

/* A row of years for a chart, in which those without questions have their place too. */
#include "web/html/chart.h"

enum { TIMELINE_MAX = 80 };

struct timeline {
	struct chart_bar bars[TIMELINE_MAX]; /* all of 0, labelled, without links */
	char labels[TIMELINE_MAX][8];
	struct buffer links[TIMELINE_MAX]; /* for those who set bars[].link */
	int first;
	size_t count;
};

/* The years from `first` to `last`, of which the last TIMELINE_MAX at most.  timeline_release ends
 * it. */
void timeline_init(struct timeline *self, int first, int last);
void timeline_release(struct timeline *self);

/* The place of a year, or TIMELINE_MAX when it is not among them. */
size_t timeline_place(const struct timeline *self, int year);

#endif
