/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/server/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>

enum { NETWORK_BYTES = 8, LONG_QUERY = 300 };

static bool is_this_machine(const struct sockaddr *peer)
{
	if (peer->sa_family == AF_INET)
		return (ntohl(((const struct sockaddr_in *)(const void *)peer)->sin_addr.s_addr) >>
			24) == 127;
	return peer->sa_family == AF_INET6 &&
	       IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr);
}

static uint64_t number_of(const void *bytes, size_t len)
{
	return slice_hash(slice_make(bytes, len));
}

/* The last address of the list; false when that is none. */
static bool read_forwarded(struct slice list, uint64_t *out)
{
	char text[INET6_ADDRSTRLEN];
	unsigned char bytes[16];
	size_t from = 0;
	for (size_t i = 0; i < list.len; i++)
		if (list.ptr[i] == ',')
			from = i + 1;
	struct slice last = slice_trim(slice_from(list, from));
	if (!last.len || last.len >= sizeof text)
		return false;
	memcpy(text, last.ptr, last.len);
	text[last.len] = '\0';
	const bool four = inet_pton(AF_INET, text, bytes) == 1;
	if (!four && inet_pton(AF_INET6, text, bytes) != 1)
		return false;
	*out = number_of(bytes, four ? 4 : NETWORK_BYTES);
	return true;
}

uint64_t client_of(const struct sockaddr *peer, struct slice forwarded)
{
	uint64_t client;
	if (is_this_machine(peer) && read_forwarded(forwarded, &client))
		return client;
	if (peer->sa_family == AF_INET)
		return number_of(&((const struct sockaddr_in *)(const void *)peer)->sin_addr, 4);
	if (peer->sa_family == AF_INET6)
		return number_of(&((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr,
				 NETWORK_BYTES);
	return 0;
}

bool request_is_dear(const struct request *request)
{
	static const char *const paths[] = {"/api/v1/export", "/statistiek"};
	struct slice query = request_get(request, "q");
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (slice_is(request->path, paths[i]))
			return true;
	return query.len > LONG_QUERY || slice_find(query, 0, "*") < query.len ||
	       slice_find(query, 0, "NEAR") < query.len || slice_find(query, 0, "BIJ/") < query.len;
}
