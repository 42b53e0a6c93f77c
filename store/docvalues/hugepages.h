/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_HUGEPAGES_H
#define STORE_HUGEPAGES_H

/*
 * Zeroed memory for arrays with an item for each document.  Where they are large they lie in pages
 * of 2 MB, if the system has such: one fault for each in place of 512, of which a process with one
 * search has thousands, and the processor finds its way to places all over them sooner.
 */
#include <stddef.h>

struct large {
	void *at;
	size_t mapped; /* bytes, when it was not allocated as usual */
	void *base;    /* of the mapping */
};

#define LARGE_INIT ((struct large){NULL, 0, NULL})

/* New memory in place of what there was; ends the program when there is none. */
void *large_renew(struct large *self, size_t count, size_t size);
void large_release(struct large *self);

#endif
