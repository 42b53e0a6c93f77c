/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "web/server/server_internal.h"

enum { FIRST_FD = 3 };

/* The first socket that systemd hands over; it is for this process, or for the one that started
 * it. */
static enum status take_socket(struct listener *out, struct error *err)
{
	const char *count = getenv("LISTEN_FDS");
	socklen_t len = sizeof out->address;
	if (!count || strcmp(count, "1") != 0)
		return error_set(
			err, STATUS_USAGE,
			"--listen systemd: systemd hands over no socket (LISTEN_FDS is not 1)");
	if (getsockname(FIRST_FD, (struct sockaddr *)&out->address, &len) ||
	    (out->address.ss_family != AF_INET && out->address.ss_family != AF_INET6))
		return error_set(err, STATUS_USAGE,
				 "--listen systemd: the socket is not one of IPv4 or IPv6");
	if (fcntl(FIRST_FD, F_SETFD, FD_CLOEXEC) ||
	    fcntl(FIRST_FD, F_SETFL, fcntl(FIRST_FD, F_GETFL) | O_NONBLOCK))
		return error_set(err, STATUS_IO, "cannot use the socket of systemd: %s",
				 strerror(errno));
	out->fd = FIRST_FD;
	return STATUS_OK;
}

enum status listener_parse(const char *text, struct listener *out, struct error *err)
{
	*out = (struct listener){.fd = -1};
	return strcmp(text, "systemd") == 0 ? take_socket(out, err)
					    : parse_listen(text, &out->address, err);
}

enum status parse_listen(const char *text, struct sockaddr_storage *address, struct error *err)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)address;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)address;
	const char *colon = strrchr(text, ':');
	char host[64], *end = NULL;
	unsigned long port = colon && byte_is_digit(colon[1]) ? strtoul(colon + 1, &end, 10)
							      : 65536;
	size_t n = colon ? (size_t)(colon - text) : 0;
	if (port > 65535 || *end || n >= sizeof host)
		return error_set(err, STATUS_USAGE,
				 "--listen: \"%s\" is not ADDRESS:PORT, such as 127.0.0.1:8080",
				 text);
	bool brackets = n > 1 && text[0] == '[' && text[n - 1] == ']';
	snprintf(host, sizeof host, "%.*s", (int)(brackets ? n - 2 : n), text + brackets);
	*address = (struct sockaddr_storage){0};
	if (strcmp(host, "localhost") == 0 || !n)
		snprintf(host, sizeof host, "127.0.0.1");
	if (!brackets && inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons((uint16_t)port);
	} else if (brackets && inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons((uint16_t)port);
	} else {
		return error_set(err, STATUS_USAGE,
				 "--listen: \"%s\" is no address of this machine in digits, such "
				 "as 127.0.0.1 or [::1]",
				 host);
	}
	return STATUS_OK;
}
