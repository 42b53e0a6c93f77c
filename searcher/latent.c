/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The best hits are taken for relevant in proportion to the cube of their score, and weigh together into
 * a direction; each coordinate is divided by its mean energy in the index (whitened), or the few
 * directions that all of politics shares would drown the rest.  This is the first step of a ridge
 * regression of relevance on the coordinates with a diagonal covariance.  The numbers are from the judged
 * themes (DESIGN.md, "Ranking"); around them the scores hardly change.
 */
#include "searcher/latent.h"

#include <math.h>
#include <stdlib.h>

#include "store/latent.h"
#include "store/schema.h"

enum { TEACHERS = 100 };
static const double RIDGE = .005, WEIGHT = 1.5;

struct scored {
	uint32_t docid;
	double words, likeness;
	bool candidate;
	const char *vector; /* the value, NULL when it has none in this space */
	struct latent_vector at;
};

struct field {
	struct latent_space space;
	struct scored *docs; /* by docid */
	size_t count;
};

static int by_docid(const void *a, const void *b)
{
	uint32_t x = ((const struct scored *)a)->docid, y = ((const struct scored *)b)->docid;
	return (x > y) - (x < y);
}

/* The hits of both lists, each once. */
static void gather(struct field *f, const struct xap_hits *first, const struct xap_hits *candidates,
		   size_t more, struct arena *arena)
{
	size_t plain = xap_hits_count(first), n = 0;
	double best = xap_hits_at(first, 0).score;
	f->docs = arena_calloc(arena, plain + more, sizeof *f->docs);
	for (size_t i = 0; i < plain; i++) {
		struct xap_hit hit = xap_hits_at(first, i);
		f->docs[f->count++] = (struct scored){.docid = hit.docid, .words = hit.score / best};
	}
	for (size_t i = 0; i < more; i++)
		f->docs[f->count++] = (struct scored){.docid = xap_hits_at(candidates, i).docid,
						      .candidate = true};
	qsort(f->docs, f->count, sizeof *f->docs, by_docid);
	for (size_t i = 0; i < f->count; i++) {
		struct scored *d = &f->docs[i];
		if (n && f->docs[n - 1].docid == d->docid) {
			f->docs[n - 1].candidate |= d->candidate;
			f->docs[n - 1].words += d->words; /* one of them is 0 */
		} else {
			f->docs[n++] = *d;
		}
	}
	f->count = n;
}

struct loading {
	struct field *field;
	struct arena *arena;
	size_t next;
};

static void take_vector(void *ctx, uint32_t docid, struct slice value)
{
	struct loading *l = ctx;
	while (l->next < l->field->count && l->field->docs[l->next].docid < docid)
		l->next++;
	struct scored *d = &l->field->docs[l->next];
	struct slice kept = arena_copy(l->arena, value);
	if (latent_unpack(&l->field->space, kept, &d->at))
		d->vector = kept.ptr;
}

static enum status load_vectors(struct field *f, struct xap_db *db, struct arena *arena,
				struct error *err)
{
	struct loading loading = {f, arena, 0};
	uint32_t *docids = arena_alloc(arena, f->count * sizeof *docids);
	for (size_t i = 0; i < f->count; i++)
		docids[i] = f->docs[i].docid;
	return xap_rows(db, docids, f->count, take_vector, &loading, err);
}

static int by_words(const void *a, const void *b)
{
	const struct scored *x = *(const struct scored *const *)a, *y = *(const struct scored *const *)b;
	if (x->words != y->words)
		return x->words < y->words ? 1 : -1;
	return (x->docid > y->docid) - (x->docid < y->docid);
}

/* The whitened direction of the best hits. */
static void learn(const struct field *f, float *direction, struct arena *arena)
{
	const struct scored **best = arena_alloc(arena, f->count * sizeof *best);
	double sum[LATENT_DIMENSIONS] = {0};
	for (size_t i = 0; i < f->count; i++)
		best[i] = &f->docs[i];
	qsort(best, f->count, sizeof *best, by_words);
	for (size_t i = 0; i < f->count && i < TEACHERS; i++) {
		const struct scored *d = best[i];
		double weight = d->words * d->words * d->words * (double)d->at.scale;
		for (size_t j = 0; d->vector && j < f->space.dimensions; j++)
			sum[j] += weight * d->at.coordinates[j];
	}
	for (size_t j = 0; j < f->space.dimensions; j++)
		direction[j] = (float)(sum[j] / ((double)f->space.energy[j] + RIDGE));
}

static double compare(const struct field *f, const float *direction)
{
	double most = 0;
	for (size_t i = 0; i < f->count; i++) {
		struct scored *d = &f->docs[i];
		float sum = 0;
		for (size_t j = 0; d->vector && j < f->space.dimensions; j++)
			sum += direction[j] * d->at.coordinates[j];
		d->likeness = (double)(sum * d->at.scale);
		if (d->candidate && d->likeness > most)
			most = d->likeness;
	}
	return most;
}

enum status latent_rank(struct xap_db *db, const struct xap_hits *first,
			const struct xap_hits *candidates, size_t depth, struct arena *arena,
			struct latent_hit **scored, struct error *err)
{
	struct field f = {.count = 0};
	float direction[LATENT_DIMENSIONS];
	size_t n = 0;
	*scored = NULL;
	enum status st = latent_space_load(db, &f.space, err);
	if (st || !f.space.generation || !xap_hits_count(first) || xap_hits_at(first, 0).score <= 0)
		return st;
	gather(&f, first, candidates, depth, arena);
	st = load_vectors(&f, db, arena, err);
	if (st)
		return st;
	learn(&f, direction, arena);
	double most = compare(&f, direction);
	struct latent_hit *out = arena_alloc(arena, f.count * sizeof *out + 1);
	for (size_t i = 0; i < f.count; i++)
		if (f.docs[i].candidate)
			out[n++] = (struct latent_hit){
				f.docs[i].docid,
				f.docs[i].words + (most > 0 ? WEIGHT * f.docs[i].likeness / most : 0)};
	*scored = out;
	return STATUS_OK;
}
