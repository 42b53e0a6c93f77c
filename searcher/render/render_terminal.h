/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_RENDER_TERMINAL_H
#define SEARCHER_RENDER_TERMINAL_H

/* What the renderers for the terminal share; nobody else includes this. */
#include "searcher/render/render.h"

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define CYAN "\033[36m"
#define MARKED "\033[1;33m"
#define PLAIN "\033[0m"

/* Text of a document, without what could steer the terminal. */
void render_put(FILE *out, struct slice s);

/* Switches to a colour, when the style has colours. */
void render_colour(FILE *out, const struct render_style *style, const char *code);
void render_coloured(FILE *out, const struct render_style *style, const char *code, struct slice s);

/* "7 februari 2022" */
void render_date(FILE *out, int date);

/* Fills lines of the style's width, each indented; a line break in the text is kept. */
void render_wrapped(FILE *out, const struct render_style *style, struct slice text, unsigned indent,
		    const struct mark *marks, size_t count);

/* Items behind a heading, wrapped; nothing when there are none. */
void render_list(FILE *out, const struct render_style *style, const char *heading,
		 const struct slice *items, size_t count);

void render_askers(FILE *out, const struct question *q);
void render_ministers(FILE *out, const struct question *q, bool roles);

/* The facets that were counted, each with bars (searcher/render/render_figures.c). */
void render_facets(FILE *out, const struct render_style *style, const struct facet_counts *facets);
/* What the search could find at all. */
void render_completeness(FILE *out, const struct render_style *style,
			 const struct completeness *completeness, const struct coverage *found);
/* Figures about all matches: tables of years, ministers and parties. */
void render_statistics(FILE *out, const struct render_style *style,
		       const struct statistics *statistics);

#endif
