/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_CACHE_H
#define WEB_CACHE_H

/*
 * Answers that were made, for those who ask the same again.  All are of one state of the index: a
 * newer one empties it.  Shared by all workers.
 */
#include "web/http/request.h"
#include "web/http/response.h"

struct cache;

/* Holds at most so many bytes, of answers and of itself; 0 keeps nothing. */
struct cache *cache_new(size_t bytes_max);
void cache_free(struct cache *self);

/* What makes two requests the same: target, host, and whether a proxy says https.  In the request's
 * arena. */
struct slice cache_key(struct request *request);

/* Copies the answer to a request in the state of response->state into the response; false when
 * there is none. */
bool cache_get(struct cache *self, struct slice key, struct response *response);

/* Keeps a copy of a whole answer; the oldest in use make room.  Nothing when it is too large, or of
 * another state than was asked for last. */
void cache_put(struct cache *self, struct slice key, const struct response *response);

struct cache_load {
	unsigned long hits, misses;
	size_t answers, bytes;
};

struct cache_load cache_load(struct cache *self);

#endif
