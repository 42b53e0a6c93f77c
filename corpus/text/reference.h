/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_REFERENCE_H
#define CORPUS_REFERENCE_H

/*
 * References to questions as people write them: in the texts (citations) and in
 * the search box.
 */
#include <stdbool.h>

#include "base/slice.h"

struct reference {
	struct slice number;  /* "181", "2024Z17972"; borrowed from the text */
	char session[10];     /* "2024-2025", "" when not given */
	int date;             /* yyyymmdd, 0 when not given */
};

/*
 * The next reference in running text at or after *pos; moves *pos behind it.
 * Seen forms: `schriftelijke vraag nr. 230 van 10 maart 2023`, `vragen nrs. 995 en
 * 996 van 16 december 2016` (two references), `vraag nummer 783 van ...`, `Aanhangsel
 * Handelingen, vergaderjaar 2024-2025, nr. 337`, `ah-tk-20202021-2345`, `2024Z18284`
 * with `ingezonden 13 november 2024` nearby, `(MV 12339)`.
 */
bool reference_find(struct slice text, size_t *pos, struct reference *out);

/*
 * Reads a whole query as a reference: `181`, `nr. 181`, `2024Z17972`, `AH 617`,
 * `vraag nr. 181 van 7 februari 2022`.  False when it holds anything else.
 */
bool reference_parse(struct slice query, struct reference *out);

/*
 * A reference at the very start of the text that can be nothing else: one with `nr.` or the like, a
 * vraagnummer, or `vraag 230 van 10 maart 2023`; *used gets its bytes, date included.  For queries
 * that hold other words too.
 */
bool reference_leading(struct slice text, struct reference *out, size_t *used);

/* Where a date would stand behind a number that ends at number_end, after "van", "d.d." or the like;
 * text.len when no such word stands there. */
size_t reference_date_place(struct slice text, size_t number_end);

/* True for a vraagnummer: four digits, Z, five digits. */
bool reference_is_znumber(struct slice word);

#endif
