/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_OPEN_HH
#define STORE_XAP_OPEN_HH

/* A part of store/xapian/xap.cc: opening an index, closing it, moving on to newer commits. */
#include "store/xapian/xap_guard.hh"

/* ---- databases ---- */

/* Xapian calls it "not found" too when a folder may not be searched. */
static enum status explain_absence(const char *path, struct error *err) noexcept
{
	if (access(path, R_OK | X_OK) == 0)
		return error_set(err, STATUS_NOT_FOUND, "cannot open %s: it holds no database",
				 path);
	return error_set(err, errno == EACCES ? STATUS_IO : STATUS_NOT_FOUND, "cannot open %s: %s",
			 path, strerror(errno));
}

static string real_path(const char *path)
{
	std::unique_ptr<char, decltype(&free)> real(realpath(path, nullptr), free);
	return real ? real.get() : path;
}

/* ---- parts ---- */

enum { DEFAULT_TIMEOUT_MS = 5000, RETRY_SECONDS = 5, LOSSES_MAX = 3 };

static void open_local(part &p, enum xap_mode mode)
{
	static const int flags[] = {0, Xapian::DB_OPEN, Xapian::DB_CREATE_OR_OPEN,
				    Xapian::DB_CREATE, Xapian::DB_CREATE | Xapian::DB_NO_SYNC};
	p.folder = real_path(p.name.c_str());
	if (mode == XAP_READ ||
	    mode == XAP_WRITE) /* a writer too: it would leave a lock file where nothing is */
		p.db = Xapian::Database(p.folder);
	if (mode != XAP_READ) {
		p.writer = std::make_shared<WritableDatabase>(p.folder, flags[mode]);
		p.db = *p.writer;
		p.lists.reset(freelist_new(), freelist_free);
	}
	if (stat(p.folder.c_str(), &p.place) != 0)
		p.place = {};
}

static enum status open_part(const struct xap_db *db, part &p, enum xap_mode mode,
			     struct error *err) noexcept
{
	const unsigned wait_ms = db->options.timeout_ms ? db->options.timeout_ms
							: +DEFAULT_TIMEOUT_MS;
	const char *name = p.name.c_str();
	enum status status = guard(err, {"cannot open", name}, [&] {
		if (p.port)
			p.db = Xapian::Remote::open(p.host, p.port, wait_ms, wait_ms);
		else
			open_local(p, mode);
	});
	const bool must_exist = mode == XAP_READ || mode == XAP_WRITE;
	return status == STATUS_NOT_FOUND && must_exist ? explain_absence(name, err) : status;
}

/* A part that is missing counts as none, for some seconds. */
static void miss(part &p, const char *cause)
{
	p.cause = cause;
	p.db = Xapian::Database();
	p.again = steady_clock::now() + std::chrono::seconds(RETRY_SECONDS);
}

static enum status open_or_miss(const struct xap_db *db, part &p, enum xap_mode mode,
				struct error *err) noexcept
{
	struct error cause = {};
	enum status status = open_part(db, p, mode, &cause);
	if (status && status != STATUS_NETWORK)
		return copy_failure(cause, err);
	return guard(err, "cannot open", [&] {
		p.cause.clear();
		if (status)
			miss(p, cause.msg);
	});
}

/* What is there as one database.  What was told of documents goes by numbers of before. */
static void join(struct xap_db *db)
{
	db->told = {};
	db->identities.clear();
	if (db->parts.size() == 1 && db->parts[0].cause.empty()) {
		db->db = db->parts[0].db;
		if (db->parts[0].writer)
			db->writer = std::make_unique<WritableDatabase>(*db->parts[0].writer);
		return;
	}
	db->db = Xapian::Database();
	for (const part &p : db->parts)
		if (p.cause.empty())
			db->db.add_database(p.db);
	if (!db->parts[0].writer)
		return;
	db->writer = std::make_unique<WritableDatabase>();
	for (const part &p : db->parts)
		db->writer->add_database(*p.writer);
}

/* NETWORK when parts are missing and that is not allowed, or none is left. */
static enum status allow_missing(const struct xap_db *db, struct error *err) noexcept
{
	const part *missing = nullptr;
	size_t there = 0;
	for (const part &p : db->parts) {
		if (p.cause.empty())
			there++;
		else if (!missing)
			missing = &p;
	}
	if (!missing || (there && db->options.partial))
		return STATUS_OK;
	return error_set(err, STATUS_NETWORK, "%s", missing->cause.c_str());
}

enum status xap_open(const char *path, enum xap_mode mode, struct xap_db **db,
		     struct error *err) noexcept
{
	struct xap_db *opened = nullptr;
	enum status status = guard(err, {"cannot open", path}, [&] {
		opened = new xap_db;
		opened->scratch = mode == XAP_SCRATCH;
		opened->parts.emplace_back();
		opened->parts[0].name = path;
	});
	if (!status)
		status = open_part(opened, opened->parts[0], mode, err);
	if (!status)
		status = guard(err, {"cannot open", path}, [&] { join(opened); });
	if (status)
		xap_close(opened);
	else
		*db = opened;
	return status;
}

static part part_of(const struct xap_part &from)
{
	part p;
	p.port = from.folder ? 0 : from.port;
	p.host = from.folder ? "" : from.host;
	p.name = from.folder ? from.folder : p.host + ":" + std::to_string(from.port);
	if (!from.folder && !from.port)
		throw InvalidArgumentError("a remote database has a port from 1 on");
	return p;
}

enum status xap_open_parts(const struct xap_part *parts, size_t count, enum xap_mode mode,
			   const struct xap_part_options *options, struct xap_db **db,
			   struct error *err) noexcept
{
	struct xap_db *opened = nullptr;
	enum status status = guard(err, "cannot open an index", [&] {
		if (!count || (mode != XAP_READ && mode != XAP_WRITE))
			throw InvalidArgumentError("no parts, or the mode makes them");
		opened = new xap_db;
		opened->options = *options;
		for (size_t i = 0; i < count; i++) {
			opened->parts.push_back(part_of(parts[i]));
			opened->remote |= !parts[i].folder;
		}
		if (opened->remote && mode != XAP_READ)
			throw InvalidArgumentError(
				"databases of other machines are for reading only");
	});
	for (size_t i = 0; !status && i < count; i++)
		status = open_or_miss(opened, opened->parts[i], mode, err);
	if (!status)
		status = allow_missing(opened, err);
	if (!status)
		status = guard(err, "cannot open an index", [&] { join(opened); });
	if (status)
		xap_close(opened);
	else
		*db = opened;
	return status;
}

bool xap_is_remote(const struct xap_db *db) noexcept
{
	return db->remote;
}

size_t xap_part_count(const struct xap_db *db) noexcept
{
	return db->parts.size();
}

const char *xap_part_name(const struct xap_db *db, size_t part, const char **cause) noexcept
{
	assert(part < db->parts.size());
	if (cause)
		*cause = db->parts[part].cause.empty() ? nullptr : db->parts[part].cause.c_str();
	return db->parts[part].name.c_str();
}

const char *xap_folder(const struct xap_db *db) noexcept
{
	return db->parts.size() == 1 && !db->remote ? db->parts[0].folder.c_str() : nullptr;
}

/* FNV-1a, whose last bytes hardly reach the bits above, and so mixed once more (the end of
 * MurmurHash3). */
size_t xap_part_of(struct slice unique_term, size_t parts) noexcept
{
	uint64_t hash = 14695981039346656037u;
	for (size_t i = 0; i < unique_term.len; i++)
		hash = (hash ^ (unsigned char)unique_term.ptr[i]) * 1099511628211u;
	hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdu;
	hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53u;
	return (size_t)((hash ^ hash >> 33) % parts);
}

enum status xap_part_metadata(struct xap_db *db, size_t part, const char *key, struct buffer *out,
			      struct error *err) noexcept
{
	return guard(db, err, {"cannot read metadata", key}, [&] {
		assert(part < db->parts.size());
		const struct part &p = db->parts[part];
		put(out, p.cause.empty() ? p.db.get_metadata(key) : string());
	});
}

void xap_set_identity(struct xap_db *db, unsigned slot, const char *prefix) noexcept
{
	db->has_identity = !guard(nullptr, "", [&] { db->identity_prefix = prefix; });
	db->identity_slot = slot;
}

void xap_set_limit(struct xap_db *db, struct work_limit *limit) noexcept
{
	db->limit = limit;
}

struct work_limit *xap_limit(const struct xap_db *db) noexcept
{
	return db->limit;
}

void xap_close(struct xap_db *db) noexcept
{
	/* A reader is only let go: another handle may still use what it read from. */
	if (db && db->writer) {
		if (db->in_transaction && xap_commit(db, nullptr))
			db->in_transaction = false;
		(void)guard(nullptr, "", [&] { db->writer->close(); });
	}
	delete db;
}

static bool has_moved(const part &p) noexcept
{
	struct stat now;
	return !p.port && stat(p.name.c_str(), &now) == 0 &&
	       (now.st_dev != p.place.st_dev || now.st_ino != p.place.st_ino);
}

bool xap_moved(const struct xap_db *db) noexcept
{
	return std::any_of(db->parts.begin(), db->parts.end(), has_moved);
}

/* A connection that answers is kept; one that took too long is not waited for again. */
static enum status reopen_remote(struct xap_db *db, part &p, bool *moved,
				 struct error *err) noexcept
{
	struct error unanswered = {};
	if (!p.cause.empty() && steady_clock::now() < p.again)
		return STATUS_OK;
	if (p.cause.empty() && db->loss.late &&
	    p.name + ")" == string(db->loss.context).substr(sizeof "remote:tcp(" - 1)) {
		*moved = true;
		return guard(err, "cannot reopen",
			     [&] { miss(p, (p.name + " does not answer in time").c_str()); });
	}
	bool newer = false;
	enum status status = p.cause.empty()
				     ? guard(&unanswered, "", [&] { newer = p.db.reopen(); })
				     : STATUS_NETWORK;
	if (status != STATUS_NETWORK && !newer)
		return copy_failure(unanswered, err);
	*moved = true;
	status = guard(err, "cannot reopen",
		       [&] { p.keeping = std::make_shared<struct keeping>(); });
	if (status || newer)
		return status;
	return open_or_miss(db, p, XAP_READ, err);
}

static enum status reopen_part(struct xap_db *db, part &p, bool *moved, struct error *err) noexcept
{
	if (p.port)
		return reopen_remote(db, p, moved, err);
	const bool elsewhere = has_moved(p) && !p.writer;
	bool newer = elsewhere;
	enum status status = elsewhere
				     ? open_part(db, p, XAP_READ, err)
				     : guard(err, "cannot reopen", [&] { newer = p.db.reopen(); });
	if (!status && newer)
		status = guard(err, "cannot reopen",
			       [&] { p.keeping = std::make_shared<struct keeping>(); });
	*moved |= newer;
	return status;
}

enum status xap_reopen(struct xap_db *db, bool *changed, struct error *err) noexcept
{
	enum status status = STATUS_OK;
	bool moved = false;
	if (db->loss.happened && ++db->losses > LOSSES_MAX) {
		db->losses = 0;
		status = error_set(
			err, STATUS_NETWORK,
			"cannot search: a part breaks the connection off again and again");
	}
	for (size_t i = 0; !status && i < db->parts.size(); i++)
		status = reopen_part(db, db->parts[i], &moved, err);
	db->loss = {};
	if (!status)
		status = allow_missing(db, err);
	if (!status && (moved || db->remote) && !db->writer)
		status = guard(err, "cannot reopen", [&] { join(db); });
	if (!status && changed)
		*changed = moved;
	return status;
}

#endif
