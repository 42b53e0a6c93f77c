/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_LIMITS_H
#define CORPUS_LIMITS_H

/* How large a source may be.  What is larger is refused before memory is taken for it. */
enum {
	SOURCE_TEXT_MAX = 16 * 1024 * 1024,     /* bytes of one paper's text */
	SOURCE_DOCUMENT_MAX = 64 * 1024 * 1024, /* bytes of one PDF, docx, XML, ... */
	SOURCE_LINE_MAX = 16 * 1024 * 1024,     /* bytes of one line of JSON Lines */
};

#endif
