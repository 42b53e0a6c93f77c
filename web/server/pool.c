/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/server/pool.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "base/error.h"
#include "base/memory.h"

static const double IDLE_S = 1;

struct waiting {
	void *job;
	double since;
};

struct thread {
	struct pool *pool;
	void *worker;
	pthread_t id;
};

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t more, ready;
	struct waiting *queue; /* ring */
	size_t room, first, count, running, threads, begun;
	double wait_s;
	bool stopping;
	pool_run_fn *run;
	pool_idle_fn *idle;
	struct thread *thread;
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

static void *work(void *arg)
{
	struct thread *self = arg;
	struct pool *pool = self->pool;
	pthread_mutex_lock(&pool->lock);
	be_idle(self);
	pool->begun++;
	pthread_cond_broadcast(&pool->ready);
	for (;;) {
		while (!pool->count && !pool->stopping)
			if (!wait_for(pool, &pool->more, IDLE_S) && !pool->count && !pool->stopping)
				be_idle(self);
		if (!pool->count)
			break;
		struct waiting next = pool->queue[pool->first];
		pool->first = (pool->first + 1) % pool->room;
		pool->count--;
		pool->running++;
		bool late = pool->stopping || now() - next.since > pool->wait_s;
		pthread_mutex_unlock(&pool->lock);
		pool->run(self->worker, next.job, late);
		pthread_mutex_lock(&pool->lock);
		pool->running--;
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

/* Signals are for the main thread, which waits for them. */
static bool start(struct thread *thread)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int bad = pthread_create(&thread->id, NULL, work, thread);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return !bad;
}

struct pool *pool_new(void *const *workers, size_t count, size_t queue_room, double wait_s, pool_run_fn *run,
		      pool_idle_fn *idle)
{
	pthread_condattr_t clock;
	struct pool *self = memory_zeroed(1, sizeof *self);
	self->queue = calloc(queue_room, sizeof *self->queue);
	self->thread = calloc(count, sizeof *self->thread);
	if (!self->queue || !self->thread)
		die_nomem(queue_room * sizeof *self->queue);
	self->room = queue_room;
	self->wait_s = wait_s;
	self->run = run;
	self->idle = idle;
	pthread_mutex_init(&self->lock, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&self->more, &clock);
	pthread_cond_init(&self->ready, &clock);
	pthread_condattr_destroy(&clock);
	for (size_t i = 0; i < count; i++) {
		self->thread[i] = (struct thread){.pool = self, .worker = workers[i]};
		if (!start(&self->thread[i])) {
			pool_free(self);
			return NULL;
		}
		self->threads++;
	}
	return self;
}

bool pool_put(struct pool *self, void *job)
{
	pthread_mutex_lock(&self->lock);
	bool fits = self->count < self->room && !self->stopping;
	if (fits) {
		self->queue[(self->first + self->count++) % self->room] = (struct waiting){job, now()};
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

void pool_free(struct pool *self)
{
	if (!self)
		return;
	pthread_mutex_lock(&self->lock);
	self->stopping = true;
	pthread_cond_broadcast(&self->more);
	pthread_mutex_unlock(&self->lock);
	for (size_t i = 0; i < self->threads; i++)
		pthread_join(self->thread[i].id, NULL);
	pthread_cond_destroy(&self->more);
	pthread_cond_destroy(&self->ready);
	pthread_mutex_destroy(&self->lock);
	free(self->thread);
	free(self->queue);
	free(self);
}
