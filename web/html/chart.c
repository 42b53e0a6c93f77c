/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/html/chart.h"

#include <math.h>

#include "web/html/markup.h"

enum { HIGH = 96, TOP = 16, FOOT = 20, WIDE = 640 };

static void put_number(struct buffer *out, double value)
{
	if (value == floor(value))
		markup_put(out, "%n", (unsigned)value);
	else
		buffer_printf(out, "%.1f", value);
}

/* The title is the name of the link too. */
static void put_bar(struct buffer *out, const struct chart_bar *bar, struct chart_unit unit,
		    double x, double step, double most, bool labelled)
{
	double high = most > 0 ? bar->value / most * HIGH : 0,
	       width = step > 4 ? step - 2 : step * 0.8;
	if (bar->value > 0 && high < 1.5)
		high = 1.5;
	buffer_add_str(out, bar->link.len ? "<a href=\"" : "<g>");
	if (bar->link.len) {
		buffer_add_slice(out, bar->link);
		buffer_add_str(out, "\">");
	}
	markup_put(out, "<title>%T: ", bar->label);
	if (!bar->unknown)
		put_number(out, bar->value);
	markup_put(out,
		   "%s%s</title><rect class=\"vlak\" x=\"%f\" y=\"0\" width=\"%f\" height=\"%d\"/>",
		   bar->unknown ? "onbekend" : " ",
		   bar->unknown      ? ""
		   : bar->value == 1 ? unit.one
				     : unit.many,
		   x, step, TOP + HIGH + FOOT);
	markup_put(
		out,
		"<rect class=\"staaf%s\" x=\"%f\" y=\"%f\" width=\"%f\" height=\"%f\" rx=\"1.5\"/>",
		bar->chosen ? " gekozen" : "", x + (step - width) / 2, TOP + HIGH - high, width,
		high);
	if (labelled)
		markup_put(out,
			   "<text class=\"onder\" aria-hidden=\"true\" x=\"%f\" y=\"%d\">%T</text>",
			   x + step / 2, TOP + HIGH + 15, bar->label);
	if (labelled && step > 30 && bar->value > 0) {
		markup_put(out, "<text class=\"boven\" aria-hidden=\"true\" x=\"%f\" y=\"%f\">",
			   x + step / 2, TOP + HIGH - high - 4);
		put_number(out, bar->value);
		buffer_add_str(out, "</text>");
	}
	buffer_add_str(out, bar->link.len ? "</a>\n" : "</g>\n");
}

void chart_columns(struct buffer *out, const char *title, struct chart_unit unit,
		   const struct chart_bar *bars, size_t count)
{
	double most = 0, step = count ? (double)WIDE / (double)count : 0;
	if (step > 64)
		step = 64;
	size_t every = step >= 34 ? 1 : step > 0 ? (size_t)ceil(34 / step) : 1;
	for (size_t i = 0; i < count; i++)
		most = bars[i].value > most ? bars[i].value : most;
	markup_put(
		out,
		"<svg class=\"grafiek\" viewBox=\"0 0 %d %d\" role=\"group\" aria-label=\"%s\">\n",
		WIDE, TOP + HIGH + FOOT, title);
	for (size_t i = 0; i < count; i++)
		put_bar(out, &bars[i], unit, (double)i * step, step, most,
			(count - 1 - i) % every == 0);
	markup_put(out, "<line class=\"as\" x1=\"0\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n</svg>\n",
		   WIDE, TOP + HIGH, TOP + HIGH);
}
