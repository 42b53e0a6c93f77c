/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_POOL_H
#define WEB_POOL_H

/*
 * Threads that work on jobs from a bounded queue, each with what belongs to it alone.
 *
 * What is dear never keeps what is cheap waiting: cheap jobs come first, and dear ones have half of
 * the threads at most. Of several that ask, the one of whom the fewest jobs are worked on is next,
 * so that they take turns however many each of them has waiting; where there are several threads
 * nobody has all of them, or more than three quarters of the queue. With one thread dear jobs come
 * last, and that is all.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool;

/* `worker` is the thread's own, `late`: the job waited for longer than makes sense, or the pool
 * stops; then there is no worker. */
typedef void pool_run_fn(void *worker, void *job, bool late);

/* What a thread does before its first job, and after each second without one. */
typedef void pool_idle_fn(void *worker);

/* Starts `count` threads; workers[i] goes to each.  NULL when a thread cannot be started. */
struct pool *pool_new(void *const *workers, size_t count, size_t queue_room, double wait_s,
		      pool_run_fn *run, pool_idle_fn *idle);

/* Waits until each thread has been idle once, at most so long. */
void pool_wait_ready(struct pool *self, double seconds);

/* Who asks, as a number that is the same for all of their jobs; false when the queue is full, or
 * their part of it. */
bool pool_put(struct pool *self, void *job, uint64_t client, bool dear);

/* Jobs that wait, and that are worked on. */
void pool_load(struct pool *self, size_t *waiting, size_t *running);

/* No new work begins: jobs that wait are handed out as late at once. */
void pool_stop(struct pool *self);

/* That, then ends the jobs at hand and joins the threads. */
void pool_free(struct pool *self);

#endif
