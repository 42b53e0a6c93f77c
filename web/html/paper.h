/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_PAPER_H
#define WEB_PAPER_H

/* Where the official paper of a question is published. */
#include "corpus/model/question.h"

/* Its address, as the record has it (corpus/model/question_address.h); empty when it has none.
 * Borrowed. */
struct slice paper_address(const struct question *question);

/* Who publishes it: "officielebekendmakingen.nl". */
struct slice paper_host(struct slice address);

#endif
