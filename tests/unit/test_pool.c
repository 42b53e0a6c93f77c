/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose turn it is, and what waits too long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <time.h>

#include "base/work_limit.h"
#include "web/server/client.h"
#include "web/server/pool.h"

enum { WORKERS = 4, ROOM = 40, LONG_MS = 20000 };

struct job {
	atomic_bool *go; /* it runs until then */
	atomic_int *begun, *late;
};

static void pause_ms(unsigned ms)
{
	nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

static void do_job(void *worker, void *ptr, bool late)
{
	struct job *job = ptr;
	assert_true(late == !worker);
	atomic_fetch_add(late ? job->late : job->begun, 1);
	while (!late && !atomic_load(job->go))
		pause_ms(1);
}

static void be_idle(void *worker)
{
	(void)worker;
}

static struct pool *open_pool(size_t workers, double wait_s)
{
	static int worker;
	void *list[WORKERS];
	for (size_t i = 0; i < workers; i++)
		list[i] = &worker;
	struct pool *pool = pool_new(list, workers, ROOM, wait_s, do_job, be_idle);
	assert_non_null(pool);
	return pool;
}

static bool becomes(atomic_int *number, int wanted)
{
	for (unsigned ms = 0; ms < LONG_MS && atomic_load(number) != wanted; ms++)
		pause_ms(1);
	return atomic_load(number) == wanted;
}

/* Long enough to see that nothing happens. */
static bool stays(atomic_int *number, int wanted)
{
	pause_ms(50);
	return atomic_load(number) == wanted;
}

static void dear_jobs_leave_room(void **state)
{
	atomic_bool go = false, now = true;
	atomic_int dear = 0, cheap = 0, late = 0;
	struct job slow = {&go, &dear, &late}, quick = {&now, &cheap, &late};
	struct pool *pool = open_pool(WORKERS, 60);
	(void)state;
	for (uint64_t client = 1; client <= 10; client++)
		assert_true(pool_put(pool, &slow, client, true));
	assert_true(becomes(&dear, WORKERS / 2));
	for (int i = 1; i <= 10; i++)
		assert_true(pool_put(pool, &quick, 99, false));
	assert_true(becomes(&cheap, 10));
	assert_true(stays(&dear, WORKERS / 2));
	atomic_store(&go, true);
	assert_true(becomes(&dear, 10));
	pool_free(pool);
	assert_int_equal(late, 0);
}

static void one_client_has_not_all(void **state)
{
	atomic_bool go = false, now = true;
	atomic_int theirs = 0, others = 0, late = 0;
	struct job slow = {&go, &theirs, &late}, quick = {&now, &others, &late};
	struct pool *pool = open_pool(WORKERS, 60);
	int put = 0;
	(void)state;
	while (put < 2 * ROOM && pool_put(pool, &slow, 1, false))
		put++;
	assert_true(becomes(&theirs, WORKERS - 1));
	assert_true(put < ROOM); /* part of the queue is for others */
	assert_true(pool_put(pool, &quick, 2, false));
	assert_true(becomes(&others, 1));
	assert_true(stays(&theirs, WORKERS - 1));
	atomic_store(&go, true);
	assert_true(becomes(&theirs, put));
	pool_free(pool);
}

static void what_waits_too_long_is_refused_on_time(void **state)
{
	atomic_bool go = false;
	atomic_int begun = 0, late = 0;
	struct job slow = {&go, &begun, &late};
	struct pool *pool = open_pool(1, .1);
	(void)state;
	assert_true(pool_put(pool, &slow, 1, false));
	assert_true(becomes(&begun, 1));
	for (int i = 0; i < 5; i++)
		assert_true(pool_put(pool, &slow, 2, true));
	assert_true(becomes(&late, 5)); /* while the only thread is at work */
	atomic_store(&go, true);
	pool_free(pool);
	assert_int_equal(begun, 1);
}

static void no_work_begins_when_it_stops(void **state)
{
	atomic_bool go = false;
	atomic_int begun = 0, late = 0;
	struct job slow = {&go, &begun, &late};
	struct pool *pool = open_pool(1, 60);
	(void)state;
	assert_true(pool_put(pool, &slow, 1, false));
	assert_true(becomes(&begun, 1));
	for (int i = 0; i < 5; i++)
		assert_true(pool_put(pool, &slow, 2, false));
	pool_stop(pool);
	assert_true(becomes(&late, 5));
	assert_false(pool_put(pool, &slow, 3, false));
	atomic_store(&go, true);
	pool_free(pool);
	assert_int_equal(begun, 1);
}

/* ---- who asks ---- */

static uint64_t from(const char *peer, const char *forwarded)
{
	struct sockaddr_storage address = {0};
	struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)&address;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)&address;
	if (inet_pton(AF_INET, peer, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
	} else {
		assert_int_equal(inet_pton(AF_INET6, peer, &v6->sin6_addr), 1);
		v6->sin6_family = AF_INET6;
	}
	return client_of((const struct sockaddr *)(const void *)&address, slice_of(forwarded));
}

static void clients_are_told_apart(void **state)
{
	(void)state;
	assert_true(from("192.0.2.1", "") == from("192.0.2.1", ""));
	assert_true(from("192.0.2.1", "") != from("192.0.2.2", ""));
	assert_true(from("127.0.0.1", "192.0.2.1") == from("192.0.2.1", ""));
	assert_true(from("::1", "192.0.2.1") == from("192.0.2.1", ""));
	assert_true(from("127.0.0.1", "203.0.113.9, 192.0.2.1") ==
		    from("192.0.2.1", "")); /* the rest is the client's word */
	assert_true(from("192.0.2.2", "192.0.2.1") == from("192.0.2.2", ""));
	assert_true(from("127.0.0.1", "nobody") == from("127.0.0.1", ""));
	assert_true(from("2001:db8:1:2::3", "") == from("2001:db8:1:2:5::6", ""));
	assert_true(from("2001:db8:1:2::3", "") != from("2001:db8:1:3::3", ""));
}

static bool is_dear(const char *target)
{
	struct request rq = {.arena = ARENA_INIT};
	assert_int_equal(request_parse(&rq, slice_of(target), NULL), STATUS_OK);
	const bool dear = request_is_dear(&rq);
	request_release(&rq);
	return dear;
}

static void dear_requests_are_known(void **state)
{
	(void)state;
	assert_false(is_dear("/?q=fietspad"));
	assert_false(is_dear("/vraag/x"));
	assert_false(is_dear("/api/v1/search?q=%22van+de%22&facets=all"));
	assert_true(is_dear("/?q=titel:be*"));
	assert_true(is_dear("/?q=a+BIJ%2F5+b"));
	assert_true(is_dear("/api/v1/export?q=water"));
	assert_true(is_dear("/statistiek"));
}

/* ---- the limit of computing ---- */

static bool ends_within(struct work_limit *limit, clock_t most)
{
	const clock_t start = clock();
	while (!work_limit_over(limit) && clock() - start < most)
		;
	return work_limit_over(limit);
}

static void computing_is_limited(void **state)
{
	struct work_limit limit;
	struct error err = {0};
	atomic_bool stop = false;
	(void)state;
	assert_false(work_limit_over(NULL));
	work_limit_begin(&limit, 0, NULL);
	assert_false(ends_within(&limit, CLOCKS_PER_SEC / 20));
	work_limit_begin(&limit, 20, NULL);
	pause_ms(60); /* waiting is no computing */
	assert_false(work_limit_over(&limit));
	assert_int_equal(work_limit_check(&limit, &err), STATUS_OK);
	assert_true(ends_within(&limit, 5 * CLOCKS_PER_SEC));
	assert_int_equal(work_limit_check(&limit, &err), STATUS_TIME);
	work_limit_begin(&limit, 20, &stop);
	work_limit_pause(&limit);
	assert_false(ends_within(&limit, CLOCKS_PER_SEC / 20));
	atomic_store(&stop, true); /* which is not paused */
	assert_true(work_limit_over(&limit));
	work_limit_resume(&limit);
	atomic_store(&stop, false);
	work_limit_begin(&limit, 20, &stop);
	work_limit_pause(&limit);
	assert_false(ends_within(&limit, CLOCKS_PER_SEC / 20));
	work_limit_resume(&limit);
	assert_false(work_limit_over(&limit));
	assert_true(ends_within(&limit, 5 * CLOCKS_PER_SEC));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(dear_jobs_leave_room),
					   cmocka_unit_test(one_client_has_not_all),
					   cmocka_unit_test(what_waits_too_long_is_refused_on_time),
					   cmocka_unit_test(no_work_begins_when_it_stops),
					   cmocka_unit_test(clients_are_told_apart),
					   cmocka_unit_test(dear_requests_are_known),
					   cmocka_unit_test(computing_is_limited)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
