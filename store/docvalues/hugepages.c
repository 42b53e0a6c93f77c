/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/docvalues/hugepages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/error.h"
#include "base/memory.h"

enum { PAGE = 2 << 20, LEAST = PAGE / 4 };

void large_release(struct large *self)
{
	if (self->mapped)
		munmap(self->base, self->mapped);
	else
		free(self->at);
	*self = LARGE_INIT;
}

void *large_renew(struct large *self, size_t count, size_t size)
{
	large_release(self);
	if (count * size < LEAST) {
		self->at = memory_zeroed(count, size);
		return self->at;
	}
	const size_t len = (count * size + PAGE - 1) / PAGE * PAGE;
	self->mapped = len + PAGE; /* begins with a page of its own */
	self->base = mmap(NULL, self->mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);
	if (self->base == MAP_FAILED)
		die_nomem(self->mapped);
	self->at = (char *)self->base + (PAGE - (uintptr_t)self->base % PAGE) % PAGE;
	(void)madvise(self->at, len, MADV_HUGEPAGE); /* small ones do as well */
	return self->at;
}
