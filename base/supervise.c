/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The child leaves what the message needs in memory that both share.  Signals are blocked in the
 * parent and waited for, so that none is lost between fork and wait.  One from a terminal or a
 * service manager often reaches both processes: the child gets it twice then, which
 * indexer/run/signals.c takes for one.
 */
#include "base/supervise.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/command.h"
#include "base/cost_limit.h"

enum {
	PATH_BYTES = 4096,
	FULL_BELOW = 4 << 20, /* bytes free: what a commit needs at the least */
	SOON_S = 10,          /* after the start of a child that is kept */
	SOON_MOST = 5,        /* times in a row */
	PAUSE_MS = 100,
};

struct shared {
	char subject[PATH_BYTES];
	int cause; /* errno */
	bool noted;
};

static struct shared *shared; /* NULL without a parent */

void supervise_subject(const char *path)
{
	if (shared)
		snprintf(shared->subject, sizeof shared->subject, "%s", path);
}

bool supervise_note_end(int cause)
{
	if (!shared)
		return false;
	shared->cause = cause;
	shared->noted = true;
	return true;
}

/* ---- the message ---- */

/* A path that does not exist yet is on the disk of the folder above it. */
static bool is_full(const char *path)
{
	char folder[PATH_BYTES];
	struct statvfs disk;
	snprintf(folder, sizeof folder, "%s", path);
	while (statvfs(folder, &disk) != 0) {
		char *slash = strrchr(folder, '/');
		if (!slash || slash == folder)
			return false;
		*slash = '\0';
	}
	return disk.f_blocks && (unsigned long long)disk.f_bavail * disk.f_frsize < FULL_BELOW;
}

static bool asks_to_stop(int number)
{
	return number == SIGINT || number == SIGTERM || number == SIGHUP;
}

static const char *advice(int number)
{
	if (shared->cause == ENOSPC ||
	    (*shared->subject && !asks_to_stop(number) && is_full(shared->subject)))
		return "the disk is full: make room and run the command again";
	if (shared->cause == ENOMEM)
		return "give it more memory and run the command again";
	if (number == SIGKILL)
		return "if nobody did this the machine was out of memory; run the command again";
	return "run the command again";
}

/* `number` is the signal, 0 when the run ended itself, or a library did. */
static void describe_end(int number, char *who, size_t size)
{
	if (!number && shared->cause == ENOMEM)
		snprintf(who, size, "want of memory");
	else if (number)
		snprintf(who, size, "signal %d (%s)", number, strsignal(number));
	else
		snprintf(who, size, "libxapian (%s)", strerror(shared->cause));
}

static void report(const char *command, int number)
{
	char who[128];
	describe_end(number, who, sizeof who);
	fprintf(stderr, "vraagbaak %s: ended by %s%s%s; what was committed before is safe; %s\n",
		command, who, *shared->subject ? " while using " : "", shared->subject,
		advice(number));
}

/* ---- the parent ---- */

static int exit_code(const char *command, int state)
{
	const int number = WIFSIGNALED(state) ? WTERMSIG(state) : 0;
	if (!number && !shared->noted)
		return WEXITSTATUS(state);
	report(command, number);
	return asks_to_stop(number) ? EXIT_LOCKED : EXIT_FAILED;
}

static int wait_for(pid_t child, const sigset_t *signals, bool *stopped)
{
	int state = 0;
	for (;;) {
		const int number = sigwaitinfo(signals, NULL);
		if (number > 0 && number != SIGCHLD) {
			kill(child, number);
			*stopped = true;
		}
		pid_t ended = waitpid(child, &state, WNOHANG);
		if (ended == child)
			return state;
		if (ended < 0)
			return EXIT_FAILED << 8;
	}
}

/* Memory that parent and child share, and the signals that the parent waits for; false where there
 * can be none. */
static bool begin(sigset_t *signals, sigset_t *before)
{
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	if (shared == MAP_FAILED) {
		shared = NULL;
		return false;
	}
	sigemptyset(signals);
	for (const int *s = (const int[]){SIGINT, SIGTERM, SIGHUP, SIGCHLD, 0}; *s; s++)
		sigaddset(signals, *s);
	signal(SIGCHLD, SIG_DFL); /* where it was ignored a child cannot be waited for */
	sigprocmask(SIG_BLOCK, signals, before);
	return true;
}

static void end(void)
{
	munmap(shared, sizeof *shared);
	shared = NULL;
}

/* Prepares the process that does the work: the child, which dies with its parent, or this one where
 * none was made. */
static void prepare_worker(pid_t child, pid_t parent, const sigset_t *before)
{
	if (child < 0) {
		end();
	} else {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(EXIT_FAILED);
	}
	sigprocmask(SIG_SETMASK, before, NULL);
}

bool supervise_fork(const char *command, int *code)
{
	sigset_t signals, before;
	const pid_t parent = getpid();
	bool stopped = false;
	pid_t child;
	if (!begin(&signals, &before))
		return true;
	cost_limit_share();
	fflush(NULL);
	while ((child = fork()) > 0) {
		const int state = wait_for(child, &signals, &stopped);
		const bool gave_up = cost_limit_gave_up();
		if (gave_up && !stopped)
			continue;
		*code = gave_up ? EXIT_LOCKED : exit_code(command, state);
		end();
		return false;
	}
	if (child == 0)
		cost_limit_arm();
	prepare_worker(child, parent, &before);
	return true;
}

/* ---- a command that goes on ---- */

static bool is_sudden(int state)
{
	static const int numbers[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGKILL, 0};
	bool sudden = !WIFSIGNALED(state) && shared->noted;
	for (const int *n = numbers; *n; n++)
		sudden |= WIFSIGNALED(state) && WTERMSIG(state) == *n;
	return sudden;
}

static bool starts_again(const char *command, int state, time_t begun, unsigned *soon)
{
	char who[128];
	if (!is_sudden(state))
		return false;
	*soon = time(NULL) - begun < SOON_S ? *soon + 1 : 0;
	if (*soon >= SOON_MOST)
		return false;
	describe_end(WIFSIGNALED(state) ? WTERMSIG(state) : 0, who, sizeof who);
	fprintf(stderr,
		"vraagbaak %s: ended by %s%s%s; started again; if it comes back run vraagbaak "
		"verify\n",
		command, who, *shared->subject ? " while using " : "", shared->subject);
	nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
	shared->noted = false;
	shared->cause = 0;
	return true;
}

bool supervise_keep(const char *command, unsigned *again, int *code)
{
	sigset_t signals, before;
	const pid_t parent = getpid();
	bool stopped = false;
	unsigned soon = 0;
	pid_t child;
	*again = 0;
	if (!begin(&signals, &before))
		return true;
	fflush(NULL);
	time_t begun = time(NULL);
	for (; (child = fork()) > 0; begun = time(NULL), (*again)++) {
		const int state = wait_for(child, &signals, &stopped);
		if (!stopped && starts_again(command, state, begun, &soon))
			continue;
		*code = exit_code(command, state);
		return false;
	}
	prepare_worker(child, parent, &before);
	return true;
}
