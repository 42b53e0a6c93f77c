/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table of chains, and a ring from the answer used last to the one used longest ago.  Answers are
 * copied in and out under one lock: 20 KB cost some microseconds, a search a thousand times that.
 */
#include "web/site/cache.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/memory.h"

enum { CHAINS = 4096, LARGEST = 8 /* part of the whole that one answer may take */ };

struct kept {
	struct kept *chain;         /* of the same hash */
	struct kept *newer, *older; /* in use */
	size_t hash;
	const char *type;
	unsigned status;
	bool open;
	char filename[64];
	char etag[sizeof(((struct response *)0)->etag)];
	size_t key_len, body_len;
	char bytes[]; /* key, body */
};

struct cache {
	pthread_mutex_t lock;
	size_t bytes_max;
	struct cache_load load;
	char state[sizeof(((struct response *)0)->state)];
	struct kept ring; /* between the one used last (older) and the one longest ago (newer) */
	struct kept *chains[CHAINS];
};

struct cache *cache_new(size_t bytes_max)
{
	struct cache *self = memory_zeroed(1, sizeof *self);
	pthread_mutex_init(&self->lock, NULL);
	self->bytes_max = bytes_max;
	self->ring.newer = self->ring.older = &self->ring;
	return self;
}

static size_t size_of(const struct kept *k)
{
	return sizeof *k + k->key_len + k->body_len;
}

static void unring(struct kept *k)
{
	k->newer->older = k->older;
	k->older->newer = k->newer;
}

/* As the one used last. */
static void ring_first(struct cache *self, struct kept *k)
{
	k->older = self->ring.older;
	k->newer = &self->ring;
	k->older->newer = k;
	self->ring.older = k;
}

static void drop(struct cache *self, struct kept *k)
{
	struct kept **at = &self->chains[k->hash % CHAINS];
	while (*at != k)
		at = &(*at)->chain;
	*at = k->chain;
	unring(k);
	self->load.answers--;
	self->load.bytes -= size_of(k);
	free(k);
}

static void clear(struct cache *self)
{
	while (self->ring.newer != &self->ring)
		drop(self, self->ring.newer);
}

void cache_free(struct cache *self)
{
	if (!self)
		return;
	clear(self);
	pthread_mutex_destroy(&self->lock);
	free(self);
}

struct slice cache_key(struct request *rq)
{
	return arena_printf(&rq->arena, "%c%.*s %.*s", rq->secure ? 's' : 'p', SLICE_ARG(rq->host),
			    SLICE_ARG(rq->target));
}

static struct kept *find(struct cache *self, struct slice key)
{
	const size_t hash = slice_hash(key);
	struct kept *k = self->chains[hash % CHAINS];
	while (k && (k->hash != hash || !slice_eq(slice_make(k->bytes, k->key_len), key)))
		k = k->chain;
	return k;
}

bool cache_get(struct cache *self, struct slice key, struct response *rs)
{
	if (!self->bytes_max)
		return false;
	pthread_mutex_lock(&self->lock);
	if (strcmp(self->state, rs->state) != 0) {
		clear(self);
		memcpy(self->state, rs->state, sizeof self->state);
	}
	struct kept *k = find(self, key);
	if (k) {
		unring(k);
		ring_first(self, k);
		rs->type = k->type;
		rs->status = k->status;
		rs->open = k->open;
		memcpy(rs->filename, k->filename, sizeof rs->filename);
		memcpy(rs->etag, k->etag, sizeof rs->etag);
		buffer_add(&rs->body, k->bytes + k->key_len, k->body_len);
		self->load.hits++;
	} else {
		self->load.misses++;
	}
	pthread_mutex_unlock(&self->lock);
	return k;
}

static struct kept *copy_of(struct slice key, const struct response *rs)
{
	const struct slice body = buffer_slice(&rs->body);
	struct kept *k = memory_new(sizeof *k + key.len + body.len);
	*k = (struct kept){.hash = slice_hash(key),
			   .type = rs->type,
			   .status = rs->status,
			   .open = rs->open,
			   .key_len = key.len,
			   .body_len = body.len};
	memcpy(k->filename, rs->filename, sizeof k->filename);
	memcpy(k->etag, rs->etag, sizeof k->etag);
	memcpy(k->bytes, key.ptr, key.len);
	memcpy(k->bytes + key.len, body.ptr, body.len);
	return k;
}

void cache_put(struct cache *self, struct slice key, const struct response *rs)
{
	if (rs->body.len + key.len + sizeof(struct kept) > self->bytes_max / LARGEST)
		return;
	struct kept *k = copy_of(key, rs);
	pthread_mutex_lock(&self->lock);
	bool wanted = strcmp(self->state, rs->state) == 0 && !find(self, key);
	while (wanted && self->load.bytes + size_of(k) > self->bytes_max)
		drop(self, self->ring.newer);
	if (wanted) {
		ring_first(self, k);
		k->chain = self->chains[k->hash % CHAINS];
		self->chains[k->hash % CHAINS] = k;
		self->load.answers++;
		self->load.bytes += size_of(k);
	}
	pthread_mutex_unlock(&self->lock);
	if (!wanted)
		free(k);
}

struct cache_load cache_load(struct cache *self)
{
	pthread_mutex_lock(&self->lock);
	struct cache_load load = self->load;
	pthread_mutex_unlock(&self->lock);
	return load;
}
