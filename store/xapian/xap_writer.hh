/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_WRITER_HH
#define STORE_XAP_WRITER_HH

/* A part of store/xapian/xap.cc: transactions. */
#include "store/xapian/xap_open.hh"

static WritableDatabase &writer_of(struct xap_db *db)
{
	if (!db->writer)
		throw InvalidArgumentError("the database is open for reading only");
	return *db->writer;
}

static enum status sync_folder(const char *path, struct error *err) noexcept
{
	const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const bool done = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL || errno == EROFS);
	const int cause = errno;
	if (fd >= 0)
		close(fd);
	return done ? STATUS_OK
		    : error_set(err, STATUS_IO, "cannot sync %s: %s", path, strerror(cause));
}

/* Of the first batch that is large enough; it goes with the batch, and is used from the next one
 * on. */
static string train_dictionary(part &p)
{
	struct buffer trained = BUFFER_INIT;
	string dictionary;
	if (!records_newest(p.keeping->records.get()) &&
	    records_train(&p.keeping->sample, &trained))
		dictionary = string_of(buffer_slice(&trained));
	buffer_release(&trained);
	records_sample_release(&p.keeping->sample);
	if (!dictionary.empty())
		p.writer->set_metadata(XAP_KEY_DICTIONARY "1", dictionary);
	return dictionary;
}

/* Behind a commit that failed. */
static enum status mend(struct xap_db *db, enum status status, struct error *err) noexcept
{
	struct error cause = {};
	db->stale = true;
	for (part &p : db->parts) {
		p.keeping->blocks.clear();
		if (freelist_restore(p.lists.get(), p.folder.c_str(), &cause))
			status = error_set(err, STATUS_CORRUPT,
					   "a commit failed, and then: %s; rebuild the index",
					   cause.msg);
	}
	return status;
}

enum { COMMIT_ROOM = 1 << 20, BLOCK_BYTES = 8192 };

static uint64_t size_of_tables(const string &folder) noexcept
{
	uint64_t size = 0;
	for (const char *name :
	     {"docdata", "position", "postlist", "spelling", "synonym", "termlist"}) {
		char path[PATH_MAX];
		struct stat table;
		snprintf(path, sizeof path, "%s/%s.glass", folder.c_str(), name);
		if (stat(path, &table) == 0)
			size += (uint64_t)table.st_size;
	}
	return size;
}

/*
 * What a commit may take on disk: what is pending goes into several tables, and a block that
 * changes is written to another place before the old one is free.  Each term may change a block,
 * but not all of them do: the first batch after a bulk build, which left no free ones, made indexes
 * of 15 and 126 MB grow by 13 to 38 %.
 */
static uint64_t commit_needs(const struct xap_db *db, const part &p) noexcept
{
	const uint64_t parts = db->parts.size(), blocks = db->pending.terms / parts * BLOCK_BYTES;
	return COMMIT_ROOM + 3 * db->pending.bytes / parts +
	       std::min(blocks, size_of_tables(p.folder) * 2 / 5);
}

/*
 * Looks at the disk before a commit.  Where it fills up within one, xapian-core may end the
 * process: 1.4.22 by std::terminate, 1.4.29 by a segmentation fault too.  A quota is not seen here.
 */
static enum status look_for_room(const struct xap_db *db, struct error *err) noexcept
{
	for (const part &p : db->parts) {
		const uint64_t needed = commit_needs(db, p);
		struct statvfs disk;
		if (statvfs(p.folder.c_str(), &disk) != 0 ||
		    !disk.f_blocks) /* some file systems do not tell */
			continue;
		const uint64_t room = (uint64_t)(geteuid() == 0 ? disk.f_bfree : disk.f_bavail) *
				      disk.f_frsize;
		if (room < needed)
			return error_set(err, STATUS_IO,
					 "cannot commit: %s in %s: %.1f MB free, %.1f MB needed",
					 strerror(ENOSPC), p.folder.c_str(), (double)room / 1e6,
					 (double)needed / 1e6);
	}
	return STATUS_OK;
}

/* Commits the transaction; *failed says that Xapian had begun to, and broke off. */
static enum status commit(struct xap_db *db, bool *failed, struct error *err)
{
	std::vector<string> dictionaries;
	for (part &p : db->parts)
		dictionaries.push_back(train_dictionary(p));
	db->in_transaction = false;
	*failed = true;
	db->writer->commit_transaction();
	*failed = false;
	enum status synced = STATUS_OK;
	for (size_t i = 0; i < db->parts.size(); i++) {
		if (!dictionaries[i].empty())
			records_learn(db->parts[i].keeping->records.get(), 1,
				      borrow(dictionaries[i]));
		if (!synced)
			synced = sync_folder(db->parts[i].folder.c_str(), err);
	}
	return synced;
}

static void cancel(struct xap_db *db)
{
	WritableDatabase &writer = writer_of(db);
	for (part &p : db->parts) {
		records_sample_release(&p.keeping->sample);
		p.keeping->blocks.clear();
	}
	db->pending = {};
	if (!std::exchange(db->in_transaction, false))
		return;
	db->stale = true;
	writer.cancel_transaction();
}

enum status xap_commit(struct xap_db *db, struct error *err) noexcept
{
	bool failed = false;
	enum status status = guard(err, "cannot commit", [&] {
		WritableDatabase &writer = writer_of(db);
		if (!db->in_transaction && !db->scratch)
			return STATUS_OK;
		enum status room = look_for_room(db, err);
		if (room)
			return cancel(db), room;
		db->pending = {};
		return db->scratch ? (writer.commit(), STATUS_OK) : commit(db, &failed, err);
	});
	return failed ? mend(db, status, err) : status;
}

enum status xap_rollback(struct xap_db *db, struct error *err) noexcept
{
	return guard(err, "cannot roll back", [&] { cancel(db); });
}

static void open_anew(struct xap_db *db)
{
	db->writer->close();
	for (part &p : db->parts) {
		p.writer = std::make_shared<WritableDatabase>(p.folder, Xapian::DB_OPEN);
		p.db = *p.writer;
	}
	join(db);
	db->stale = false;
}

/* A transaction, unless there is one. */
static void begin(struct xap_db *db)
{
	writer_of(db);
	if (db->in_transaction || db->scratch)
		return;
	if (db->stale)
		open_anew(db);
	for (part &p : db->parts)
		freelist_keep(p.lists.get(), p.folder.c_str());
	db->writer->begin_transaction();
	db->in_transaction = true;
}

/* Runs work(writer) in the transaction; where it throws InvalidArgumentError nothing is changed. */
template <typename Work>
static enum status change(struct xap_db *db, struct error *err, const char *what,
			  Work work) noexcept
{
	enum status status = guard(err, what, [&] {
		begin(db);
		work(*db->writer);
	});
	if (status && status != STATUS_INVALID)
		(void)guard(nullptr, "", [&] { cancel(db); });
	return status;
}

#endif
