/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/run/signals.h"

#include <stddef.h>
#include <time.h>

enum { AGAIN_MS = 500 }; /* within which a signal that comes once more is the same request */

/* The only things that the handler touches. */
static volatile sig_atomic_t stop_asked;
static struct timespec asked_at;

/* Terminals, timeout(1) and service managers reach a process twice: by itself and through the
 * parent that passes signals on (base/supervise.h). */
static void ask_stop(int number)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	const long ms = (now.tv_sec - asked_at.tv_sec) * 1000 +
			(now.tv_nsec - asked_at.tv_nsec) / 1000000;
	if (!stop_asked) {
		asked_at = now;
		stop_asked = 1;
	} else if (ms >= AGAIN_MS) {
		signal(number, SIG_DFL);
		raise(number); /* comes when this handler returns */
	}
}

const volatile sig_atomic_t *stop_on_signals(void)
{
	struct sigaction action = {.sa_handler = ask_stop}, before;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	if (sigaction(SIGHUP, NULL, &before) == 0 &&
	    before.sa_handler != SIG_IGN) /* nohup means it */
		sigaction(SIGHUP, &action, NULL);
	return &stop_asked;
}
