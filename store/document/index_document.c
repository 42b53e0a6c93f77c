/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/document/index_document.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct xap_doc *xap_doc_new(void)
{
	return memory_zeroed(1, sizeof(struct xap_doc));
}

void xap_doc_free(struct xap_doc *self)
{
	if (!self)
		return;
	positions_release(&self->terms);
	buffer_release(&self->bytes);
	buffer_release(&self->data);
	free(self->values);
	free(self);
}

void xap_doc_clear(struct xap_doc *self)
{
	self->failure.code = STATUS_OK;
	self->value_count = 0;
	positions_clear(&self->terms);
	buffer_clear(&self->bytes);
	buffer_clear(&self->data);
}

enum status xap_doc_status(const struct xap_doc *self, struct error *err)
{
	return self->failure.code ? error_set(err, self->failure.code, "%s", self->failure.msg)
				  : STATUS_OK;
}

/* Xapian itself would find out about a long term only when the document is stored. */
static bool term_is_fine(struct xap_doc *self, struct slice term)
{
	size_t len = term.len;
	if (term.len && term.len * 2 <= XAP_TERM_MAX)
		return true;
	for (size_t i = 0; i < term.len; i++)
		len += term.ptr[i] == '\0';
	if (term.len && len <= XAP_TERM_MAX)
		return true;
	if (!term.len)
		error_set(&self->failure, STATUS_INVALID, "cannot add a term: empty term");
	else
		error_set(&self->failure, STATUS_INVALID,
			  "cannot add a term: term of %zu bytes: %.40s...", len, term.ptr);
	return false;
}

void xap_doc_posting(struct xap_doc *self, struct slice term, uint32_t position, uint32_t wdf)
{
	if (self->failure.code || !term_is_fine(self, term))
		return;
	if (position == UINT32_MAX)
		error_set(&self->failure, STATUS_INVALID,
			  "cannot add a term: position over the limit");
	else
		positions_place(&self->terms, positions_add(&self->terms, term, wdf), position);
}

void xap_doc_term(struct xap_doc *self, struct slice term, uint32_t wdf)
{
	if (!self->failure.code && term_is_fine(self, term))
		positions_add(&self->terms, term, wdf);
}

static struct xap_slot_value *insert_value(struct xap_doc *self, size_t i)
{
	self->values = memory_grow(self->values, self->value_count + 1, &self->value_room, 32,
				   sizeof *self->values);
	memmove(self->values + i + 1, self->values + i,
		(self->value_count++ - i) * sizeof *self->values);
	return &self->values[i];
}

void xap_doc_value(struct xap_doc *self, unsigned slot, struct slice value)
{
	size_t i = 0;
	if (self->failure.code)
		return;
	if (slot == UINT32_MAX) {
		error_set(&self->failure, STATUS_INVALID, "cannot add a value: no such slot");
		return;
	}
	while (i < self->value_count && self->values[i].slot < slot)
		i++;
	const bool has = i < self->value_count && self->values[i].slot == slot;
	if (!value.len) {
		if (has)
			memmove(self->values + i, self->values + i + 1,
				(--self->value_count - i) * sizeof *self->values);
		return;
	}
	struct xap_slot_value *at = has ? &self->values[i] : insert_value(self, i);
	*at = (struct xap_slot_value){slot, self->bytes.len, value.len};
	buffer_add_slice(&self->bytes, value);
}

void xap_doc_data(struct xap_doc *self, struct slice data)
{
	if (self->failure.code)
		return;
	buffer_clear(&self->data);
	buffer_add_slice(&self->data, data);
}

bool xap_doc_holds(const struct xap_doc *self, struct slice term)
{
	return !positions_is_bare(term) && positions_has(&self->terms, term);
}

struct slice xap_doc_value_at(const struct xap_doc *self, size_t i)
{
	return slice_make(self->bytes.ptr + self->values[i].at, self->values[i].len);
}

/* ---- what is made of it ---- */

struct named {
	struct slice name;
	uint32_t wdf;
};

static int by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	return slice_compare(x->name, y->name);
}

enum status xap_doc_each_term(const struct xap_doc *self, xap_term_fn *fn, void *ctx,
			      struct error *err)
{
	enum status st = xap_doc_status(self, err);
	size_t count = 0;
	if (st || !self->terms.term_count)
		return st;
	struct named *names = memory_zeroed(self->terms.term_count, sizeof *names);
	for (uint32_t i = 0; i < self->terms.term_count; i++) {
		const struct named it = {positions_name(&self->terms, i), self->terms.terms[i].wdf};
		if (!positions_is_bare(it.name))
			names[count++] = it;
	}
	qsort(names, count, sizeof *names, by_name);
	for (size_t i = 0; i < count; i++)
		fn(ctx, names[i].name, names[i].wdf);
	free(names);
	return STATUS_OK;
}

enum status xap_doc_positions(struct xap_doc *self, struct buffer *out, struct error *err)
{
	const enum status st = xap_doc_status(self, err);
	if (!st)
		positions_encode(&self->terms, out);
	return st;
}
