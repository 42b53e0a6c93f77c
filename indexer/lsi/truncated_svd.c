/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * With A the matrix: Z = orth(A Y), Y = A'Z, and so on.  Z is made orthonormal by Cholesky's
 * way on Z'Z, twice (Yamamoto and others, 2015): the Gram matrix is small, and the tall
 * factor is walked in order.  Four rounds were needed (doc/benchmarks.md, "Ranking"): the spectrum
 * of texts falls slowly.
 */
#include "indexer/lsi/truncated_svd.h"

#include <lapacke.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/late.h"
#include "base/memory.h"

#define FUNCTIONS(X) X(LAPACKE_dpotrf) X(LAPACKE_dsyevd)
static struct {
	FUNCTIONS(LATE_MEMBER)
} lib;
static const char *const names[] = {FUNCTIONS(LATE_NAME)};

/* The loops so marked are nearly all there is to the time: one version for each kind of
 * processor. */
#define FAST __attribute__((optimize("O3"), target_clones("avx512f", "avx2,fma", "default")))

enum { OVERSAMPLING = 20, ROUNDS = 4, THREADS = 2, BLOCK = 64 };

/* Of the Gram matrix's trace, added to its diagonal: above the rounding of floats, so that columns
 * which depend on others do no harm (Fukaya and others, "Shifted Cholesky QR", 2020). */
static const double SHIFT = 1e-6;

struct work {
	const struct sparse *a, *transposed;
	size_t width;          /* wanted + OVERSAMPLING */
	float *left, *right;   /* rows x width, columns x width */
	double *gram, *values; /* width x width, width */
};

static void *allocate(size_t count, size_t size)
{
	void *block = memory_zeroed(count ? count : 1, size);
	return block;
}

/* ---- the matrix turned ---- */

struct turned {
	struct sparse sparse;
	size_t *start;
	uint32_t *column;
	float *value;
};

static void turn(const struct sparse *a, struct turned *out)
{
	size_t filled = a->start[a->rows];
	out->start = allocate(a->columns + 2, sizeof *out->start);
	out->column = allocate(filled, sizeof *out->column);
	out->value = allocate(filled, sizeof *out->value);
	size_t *next = out->start + 1; /* becomes start when all is placed */
	for (size_t i = 0; i < filled; i++)
		next[a->column[i] + 1]++;
	for (size_t c = 0; c < a->columns; c++)
		next[c + 1] += next[c];
	for (size_t r = 0; r < a->rows; r++)
		for (size_t i = a->start[r]; i < a->start[r + 1]; i++) {
			size_t at = next[a->column[i]]++;
			out->column[at] = (uint32_t)r;
			out->value[at] = a->value[i];
		}
	out->sparse = (struct sparse){a->columns, a->rows, out->start, out->column, out->value};
}

static void turned_release(struct turned *self)
{
	free(self->start);
	free(self->column);
	free(self->value);
}

/* ---- products ---- */

/* Rows from..to of what a loop works on.  Each sum is taken in one order: the result is the same
 * however many threads there are. */
struct share {
	const struct sparse *a;
	const float *in; /* columns x width; of gram() m, of solve() L turned */
	float *out;      /* rows x width */
	double *gram;    /* width x width */
	size_t width, from, to;
};

/* Runs a loop over the shares at once. */
static void run_all(void *(*loop)(void *), struct share shares[THREADS])
{
	pthread_t threads[THREADS];
	bool running[THREADS] = {false};
	for (size_t t = 1; t < THREADS; t++)
		running[t] = pthread_create(&threads[t], NULL, loop, &shares[t]) == 0;
	for (size_t t = 0; t < THREADS; t++)
		if (!running[t])
			loop(&shares[t]);
	for (size_t t = 1; t < THREADS; t++)
		if (running[t])
			pthread_join(threads[t], NULL);
}

FAST static void *multiply_rows(void *arg)
{
	const struct share *p = arg;
	const size_t w = p->width;
	for (size_t r = p->from; r < p->to; r++) {
		float *restrict out = p->out + r * w;
		memset(out, 0, w * sizeof *out);
		for (size_t i = p->a->start[r]; i < p->a->start[r + 1]; i++) {
			const float *restrict in = p->in + p->a->column[i] * w;
			const float x = p->a->value[i];
			for (size_t j = 0; j < w; j++)
				out[j] += x * in[j];
		}
	}
	return NULL;
}

/* All shares hold as many numbers. */
static void multiply(const struct sparse *a, const float *in, float *out, size_t width)
{
	struct share shares[THREADS];
	size_t from = 0;
	for (size_t t = 0; t < THREADS; t++) {
		size_t to = from, share = a->start[a->rows] / THREADS * (t + 1);
		while (to < a->rows && (a->start[to] < share || t + 1 == THREADS))
			to++;
		shares[t] = (struct share){
			.a = a, .in = in, .out = out, .width = width, .from = from, .to = to};
		from = to;
	}
	run_all(multiply_rows, shares);
}

/* By blocks of rows that stay in the cache. */
FAST static void *gram_rows(void *arg)
{
	const struct share *p = arg;
	const size_t w = p->width;
	const float *m = p->in;
	float *sum = allocate(w * w, sizeof *sum);
	memset(p->gram, 0, w * w * sizeof *p->gram);
	for (size_t from = p->from; from < p->to; from += BLOCK) {
		size_t to = from + BLOCK < p->to ? from + BLOCK : p->to;
		memset(sum, 0, w * w * sizeof *sum);
		for (size_t i = 0; i < w; i++)
			for (size_t r = from; r < to; r++) {
				const float x = m[r * w + i], *restrict row = m + r * w;
				float *restrict s = sum + i * w;
				for (size_t j = 0; j <= i; j++)
					s[j] += x * row[j];
			}
		for (size_t i = 0; i < w * w; i++)
			p->gram[i] += (double)sum[i];
	}
	free(sum);
	return NULL;
}

/* out = m'm, of which the lower triangle is filled. */
static void gram(const float *m, size_t rows, size_t w, double *out)
{
	struct share shares[THREADS];
	double *sums = allocate((THREADS - 1) * w * w, sizeof *sums);
	for (size_t t = 0; t < THREADS; t++)
		shares[t] = (struct share){.in = m,
					   .gram = t ? sums + (t - 1) * w * w : out,
					   .width = w,
					   .from = rows * t / THREADS,
					   .to = rows * (t + 1) / THREADS};
	run_all(gram_rows, shares);
	for (size_t t = 1; t < THREADS; t++)
		for (size_t i = 0; i < w * w; i++)
			out[i] += shares[t].gram[i];
	free(sums);
}

FAST static void *solve_rows(void *arg)
{
	const struct share *p = arg;
	const size_t w = p->width;
	for (size_t r = p->from; r < p->to; r++) {
		float *restrict y = p->out + r * w;
		for (size_t i = 0; i < w; i++) {
			const float *restrict l = p->in + i * w;
			const float x = y[i] *= l[i];
			for (size_t j = i + 1; j < w; j++)
				y[j] -= x * l[j];
		}
	}
	return NULL;
}

/* Each row x of m becomes the solution y of L y = x. */
static void solve(float *m, size_t rows, size_t w, const float *lower_turned)
{
	struct share shares[THREADS];
	for (size_t t = 0; t < THREADS; t++)
		shares[t] = (struct share){.in = lower_turned,
					   .out = m,
					   .width = w,
					   .from = rows * t / THREADS,
					   .to = rows * (t + 1) / THREADS};
	run_all(solve_rows, shares);
}

/* Makes the columns of m orthonormal; one that depends on others becomes very small, not wild. */
static enum status orthonormalise(struct work *work, float *m, size_t rows, struct error *err)
{
	size_t w = work->width;
	float *turned = allocate(w * w, sizeof *turned);
	enum status st = STATUS_OK;
	for (int twice = 0; !st && twice < 2; twice++) {
		double trace = 0;
		gram(m, rows, w, work->gram);
		for (size_t i = 0; i < w; i++)
			trace += work->gram[i * w + i];
		for (size_t i = 0; i < w; i++)
			work->gram[i * w + i] += trace * SHIFT + 1e-30;
		if (lib.LAPACKE_dpotrf(LAPACK_ROW_MAJOR, 'L', (int)w, work->gram, (int)w) != 0) {
			st = error_set(err, STATUS_FORMAT, "the latent space cannot be computed");
			break;
		}
		for (size_t i = 0; i < w; i++)
			for (size_t j = i; j < w; j++)
				turned[i * w + j] = (float)(i == j ? 1 / work->gram[i * w + i]
								   : work->gram[j * w + i]);
		solve(m, rows, w, turned);
	}
	free(turned);
	return st;
}

/* ---- the whole ---- */

/* Plus and minus ones from a fixed xorshift sequence. */
static void fill_start(float *m, size_t count)
{
	uint64_t x = 0x9e3779b97f4a7c15u;
	for (size_t i = 0; i < count; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		m[i] = x >> 63 ? 1 : -1;
	}
}

/* out = m turn */
FAST static void turn_rows(const float *m, size_t rows, size_t w, const float *turn, size_t wanted,
			   float *out)
{
	memset(out, 0, rows * wanted * sizeof *out);
	for (size_t r = 0; r < rows; r++)
		for (size_t i = 0; i < w; i++) {
			const float x = m[r * w + i], *restrict from = turn + i * wanted;
			float *restrict to = out + r * wanted;
			for (size_t k = 0; k < wanted; k++)
				to[k] += x * from[k];
		}
}

/* With Z orthonormal and Y = A'Z: the eigenvectors of Y'Y turn Y into the singular vectors. */
static enum status rotate(struct work *work, size_t wanted, float *vectors, struct error *err)
{
	size_t w = work->width, columns = work->a->columns;
	gram(work->right, columns, w, work->gram);
	if (lib.LAPACKE_dsyevd(LAPACK_ROW_MAJOR, 'V', 'L', (int)w, work->gram, (int)w,
			       work->values) != 0)
		return error_set(err, STATUS_FORMAT, "the latent space cannot be computed");
	float *turn = allocate(w * wanted, sizeof *turn);
	for (size_t k = 0; k < wanted; k++) { /* eigenvalues come smallest first */
		double value = work->values[w - 1 - k];
		double scale = value > 1e-9 * work->values[w - 1] ? 1 / sqrt(value) : 0;
		for (size_t i = 0; i < w; i++)
			turn[i * wanted + k] = (float)(work->gram[i * w + w - 1 - k] * scale);
	}
	turn_rows(work->right, columns, w, turn, wanted, vectors);
	free(turn);
	return STATUS_OK;
}

enum status subspace_right(const struct sparse *matrix, size_t wanted, float *vectors,
			   const volatile sig_atomic_t *stop, struct error *err)
{
	struct turned turned;
	struct work work = {.a = matrix, .width = wanted + OVERSAMPLING};
	size_t w = work.width;
	enum status st = late_load("liblapacke.so.3", names, sizeof names / sizeof *names, &lib,
				   err);
	if (st)
		return st;
	turn(matrix, &turned);
	work.left = allocate(matrix->rows * w, sizeof *work.left);
	work.right = allocate(matrix->columns * w, sizeof *work.right);
	work.gram = allocate(w * w, sizeof *work.gram);
	work.values = allocate(w, sizeof *work.values);
	fill_start(work.right, matrix->columns * w);
	for (int round = 0; !st && round <= ROUNDS; round++) {
		multiply(matrix, work.right, work.left, w);
		st = orthonormalise(&work, work.left, matrix->rows, err);
		if (!st && stop && *stop)
			st = error_set(err, STATUS_LIMIT, "interrupted");
		if (!st)
			multiply(&turned.sparse, work.left, work.right, w);
	}
	if (!st)
		st = rotate(&work, wanted, vectors, err);
	free(work.left);
	free(work.right);
	free(work.gram);
	free(work.values);
	turned_release(&turned);
	return st;
}
