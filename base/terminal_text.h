/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_TERMINAL_TEXT_H
#define BASE_TERMINAL_TEXT_H

/* Text of others on a terminal: names of files and what stands in them must not steer it. */
#include <stdio.h>

#include "base/buffer.h"

/*
 * Writes s without control characters (C0, DEL, C1) and without those that turn the direction of
 * writing; line ends and tabs become spaces, and bytes that are no UTF-8 are written as \xff.
 */
void terminal_put(FILE *out, struct slice s);

/* The same into a buffer, for what is to be escaped further. */
void terminal_add(struct buffer *out, struct slice s);

/* The same for one word: blanks become '_' and so do control characters. */
void terminal_put_word(FILE *out, struct slice s);

#endif
