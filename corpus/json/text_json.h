/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_TEXT_JSON_H
#define CORPUS_TEXT_JSON_H

#include <jansson.h>

/* A JSON string of any bytes: those that are not UTF-8, in the name of a file, become \xff, as on a
 * terminal. Null for NULL. */
json_t *text_json(const char *text);

#endif
