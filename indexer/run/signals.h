/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_SIGNALS_H
#define INDEXER_SIGNALS_H

/*
 * SIGINT, SIGTERM and, unless it is ignored, SIGHUP ask a run to end early, with what it has;
 * another one, half a second later or more, ends it at once.
 */
#include <signal.h>

/* Sets up the handlers; what is returned becomes 1 when a signal came. */
const volatile sig_atomic_t *stop_on_signals(void);

#endif
