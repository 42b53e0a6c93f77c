/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_WORK_LIMIT_H
#define BASE_WORK_LIMIT_H

/*
 * How much computing a request may cost, and whether anybody still wants it.
 *
 *	work_limit_begin(&limit, 2000, &server->stopping);
 *	for (...)
 *		if (work_limit_over(&limit))
 *			return work_limit_error(&limit, err);
 *
 * A look costs some 20 ns, so loops look every hundred steps of a nanosecond and at every step of a
 * microsecond: then no two looks are 10 ms apart.  What counts is the processor time of the thread,
 * so a busy machine cuts nothing short.  A limit belongs to the thread that began it; only the flag
 * may be set by others.
 */
#include <stdbool.h>

#include "base/error.h"

struct work_limit;

/* Whether the work is to end.  Once true it stays so until work_limit_begin.  NULL is never
 * over. */
bool work_limit_over(struct work_limit *self);

#ifndef __cplusplus /* has atomics of its own; the store's C++ only looks */
#include <stdatomic.h>

struct work_limit {
	double end;    /* processor seconds of the thread; 0: no limit */
	double looked; /* at that clock, which costs more than the other: by the monotonic one */
	double paused_at;
	unsigned paused, milliseconds;
	const atomic_bool *stop; /* NULL: nobody ends it from without */
	bool over, stopped;
};

/* 0 milliseconds is no limit; `stop` may be NULL. */
void work_limit_begin(struct work_limit *self, unsigned milliseconds, const atomic_bool *stop);

/* For what is read once and kept for everybody: that is not the request's to pay.  Calls nest.
 * NULL is fine. */
void work_limit_pause(struct work_limit *self);
void work_limit_resume(struct work_limit *self);
#endif

/* TIME, with what to do about it. */
enum status work_limit_error(const struct work_limit *self, struct error *err);

/* OK, or that when the work is to end. */
MUST_CHECK enum status work_limit_check(struct work_limit *self, struct error *err);

#endif
