/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/work_limit.h"

#include <time.h>

/* The thread's own clock takes a call of the system, so it is looked at when so much may have
 * passed on it. */
static const double LOOK_S = .002;

static double read_clock(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void work_limit_begin(struct work_limit *self, unsigned milliseconds, const atomic_bool *stop)
{
	*self = (struct work_limit){.milliseconds = milliseconds, .stop = stop};
	if (!milliseconds)
		return;
	self->end = read_clock(CLOCK_THREAD_CPUTIME_ID) + milliseconds / 1e3;
	self->looked = read_clock(CLOCK_MONOTONIC);
}

bool work_limit_over(struct work_limit *self)
{
	if (!self || self->over)
		return self;
	if (self->stop && atomic_load_explicit(self->stop, memory_order_relaxed))
		return self->over = self->stopped = true;
	if (self->end <= 0 || self->paused)
		return false;
	const double now = read_clock(CLOCK_MONOTONIC);
	if (now - self->looked < LOOK_S)
		return false;
	self->looked = now;
	return self->over = read_clock(CLOCK_THREAD_CPUTIME_ID) > self->end;
}

void work_limit_pause(struct work_limit *self)
{
	if (self && !self->paused++ && self->end > 0)
		self->paused_at = read_clock(CLOCK_THREAD_CPUTIME_ID);
}

void work_limit_resume(struct work_limit *self)
{
	if (self && !--self->paused && self->end > 0)
		self->end += read_clock(CLOCK_THREAD_CPUTIME_ID) - self->paused_at;
}

enum status work_limit_error(const struct work_limit *self, struct error *err)
{
	if (self->stopped)
		return error_set(err, STATUS_TIME, "ended: the program stops");
	return error_set(err, STATUS_TIME,
			 "ended after %g s of computing (--time-limit): ask for less, such as "
			 "longer prefixes, "
			 "or allow more",
			 self->milliseconds / 1e3);
}

enum status work_limit_check(struct work_limit *self, struct error *err)
{
	return work_limit_over(self) ? work_limit_error(self, err) : STATUS_OK;
}
