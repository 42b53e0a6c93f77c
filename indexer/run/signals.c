/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/run/signals.h"

#include <stddef.h>

/* The one thing a signal handler may touch. */
static volatile sig_atomic_t stop_asked;

static void ask_stop(int signal)
{
	(void)signal;
	stop_asked = 1;
}

const volatile sig_atomic_t *stop_on_signals(void)
{
	struct sigaction action = {.sa_handler = ask_stop, .sa_flags = (int)SA_RESETHAND};
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	return &stop_asked;
}
