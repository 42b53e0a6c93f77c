/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/input.h"

#include <errno.h>
#include <unistd.h>

static enum status more_of_fd(void *ctx, char *out, size_t room, size_t *got, struct error *err)
{
	struct input *self = ctx;
	ssize_t n;
	do
		n = read(self->fd, out, room);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return error_set(err, STATUS_IO, "cannot read: %s", strerror(errno));
	*got = (size_t)n;
	return STATUS_OK;
}

void input_from(struct input *self, input_more_fn *more, void *ctx)
{
	self->more = more;
	self->ctx = ctx;
	self->fd = -1;
	self->head_len = self->head_used = 0;
}

void input_from_fd(struct input *self, int fd)
{
	input_from(self, more_of_fd, self);
	self->fd = fd;
}

enum status input_peek(struct input *self, struct slice *head, struct error *err)
{
	size_t got = 1;
	while (got && self->head_len < INPUT_HEAD) {
		enum status st = self->more(self->ctx, self->head + self->head_len,
					    INPUT_HEAD - self->head_len, &got, err);
		if (st)
			return st;
		self->head_len += got;
	}
	*head = slice_make(self->head, self->head_len);
	return STATUS_OK;
}

enum status input_read(struct input *self, char *out, size_t room, size_t *got, struct error *err)
{
	size_t left = self->head_len - self->head_used;
	if (!left)
		return self->more(self->ctx, out, room, got, err);
	*got = left < room ? left : room;
	memcpy(out, self->head + self->head_used, *got);
	self->head_used += *got;
	return STATUS_OK;
}

enum status input_read_all(struct input *self, size_t max_bytes, struct buffer *out, struct error *err)
{
	size_t got;
	do {
		buffer_reserve(out, 65536);
		enum status st = input_read(self, out->ptr + out->len, 65536, &got, err);
		if (st)
			return st;
		out->len += got;
		if (out->len > max_bytes)
			return error_set(err, STATUS_LIMIT, "larger than %zu MB: no single paper",
					 max_bytes >> 20);
	} while (got);
	buffer_add(out, "", 0);
	return STATUS_OK;
}
