/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hook gets the environment of this process and what it is to know, in a process group of its
 * own.  What it leaves running when it ends well is left alone: mail programs deliver in the
 * background.
 */
#include "searcher/alerts/alerts_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

enum {
	NO_PROGRAM = 127,
	CANNOT_EXEC = 126,
	OUTPUT_MAX = 16384,
	LINE_MAX_BYTES = 1000,
	PAUSE_MS = 20
};

extern char **environ;

struct hook {
	const char *program;
	pid_t pid;
	int output;         /* reading end of what it prints */
	struct buffer text; /* the beginning of that */
	bool in_time;
	int status;
};

/* ---- what it is told ---- */

static void set(struct arena *arena, const char **list, size_t *count, const char *name,
		const char *value)
{
	if (value)
		list[(*count)++] = arena_printf(arena, "%s=%s", name, value).ptr;
}

static const char **make_environment(struct arena *arena, const struct config_search *search,
				     const struct alert_state *state)
{
	size_t count = 0, room = 0;
	while (environ[room])
		room++;
	const char **list = arena_calloc(arena, room + 8, sizeof *list);
	for (char **e = environ; *e; e++)
		if (strncmp(*e, "VRAAGBAAK_", strlen("VRAAGBAAK_")) != 0)
			list[count++] = *e;
	struct slice number = arena_printf(arena, "%lld", state->batch);
	set(arena, list, &count, "VRAAGBAAK_SEARCH", search->name);
	set(arena, list, &count, "VRAAGBAAK_QUERY", search->query);
	set(arena, list, &count, "VRAAGBAAK_ANSWERED", search->answered);
	set(arena, list, &count, "VRAAGBAAK_NEW", arena_printf(arena, "%zu", state->pending).ptr);
	set(arena, list, &count, "VRAAGBAAK_BATCH", alert_uuid(arena, state, "batch", number).ptr);
	set(arena, list, &count, "VRAAGBAAK_FEED", search->feed);
	set(arena, list, &count, "VRAAGBAAK_DIGEST", search->digest);
	return list;
}

/* ---- running it ---- */

static void become(const struct config_search *search, const char **environment, int input,
		   int output)
{
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	signal(SIGPIPE, SIG_DFL);
	if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0)
		_exit(CANNOT_EXEC);
	execve(search->hook[0], (char *const *)search->hook, (char *const *)environment);
	_exit(errno == ENOENT ? NO_PROGRAM : CANNOT_EXEC);
}

static enum status start(struct hook *hook, const struct config_search *search,
			 const char **environment, struct error *err)
{
	const char *path = search->digest ? search->digest : "/dev/null";
	int ends[2], input = open(path, O_RDONLY | O_CLOEXEC);
	if (input < 0)
		return error_set(err, STATUS_IO, "cannot open %s: %s", path, strerror(errno));
	if (pipe2(ends, O_CLOEXEC) < 0) {
		close(input);
		return error_set(err, STATUS_IO, "cannot make a pipe: %s", strerror(errno));
	}
	hook->pid = fork();
	int cause = errno;
	if (hook->pid == 0)
		become(search, environment, input, ends[1]);
	close(input);
	close(ends[1]);
	hook->output = ends[0];
	if (hook->pid < 0)
		return error_set(err, STATUS_IO, "cannot start %s: %s", hook->program,
				 strerror(cause));
	setpgid(hook->pid, hook->pid); /* whoever comes first */
	fcntl(hook->output, F_SETFL, O_NONBLOCK);
	return STATUS_OK;
}

/* Takes what it has printed by now; false when there will be no more. */
static bool drain(struct hook *hook)
{
	char chunk[4096];
	for (;;) {
		ssize_t n = read(hook->output, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 && errno == EAGAIN;
		size_t room = OUTPUT_MAX - hook->text.len;
		buffer_add(&hook->text, chunk, (size_t)n < room ? (size_t)n : room);
	}
}

/* Its end counts, not that of its output: what it leaves in the background may hold that open. */
static void wait_for(struct hook *hook, int seconds)
{
	const int64_t deadline = clock_ms() + seconds * 1000L;
	bool more = true;
	hook->in_time = true;
	while (waitpid(hook->pid, &hook->status, WNOHANG) == 0) {
		struct pollfd fd = {.fd = more ? hook->output : -1, .events = POLLIN};
		if (clock_ms() >= deadline) {
			hook->in_time = false;
			kill(-hook->pid, SIGKILL);
			while (waitpid(hook->pid, &hook->status, 0) < 0 && errno == EINTR)
				;
			break;
		}
		if (poll(&fd, 1, PAUSE_MS) > 0)
			more = drain(hook);
	}
	drain(hook);
}

static enum status judge(const struct hook *hook, int seconds, struct error *err)
{
	if (!hook->in_time)
		return error_set(err, STATUS_LIMIT, "%s took longer than %d seconds", hook->program,
				 seconds);
	if (WIFSIGNALED(hook->status))
		return error_set(err, STATUS_FORMAT, "%s was ended by signal %d", hook->program,
				 WTERMSIG(hook->status));
	switch (WEXITSTATUS(hook->status)) {
	case 0: return STATUS_OK;
	case NO_PROGRAM:
		return error_set(err, STATUS_NOT_FOUND,
				 "%s, or what it calls, is not there (code 127)", hook->program);
	case CANNOT_EXEC:
		return error_set(err, STATUS_IO, "%s cannot be run (code 126)", hook->program);
	default:
		return error_set(err, STATUS_FORMAT, "%s ended with %d", hook->program,
				 WEXITSTATUS(hook->status));
	}
}

static void tell_lines(const struct hook *hook, const struct config_search *search,
		       alert_line_fn *fn, void *ctx)
{
	struct slice rest = buffer_slice(&hook->text), line;
	while (fn && slice_next_line(&rest, &line))
		if (line.len)
			fn(ctx, search, slice_sub(line, 0, LINE_MAX_BYTES));
}

enum status alert_hook(const struct config *config, const struct config_search *search,
		       const struct alert_state *state, alert_line_fn *fn, void *ctx,
		       struct error *err)
{
	struct hook hook = {.program = search->hook[0], .output = -1};
	struct arena arena = ARENA_INIT;
	enum status st = start(&hook, search, make_environment(&arena, search, state), err);
	if (!st) {
		wait_for(&hook, config->alerts.hook_seconds);
		tell_lines(&hook, search, fn, ctx);
		st = judge(&hook, config->alerts.hook_seconds, err);
	}
	if (hook.output >= 0)
		close(hook.output);
	buffer_release(&hook.text);
	arena_release(&arena);
	return st;
}
