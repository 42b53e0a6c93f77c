/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_PAPER_H
#define WEB_PAPER_H

/* Where the official paper of a question is published. */
#include "base/buffer.h"
#include "corpus/model/question.h"

/* Its address, as the source gave it, else as the numbers of the paper make it; empty when neither does. */
void paper_address(const struct question *question, struct buffer *out);

/* Who publishes it: "officielebekendmakingen.nl". */
struct slice paper_host(struct slice address);

#endif
