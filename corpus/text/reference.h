/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_REFERENCE_H
#define CORPUS_REFERENCE_H

/*
 * References to questions as people write them: in the texts (citations) and in
 * the search box.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"

struct reference {
	struct slice number; /* "181", "2024Z17972"; borrowed from the text */
	char session[10];    /* "2024-2025", "" when not given */
	int date;            /* yyyymmdd, 0 when not given */
	/* Of queries only: */
	struct slice more; /* the rest of a list, for reference_next */
	bool aanhangsel;   /* a number in the Aanhangsel of the Tweede Kamer */
	bool sure;         /* it can be nothing but the number of a question */
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
 * Reads a whole query as a reference, in every form in which a parliament or this program prints
 * one: `181`, `nr. 181 (2021-2022)`, `181/2021-2022`, `SV 181`, `#181`, `nrs. 594-595`, `vraag nr.
 * 181 van 7 februari 2022`; `2024Z17972`, `2024z 17972`, `Z17972`; `AH 617`, `Aanhangsel van de
 * Handelingen, vergaderjaar 2024-2025, nr. 592`, `ah-tk-20242025-592`, `kv-tk-2024Z18775`; of the
 * Chamber `2015201609402`, `0138-2015201609402`, `54-B034-866-0138-2015201609402` and the bulletin
 * `B034`; an id of this program; an address that has any of these. False when it holds anything
 * else.
 */
bool reference_parse(struct slice query, struct reference *out);

/*
 * A reference at the very start of the text that can be nothing else: one with `nr.` or the like, a
 * parliamentary year, a vraagnummer, or `vraag 230 van 10 maart 2023`; *used gets its bytes, date
 * included.  For queries that hold other words too.
 */
bool reference_leading(struct slice text, struct reference *out, size_t *used);

/* The next number, or numbers from..to, of a list behind the first one; false at the end. */
bool reference_next(struct reference *self, struct slice *from, struct slice *to);

/* The first number in its one spelling, day left out: "181", "181/2021-2022", "2024Z17972", "AH
 * 617/2024-2025". */
struct slice reference_text(const struct reference *self, struct arena *arena);

/* Where the parliamentary year of such a text begins, 0 when it has none. */
size_t reference_year_place(struct slice text);

/* What an address, or the name of a file, says of the question. */
bool reference_in_address(struct slice address, struct reference *out);

/* True for an id that this program makes: the name of a parliament and more. */
bool reference_is_id(struct slice number);

/* True for "pfile?id=12" and "schv/12", and how the index has it: "pfile-12", "schv-12". */
bool reference_is_file(struct slice number);
struct slice reference_file_key(struct slice number, struct arena *arena);

/* True for a DOCNAME of the Chamber: 13 digits, the years first. */
bool reference_is_docname(struct slice word);

/* Part n, from 0, of a name such as 54-B116-18-0496-2016201716126: legislature, bulletin,
 * department, number, DOCNAME; empty when it has no such part. */
struct slice reference_sdocname_part(struct slice sdocname, unsigned n);
/* "0496" as 496. */
struct slice reference_without_zeros(struct slice digits);

/* Where a date would stand behind a number that ends at number_end, after "van", "d.d." or the
 * like; text.len when no such word stands there. */
size_t reference_date_place(struct slice text, size_t number_end);

/* True for a vraagnummer: four digits, Z, five digits. */
bool reference_is_znumber(struct slice word);

#endif
