/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/cli/pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/command.h"

enum { NOT_FOUND_BY_SHELL = 126 }; /* and 127 */

static const char *pager_command(void)
{
	const char *command = getenv("VRAAGBAAK_PAGER");
	if (!command)
		command = getenv("PAGER");
	return command ? command : "less";
}

/* The command as words for execvp, in the arena. */
static char **pager_words(struct arena *arena, const char *command)
{
	char *text = (char *)arena_cstr(arena, slice_of(command)), *rest = NULL;
	if (strpbrk(command, "|&;<>()$`\\\"'*?[#~=%\n")) {
		char **words = arena_calloc(arena, 4, sizeof *words);
		words[0] = (char *)"sh";
		words[1] = (char *)"-c";
		words[2] = text;
		return words;
	}
	char **words = arena_calloc(arena, strlen(command) + 1, sizeof *words);
	size_t count = 0;
	for (char *word = strtok_r(text, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest))
		words[count++] = word;
	return words;
}

/* The environment with LESS in it, in the arena. */
static char **pager_environment(struct arena *arena)
{
	size_t count = 0;
	if (getenv("LESS"))
		return environ;
	while (environ[count])
		count++;
	char **all = arena_calloc(arena, count + 2, sizeof *all);
	memcpy(all, environ, count * sizeof *all);
	all[count] = (char *)"LESS=FRX";
	return all;
}

/* From before the pager starts: it could be interrupted in its first moment. */
static void ignore_interrupts(struct pager *self)
{
	self->interrupt = signal(SIGINT, SIG_IGN);
	self->quit = signal(SIGQUIT, SIG_IGN);
}

static void mind_interrupts(const struct pager *self)
{
	signal(SIGINT, self->interrupt);
	signal(SIGQUIT, self->quit);
}

/* Runs the words with the pipe as standard input and signals as they were; false when it cannot. */
static bool spawn(struct pager *self, char **words, char **environment, int input)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t defaults;
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	if (self->interrupt != SIG_IGN)
		sigaddset(&defaults, SIGINT);
	if (self->quit != SIG_IGN)
		sigaddset(&defaults, SIGQUIT);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
	int failure = posix_spawnp(&self->pid, words[0], &actions, &attributes, words, environment);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	if (failure)
		self->pid = 0;
	return !failure;
}

/* The pager's end of a pipe, with the pager behind it; NULL when it cannot be. */
static FILE *start(struct pager *self, char **words, char **environment)
{
	int ends[2];
	if (fflush(stdout) != 0 || pipe2(ends, O_CLOEXEC) != 0)
		return NULL;
	FILE *out = fdopen(ends[1], "w");
	ignore_interrupts(self);
	if (!out || !spawn(self, words, environment, ends[0])) {
		mind_interrupts(self);
		if (out)
			fclose(out);
		else
			close(ends[1]);
		out = NULL;
	}
	close(ends[0]);
	return out;
}

void pager_open(struct pager *self, bool wanted)
{
	struct arena arena = ARENA_INIT;
	*self = (struct pager){.out = stdout};
	if (!wanted || !isatty(STDOUT_FILENO))
		return;
	char **words = pager_words(&arena, pager_command());
	if (words[0] && strcmp(words[0], "cat") != 0) {
		FILE *out = start(self, words, pager_environment(&arena));
		if (out)
			self->out = out;
	}
	arena_release(&arena);
}

enum status pager_close(struct pager *self, enum status st, struct error *err)
{
	struct error output = {0};
	int code = 0;
	if (!self->pid)
		return st ? st : command_flush(self->out, err);
	enum status written = command_flush(self->out, &output);
	fclose(self->out);
	while (waitpid(self->pid, &code, 0) < 0 && errno == EINTR)
		;
	mind_interrupts(self);
	if (WIFEXITED(code) && WEXITSTATUS(code) >= NOT_FOUND_BY_SHELL)
		return error_set(err, STATUS_IO,
				 "the pager \"%s\" could not be run; try --no-pager",
				 pager_command());
	if (st == STATUS_IO && err && !*err->msg)
		return STATUS_OK; /* a command that stopped for want of a reader */
	if (!st && written && *output.msg)
		return error_set(err, STATUS_IO, "%s", output.msg);
	return st;
}
