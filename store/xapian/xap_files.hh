/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_FILES_HH
#define STORE_XAP_FILES_HH

/* A part of store/xapian/xap.cc: checking what is on disk. */
#include "store/xapian/xap_guard.hh"

/* Damage that keeps Xapian from going on is an error found, not a failure to look.  It comes in
 * many classes, std::out_of_range among them. */
static enum status check_tables(const char *path, std::ostringstream &words, uint64_t *errors,
				struct error *err) noexcept
{
	struct error damage = {};
	enum status status = guard(&damage, {"gave up on", path},
				   [&] { *errors = Xapian::Database::check(path, 0, &words); });
	if (status != STATUS_CORRUPT && status != STATUS_DATABASE && status != STATUS_UNKNOWN)
		return copy_failure(damage, err);
	words << '\n' << damage.msg << '\n';
	*errors = 1; /* Xapian's own count went up with the exception */
	return STATUS_OK;
}

enum status xap_check(const char *path, struct buffer *report, uint64_t *errors,
		      struct error *err) noexcept
{
	return guard(err, {"cannot check", path}, [&] {
		struct xap_db *db = nullptr;
		struct error failure = {};
		enum status status = xap_open(path, XAP_READ, &db, &failure);
		if (status && status != STATUS_CORRUPT && status != STATUS_UNKNOWN)
			return copy_failure(failure, err);
		/* Asking fails where we may not write: then nobody knows. */
		const bool locked = db && or_zero([&] { return db->db.locked(); });
		xap_close(db);
		if (locked)
			throw Xapian::DatabaseLockError("it is open for writing");
		std::ostringstream words;
		status = check_tables(path, words, errors, err);
		if (!status)
			put(report, words.str());
		return status;
	});
}

#endif
