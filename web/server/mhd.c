/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/server/mhd.h"

struct mhd mhd;

enum status mhd_load(struct error *err)
{
	static const char *const names[] = {MHD_FUNCTIONS(LATE_NAME)};
	return late_load("libmicrohttpd.so.12", names, sizeof names / sizeof *names, &mhd, err);
}
