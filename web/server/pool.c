/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/server/pool.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/memory.h"

static const double IDLE_S = 1, LOOK_S = .25;

struct waiting {
	void *job;
	double since;
	uint64_t client;
	bool dear;
};

struct thread {
	struct pool *pool;
	void *worker;
	pthread_t id;
	bool busy, dear;
	uint64_t client; /* while it is busy */
};

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t more, ready, stop;
	struct waiting *queue; /* the oldest first */
	size_t room, count, running, threads, begun;
	size_t dear_most, client_most, client_room;
	double wait_s;
	bool stopping, has_clerk;
	pool_run_fn *run;
	pool_idle_fn *idle;
	struct thread *thread;
	pthread_t clerk; /* hands out what waited too long, also while all threads are at work */
};

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Waits on a condition, at most so long; false when the time is over. */
static bool wait_for(struct pool *self, pthread_cond_t *condition, double seconds)
{
	double end = now() + seconds;
	struct timespec until = {.tv_sec = (time_t)end};
	until.tv_nsec = (long)((end - (double)until.tv_sec) * 1e9);
	return pthread_cond_timedwait(condition, &self->lock, &until) != ETIMEDOUT;
}

/* With the lock held, which is let go meanwhile. */
static void be_idle(struct thread *self)
{
	struct pool *pool = self->pool;
	pthread_mutex_unlock(&pool->lock);
	pool->idle(self->worker);
	pthread_mutex_lock(&pool->lock);
}

/* ---- whose turn it is ---- */

static size_t running_of(const struct pool *self, uint64_t client)
{
	size_t n = 0;
	for (size_t i = 0; i < self->threads; i++)
		n += self->thread[i].busy && self->thread[i].client == client;
	return n;
}

static size_t dear_running(const struct pool *self)
{
	size_t n = 0;
	for (size_t i = 0; i < self->threads; i++)
		n += self->thread[i].busy && self->thread[i].dear;
	return n;
}

static bool precedes(const struct waiting *a, size_t running_a, const struct waiting *b,
		     size_t running_b)
{
	return a->dear != b->dear ? b->dear : running_a < running_b;
}

/* The next job that may be begun; the count when there is none. */
static size_t choose(const struct pool *self)
{
	const bool no_dear = dear_running(self) >= self->dear_most;
	size_t best = self->count, best_running = 0;
	for (size_t i = 0; i < self->count; i++) {
		const struct waiting *w = &self->queue[i];
		const size_t running = running_of(self, w->client);
		if (running >= self->client_most || (w->dear && no_dear))
			continue;
		if (best < self->count && !precedes(w, running, &self->queue[best], best_running))
			continue;
		best = i;
		best_running = running;
	}
	return best;
}

static struct waiting take_out(struct pool *self, size_t at)
{
	struct waiting taken = self->queue[at];
	self->count--;
	memmove(self->queue + at, self->queue + at + 1, (self->count - at) * sizeof *self->queue);
	return taken;
}

/* ---- threads ---- */

static void do_job(struct thread *self, struct waiting job)
{
	struct pool *pool = self->pool;
	self->busy = true;
	self->dear = job.dear;
	self->client = job.client;
	pool->running++;
	pthread_mutex_unlock(&pool->lock);
	pool->run(self->worker, job.job, false);
	pthread_mutex_lock(&pool->lock);
	pool->running--;
	self->busy = false;
}

static void *work(void *arg)
{
	struct thread *self = arg;
	struct pool *pool = self->pool;
	pthread_mutex_lock(&pool->lock);
	be_idle(self);
	pool->begun++;
	pthread_cond_broadcast(&pool->ready);
	while (!pool->stopping) {
		const size_t next = choose(pool);
		if (next < pool->count)
			do_job(self, take_out(pool, next));
		else if (!wait_for(pool, &pool->more, IDLE_S) && !pool->stopping &&
			 choose(pool) == pool->count)
			be_idle(self);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

static void *refuse_late(void *arg)
{
	struct pool *pool = arg;
	pthread_mutex_lock(&pool->lock);
	while (!pool->stopping || pool->count) {
		while (pool->count &&
		       (pool->stopping || now() - pool->queue[0].since > pool->wait_s)) {
			struct waiting late = take_out(pool, 0);
			pthread_mutex_unlock(&pool->lock);
			pool->run(NULL, late.job, true);
			pthread_mutex_lock(&pool->lock);
		}
		if (!pool->stopping)
			wait_for(pool, &pool->stop, LOOK_S);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

/* Signals are for the main thread, which waits for them. */
static bool start(pthread_t *id, void *(*run)(void *), void *arg)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int bad = pthread_create(id, NULL, run, arg);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return !bad;
}

static size_t at_least_one(size_t n)
{
	return n ? n : 1;
}

struct pool *pool_new(void *const *workers, size_t count, size_t queue_room, double wait_s,
		      pool_run_fn *run, pool_idle_fn *idle)
{
	pthread_condattr_t clock;
	struct pool *self = memory_zeroed(1, sizeof *self);
	self->queue = calloc(queue_room, sizeof *self->queue);
	self->thread = calloc(count, sizeof *self->thread);
	if (!self->queue || !self->thread)
		die_nomem(queue_room * sizeof *self->queue);
	self->room = queue_room;
	self->dear_most = at_least_one(count / 2);
	self->client_most = at_least_one(count - 1);
	self->client_room = at_least_one(queue_room - queue_room / 4);
	self->wait_s = wait_s;
	self->run = run;
	self->idle = idle;
	pthread_mutex_init(&self->lock, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&self->more, &clock);
	pthread_cond_init(&self->ready, &clock);
	pthread_cond_init(&self->stop, &clock);
	pthread_condattr_destroy(&clock);
	for (size_t i = 0; i < count; i++) {
		self->thread[i] = (struct thread){.pool = self, .worker = workers[i]};
		pthread_mutex_lock(&self->lock); /* those that run look at it */
		const bool started = start(&self->thread[i].id, work, &self->thread[i]);
		self->threads += started;
		pthread_mutex_unlock(&self->lock);
		if (!started) {
			pool_free(self);
			return NULL;
		}
	}
	self->has_clerk = start(&self->clerk, refuse_late, self);
	if (self->has_clerk)
		return self;
	pool_free(self);
	return NULL;
}

bool pool_put(struct pool *self, void *job, uint64_t client, bool dear)
{
	size_t theirs = 0;
	pthread_mutex_lock(&self->lock);
	for (size_t i = 0; i < self->count; i++)
		theirs += self->queue[i].client == client;
	bool fits = self->count < self->room && theirs < self->client_room && !self->stopping;
	if (fits) {
		self->queue[self->count++] = (struct waiting){job, now(), client, dear};
		pthread_cond_signal(&self->more);
	}
	pthread_mutex_unlock(&self->lock);
	return fits;
}

void pool_wait_ready(struct pool *self, double seconds)
{
	const double end = now() + seconds;
	pthread_mutex_lock(&self->lock);
	while (self->begun < self->threads && now() < end)
		wait_for(self, &self->ready, end - now());
	pthread_mutex_unlock(&self->lock);
}

void pool_load(struct pool *self, size_t *waiting, size_t *running)
{
	pthread_mutex_lock(&self->lock);
	*waiting = self->count;
	*running = self->running;
	pthread_mutex_unlock(&self->lock);
}

void pool_stop(struct pool *self)
{
	pthread_mutex_lock(&self->lock);
	self->stopping = true;
	pthread_cond_broadcast(&self->more);
	pthread_cond_broadcast(&self->stop);
	pthread_mutex_unlock(&self->lock);
}

void pool_free(struct pool *self)
{
	if (!self)
		return;
	pool_stop(self);
	for (size_t i = 0; i < self->threads; i++)
		pthread_join(self->thread[i].id, NULL);
	if (self->has_clerk)
		pthread_join(self->clerk, NULL);
	pthread_cond_destroy(&self->more);
	pthread_cond_destroy(&self->ready);
	pthread_cond_destroy(&self->stop);
	pthread_mutex_destroy(&self->lock);
	free(self->thread);
	free(self->queue);
	free(self);
}
