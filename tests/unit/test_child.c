/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cage in which programs read the files of strangers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "corpus/extract/sandbox.h"

static const struct child_limits small = {
	.cpu_seconds = 1, .wall_seconds = 1, .memory_bytes = 256 << 20, .output_bytes = 1 << 20,
};

struct run {
	enum status st;
	int code;
	struct buffer out, messages;
	struct error err;
};

/* Runs it on this text and keeps what came of it. */
static struct run run(const char *input, const char *const *argv)
{
	struct run r = {0};
	char name[] = "/tmp/test_child_XXXXXX";
	int fd = mkstemp(name);
	assert_true(fd >= 0);
	unlink(name);
	assert_int_equal(write(fd, input, strlen(input)), strlen(input));
	r.st = child_run(argv, fd, &small, &r.out, &r.messages, &r.code, &r.err);
	close(fd);
	return r;
}

static void end(struct run *r)
{
	buffer_release(&r->out);
	buffer_release(&r->messages);
}

#define SHELL(script) (const char *const[]){"/bin/sh", "-c", script, NULL}

static void reads_input_and_gives_output_and_code(void **state)
{
	(void)state;
	struct run r = run("een twee", SHELL("read a b; echo $b; echo oei >&2; exit 5"));
	assert_int_equal(r.st, STATUS_OK);
	assert_string_equal(buffer_cstr(&r.out), "twee\n");
	assert_string_equal(buffer_cstr(&r.messages), "oei\n");
	assert_int_equal(r.code, 5);
	end(&r);
}

static void knows_no_environment(void **state)
{
	(void)state;
	setenv("GEHEIM", "x", 1);
	struct run r = run("", (const char *const[]){"/usr/bin/env", NULL});
	assert_string_equal(buffer_cstr(&r.out), "LC_ALL=C.UTF-8\n");
	end(&r);
}

static void cannot_start_others_write_or_remove(void **state)
{
	(void)state;
	char name[] = "/tmp/test_child_XXXXXX", script[200];
	int fd = mkstemp(name);
	struct run r = run("", SHELL("/bin/true; echo nooit"));
	assert_string_equal(buffer_cstr(&r.out), "");
	end(&r);
	snprintf(script, sizeof script, "echo abc > %s", name);
	r = run("", SHELL(script));
	assert_int_equal(lseek(fd, 0, SEEK_END), 0);
	end(&r);
	/* nor empty what is there, though anyone may write to it */
	assert_int_equal(fchmod(fd, 0666), 0);
	assert_int_equal(write(fd, "vol", 3), 3);
	snprintf(script, sizeof script, ": > %s", name);
	r = run("", SHELL(script));
	assert_true(r.code != 0);
	assert_int_equal(lseek(fd, 0, SEEK_END), 3);
	end(&r);
	r = run("", (const char *const[]){"/bin/rm", "-f", name, NULL});
	assert_true(r.code != 0 && access(name, F_OK) == 0);
	end(&r);
	close(fd);
	unlink(name);
}

static void is_stopped_at_its_limits(void **state)
{
	(void)state;
	struct run r = run("", (const char *const[]){"/bin/sleep", "60", NULL});
	assert_int_equal(r.st, STATUS_LIMIT);
	assert_string_equal(r.err.msg, "/bin/sleep took longer than 1 seconds");
	end(&r);
	r = run("", SHELL("while :; do :; done"));
	assert_int_equal(r.st, STATUS_LIMIT);
	end(&r);
	r = run("", (const char *const[]){"/usr/bin/yes", NULL});
	assert_int_equal(r.st, STATUS_LIMIT);
	assert_int_equal(r.out.len, small.output_bytes);
	end(&r);
	r = run("", (const char *const[]){"/usr/bin/tail", "/dev/zero", NULL});
	assert_true(r.st != STATUS_OK || r.code != 0);
	end(&r);
}

static void tells_of_a_crash_and_of_no_program(void **state)
{
	(void)state;
	struct run r = run("", (const char *const[]){"/usr/bin/er-is-niets", NULL});
	assert_int_equal(r.st, STATUS_NOT_FOUND);
	end(&r);
	r = run("", SHELL("ulimit -t 1; exec /bin/sh -c 'exit 126'"));
	assert_int_equal(r.st, STATUS_IO);
	end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_input_and_gives_output_and_code),
		cmocka_unit_test(knows_no_environment),
		cmocka_unit_test(cannot_start_others_write_or_remove),
		cmocka_unit_test(is_stopped_at_its_limits),
		cmocka_unit_test(tells_of_a_crash_and_of_no_program),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
