/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/document/stored_fields.h"

#include <stdlib.h>

#include <zdict.h>
#include <zstd.h>

#include "base/memory.h"

enum { LEVEL = 3, MAGIC_LEN = 4, KNOWN_MAX = 64, DATA_MAX = 1 << 28 };

struct dictionary {
	uint32_t number;
	ZSTD_DDict *reading;
};

struct records {
	ZSTD_CCtx *pack;
	ZSTD_DCtx *read;
	struct dictionary known[KNOWN_MAX];
	size_t count, newest; /* newest: index plus 1 */
	struct buffer bytes;  /* of the newest dictionary, for: */
	ZSTD_CDict *packing;  /* made with the first record that is packed: readers need none */
	struct buffer frame;
};

static void *must(void *made)
{
	if (!made)
		die_nomem(0);
	return made;
}

struct records *records_new(void)
{
	struct records *self = must(calloc(1, sizeof *self));
	self->pack = must(ZSTD_createCCtx());
	self->read = must(ZSTD_createDCtx());
	ZSTD_CCtx_setParameter(self->pack, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(self->pack, ZSTD_c_dictIDFlag, 0);
	return self;
}

void records_free(struct records *self)
{
	if (!self)
		return;
	for (size_t i = 0; i < self->count; i++)
		ZSTD_freeDDict(self->known[i].reading);
	ZSTD_freeCDict(self->packing);
	buffer_release(&self->bytes);
	ZSTD_freeCCtx(self->pack);
	ZSTD_freeDCtx(self->read);
	buffer_release(&self->frame);
	free(self);
}

static const struct dictionary *find(const struct records *self, uint32_t number)
{
	for (size_t i = 0; i < self->count; i++)
		if (self->known[i].number == number)
			return &self->known[i];
	return NULL;
}

bool records_knows(const struct records *self, uint32_t number)
{
	return !number || find(self, number);
}

uint32_t records_newest(const struct records *self)
{
	return self->newest ? self->known[self->newest - 1].number : 0;
}

bool records_learn(struct records *self, uint32_t number, struct slice dictionary)
{
	if (find(self, number))
		return true;
	if (!dictionary.len || self->count == KNOWN_MAX)
		return false;
	struct dictionary d = {.number = number,
			       .reading = ZSTD_createDDict(dictionary.ptr, dictionary.len)};
	const bool newest = number > records_newest(self);
	if (!d.reading)
		return false;
	self->known[self->count++] = d;
	if (newest) {
		self->newest = self->count;
		buffer_clear(&self->bytes);
		buffer_add_slice(&self->bytes, dictionary);
		ZSTD_CCtx_refCDict(self->pack, NULL);
		ZSTD_freeCDict(self->packing);
		self->packing = NULL;
	}
	return true;
}

static void be_ready(struct records *self)
{
	if (!self->newest || self->packing)
		return;
	self->packing = must(ZSTD_createCDict(self->bytes.ptr, self->bytes.len, LEVEL));
	ZSTD_CCtx_refCDict(self->pack, self->packing);
}

void records_pack(struct records *self, struct slice data, struct buffer *out)
{
	size_t most = ZSTD_compressBound(data.len);
	be_ready(self);
	buffer_clear(&self->frame);
	buffer_reserve(&self->frame, most);
	size_t len = ZSTD_compress2(self->pack, self->frame.ptr, most, data.ptr, data.len);
	if (ZSTD_isError(len))
		die_nomem(most); /* the one way in which it can fail */
	buffer_clear(out);
	buffer_add_varint(out, records_newest(self));
	buffer_add(out, self->frame.ptr + MAGIC_LEN, len - MAGIC_LEN);
}

static bool read_number(struct slice *packed, uint32_t *number)
{
	uint64_t value = 0;
	for (size_t i = 0; i < packed->len && i < 5; i++) {
		value |= (uint64_t)(packed->ptr[i] & 0x7f) << 7 * i;
		if (packed->ptr[i] & 0x80)
			continue;
		*number = (uint32_t)value;
		*packed = slice_from(*packed, i + 1);
		return true;
	}
	return false;
}

uint32_t records_needs(struct slice packed)
{
	uint32_t number = 0;
	return read_number(&packed, &number) ? number : 0;
}

enum status records_unpack(struct records *self, struct slice packed, struct buffer *out,
			   struct error *err)
{
	static const char magic[MAGIC_LEN] = {'\x28', '\xb5', '\x2f', '\xfd'};
	uint32_t number;
	buffer_clear(out);
	if (!read_number(&packed, &number) || !records_knows(self, number))
		return error_set(err, STATUS_CORRUPT, "packed data without its dictionary");
	buffer_clear(&self->frame);
	buffer_add(&self->frame, magic, MAGIC_LEN);
	buffer_add_slice(&self->frame, packed);
	unsigned long long size = ZSTD_getFrameContentSize(self->frame.ptr, self->frame.len);
	if (size > DATA_MAX) /* unknown and damaged are larger numbers */
		return error_set(err, STATUS_CORRUPT, "packed data is damaged");
	buffer_reserve(out, (size_t)size);
	ZSTD_DCtx_refDDict(self->read, number ? find(self, number)->reading : NULL);
	size_t len = ZSTD_decompressDCtx(self->read, out->ptr, (size_t)size, self->frame.ptr,
					 self->frame.len);
	if (ZSTD_isError(len) || len != size)
		return error_set(err, STATUS_CORRUPT, "packed data is damaged");
	out->len = len;
	out->ptr[len] = '\0';
	return STATUS_OK;
}

/* ---- training ---- */

void records_sample_add(struct records_sample *self, struct slice data)
{
	if (!data.len || self->bytes.len + data.len > RECORDS_SAMPLE_MAX)
		return;
	self->sizes = memory_grow(self->sizes, self->count + 1, &self->room, 512,
				  sizeof *self->sizes);
	self->sizes[self->count++] = data.len;
	buffer_add_slice(&self->bytes, data);
}

void records_sample_release(struct records_sample *self)
{
	buffer_release(&self->bytes);
	free(self->sizes);
	*self = (struct records_sample){.count = 0};
}

bool records_train(const struct records_sample *sample, struct buffer *dictionary)
{
	buffer_clear(dictionary);
	if (sample->count < RECORDS_TRAINED_ON)
		return false;
	size_t room = sample->bytes.len / 16 < RECORDS_DICTIONARY_MAX ? sample->bytes.len / 16
								      : RECORDS_DICTIONARY_MAX;
	buffer_reserve(dictionary, room);
	size_t len = ZDICT_trainFromBuffer(dictionary->ptr, room, sample->bytes.ptr, sample->sizes,
					   (unsigned)sample->count);
	if (ZDICT_isError(len))
		return false;
	dictionary->len = len;
	return true;
}
