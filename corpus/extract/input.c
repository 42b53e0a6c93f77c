/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/extract/input.h"

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
	self->held = BUFFER_INIT;
	self->is_held = false;
	self->head_len = self->head_used = 0;
}

void input_from_fd(struct input *self, int fd)
{
	input_from(self, more_of_fd, self);
	self->fd = fd;
}

static enum status more_of_held(void *ctx, char *out, size_t room, size_t *got, struct error *err)
{
	struct input *self = ctx;
	size_t left = self->held.len - self->head_used;
	(void)err;
	*got = left < room ? left : room;
	memcpy(out, self->held.ptr + self->head_used, *got);
	self->head_used += *got;
	return STATUS_OK;
}

enum status input_hold(struct input *self, size_t max_bytes, struct error *err)
{
	if (self->fd >= 0 || self->is_held)
		return STATUS_OK;
	enum status st = input_read_all(self, max_bytes, &self->held, err);
	if (st)
		return st;
	self->is_held = true;
	self->more = more_of_held;
	self->ctx = self;
	self->head_used = self->head_len = 0;
	return STATUS_OK;
}

enum status input_rewind(struct input *self, struct error *err)
{
	self->head_used = 0;
	if (self->is_held)
		return STATUS_OK;
	self->head_len = 0;
	if (self->fd < 0 || lseek(self->fd, 0, SEEK_SET) < 0)
		return error_set(err, STATUS_IO, "cannot begin again: %s", strerror(errno));
	return STATUS_OK;
}

void input_release(struct input *self)
{
	buffer_release(&self->held);
	self->is_held = false;
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
	size_t left = self->is_held ? 0 : self->head_len - self->head_used;
	if (!left)
		return self->more(self->ctx, out, room, got, err);
	*got = left < room ? left : room;
	memcpy(out, self->head + self->head_used, *got);
	self->head_used += *got;
	return STATUS_OK;
}

enum status input_read_all(struct input *self, size_t max_bytes, struct buffer *out,
			   struct error *err)
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
