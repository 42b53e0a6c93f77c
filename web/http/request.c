/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/http/request.h"

#include "corpus/text/latin.h"

static int hex(char c)
{
	if (byte_is_digit(c))
		return c - '0';
	c = byte_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Percent signs, and in a query the plus sign. */
static enum status decode(struct request *self, struct slice raw, bool plus, struct slice *out,
			  struct error *err)
{
	char *text = arena_alloc(&self->arena, raw.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < raw.len; i++) {
		char c = raw.ptr[i];
		if (c == '%') {
			int high = i + 2 < raw.len ? hex(raw.ptr[i + 1]) : -1;
			int low = i + 2 < raw.len ? hex(raw.ptr[i + 2]) : -1;
			if (high < 0 || low < 0)
				return error_set(err, STATUS_FORMAT,
						 "in het adres staat een %% zonder twee "
						 "hexadecimale cijfers erachter");
			c = (char)(high * 16 + low);
			i += 2;
		} else if (plus && c == '+')
			c = ' ';
		text[n++] = c;
	}
	*out = slice_make(text, n);
	if (memchr(text, 0, n))
		return error_set(err, STATUS_FORMAT, "in het adres staat een nulteken");
	if (utf8_check(*out) < n)
		return error_set(err, STATUS_FORMAT, "het adres is geen geldige UTF-8");
	return STATUS_OK;
}

static enum status add_parameter(struct request *self, struct slice raw, struct error *err)
{
	struct parameter p = {SLICE_EMPTY, SLICE_EMPTY};
	size_t sign = slice_find(raw, 0, "=");
	enum status st = decode(self, slice_sub(raw, 0, sign), true, &p.name, err);
	if (!st)
		st = decode(self, slice_from(raw, sign + 1), true, &p.value, err);
	p.value = slice_trim(p.value);
	if (!st && self->name_count < REQUEST_PARAMETERS_MAX && p.name.len)
		self->names[self->name_count++] = p.name;
	if (st || !p.value.len)
		return st;
	if (self->parameter_count == REQUEST_PARAMETERS_MAX)
		return error_set(err, STATUS_LIMIT, "het adres heeft meer dan %d parameters",
				 REQUEST_PARAMETERS_MAX);
	self->parameters[self->parameter_count++] = p;
	return STATUS_OK;
}

enum status request_parse(struct request *self, struct slice target, struct error *err)
{
	if (target.len > REQUEST_URI_MAX)
		return error_set(err, STATUS_LIMIT, "het adres is langer dan %d tekens",
				 REQUEST_URI_MAX);
	self->target = arena_copy(&self->arena, target);
	self->parameters = arena_calloc(&self->arena, REQUEST_PARAMETERS_MAX,
					sizeof *self->parameters);
	self->names = arena_calloc(&self->arena, REQUEST_PARAMETERS_MAX, sizeof *self->names);
	if (!target.len || target.ptr[0] != '/' || slice_find(target, 0, "#") < target.len)
		return error_set(err, STATUS_FORMAT, "het adres begint niet met / of bevat #");
	size_t mark = slice_find(self->target, 0, "?");
	enum status st = decode(self, slice_sub(self->target, 0, mark), false, &self->path, err);
	struct slice rest = slice_from(self->target, mark + 1);
	while (!st && rest.len) {
		size_t end = slice_find(rest, 0, "&");
		st = add_parameter(self, slice_sub(rest, 0, end), err);
		rest = slice_from(rest, end + 1);
	}
	return st;
}

void request_release(struct request *self)
{
	arena_release(&self->arena);
	*self = (struct request){.arena = ARENA_INIT};
}

enum status request_text(struct request *self, const char *name, struct slice *out,
			 struct error *err)
{
	struct slice rest = self->body, field;
	enum status st = STATUS_OK;
	*out = SLICE_EMPTY;
	if (self->plain &&
	    (memchr(rest.len ? rest.ptr : "", 0, rest.len) || utf8_check(rest) < rest.len))
		return error_set(err, STATUS_FORMAT, "de tekst is geen geldige UTF-8");
	if (self->plain)
		*out = rest;
	while (!st && !self->plain && rest.len) {
		const size_t end = slice_find(rest, 0, "&");
		const struct slice one = slice_sub(rest, 0, end);
		const size_t sign = slice_find(one, 0, "=");
		rest = slice_from(rest, end + 1);
		if (!slice_is(slice_sub(one, 0, sign), name))
			continue;
		st = decode(self, slice_from(one, sign + 1), true, &field, err);
		if (!st)
			*out = field;
	}
	*out = slice_trim(*out);
	if (!st && out->len > REQUEST_TEXT_MAX)
		st = error_set(err, STATUS_LIMIT, "de tekst is langer dan 64 KB");
	return st;
}

unsigned request_code_points(struct slice text, size_t at)
{
	unsigned count = 0;
	for (size_t i = 0; i < at && i < text.len; i++)
		count += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
	return count;
}

struct slice request_get(const struct request *self, const char *name)
{
	for (size_t i = 0; i < self->parameter_count; i++)
		if (slice_is(self->parameters[i].name, name))
			return self->parameters[i].value;
	return SLICE_EMPTY;
}

enum status request_number(const struct request *self, const char *name, unsigned least,
			   unsigned most, unsigned fallback, unsigned *out, struct error *err)
{
	struct slice s = request_get(self, name);
	unsigned long value = 0;
	*out = fallback;
	if (!s.len)
		return STATUS_OK;
	bool ok = s.len <= 9;
	for (size_t i = 0; ok && i < s.len; i++) {
		ok = byte_is_digit(s.ptr[i]);
		value = value * 10 + (unsigned long)(s.ptr[i] - '0');
	}
	if (!ok || value < least || value > most)
		return error_set(err, STATUS_FORMAT, "%s moet een getal van %u tot %u zijn", name,
				 least, most);
	*out = (unsigned)value;
	return STATUS_OK;
}
