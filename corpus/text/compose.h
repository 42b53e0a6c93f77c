/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_COMPOSE_H
#define CORPUS_COMPOSE_H

/* Letters that were written as a base letter and a diacritic of its own, as macOS and some PDFs do. */
#include <stdint.h>

/* The letter of Latin-1 or Latin Extended-A that is `base` with the combining `mark`; 0 when there is none. */
uint32_t latin_compose(uint32_t base, uint32_t mark);

#endif
