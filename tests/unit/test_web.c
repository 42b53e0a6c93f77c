/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>

#include "web/html/markup.h"
#include "web/html/search_url.h"
#include "web/http/stream.h"
#include "web/site/cache.h"

/* ---- markup ---- */

static void texts_are_escaped(void **state)
{
	static const struct {
		struct slice raw;
		const char *text, *url, *json;
	} cases[] = {{SLICE_LIT("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;", "a%3Cb%3E%26%22%27",
		      "a\\u003cb\\u003e\\u0026\\u0022\\u0027"},
		     {SLICE_LIT("caf\xc3\xa9"), "caf\xc3\xa9", "caf%C3%A9", "caf\xc3\xa9"},
		     {SLICE_LIT("\x01"
				"a\x7f"
				"b"),
		      "ab", "%01a%7Fb", "ab"},
		     {SLICE_LIT("a\xff"
				"b"),
		      "a\xef\xbf\xbd"
		      "b",
		      "a%FFb",
		      "a\xef\xbf\xbd"
		      "b"},
		     {SLICE_LIT("a\xe2\x80\xae"
				"b"),
		      "ab", "a%E2%80%AEb", "ab"}, /* right to left from here */
		     {SLICE_LIT("a\xc3"), "a\xef\xbf\xbd", "a%C3", "a\xef\xbf\xbd"},
		     {SLICE_LIT("a\xef\xbf\xbf"
				"b"),
		      "ab", "a%EF%BF%BFb", "ab"}, /* no character of XML */
		     {SLICE_LIT("a\0b"), "ab", "a%00b", "ab"},
		     {SLICE_LIT("a/b?c=d+e \\"), "a/b?c=d+e \\", "a%2Fb%3Fc%3Dd%2Be%20%5C",
		      "a/b?c=d+e \\u005c"}};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buffer text = BUFFER_INIT, url = BUFFER_INIT, json = BUFFER_INIT;
		markup_text(&text, cases[i].raw);
		markup_url(&url, cases[i].raw);
		markup_json(&json, cases[i].raw);
		assert_string_equal(text.ptr, cases[i].text);
		assert_string_equal(url.ptr, cases[i].url);
		assert_string_equal(json.ptr, cases[i].json);
		buffer_release(&text);
		buffer_release(&url);
		buffer_release(&json);
	}
}

static void literals_take_each_kind(void **state)
{
	struct buffer out = BUFFER_INIT;
	(void)state;
	markup_put(&out, "%T|%s|%U|%d|%u|%n|%n|%f|%D|%I|%%", slice_of("<"), ">", slice_of(" "), -3,
		   7u, 1234567u, 12u, 1.5, 20220207, 20220207);
	assert_string_equal(out.ptr,
			    "&lt;|&gt;|%20|-3|7|1.234.567|12|1.50|7 februari 2022|2022-02-07|%");
	buffer_release(&out);
}

/* ---- requests and views ---- */

static void addresses_come_back(void **state)
{
	struct request rq = {.arena = ARENA_INIT};
	struct view view;
	struct buffer out = BUFFER_INIT;
	(void)state;
	assert_int_equal(request_parse(&rq,
				       slice_of("/?q=a+%26%20b&year=2021&minister=De%20Ridder&x=y&"
						"sort=date&page=3&theme="),
				       NULL),
			 0);
	assert_int_equal(view_parse(&rq, &view, NULL), 0);
	assert_true(slice_is(rq.path, "/") && slice_is(view.query, "a & b"));
	assert_int_equal(view.choice_count, 2);
	view_link(&out, "/", &view);
	assert_string_equal(
		out.ptr,
		"/?q=a%20%26%20b&amp;year=2021&amp;minister=De%20Ridder&amp;sort=date&amp;page=3");
	buffer_clear(&out);
	view_link_toggled(&out, &view, FACET_YEAR, slice_of("2021"));
	assert_string_equal(out.ptr, "/?q=a%20%26%20b&amp;minister=De%20Ridder&amp;sort=date");
	buffer_clear(&out);
	view_link_toggled(&out, &view, FACET_YEAR, slice_of("2022"));
	assert_string_equal(out.ptr, "/?q=a%20%26%20b&amp;year=2021&amp;minister=De%20Ridder&amp;"
				     "year=2022&amp;sort=date");
	buffer_release(&out);
	request_release(&rq);
}

static void broken_addresses_are_refused(void **state)
{
	static const char *const targets[] = {
		"", "x", "/%", "/%a", "/%zz", "/%00", "/%ff", "/?q=%", "/?q=%ed%a0%80", "/#x", "*"};
	(void)state;
	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
		struct request rq = {.arena = ARENA_INIT};
		struct error err = {0};
		assert_int_equal(request_parse(&rq, slice_of(targets[i]), &err), STATUS_FORMAT);
		assert_true(*err.msg);
		request_release(&rq);
	}
}

/* ---- streams ---- */

static void *write_much(void *ctx)
{
	FILE *file = stream_file(ctx);
	for (unsigned i = 0; i < 200000; i++)
		fprintf(file, "%u\n", i);
	stream_end(ctx, fclose(file) == 0);
	stream_leave(ctx, false);
	return NULL;
}

static void no_sleep(void *ctx)
{
	(void)ctx;
}

static void streams_keep_the_order(void **state)
{
	struct stream *stream = stream_new(no_sleep, NULL);
	struct buffer all = BUFFER_INIT;
	pthread_t writer;
	char bytes[7777];
	ssize_t n;
	(void)state;
	pthread_create(&writer, NULL, write_much, stream);
	while ((n = stream_take(stream, bytes, sizeof bytes, no_sleep)) != STREAM_DONE) {
		assert_int_not_equal(n, STREAM_BROKEN);
		if (n > 0)
			buffer_add(&all, bytes, (size_t)n);
	}
	struct slice rest = buffer_slice(&all), line;
	for (unsigned i = 0; i < 200000; i++) {
		char wanted[16];
		snprintf(wanted, sizeof wanted, "%u", i);
		assert_true(slice_next_line(&rest, &line) && slice_is(line, wanted));
	}
	assert_int_equal(rest.len, 0);
	stream_leave(stream, true);
	pthread_join(writer, NULL);
	buffer_release(&all);
}

static void a_reader_that_leaves_ends_the_writer(void **state)
{
	struct stream *stream = stream_new(no_sleep, NULL);
	pthread_t writer;
	(void)state;
	pthread_create(&writer, NULL, write_much, stream);
	stream_leave(stream, true);
	pthread_join(writer, NULL);
}

/* ---- kept answers ---- */

static struct response answer_of(const char *index_state, const char *body, size_t times)
{
	struct response rs = RESPONSE_INIT;
	snprintf(rs.state, sizeof rs.state, "%s", index_state);
	while (times--)
		buffer_add_str(&rs.body, body);
	return rs;
}

/* What is kept for the key in that state; puts one there when nothing is, if `body`. */
static bool asked(struct cache *cache, const char *index_state, const char *key, const char *body,
		  size_t times)
{
	struct response rs = answer_of(index_state, "", 0);
	bool found = cache_get(cache, slice_of(key), &rs);
	response_release(&rs);
	if (!found && body) {
		rs = answer_of(index_state, body, times);
		cache_put(cache, slice_of(key), &rs);
		response_release(&rs);
	}
	return found;
}

static void answers_are_kept_for_one_state(void **state)
{
	struct cache *cache = cache_new(100000);
	struct response rs = answer_of("1", "", 0), late = answer_of("1", "old", 1);
	(void)state;
	assert_false(asked(cache, "1", "a", "hello", 1));
	assert_true(cache_get(cache, slice_of("a"), &rs));
	assert_string_equal(rs.body.ptr, "hello");
	assert_false(asked(cache, "2", "a", NULL, 0)); /* a commit */
	assert_int_equal(cache_load(cache).answers, 0);
	cache_put(cache, slice_of("a"), &late); /* of a worker that was slow */
	assert_false(asked(cache, "2", "a", NULL, 0));
	response_release(&rs);
	response_release(&late);
	cache_free(cache);
}

static void the_longest_unused_answers_make_room(void **state)
{
	struct cache *cache = cache_new(20000);
	char key[8];
	(void)state;
	asked(cache, "e", "large", "x", 5000); /* more than an eighth */
	assert_int_equal(cache_load(cache).answers, 0);
	for (int i = 0; i < 40; i++) {
		snprintf(key, sizeof key, "%d", i);
		asked(cache, "e", key, "0123456789", 100);
		assert_true(!i || asked(cache, "e", "0", NULL, 0)); /* used all the time */
		assert_true(cache_load(cache).bytes <= 20000);
	}
	assert_true(asked(cache, "e", "39", NULL, 0));
	assert_false(asked(cache, "e", "1", NULL, 0));
	cache_free(cache);
}

static void a_cache_of_nothing_keeps_nothing(void **state)
{
	struct cache *cache = cache_new(0);
	(void)state;
	assert_false(asked(cache, "e", "a", "x", 1));
	assert_false(asked(cache, "e", "a", NULL, 0));
	cache_free(cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_escaped),
		cmocka_unit_test(literals_take_each_kind),
		cmocka_unit_test(addresses_come_back),
		cmocka_unit_test(broken_addresses_are_refused),
		cmocka_unit_test(streams_keep_the_order),
		cmocka_unit_test(a_reader_that_leaves_ends_the_writer),
		cmocka_unit_test(answers_are_kept_for_one_state),
		cmocka_unit_test(the_longest_unused_answers_make_room),
		cmocka_unit_test(a_cache_of_nothing_keeps_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
