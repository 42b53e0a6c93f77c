/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/http/stream.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"

struct stream {
	pthread_mutex_t lock;
	pthread_cond_t room; /* the sender took something, or left */
	char bytes[STREAM_ROOM];
	size_t start, len; /* ring */
	bool ended, whole, asleep, sender_left, worker_left;
	struct timespec end; /* monotonic, of the whole */
	stream_wake_fn *wake;
	void *ctx;
};

struct stream *stream_new(stream_wake_fn *wake, void *ctx)
{
	struct stream *self = calloc(1, sizeof *self);
	pthread_condattr_t clock;
	if (!self)
		die_nomem(sizeof *self);
	pthread_mutex_init(&self->lock, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&self->room, &clock);
	pthread_condattr_destroy(&clock);
	clock_gettime(CLOCK_MONOTONIC, &self->end);
	self->end.tv_sec += STREAM_TOTAL_S;
	self->wake = wake;
	self->ctx = ctx;
	return self;
}

static void wake(struct stream *self)
{
	if (self->asleep && !self->sender_left) {
		self->asleep = false;
		self->wake(self->ctx);
	}
}

/* Waits for room; false when the reader is too slow or gone. */
static bool wait_for_room(struct stream *self)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += STREAM_STALL_S;
	if (until.tv_sec > self->end.tv_sec)
		until = self->end;
	while (self->len == STREAM_ROOM && !self->sender_left)
		if (pthread_cond_timedwait(&self->room, &self->lock, &until) == ETIMEDOUT)
			break;
	return self->len < STREAM_ROOM && !self->sender_left;
}

static ssize_t write_bytes(void *cookie, const char *bytes, size_t len)
{
	struct stream *self = cookie;
	size_t done = 0;
	pthread_mutex_lock(&self->lock);
	while (done < len && wait_for_room(self)) {
		size_t at = (self->start + self->len) % STREAM_ROOM, n = len - done;
		if (n > STREAM_ROOM - self->len)
			n = STREAM_ROOM - self->len;
		if (n > STREAM_ROOM - at)
			n = STREAM_ROOM - at;
		memcpy(self->bytes + at, bytes + done, n);
		self->len += n;
		done += n;
		wake(self);
	}
	pthread_mutex_unlock(&self->lock);
	if (done < len)
		errno = EPIPE;
	return done < len ? 0 : (ssize_t)len; /* 0 is how a cookie tells an error */
}

FILE *stream_file(struct stream *self)
{
	FILE *file = fopencookie(self, "w", (cookie_io_functions_t){.write = write_bytes});
	if (!file)
		die_nomem(sizeof(FILE));
	setvbuf(file, NULL, _IOFBF, 16 * 1024);
	return file;
}

void stream_end(struct stream *self, bool whole)
{
	pthread_mutex_lock(&self->lock);
	self->ended = true;
	self->whole = whole;
	wake(self);
	pthread_mutex_unlock(&self->lock);
}

ssize_t stream_take(struct stream *self, char *bytes, size_t room, stream_wake_fn *sleep)
{
	ssize_t result = STREAM_WAIT;
	pthread_mutex_lock(&self->lock);
	if (self->len) {
		size_t n = self->len < room ? self->len : room;
		if (n > STREAM_ROOM - self->start)
			n = STREAM_ROOM - self->start;
		memcpy(bytes, self->bytes + self->start, n);
		self->start = (self->start + n) % STREAM_ROOM;
		self->len -= n;
		pthread_cond_signal(&self->room);
		result = (ssize_t)n;
	} else if (self->ended) {
		result = self->whole ? STREAM_DONE : STREAM_BROKEN;
	} else {
		self->asleep = true;
		sleep(self->ctx);
	}
	pthread_mutex_unlock(&self->lock);
	return result;
}

void stream_leave(struct stream *self, bool sender)
{
	pthread_mutex_lock(&self->lock);
	if (sender)
		self->sender_left = true;
	else
		self->worker_left = true;
	bool last = self->sender_left && self->worker_left;
	pthread_cond_signal(&self->room);
	pthread_mutex_unlock(&self->lock);
	if (!last)
		return;
	pthread_cond_destroy(&self->room);
	pthread_mutex_destroy(&self->lock);
	free(self);
}
