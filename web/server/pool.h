/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_POOL_H
#define WEB_POOL_H

/* Threads that work on jobs from a bounded queue, each with what belongs to it alone. */
#include <stdbool.h>
#include <stddef.h>

struct pool;

/* `worker` is the thread's own, `late`: the job waited for longer than makes sense, or the pool stops. */
typedef void pool_run_fn(void *worker, void *job, bool late);

/* What a thread does before its first job, and after each second without one. */
typedef void pool_idle_fn(void *worker);

/* Starts `count` threads; workers[i] goes to each.  NULL when a thread cannot be started. */
struct pool *pool_new(void *const *workers, size_t count, size_t queue_room, double wait_s, pool_run_fn *run,
		      pool_idle_fn *idle);

/* Waits until each thread has been idle once, at most so long. */
void pool_wait_ready(struct pool *self, double seconds);

/* False when the queue is full. */
bool pool_put(struct pool *self, void *job);

/* Jobs that wait, and that are worked on. */
void pool_load(struct pool *self, size_t *waiting, size_t *running);

/* Ends the jobs at hand, hands out those that wait as late, joins the threads. */
void pool_free(struct pool *self);

#endif
