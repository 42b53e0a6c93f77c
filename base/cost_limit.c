/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A timer of each working thread's own processor time looks ten times a second whether it is at the
 * same piece still. */
#include "base/cost_limit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
	DEPTH_MAX = 8,     /* pieces within pieces */
	GIVEN_UP_MAX = 64, /* papers in one run: more are a sign of something else */
	TICKS_A_SECOND = 10,
};

/* What a run knows of those before it. */
struct shared {
	struct given_up {
		uint64_t name;
		int seconds, megabytes; /* the limit that it exceeded; the other is 0 */
	} items[GIVEN_UP_MAX];
	size_t count;
	bool again;
};

static struct shared *shared; /* NULL: nothing is limited */
static int most_seconds = COST_LIMIT_SECONDS, most_megabytes = COST_LIMIT_MEGABYTES;

/* Of each thread; read by the signal handler, in the same thread. */
static _Thread_local struct slice pieces[DEPTH_MAX];
static _Thread_local volatile sig_atomic_t depth, paused;
static _Thread_local volatile unsigned long epoch;

static uint64_t name_of(struct slice piece)
{
	return slice_hash(piece);
}

/* ---- pieces ---- */

static enum status refuse(const struct given_up *item, struct error *err)
{
	return item->seconds
		       ? error_set(err, STATUS_LIMIT,
				   "it needs more than %d s of processor time and is set aside",
				   item->seconds)
		       : error_set(err, STATUS_LIMIT,
				   "it needs more than %d MB of memory and is set aside",
				   item->megabytes);
}

enum status cost_limit_begin(struct slice name, struct error *err)
{
	for (size_t i = 0; shared && i < shared->count; i++)
		if (shared->items[i].name == name_of(name))
			return refuse(&shared->items[i], err);
	if (depth < DEPTH_MAX)
		pieces[depth] = name;
	depth++;
	epoch++;
	return STATUS_OK;
}

void cost_limit_end(void)
{
	depth--;
	epoch++;
}

void cost_limit_anew(void)
{
	epoch++;
}

void cost_limit_pause(void)
{
	paused++;
}

void cost_limit_resume(void)
{
	paused--;
	epoch++;
}

void cost_limit_set(int seconds, int megabytes)
{
	most_seconds = seconds;
	most_megabytes = megabytes;
}

/* ---- the timer ---- */

/* Pages in memory, 0 when that cannot be told. */
static unsigned long resident(void)
{
	char text[128];
	const int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	const ssize_t n = file < 0 ? -1 : read(file, text, sizeof text - 1);
	unsigned long pages = 0;
	ssize_t i = 0;
	if (file >= 0)
		close(file);
	while (i < n && text[i] != ' ')
		i++;
	for (i++; i < n && byte_is_digit(text[i]); i++)
		pages = pages * 10 + (unsigned long)(text[i] - '0');
	return pages;
}

static void give_up(int seconds, int megabytes)
{
	const int inner = depth < DEPTH_MAX ? depth : DEPTH_MAX;
	shared->items[shared->count++] = (struct given_up){name_of(pieces[inner - 1]), seconds,
							   megabytes};
	shared->again = true;
	_exit(EXIT_FAILURE);
}

static void look(int number)
{
	static _Thread_local unsigned long at, before;
	static _Thread_local int ticks;
	(void)number;
	if (depth <= 0 || paused || at != epoch) {
		at = epoch;
		ticks = 0;
		before = resident();
		return;
	}
	const unsigned long now = resident(), page_kb = (unsigned long)sysconf(_SC_PAGESIZE) / 1024;
	if (shared->count == GIVEN_UP_MAX)
		return;
	if (++ticks >= most_seconds * TICKS_A_SECOND)
		give_up(most_seconds, 0);
	if (now > before && (now - before) * page_kb / 1024 > (unsigned long)most_megabytes)
		give_up(0, most_megabytes);
}

void cost_limit_share(void)
{
	void *memory = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	shared = memory == MAP_FAILED ? NULL : memory;
}

void cost_limit_arm(void)
{
	const struct sigaction action = {.sa_handler = look, .sa_flags = SA_RESTART};
	const struct timespec tick = {0, 1000000000 / TICKS_A_SECOND};
	const struct itimerspec ticks = {tick, tick};
	struct sigevent event;
	timer_t timer;
	memset(&event, 0, sizeof event);
	event.sigev_notify = SIGEV_THREAD_ID;
	event.sigev_signo = SIGPROF;
	event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
	if (!shared || sigaction(SIGPROF, &action, NULL) != 0 ||
	    timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer) != 0 ||
	    timer_settime(timer, 0, &ticks, NULL) != 0)
		shared = NULL;
}

bool cost_limit_gave_up(void)
{
	const bool again = shared && shared->again;
	if (again)
		shared->again = false;
	return again;
}
