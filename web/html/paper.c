/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/html/paper.h"

static bool is_address(struct slice s)
{
	return slice_starts(s, "https://") || slice_starts(s, "http://");
}

static bool all_digits(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!byte_is_digit(s.ptr[i]))
			return false;
	return s.len > 0;
}

/* "2024Z18285" */
static bool is_case_number(struct slice s)
{
	return s.len == 10 && s.ptr[4] == 'Z' && all_digits(slice_sub(s, 0, 4)) && all_digits(slice_from(s, 5));
}

/* "594" of "2024-2025" in the Aanhangsel van de Handelingen is ah-tk-20242025-594. */
static bool add_annex_number(const struct question *q, struct slice number, struct buffer *out)
{
	if (!all_digits(number) || number.len > 5 || q->session.len != 9 || q->session.ptr[4] != '-' || !q->date_answered)
		return false;
	buffer_printf(out, "https://zoek.officielebekendmakingen.nl/ah-tk-%.4s%.4s-%.*s.html", q->session.ptr,
		      q->session.ptr + 5, SLICE_ARG(number));
	return true;
}

static void add_dutch_paper(const struct question *q, struct buffer *out)
{
	for (size_t i = 0; i < q->number_count; i++)
		if (add_annex_number(q, q->numbers[i], out))
			return;
	for (size_t i = 0; i < q->number_count; i++)
		if (is_case_number(q->numbers[i])) {
			buffer_printf(out, "https://zoek.officielebekendmakingen.nl/kv-tk-%.*s.html", SLICE_ARG(q->numbers[i]));
			return;
		}
}

void paper_address(const struct question *q, struct buffer *out)
{
	if (is_address(q->document))
		buffer_add_slice(out, q->document);
	else if (is_address(q->url))
		buffer_add_slice(out, q->url);
	else if (q->parliament == PARLIAMENT_TWEEDEKAMER)
		add_dutch_paper(q, out);
}

struct slice paper_host(struct slice address)
{
	struct slice host = slice_from(address, slice_find(address, 0, "://") + 3);
	host = slice_sub(host, 0, slice_find(host, 0, "/"));
	return slice_starts(host, "www.") ? slice_from(host, 4) : slice_starts(host, "zoek.") ? slice_from(host, 5) : host;
}
