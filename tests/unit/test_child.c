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
	.cpu_seconds = 1,
	.wall_seconds = 1,
	.memory_bytes = 256 << 20,
	.output_bytes = 1 << 20,
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

#define SHELL(script) \
	(const char *const[]) \
	{ \
		"/bin/sh", "-c", script, NULL \
	}

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

/*
 * What a program in the cage may try against its parent and files, as a script of Python: it prints
 * the name of each that worked.  `F` is a file that anybody may write.
 */
static const char attempts[] =
	"import ctypes, os, resource, signal, sys\n"
	"libc, parent, F = ctypes.CDLL(None, use_errno=True), os.getppid(), sys.argv[1].encode()\n"
	"def call(name, number, *args):\n"
	"    if libc.syscall(number, *args) >= 0: print(name)\n"
	"def attempt(name, work):\n"
	"    try: work()\n"
	"    except (OSError, PermissionError, ValueError): return\n"
	"    print(name)\n"
	"attempt('kill', lambda: os.kill(parent, 0))\n"
	"attempt('pidfd_open', lambda: os.pidfd_open(parent))\n"
	"attempt('mem', lambda: open(f'/proc/{parent}/mem', 'rb'))\n"
	"attempt('fd', lambda: os.open(f'/proc/{parent}/fd/0', os.O_RDONLY))\n"
	"attempt('passwd', lambda: open('/etc/passwd', 'rb'))\n"
	"attempt('file', lambda: open(F, 'rb'))\n"
	"attempt('write', lambda: open(F, 'r+b'))\n"
	"attempt('truncate', lambda: os.truncate(F, 0))\n"
	"attempt('chmod', lambda: os.chmod(F, 0o600))\n"
	"attempt('utime', lambda: os.utime(F))\n"
	"attempt('unlink', lambda: os.unlink(F))\n"
	"attempt('ftruncate', lambda: os.ftruncate(0, 0))\n"
	"attempt('fchmod', lambda: os.fchmod(0, 0))\n"
	"attempt('fork', os.fork)\n"
	"attempt('limits of the parent', lambda: resource.prlimit(parent, resource.RLIMIT_CPU, (1, "
	"1)))\n"
	"if os.uname().machine == 'x86_64':\n"
	"    for name, number, args in (('ptrace', 101, (16, parent, 0, 0)), ('tkill', 200, "
	"(parent, 0)),\n"
	"            ('tgkill', 234, (parent, parent, 0)), ('pidfd_getfd', 438, (3, 0, 0)), "
	"('fsetxattr', 190, (0, b'user.a', b'', 0, 0)),\n"
	"            ('pidfd_send_signal', 424, (3, 0, 0, 0)), ('rt_sigqueueinfo', 129, (parent, "
	"0, b' ' * 128)),\n"
	"            ('rt_tgsigqueueinfo', 297, (parent, parent, 0, b' ' * 128)), ('fchown', 93, "
	"(0, -1, -1)),\n"
	"            ('signals by fcntl', 72, (0, 8, parent)), ('setpriority', 141, (0, parent, "
	"19)), ('socket', 41, (1, 1, 0)),\n"
	"            ('memfd_create', 319, (b'x', 0)), ('process_vm_readv', 310, (parent, 0, 0, 0, "
	"0, 0)), ('bpf', 321, (0, 0, 0)),\n"
	"            ('keyctl', 250, (0, 0)), ('sched_setaffinity', 203, (parent, 8, b'\\1' + "
	"b'\\0' * 7)), ('userfaultfd', 323, (0,)),\n"
	"            ('unshare', 272, (0,)), ('io_uring_setup', 425, (1, b'\\0' * 120)), ('kcmp', "
	"312, (parent, parent, 0, 0, 0))):\n"
	"        call(name, number, *args)\n"
	"print('end')\n";

static void cannot_reach_its_parent(void **state)
{
	(void)state;
	char name[] = "/tmp/test_child_XXXXXX";
	if (access("/usr/bin/python3", X_OK) != 0)
		skip();
	const int fd = mkstemp(name);
	assert_int_equal(fchmod(fd, 0666), 0);
	assert_int_equal(write(fd, "vol", 3), 3);
	struct run r = run("", (const char *const[]){"/usr/bin/python3", "-I", "-S", "-c", attempts,
						     name, NULL});
	struct slice worked = buffer_slice(&r.out);
	/* without Landlock in the kernel files that everybody may read can be opened */
	while (slice_starts(worked, "passwd\n") || slice_starts(worked, "file\n"))
		worked = slice_from(worked, slice_find(worked, 0, "\n") + 1);
	if (!slice_is(worked, "end\n"))
		fail_msg("these went through: %s%s", buffer_cstr(&r.out), buffer_cstr(&r.messages));
	assert_int_equal(lseek(fd, 0, SEEK_END), 3);
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
	r = run("", SHELL("exec /bin/sh -c 'exit 126'"));
	assert_int_equal(r.st, STATUS_IO);
	end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_input_and_gives_output_and_code),
		cmocka_unit_test(knows_no_environment),
		cmocka_unit_test(cannot_start_others_write_or_remove),
		cmocka_unit_test(cannot_reach_its_parent),
		cmocka_unit_test(is_stopped_at_its_limits),
		cmocka_unit_test(tells_of_a_crash_and_of_no_program),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
