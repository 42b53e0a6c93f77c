/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_CHART_H
#define WEB_CHART_H

/* Charts as SVG, without any code in the page.  The table with the same figures is the caller's. */
#include "base/buffer.h"

struct chart_bar {
	struct slice label;
	double value;
	bool unknown; /* there is no value, which is not 0 */
	bool chosen;
	struct slice link; /* as it stands in an attribute, escaped; empty for none */
};

/* What is counted, in Dutch: "vraag" and "vragen". */
struct chart_unit {
	const char *one, *many;
};

/* Upright bars in one row, for years.  `title` is read out. */
void chart_columns(struct buffer *out, const char *title, struct chart_unit unit,
		   const struct chart_bar *bars, size_t count);

#endif
