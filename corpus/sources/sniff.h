/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_SNIFF_H
#define CORPUS_SNIFF_H

/* What a file is, told by its first bytes and never by its name. */
#include "base/slice.h"

enum sniffed {
	SNIFFED_TEXT, /* or anything else */
	SNIFFED_JSON_LINES,
	SNIFFED_JSON, /* one value over several lines */
	SNIFFED_XML,
	SNIFFED_HTML,
	SNIFFED_PDF,
	SNIFFED_ZIP, /* sniff says so of docx and odt too; source_sniff looks inside */
	SNIFFED_DOCX,
	SNIFFED_ODT,
	SNIFFED_TAR,
	SNIFFED_GZIP,
	SNIFFED_WORD, /* the binary format before docx */
	SNIFFED_RTF,
};

/* `head` should hold some 4000 bytes, or all there are. */
enum sniffed sniff(struct slice head);

#endif
