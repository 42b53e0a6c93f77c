/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The best hits are taken for relevant in proportion to the cube of their score, and weigh together
 * into a direction; each coordinate is divided by its mean energy in the index (whitened), or the
 * few directions that all of politics shares would drown the rest.  This is the first step of a
 * ridge regression of relevance on the coordinates with a diagonal covariance.  The numbers are
 * from the judged themes (doc/benchmarks.md, "Ranking"); around them the scores hardly change.
 */
#include "searcher/rank/lsi_rank.h"

#include <math.h>

enum { DIRECTION_MAX = 32767 };
static const double RIDGE = .005, WEIGHT = 1.5;

static struct latent_vector *vectors_of(struct vectors *vectors, struct xap_db *db,
					struct matcher *matcher, const struct hit_list *list,
					size_t count, struct arena *arena, enum status *st,
					struct error *err)
{
	struct latent_vector *out = arena_alloc(arena, count * sizeof *out + 1);
	uint32_t *docids = arena_alloc(arena, count * sizeof *docids + 1);
	for (size_t i = 0; i < count; i++)
		docids[i] = list->items[i].docid;
	*st = vectors_get(vectors, db, matcher, docids, count, arena, out, err);
	return out;
}

/* The whitened direction of the best hits; its largest coordinate is DIRECTION_MAX. */
static void learn(const struct latent_space *space, const struct hit_list *best,
		  const struct latent_vector *vectors, size_t count,
		  int16_t direction[LATENT_DIMENSIONS])
{
	double sum[LATENT_DIMENSIONS] = {0}, most = 0;
	for (size_t i = 0; i < count; i++) {
		double words = best->items[i].score / best->items[0].score;
		double weight = words * words * words * (double)vectors[i].scale;
		for (size_t j = 0; weight > 0 && j < LATENT_DIMENSIONS; j++)
			sum[j] += weight * vectors[i].coordinates[j];
	}
	for (size_t j = 0; j < space->dimensions; j++) {
		sum[j] /= (double)space->energy[j] + RIDGE;
		most = fmax(most, fabs(sum[j]));
	}
	for (size_t j = 0; j < LATENT_DIMENSIONS; j++)
		direction[j] = most > 0 ? (int16_t)lrint(sum[j] * DIRECTION_MAX / most) : 0;
}

/* In whole numbers and a fixed count, which compilers make vectors of. */
static int32_t product(const int16_t direction[LATENT_DIMENSIONS], const signed char *coordinates)
{
	int32_t sum = 0;
	for (int j = 0; j < LATENT_DIMENSIONS; j++)
		sum += direction[j] * coordinates[j];
	return sum;
}

static double *compare(const int16_t direction[LATENT_DIMENSIONS],
		       const struct latent_vector *vectors, size_t count, struct arena *arena)
{
	double *likeness = arena_alloc(arena, count * sizeof *likeness + 1), most = 0;
	for (size_t i = 0; i < count; i++) {
		const struct latent_vector *v = &vectors[i];
		likeness[i] = v->scale > 0 ? product(direction, v->coordinates) * (double)v->scale
					   : 0;
		most = fmax(most, likeness[i]);
	}
	for (size_t i = 0; i < count; i++)
		likeness[i] = most > 0 ? likeness[i] / most : 0;
	return likeness;
}

double latent_score(double words, double likeness)
{
	return words + WEIGHT * likeness;
}

enum status latent_likeness(struct vectors *vectors, struct xap_db *db, struct matcher *matcher,
			    const struct hit_list *best, const struct hit_list *candidates,
			    struct arena *arena, double **likeness, struct error *err)
{
	const struct latent_space *space;
	size_t teachers = best->count < LATENT_TEACHERS ? best->count : LATENT_TEACHERS;
	int16_t direction[LATENT_DIMENSIONS];
	*likeness = NULL;
	enum status st = vectors_space(vectors, db, &space, err);
	if (st || !space->generation || !teachers || best->items[0].score <= 0)
		return st;
	struct latent_vector *v = vectors_of(vectors, db, matcher, best, teachers, arena, &st, err);
	if (st)
		return st;
	learn(space, best, v, teachers, direction);
	v = vectors_of(vectors, db, matcher, candidates, candidates->count, arena, &st, err);
	if (!st)
		*likeness = compare(direction, v, candidates->count, arena);
	return st;
}

enum status latent_rank(struct vectors *vectors, struct xap_db *db, struct matcher *matcher,
			const struct hit_list *best, struct hit_list *candidates,
			struct arena *arena, bool *done, struct error *err)
{
	double *likeness, first = best->count ? best->items[0].score : 0; /* the lists may be one */
	enum status st = latent_likeness(vectors, db, matcher, best, candidates, arena, &likeness,
					 err);
	*done = !st && likeness;
	for (size_t i = 0; *done && i < candidates->count; i++)
		candidates->items[i].score = latent_score(candidates->items[i].score / first,
							  likeness[i]);
	return st;
}
