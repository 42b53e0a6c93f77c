/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fork and exec: posix_spawn cannot set limits.  Between the two only what is
 * safe after fork.
 */
#include "corpus/extract/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "corpus/extract/cage.h"

enum { CANNOT_EXEC = 126, NO_PROGRAM = 127, MESSAGES_MAX = 4096, NICE = 10, NOBODY = 65534 };

/* ---- in the child ---- */

/* Root may raise its limits again and write anywhere: the child is nobody instead, where root may
 * change that at all. */
static void drop_root(void)
{
	if (geteuid() == 0 && syscall(SYS_setgroups, 0, NULL) == 0 &&
	    syscall(SYS_setresgid, NOBODY, NOBODY, NOBODY) == 0)
		(void)syscall(SYS_setresuid, NOBODY, NOBODY, NOBODY);
}

static void limit(int what, size_t value)
{
	struct rlimit r = {value, value};
	if (setrlimit(what, &r) < 0)
		_exit(CANNOT_EXEC);
}

static void become(const char *const *argv, int input, int out, int messages,
		   const struct child_limits *limits)
{
	char *const environment[] = {"LC_ALL=C.UTF-8", NULL};
	setpgid(0, 0);
	if (dup2(input, 0) < 0 || dup2(out, 1) < 0 || dup2(messages, 2) < 0)
		_exit(CANNOT_EXEC);
	(void)syscall(SYS_close_range, 3u, ~0u, 0u);
	if (lseek(0, 0, SEEK_SET) < 0 || chdir("/") < 0 || nice(NICE) < -20)
		_exit(CANNOT_EXEC);
	signal(SIGPIPE, SIG_DFL);
	limit(RLIMIT_CPU, limits->cpu_seconds);
	limit(RLIMIT_AS, limits->memory_bytes);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_CORE, 0);
	drop_root();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		_exit(CANNOT_EXEC);
	cage_files();
	cage_calls();
	execve(argv[0], (char *const *)argv, environment);
	_exit(errno == ENOENT ? NO_PROGRAM : CANNOT_EXEC);
}

/* ---- in the parent ---- */

/* Reads what there is; false at the end. */
static bool drain(int fd, struct buffer *out, size_t max_bytes, bool *too_much)
{
	char chunk[65536];
	ssize_t n = read(fd, chunk, sizeof chunk);
	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	size_t room = max_bytes > out->len ? max_bytes - out->len : 0;
	*too_much = *too_much || (size_t)n > room;
	buffer_add(out, chunk, (size_t)n < room ? (size_t)n : room);
	return n > 0;
}

/* Reads both pipes to their ends; false when a limit was passed. */
static bool listen_to(int out_fd, int messages_fd, const struct child_limits *limits,
		      struct buffer *out, struct buffer *messages, bool *too_much)
{
	struct pollfd fds[2] = {{.fd = out_fd, .events = POLLIN},
				{.fd = messages_fd, .events = POLLIN}};
	int64_t deadline = clock_ms() + (long)limits->wall_seconds * 1000;
	bool chatter = false;
	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		int64_t left = deadline - clock_ms();
		if (left <= 0)
			return false;
		if (poll(fds, 2, (int)left) < 0 && errno != EINTR)
			return false;
		if (fds[0].fd >= 0 && fds[0].revents &&
		    !drain(out_fd, out, limits->output_bytes, too_much))
			fds[0].fd = -1;
		if (fds[1].fd >= 0 && fds[1].revents &&
		    !drain(messages_fd, messages, MESSAGES_MAX, &chatter))
			fds[1].fd = -1;
		if (*too_much)
			return false;
	}
	return true;
}

/* Waits for the end; whatever it may have left behind in its group goes too. */
static int reap(pid_t pid, bool in_bounds)
{
	int status = 0;
	if (!in_bounds)
		kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	kill(-pid, SIGKILL);
	return status;
}

static enum status judge(const char *program, int status, bool in_bounds, bool too_much,
			 const struct child_limits *limits, int *code, struct error *err)
{
	if (too_much)
		return error_set(err, STATUS_LIMIT, "%s gives more than %zu MB", program,
				 limits->output_bytes >> 20);
	if (!in_bounds)
		return error_set(err, STATUS_LIMIT, "%s took longer than %u seconds", program,
				 limits->wall_seconds);
	if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
		return error_set(err, STATUS_LIMIT, "%s needs more than %u seconds of computing",
				 program, limits->cpu_seconds);
	if (WIFSIGNALED(status))
		return error_set(err, STATUS_FORMAT,
				 "%s broke down on it (signal %d; it may use %zu MB of "
				 "memory)",
				 program, WTERMSIG(status), limits->memory_bytes >> 20);
	*code = WEXITSTATUS(status);
	if (*code == NO_PROGRAM)
		return error_set(err, STATUS_NOT_FOUND, "there is no program %s", program);
	if (*code == CANNOT_EXEC)
		return error_set(err, STATUS_IO, "cannot start %s", program);
	return STATUS_OK;
}

enum status child_run(const char *const *argv, int input, const struct child_limits *limits,
		      struct buffer *out, struct buffer *messages, int *code, struct error *err)
{
	int out_pipe[2], messages_pipe[2];
	bool too_much = false;
	if (pipe2(out_pipe, O_CLOEXEC) < 0)
		return error_set(err, STATUS_IO, "cannot make a pipe: %s", strerror(errno));
	if (pipe2(messages_pipe, O_CLOEXEC) < 0) {
		close(out_pipe[0]);
		close(out_pipe[1]);
		return error_set(err, STATUS_IO, "cannot make a pipe: %s", strerror(errno));
	}
	/* the child has our user, and nothing of us may be seen or changed by way of /proc or
	 * ptrace */
	prctl(PR_SET_DUMPABLE, 0);
	pid_t pid = fork();
	int cause = errno;
	if (pid == 0)
		become(argv, input, out_pipe[1], messages_pipe[1], limits);
	close(out_pipe[1]);
	close(messages_pipe[1]);
	enum status st;
	if (pid < 0) {
		st = error_set(err, STATUS_IO, "cannot start %s: %s", argv[0], strerror(cause));
	} else {
		setpgid(pid, pid); /* whoever comes first */
		bool in_bounds = listen_to(out_pipe[0], messages_pipe[0], limits, out, messages,
					   &too_much);
		st = judge(argv[0], reap(pid, in_bounds), in_bounds, too_much, limits, code, err);
	}
	close(out_pipe[0]);
	close(messages_pipe[0]);
	return st;
}
