/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/site/asset.h"

enum { ASSET_AGE_S = 3600 };

enum status site_send_file(struct response *rs, const char *data, const char *end, const char *type)
{
	buffer_add(&rs->body, data, (size_t)(end - data));
	rs->type = type;
	rs->max_age = ASSET_AGE_S;
	return STATUS_OK;
}
