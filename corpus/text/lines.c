/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/text/lines.h"

#include "base/buffer.h"

struct lines lines_split(struct arena *arena, struct slice text)
{
	struct lines out = {text, NULL, 0};
	size_t room = 1;
	for (size_t i = 0; i < text.len; i++)
		room += text.ptr[i] == '\n' || text.ptr[i] == '\f';
	out.raw = arena_calloc(arena, room, sizeof *out.raw);
	for (size_t i = 0; i < text.len;) {
		size_t end = i;
		while (end < text.len && text.ptr[end] != '\n' && text.ptr[end] != '\f')
			end++;
		struct slice line = slice_sub(text, i, end);
		if (line.len && line.ptr[line.len - 1] == '\r')
			line.len--;
		out.raw[out.count++] = line;
		i = end + 1;
	}
	return out;
}

struct slice lines_at(const struct lines *self, size_t i)
{
	return i < self->count ? slice_trim(self->raw[i]) : SLICE_EMPTY;
}

size_t lines_skip_blank(const struct lines *self, size_t i)
{
	while (i < self->count && !lines_at(self, i).len)
		i++;
	return i;
}

struct slice lines_text(const struct lines *self, size_t from, size_t to)
{
	if (from >= self->count || from >= to)
		return SLICE_EMPTY;
	size_t start = (size_t)(self->raw[from].ptr - self->text.ptr);
	size_t end = to < self->count ? (size_t)(self->raw[to].ptr - self->text.ptr) : self->text.len;
	return slice_sub(self->text, start, end);
}

struct slice lines_join(struct arena *arena, const struct lines *self, size_t from, size_t to)
{
	struct buffer out = BUFFER_INIT;
	for (size_t i = from; i < to && i < self->count; i++) {
		struct slice line = lines_at(self, i);
		if (out.len && line.len)
			buffer_add_byte(&out, ' ');
		for (size_t k = 0; k < line.len; k++) {
			bool wide = slice_starts(slice_from(line, k), "\xc2\xa0");
			bool space = wide || byte_is_space(line.ptr[k]);
			k += wide;
			if (!space || (out.len && out.ptr[out.len - 1] != ' '))
				buffer_add_byte(&out, space ? ' ' : line.ptr[k]);
		}
	}
	struct slice joined = arena_copy(arena, buffer_slice(&out));
	buffer_release(&out);
	return joined;
}
