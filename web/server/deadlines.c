/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/server/deadlines.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>

#include "base/error.h"
#include "base/memory.h"

struct guarded {
	struct guard *guard;
	struct guarded *next, *before;
	int fd;
	double end; /* monotonic; 0: none */
	bool reading;
	unsigned char ended; /* looks in a row at which the client had ended its side */
};

struct guard {
	pthread_mutex_t lock;
	pthread_cond_t stop;
	pthread_t id;
	bool stopping;
	unsigned count;
	struct guarded *first;
};

enum { LOOK_MS = 250, ENDED_LOOKS = 2 };

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Nothing more comes: its side is ended and all that came was read.  A whole request would have
 * been noticed by the next look. */
static bool is_ended(struct guarded *g)
{
	struct pollfd state = {.fd = g->fd, .events = POLLRDHUP};
	int unread = 0;
	bool ended = g->reading && poll(&state, 1, 0) == 1 && (state.revents & POLLRDHUP) &&
		     ioctl(g->fd, FIONREAD, &unread) == 0 && !unread;
	g->ended = ended ? (unsigned char)(g->ended + 1) : 0;
	return g->ended >= ENDED_LOOKS;
}

static void *watch(void *arg)
{
	struct guard *self = arg;
	pthread_mutex_lock(&self->lock);
	while (!self->stopping) {
		struct timespec until;
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += LOOK_MS * 1000000L;
		until.tv_sec += until.tv_nsec / 1000000000L;
		until.tv_nsec %= 1000000000L;
		pthread_cond_timedwait(&self->stop, &self->lock, &until);
		double t = now();
		for (struct guarded *g = self->first; g; g = g->next)
			if (g->end > 0 && (t > g->end || is_ended(g))) {
				shutdown(g->fd, SHUT_RDWR);
				g->end = 0;
			}
	}
	pthread_mutex_unlock(&self->lock);
	return NULL;
}

struct guard *guard_new(void)
{
	struct guard *self = calloc(1, sizeof *self);
	sigset_t all, before;
	if (!self)
		die_nomem(sizeof *self);
	pthread_mutex_init(&self->lock, NULL);
	pthread_cond_init(&self->stop, NULL);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int bad = pthread_create(&self->id, NULL, watch, self);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!bad)
		return self;
	free(self);
	return NULL;
}

void guard_free(struct guard *self)
{
	if (!self)
		return;
	pthread_mutex_lock(&self->lock);
	self->stopping = true;
	pthread_cond_signal(&self->stop);
	pthread_mutex_unlock(&self->lock);
	pthread_join(self->id, NULL);
	while (self->first)
		guard_remove(self->first);
	pthread_cond_destroy(&self->stop);
	pthread_mutex_destroy(&self->lock);
	free(self);
}

struct guarded *guard_add(struct guard *self, int fd, double seconds)
{
	struct guarded *g = memory_zeroed(1, sizeof *g);
	*g = (struct guarded){.guard = self, .fd = fd, .end = now() + seconds, .reading = true};
	pthread_mutex_lock(&self->lock);
	g->next = self->first;
	if (g->next)
		g->next->before = g;
	self->first = g;
	self->count++;
	pthread_mutex_unlock(&self->lock);
	return g;
}

void guard_set(struct guarded *self, double seconds, bool reading)
{
	pthread_mutex_lock(&self->guard->lock);
	self->reading = reading;
	self->ended = 0;
	self->end = seconds > 0 ? now() + seconds : 0;
	pthread_mutex_unlock(&self->guard->lock);
}

void guard_remove(struct guarded *self)
{
	struct guard *guard = self->guard;
	pthread_mutex_lock(&guard->lock);
	if (self->next)
		self->next->before = self->before;
	if (self->before)
		self->before->next = self->next;
	else
		guard->first = self->next;
	guard->count--;
	pthread_mutex_unlock(&guard->lock);
	free(self);
}

unsigned guard_count(struct guard *self)
{
	pthread_mutex_lock(&self->lock);
	unsigned count = self->count;
	pthread_mutex_unlock(&self->lock);
	return count;
}
