/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_LSI_BASIS_H
#define INDEXER_LSI_BASIS_H

/*
 * The basis of an index's latent space: the words that take part, each with its
 * weight and its row of coordinates.  A question's vector is the sum of its words'
 * rows, weighed by how often they stand in it, brought to length 1 ("folding in",
 * Deerwester and others, "Indexing by latent semantic analysis", JASIS 41, 1990).
 */
#include "indexer/lsi/lsi_corpus.h"
#include "store/index/lsi_space.h"

struct latent_basis;

struct latent_basis *latent_basis_new(void);
void latent_basis_free(struct latent_basis *self);

/*
 * Chooses the words, without rows as yet: those that at least two questions have, that
 * are no mark of what is common and no number; at most some ten thousands, the most frequent.
 */
MUST_CHECK enum status latent_basis_choose(struct latent_basis *self,
					   const struct latent_source *from, struct error *err);
size_t latent_basis_count(const struct latent_basis *self);

/* Row of a term, or false; what `wdf` of it weighs in a question. */
bool latent_basis_word(const struct latent_basis *self, struct slice term, uint32_t *row);
float latent_basis_weigh(const struct latent_basis *self, uint32_t row, uint32_t wdf);
/* Row of a term, or false; *weight is what `wdf` of it weighs in a question. */
bool latent_basis_find(const struct latent_basis *self, struct slice term, uint32_t wdf,
		       uint32_t *row, float *weight);

/* Gives each word its row: count x dimensions floats, dimensions at most LATENT_DIMENSIONS.  The
 * space's generation is a hash of it all: the same space has the same one. */
void latent_basis_set(struct latent_basis *self, size_t dimensions, const float *rows);

/* Adds a row times a weight to `sum` (dimensions floats). */
void latent_basis_add(const struct latent_basis *self, uint32_t row, float weight, float *sum);
/* Adds a word to `sum` (dimensions floats); nothing for one that takes no part. */
void latent_basis_fold(const struct latent_basis *self, struct slice term, uint32_t wdf,
		       float *sum);
/* Brings a vector to length 1; false, and unchanged, when it is null. */
bool latent_basis_normalise(const struct latent_basis *self, float *vector);

/* Brings a question's vector to length 1, adds its squares to `energy` (see
 * indexer/lsi/lsi_corpus.h), and replaces *row with its row, empty when the vector is null. */
void latent_basis_finish(const struct latent_basis *self, float *vector, uint64_t *energy,
			 struct buffer *row);

/* Replaces *row with the row of a document under construction, empty when it has no vector. */
MUST_CHECK enum status latent_basis_place(const struct latent_basis *self, struct xap_doc *doc,
					  struct buffer *row, struct error *err);

const struct latent_space *latent_basis_space(const struct latent_basis *self);

/* Has the rows kept; *chunks is how many pieces it took. */
MUST_CHECK enum status latent_basis_save(const struct latent_basis *self,
					 const struct latent_source *where, uint32_t *chunks,
					 struct error *err);
/* Reads the space that the index has; *has false when it has none. */
MUST_CHECK enum status latent_basis_load(struct latent_basis *self, struct xap_db *db, bool *has,
					 struct error *err);

#endif
