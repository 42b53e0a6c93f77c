/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/nightly/alerts_child.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "corpus/text/dates.h"

enum { OUTPUT_MAX = 1 << 20 };

extern char **environ;

static void drain(int fd, struct buffer *out)
{
	char chunk[4096];
	for (;;) {
		ssize_t n = read(fd, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		size_t room = OUTPUT_MAX - out->len;
		buffer_add(out, chunk, (size_t)n < room ? (size_t)n : room);
	}
}

static void log_lines(const struct night_log *log, const struct buffer *text, bool well)
{
	struct slice rest = buffer_slice(text), line;
	struct arena arena = ARENA_INIT;
	while (slice_next_line(&rest, &line))
		night_log(log, well ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "alerts",
			  LOG_TEXT("line", arena_cstr(&arena, line)));
	arena_release(&arena);
}

/* The program that runs now, even when another one has been installed in its place. */
static enum status start(const char *config, int today, int output, pid_t *child, struct error *err)
{
	char day[11];
	date_format(today, day);
	const char *const argv[] = {"vraagbaak", "alerts", "--config", config,
				    "--today",   day,      NULL};
	posix_spawn_file_actions_t actions;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, output, 1);
	posix_spawn_file_actions_adddup2(&actions, output, 2);
	int cause = posix_spawn(child, "/proc/self/exe", &actions, NULL, (char *const *)argv,
				environ);
	posix_spawn_file_actions_destroy(&actions);
	return cause ? error_set(err, STATUS_IO, "cannot start alerts: %s", strerror(cause))
		     : STATUS_OK;
}

enum status alerts_in_child(const char *config, int today, const struct night_log *log, int *code,
			    struct error *err)
{
	struct buffer text = BUFFER_INIT;
	int ends[2], how = 0;
	pid_t child;
	*code = 0;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return error_set(err, STATUS_IO, "cannot make a pipe: %s", strerror(errno));
	enum status st = start(config, today, ends[1], &child, err);
	close(ends[1]);
	if (!st) {
		drain(ends[0], &text);
		while (waitpid(child, &how, 0) < 0 && errno == EINTR)
			;
		*code = WIFEXITED(how) ? WEXITSTATUS(how) : 0;
		log_lines(log, &text, how == 0);
		if (WIFSIGNALED(how))
			st = error_set(err, STATUS_FORMAT, "alerts was ended by signal %d",
				       WTERMSIG(how));
	}
	close(ends[0]);
	buffer_release(&text);
	return st;
}
