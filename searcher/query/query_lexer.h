/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_QUERY_LEXER_H
#define SEARCHER_QUERY_LEXER_H

/* Where the pieces of a query begin and end.  Only searcher/query*.c include this. */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/slice.h"

enum query_token_kind {
	TOKEN_END,
	TOKEN_OPEN,       /* ( */
	TOKEN_CLOSE,      /* ) */
	TOKEN_QUOTE,      /* text between quotes */
	TOKEN_OPEN_QUOTE, /* a quote that is not closed */
	TOKEN_TILDE,      /* ~ right before a word or a quote */
	TOKEN_MINUS,      /* - right before something */
	TOKEN_AND,
	TOKEN_OR,
	TOKEN_NOT,
	TOKEN_NEAR,  /* with what follows: "/5" */
	TOKEN_FIELD, /* a name and its colon, the value right behind */
	TOKEN_WORD,  /* anything else that holds a letter, a digit or a star */
};

struct query_token {
	enum query_token_kind kind;
	size_t start, end;
	struct slice
		text; /* the word without punctuation around it; inside of the quotes; name of the
			    * field; behind the name of NEAR */
};

/* Length of the blank, or of the quotation mark, at i; 0 when there is none. */
size_t query_blank_len(struct slice s, size_t i);
size_t query_quote_len(struct slice s, size_t i);

/* Length of a minus sign (also typed as a dash) at i; 0 when there is none. */
size_t query_minus_len(struct slice s, size_t i);

size_t query_skip_blanks(struct slice s, size_t i);

/* True when s has a word as the analyzer sees it. */
bool query_has_word(struct slice s);

/* The word without punctuation around it: from its first letter or digit (or an apostrophe before
 * it) to its last one or a star.  Empty when there is nothing. */
struct slice query_trim_word(struct slice s);

/* End of what stands at i without blank, bracket or quotation mark. */
size_t query_chunk_end(struct slice s, size_t i);

/* The text for a message: in the arena, at most so many characters, nothing that ends the line or
 * steers a terminal. */
struct slice query_show(struct arena *arena, struct slice text, unsigned characters);

/* The token at or after pos (punctuation alone is passed over) in well-formed UTF-8. */
struct query_token query_token_at(struct slice s, size_t pos);

/* As letters_and_figure (corpus/text/letters_figure.h) has it; two letters that are a word without
 * content are none. */
bool query_letters_figure(struct slice text, size_t *end);

#endif
