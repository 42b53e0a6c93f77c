/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_ANALYZER_H
#define STEMMING_ANALYZER_H

/*
 * From Dutch text to index terms.  The same function analyses documents and
 * queries, so that what was indexed and what is asked always meet.
 *
 * Each distinct word is analysed once and remembered: the walk over a text costs
 * one table look-up a word.  An analyzer belongs to one thread.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/slice.h"
#include "stemming/words.h"

enum term_kind {
	TERM_WORD,   /* the word itself, folded and stemmed */
	TERM_PART,   /* a part of a compound or hyphenated word, stemmed */
	TERM_JOINT,  /* several parts of a longer compound that follow each other: kinderopvang of
			kinderopvangcentrum */
	TERM_ACCENT, /* a function word with its diacritics: "één" beside "een" */
	TERM_STOP,   /* a function word: for phrases, without weight */
	TERM_DATE,   /* a date as 2022-02-07, beside the numbers and words that make it */
	TERM_CASED,  /* an abbreviation in capitals or a name, as written, whose letters are another
			word's: OM, Tienen */
};

struct word_term {
	struct slice text;    /* at most ANALYZER_TERM_MAX bytes */
	unsigned char kind;   /* enum term_kind */
	unsigned char offset; /* position relative to the token's own */
	unsigned short stop;  /* of TERM_STOP: its number, see stemming/stopwords.h */
};

enum { ANALYZER_TERM_MAX = 64 };

/* What one word gives, the same wherever it stands. */
struct word {
	const struct word_term *terms;
	unsigned char count;
	unsigned char width; /* positions that the token takes */
	unsigned char month; /* 1-12 when it names a month */
	bool stop;           /* nothing but stop words */
	unsigned char joins; /* joint_place of its first term, when that is a TERM_WORD */
	uint64_t looks;      /* term_look of all terms */
};

/* A bit that tells most terms from one another: those of a word cannot be among wanted ones when no
 * bit is. */
uint64_t term_look(struct slice term);

struct token {
	size_t start, end; /* bytes in the text */
	uint32_t position;
	enum span_kind kind;
	const struct word
		*word;     /* borrowed until the function returns, its terms until the text has
				  * been run */
	struct slice date; /* 2022-02-07 when a written date ends here, else empty; borrowed until
				  * the function returns */
	uint32_t date_position;
};

struct analyzer;

/* Fails with VERSION when this libstemmer has no Dutch stemmer. */
MUST_CHECK enum status analyzer_new(struct analyzer **analyzer, struct error *err);
void analyzer_free(struct analyzer *self);

/*
 * Walks the text (well-formed UTF-8) and calls fn for each token; returns the
 * position behind the last one.  Words remembered may be forgotten between two
 * runs, never within one.
 */
typedef void analyzer_fn(void *ctx, const struct token *token);
uint32_t analyzer_run(struct analyzer *self, struct slice text, uint32_t first_position,
		      analyzer_fn *fn, void *ctx);

/* A place where a compound may be written apart: the terms of its halves as words; and the term of
 * the compound where it is spelt there with one s for two, or two for one ("tijdsschema"), else
 * empty. */
struct word_cut {
	struct slice left, right, variant;
};
enum { WORD_CUTS_MAX = 8 };

/* The places of the word at `token` of the text; borrowed until another text is run.  Returns how
 * many. */
size_t analyzer_cuts(struct analyzer *self, struct slice text, const struct token *token,
		     struct word_cut cuts[WORD_CUTS_MAX]);

/* The term of a text's first word, as TERM_WORD or TERM_STOP; replaces *out, empty when there is
 * none. */
void analyzer_stem(struct analyzer *self, struct slice word, struct buffer *out);

/*
 * Which analyzer this is: its name and rules' version, the stemmer's, and a
 * fingerprint over the word list, the hyphenation, the irregular forms and what probe words give (a
 * stemmer of the same name may stem differently in another version).  Stored in an index; two
 * indexes with different identities must not meet.  Borrowed from the analyzer.
 */
const char *analyzer_identity(const struct analyzer *self);

#endif
