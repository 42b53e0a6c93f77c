/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_MHD_H
#define WEB_MHD_H

/* libmicrohttpd, loaded when a server is opened (base/late.h). */
#include <microhttpd.h>

#include "base/late.h"

/* clang-format off */
#define MHD_FUNCTIONS(X) \
	X(MHD_add_response_header) X(MHD_create_response_from_buffer_with_free_callback) \
	X(MHD_create_response_from_callback) X(MHD_destroy_response) X(MHD_get_connection_info) \
	X(MHD_get_daemon_info) X(MHD_lookup_connection_value) X(MHD_queue_response) \
	X(MHD_quiesce_daemon) X(MHD_resume_connection) X(MHD_start_daemon) X(MHD_stop_daemon) \
	X(MHD_suspend_connection)
/* clang-format on */

struct mhd {
	MHD_FUNCTIONS(LATE_MEMBER)
};
extern struct mhd mhd;

MUST_CHECK enum status mhd_load(struct error *err);

#endif
