/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_FILES_HH
#define STORE_XAP_FILES_HH

/* A part of store/xap.cc: checking and compacting what is on disk. */
#include "store/xap_guard.hh"

/* Damage that keeps Xapian from going on is an error found, not a failure to look.  It comes in
 * many classes, std::out_of_range among them. */
static enum status check_tables(const char *path, std::ostringstream &words, uint64_t *errors,
				struct error *err) noexcept
{
	struct error damage = {};
	enum status status = guard(&damage, {"gave up on", path}, [&] {
		*errors = Xapian::Database::check(path, 0, &words);
	});
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

enum status xap_compact(const char *const *sources, size_t count, const char *target,
			struct error *err) noexcept
{
	struct xap_db all;
	for (size_t i = 0; i < count; i++) {
		struct xap_db *source = nullptr;
		enum status status = xap_open(sources[i], XAP_READ, &source, err);
		if (!status)
			status = xap_add_database(&all, source, err);
		xap_close(source);
		if (status)
			return status;
	}
	return guard(err, {"cannot compact to", target}, [&] {
		struct stat present;
		if (count == 0)
			throw InvalidArgumentError("no sources");
		if (lstat(target, &present) == 0) /* Xapian would write over a database there */
			throw Xapian::DatabaseCreateError("something is there already");
		all.db.compact(target, count == 1 ? Xapian::DBCOMPACT_NO_RENUMBER : 0);
	});
}

#endif
