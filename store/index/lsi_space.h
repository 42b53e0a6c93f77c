/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_LSI_SPACE_H
#define STORE_LSI_SPACE_H

/*
 * How the latent space lies in the index: a space of LATENT_DIMENSIONS found in the
 * index's own words, in which each question is a vector of length 1.  The indexer
 * finds it (indexer/lsi/lsi_train.h); the searcher needs no more than the vectors of
 * its candidates and the energies.
 *
 * A space has a generation, a number of its own.  A vector bears that of the space in which it was
 * made; one of another generation than the index's counts as none, so that a change of
 * space may go in several commits.
 *
 *   the row of a question        vector: generation (4 bytes), scale (float), half a byte a
 *                                dimension
 *   vraagbaak.latent             the space: version, generation, dimensions, questions it was
 *                                found in, terms, basis chunks (4 bytes each), energies (floats)
 *   vraagbaak.latent.basis.N     its terms with their rows, in chunks; see indexer/lsi/lsi_basis.c
 * Numbers are little-endian.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "store/xapian/xap.h"

enum {
	LATENT_DIMENSIONS = 256,
	LATENT_MOST = 7, /* a coordinate is a whole number from minus this to this, times a scale */
};

struct latent_space {
	uint32_t generation; /* 0: the index has no space */
	uint32_t dimensions; /* at most LATENT_DIMENSIONS */
	uint32_t questions;  /* in the index when it was found */
	uint32_t terms, chunks;
	/* Mean square of the vectors' coordinates: how common each direction is. */
	float energy[LATENT_DIMENSIONS];
};

struct latent_vector {
	float scale;
	const signed char *coordinates; /* times scale; borrowed from the value */
};

/* Bytes of a vector in this space. */
uint32_t latent_row_bytes(const struct latent_space *space);
/* Replaces *out with the value of a vector, of which the coordinates are rounded to half a byte. */
void latent_pack(const struct latent_space *space, const float *vector, struct buffer *out);
/* Writes the coordinates, `dimensions` of them and one more where that is odd; false when the value
 * is no vector of this space. */
bool latent_unpack(const struct latent_space *space, struct slice value, float *scale,
		   signed char *out);

/* Coordinates to signed bytes times the scale that it returns; 0 for a null vector. */
float latent_quantise(const float *vector, size_t count, signed char *out);

/* The index's space, generation 0 when it has none.  FORMAT when it cannot be understood. */
MUST_CHECK enum status latent_space_load(struct xap_db *db, struct latent_space *out,
					 struct error *err);
/* Replaces *out with what lies under SCHEMA_KEY_LATENT. */
void latent_space_format(const struct latent_space *space, struct buffer *out);

/* Little-endian floats and numbers, for what is kept beside. */
void latent_add_u32(struct buffer *out, uint32_t value);
void latent_add_float(struct buffer *out, float value);
uint32_t latent_u32(const char *at);
float latent_float(const char *at);

#endif
