/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Analyzers that share what they know, in several threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>

#include "stemming/known_words.h"

static struct error err;

static void tell(void *ctx, const struct token *token)
{
	for (unsigned i = 0; i < token->word->count; i++) {
		const struct word_term *t = &token->word->terms[i];
		buffer_printf(ctx, "%.*s/%d/%d ", SLICE_ARG(t->text), t->kind, t->offset);
	}
}

/* Words of which each thread meets some first, in turns. */
static void make_text(unsigned from, struct buffer *text)
{
	static const char *const ends[] = {"beleid", "en", "woning", "achtig", "subsidie", "e"};
	for (unsigned i = 0; i < 3000; i++) {
		const unsigned n = (i * 31 + from * 977) % 3000;
		buffer_printf(text, "%c%s%c%s ", 'b' + n % 20, n % 2 ? "aan" : "oor", 'a' + n / 20 % 26, ends[n % 6]);
	}
}

static void run_alone(struct known_words *known, unsigned from, struct buffer *out)
{
	struct analyzer *analyzer = NULL;
	struct buffer text = BUFFER_INIT;
	if (analyzer_new(&analyzer, &err))
		return;
	analyzer_share(analyzer, known);
	make_text(from, &text);
	analyzer_run(analyzer, buffer_slice(&text), 1, tell, out);
	analyzer_free(analyzer);
	buffer_release(&text);
}

struct job {
	struct known_words *known;
	unsigned from;
	struct buffer out;
};

static void *work(void *arg)
{
	struct job *job = arg;
	run_alone(job->known, job->from, &job->out);
	return NULL;
}

static void test_the_same_as_alone(void **state)
{
	(void)state;
	enum { THREADS = 4 };
	struct known_words *known = known_words_new();
	struct job jobs[THREADS];
	pthread_t threads[THREADS];
	for (unsigned i = 0; i < THREADS; i++) {
		jobs[i] = (struct job){known, i, BUFFER_INIT};
		assert_int_equal(pthread_create(&threads[i], NULL, work, &jobs[i]), 0);
	}
	for (unsigned i = 0; i < THREADS; i++) {
		struct buffer alone = BUFFER_INIT;
		pthread_join(threads[i], NULL);
		run_alone(NULL, i, &alone);
		assert_true(alone.len > 30000);
		assert_true(slice_eq(buffer_slice(&alone), buffer_slice(&jobs[i].out)));
		buffer_release(&alone);
		buffer_release(&jobs[i].out);
	}
	known_words_free(known);
}

static void test_found(void **state)
{
	(void)state;
	struct known_words *known = known_words_new();
	const struct word_term terms[] = {{SLICE_LIT("een"), 0, 0, 0}, {SLICE_LIT("twee"), 1, 1, 0}};
	const struct word word = {.terms = terms, .count = 2, .width = 2};
	struct slice key;
	struct word found;
	assert_false(known_words_find(known, slice_of("x"), 7, &key, &found));
	known_words_add(known, slice_of("x"), 7, &word);
	known_words_add(known, slice_of("y"), 7, &(struct word){.count = 0}); /* the same hash */
	assert_true(known_words_find(known, slice_of("x"), 7, &key, &found));
	assert_true(slice_is(key, "x"));
	assert_int_equal(found.count, 2);
	assert_true(slice_is(found.terms[1].text, "twee"));
	assert_ptr_not_equal(found.terms, terms);
	assert_true(known_words_find(known, slice_of("y"), 7, &key, &found));
	assert_int_equal(found.count, 0);
	assert_false(known_words_find(known, slice_of("z"), 7, &key, &found));
	known_words_free(known);
	known_words_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_the_same_as_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
