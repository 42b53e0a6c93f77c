/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/index/lsi_space.h"

#include <endian.h>
#include <math.h>

#include "store/index/schema.h"

enum { VERSION = 2, VECTOR_HEAD = 8, SPACE_HEAD = 24 };

void latent_add_u32(struct buffer *out, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		buffer_add_byte(out, (char)(value >> 8 * i & 0xff));
}

uint32_t latent_u32(const char *at)
{
	uint32_t value = 0;
	for (int i = 3; i >= 0; i--)
		value = value << 8 | (unsigned char)at[i];
	return value;
}

void latent_add_float(struct buffer *out, float value)
{
	uint32_t bits;
	memcpy(&bits, &value, sizeof bits);
	latent_add_u32(out, bits);
}

float latent_float(const char *at)
{
	uint32_t bits = latent_u32(at);
	float value;
	memcpy(&value, &bits, sizeof value);
	return value;
}

/* To whole numbers of at most `most`, times the scale that it returns. */
static float quantise(const float *vector, size_t count, int most, signed char *out)
{
	float largest = 0;
	for (size_t i = 0; i < count; i++)
		if (fabsf(vector[i]) > largest)
			largest = fabsf(vector[i]);
	for (size_t i = 0; i < count; i++)
		out[i] = largest > 0 ? (signed char)lrintf(vector[i] * (float)most / largest) : 0;
	return largest / (float)most;
}

float latent_quantise(const float *vector, size_t count, signed char *out)
{
	return quantise(vector, count, 127, out);
}

uint32_t latent_row_bytes(const struct latent_space *space)
{
	return VECTOR_HEAD + (space->dimensions + 1) / 2;
}

void latent_pack(const struct latent_space *space, const float *vector, struct buffer *out)
{
	signed char numbers[LATENT_DIMENSIONS + 1] = {0};
	float scale = quantise(vector, space->dimensions, LATENT_MOST, numbers);
	buffer_clear(out);
	latent_add_u32(out, space->generation);
	latent_add_float(out, scale);
	for (size_t i = 0; i < space->dimensions; i += 2)
		buffer_add_byte(out, (char)((unsigned char)(numbers[i] & 0xf) |
					    (unsigned char)(numbers[i + 1] & 0xf) << 4));
}

/* Eight coordinates at once: each gets a byte of a number, and its sign. */
static void unpack_eight(const unsigned char *packed, signed char *out)
{
	uint32_t four;
	memcpy(&four, packed, sizeof four);
	uint64_t eight = le32toh(four);
	eight = (eight | eight << 16) & 0x0000ffff0000ffff;
	eight = (eight | eight << 8) & 0x00ff00ff00ff00ff;
	eight = (eight | eight << 4) & 0x0f0f0f0f0f0f0f0f;
	eight = ((eight ^ 0x0808080808080808) + 0x7878787878787878) ^ 0x8080808080808080;
	eight = htole64(eight);
	memcpy(out, &eight, sizeof eight);
}

bool latent_unpack(const struct latent_space *space, struct slice value, float *scale,
		   signed char *out)
{
	const unsigned char *packed = (const unsigned char *)value.ptr + VECTOR_HEAD;
	if (!space->generation || value.len != latent_row_bytes(space) ||
	    latent_u32(value.ptr) != space->generation)
		return false;
	*scale = latent_float(value.ptr + 4);
	const size_t count = (space->dimensions + 1) / 2;
	size_t i = 0;
	for (; i + 4 <= count; i += 4)
		unpack_eight(packed + i, out + 2 * i);
	for (i *= 2; i < space->dimensions; i++)
		out[i] = (signed char)((((packed[i / 2] >> i % 2 * 4) & 0xf) ^ 8) -
				       8); /* two's complement */
	return true;
}

enum status latent_space_load(struct xap_db *db, struct latent_space *out, struct error *err)
{
	struct buffer value = BUFFER_INIT;
	*out = (struct latent_space){.generation = 0};
	enum status st = xap_metadata_get(db, SCHEMA_KEY_LATENT, &value, err);
	if (st || !value.len)
		goto out;
	struct latent_space s = {.generation = 0};
	if (value.len >= SPACE_HEAD && latent_u32(value.ptr) == VERSION) {
		s.generation = latent_u32(value.ptr + 4);
		s.dimensions = latent_u32(value.ptr + 8);
		s.questions = latent_u32(value.ptr + 12);
		s.terms = latent_u32(value.ptr + 16);
		s.chunks = latent_u32(value.ptr + 20);
	}
	if (!s.generation || s.dimensions > LATENT_DIMENSIONS ||
	    value.len != SPACE_HEAD + 4 * (size_t)s.dimensions) {
		st = error_set(err, STATUS_FORMAT,
			       "the latent space in the index cannot be understood");
		goto out;
	}
	for (size_t i = 0; i < s.dimensions; i++)
		s.energy[i] = latent_float(value.ptr + SPACE_HEAD + 4 * i);
	*out = s;
out:
	buffer_release(&value);
	return st;
}

void latent_space_format(const struct latent_space *space, struct buffer *out)
{
	const uint32_t head[] = {VERSION,          space->generation, space->dimensions,
				 space->questions, space->terms,      space->chunks};
	buffer_clear(out);
	for (size_t i = 0; i < sizeof head / sizeof *head; i++)
		latent_add_u32(out, head[i]);
	for (size_t i = 0; i < space->dimensions; i++)
		latent_add_float(out, space->energy[i]);
}
