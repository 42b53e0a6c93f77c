/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_CLIENT_H
#define WEB_CLIENT_H

/* Who asks, and whether it is much: by these the pool decides whose turn it is. */
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "web/http/request.h"

/*
 * A number for the client.  Behind a proxy on this machine that is who the proxy says: the last
 * address in X-Forwarded-For, which the proxy wrote itself.  From elsewhere the header is worth
 * nothing.  Of IPv6 the network counts, 64 bits.
 */
uint64_t client_of(const struct sockaddr *peer, struct slice forwarded);

/*
 * Whether it may take long: exports, figures of everything, and searches with prefixes, nearness or
 * very many words.  A guess from the address alone; where it is wrong the time limit sees to it.
 */
bool request_is_dear(const struct request *request);

#endif
