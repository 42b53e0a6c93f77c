/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/command.h"

struct try_args {
	const char *text;
	char **list;
	int number, flag;
};

static const struct command_option options[] = {
	COMMAND_TEXT(struct try_args, text, "text", 't', "TEXT", "a text", NULL),
	COMMAND_LIST(struct try_args, list, "list", 'l', "ITEM", "any number of items", "a b"),
	COMMAND_NUMBER(struct try_args, number, "number", 'n', "N", "a number"),
	COMMAND_FLAG(struct try_args, flag, "flag", 'f', "a flag"), COMMAND_END};

/* What the run saw; the arguments end with it, so they are looked at there. */
static int runs;
static enum status wanted;

static enum status look(const void *given, const char *const *words, int *code, struct error *err)
{
	const struct try_args *args = given;
	runs++;
	if (wanted)
		return error_set(err, wanted, "as wanted");
	if (!words) {
		assert_null(args->text);
		assert_null(args->list);
		assert_int_equal(args->number, 7);
		assert_int_equal(args->flag, 0);
		return STATUS_OK;
	}
	assert_string_equal(args->text, "last");
	assert_string_equal(args->list[0], "a");
	assert_string_equal(args->list[1], "b");
	assert_null(args->list[2]);
	assert_int_equal(args->number, -3);
	assert_int_equal(args->flag, 1);
	assert_string_equal(words[0], "word");
	*code = EXIT_NO_HITS;
	return STATUS_OK;
}

static const struct command command = {
	.name = "try",
	.summary = "try",
	.arguments = "[OPTION...]",
	.notes = "",
	.options = options,
	.args_size = sizeof(struct try_args),
	.defaults = &(const struct try_args){.number = 7},
	.run = look,
};

static int run(const char *const *words)
{
	const char *argv[16] = {"try"};
	int argc = 1;
	for (; words[argc - 1]; argc++)
		argv[argc] = words[argc - 1];
	runs = 0;
	return command_main(&command, argc, argv);
}

static void options_reach_the_command(void **state)
{
	(void)state;
	wanted = STATUS_OK;
	const char *const all[] = {"-t", "first", "--list", "a",      "--text=last", "-l",
				   "b",  "-n",    "-3",     "--flag", "word",        NULL};
	assert_int_equal(run(all), EXIT_NO_HITS);
	assert_int_equal(runs, 1);
	/* nothing stays from the run before */
	const char *const none[] = {NULL};
	assert_int_equal(run(none), 0);
	assert_int_equal(runs, 1);
}

static void bad_options_run_nothing(void **state)
{
	(void)state;
	const char *const bad[][3] = {
		{"--frob"}, {"--number", "x"}, {"-n"}, {"--text"}, {"-l", "a", "--list"}};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *const words[] = {bad[i][0], bad[i][1], bad[i][1] ? bad[i][2] : NULL,
					     NULL};
		assert_int_equal(run(words), EXIT_USAGE);
		assert_int_equal(runs, 0);
	}
}

static void statuses_become_exit_codes(void **state)
{
	(void)state;
	static const struct {
		enum status status;
		int code;
	} cases[] = {{STATUS_USAGE, EXIT_USAGE},
		     {STATUS_QUERY, EXIT_BAD_QUERY},
		     {STATUS_LOCKED, EXIT_LOCKED},
		     {STATUS_IO, EXIT_FAILED},
		     {STATUS_CORRUPT, EXIT_FAILED}};
	const char *const none[] = {NULL};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		wanted = cases[i].status;
		assert_int_equal(run(none), cases[i].code);
	}
	wanted = STATUS_OK;
}

static void a_full_disk_is_told(void **state)
{
	(void)state;
	struct error err = {0};
	FILE *full = fopen("/dev/full", "w");
	assert_non_null(full);
	assert_int_equal(command_flush(full, &err), STATUS_OK);
	fputs("x", full);
	assert_int_equal(command_flush(full, &err), STATUS_IO);
	assert_string_equal(err.msg, "cannot write output: No space left on device");
	fclose(full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_reach_the_command),
		cmocka_unit_test(bad_options_run_nothing),
		cmocka_unit_test(statuses_become_exit_codes),
		cmocka_unit_test(a_full_disk_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
