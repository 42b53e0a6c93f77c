/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_RECORDS_HH
#define STORE_XAP_RECORDS_HH

/* A part of store/xapian/xap.cc: packed records, and rows beside documents. */
#include "store/xapian/xap_reading.hh"
#include "store/xapian/xap_writer.hh"

/* ---- packed data ---- */

static string dictionary_key(uint32_t number)
{
	return XAP_KEY_DICTIONARY + std::to_string(number);
}

static void learn_dictionary(struct keeping &keeping, const Xapian::Database &db, uint32_t number)
{
	if (records_knows(keeping.records.get(), number))
		return;
	const string dictionary = db.get_metadata(dictionary_key(number));
	if (!records_learn(keeping.records.get(), number, borrow(dictionary)))
		throw Xapian::DatabaseCorruptError("dictionary " + std::to_string(number) +
						   " of packed data is " +
						   (dictionary.empty() ? "missing" : "damaged"));
}

/* The newest one is what new documents are packed with. */
static void learn_dictionaries(struct keeping &keeping, const Xapian::Database &db)
{
	const string prefix = XAP_KEY_DICTIONARY;
	if (std::exchange(keeping.asked, true))
		return;
	for (auto key = db.metadata_keys_begin(prefix); key != db.metadata_keys_end(prefix); ++key)
		learn_dictionary(keeping, db,
				 (uint32_t)strtoul((*key).c_str() + prefix.size(), nullptr, 10));
}

static void pack_data(struct keeping &keeping, const Xapian::Database &db, const string &data,
		      Xapian::Document &doc)
{
	struct buffer packed = BUFFER_INIT;
	learn_dictionaries(keeping, db);
	if (!records_newest(keeping.records.get()))
		records_sample_add(&keeping.sample, borrow(data));
	records_pack(keeping.records.get(), borrow(data), &packed);
	const string bytes = string_of(buffer_slice(&packed));
	buffer_release(&packed);
	doc.add_value(XAP_SLOT_DATA, data.empty() ? string() : bytes);
}

static enum status unpack_data(struct keeping &keeping, const Xapian::Database &db,
			       const string &packed, struct buffer *out, struct error *err)
{
	buffer_clear(out);
	if (packed.empty())
		return STATUS_OK;
	learn_dictionary(keeping, db, records_needs(borrow(packed)));
	return records_unpack(keeping.records.get(), borrow(packed), out, err);
}

enum status xap_data(struct xap_db *db, uint32_t docid, struct buffer *out,
		     struct error *err) noexcept
{
	return guard(db, err, "cannot read data", [&] {
		check_limit(db->limit);
		const Xapian::Document found = document(db, docid);
		if (!db->remote)
			(void)db->db.get_doclength(
				docid); /* a document is only missed when it is read */
		const part &p = part_with(db, docid).first;
		return unpack_data(*p.keeping, p.db, found.get_value(XAP_SLOT_DATA), out, err);
	});
}

/* ---- rows ---- */

enum { BLOCKS_KEPT = 64 << 20 }; /* bytes, some */

static string block_key(uint32_t block)
{
	char key[ROWS_KEY_SIZE];
	rows_key(key, block);
	return key;
}

static std::pair<size_t, size_t> row_in(const string &block, uint32_t row)
{
	size_t at = 0;
	for (; at + 2 <= block.size(); row--) {
		const size_t len = (unsigned char)block[at] | (size_t)(unsigned char)block[at + 1]
								      << 8;
		if (len > block.size() - at - 2)
			throw Xapian::DatabaseCorruptError("rows of the index are damaged");
		if (row == 0)
			return {at + 2, len};
		at += 2 + len;
	}
	return {block.size(), 0};
}

static const string &block_of(struct keeping &keeping, const Xapian::Database &db, uint32_t number)
{
	auto found = keeping.blocks.find(number);
	if (found != keeping.blocks.end())
		return found->second;
	if (keeping.blocks.size() * ROWS_A_BLOCK * 256 > BLOCKS_KEPT)
		keeping.blocks.clear();
	return keeping.blocks[number] = db.get_metadata(block_key(number));
}

/* The row as a block has it, borrowed until the next one. */
static struct slice row_of(const part &p, Xapian::docid docid)
{
	const string &block = block_of(*p.keeping, p.db, docid / ROWS_A_BLOCK);
	const auto [at, len] = row_in(block, docid % ROWS_A_BLOCK);
	return slice_make(block.data() + at, len);
}

enum status xap_rows(struct xap_db *db, const uint32_t *docids, size_t count, xap_value_fn *fn,
		     void *ctx, struct error *err) noexcept
{
	return guard(db, err, "cannot read rows", [&] {
		const bool by_value = db->parts.size() > 1 ||
				      db->db.get_value_freq(XAP_SLOT_ROW) > 0;
		auto value = db->remote || !by_value ? Xapian::ValueIterator()
						     : db->db.valuestream_begin(XAP_SLOT_ROW);
		const auto end = Xapian::ValueIterator();
		for (size_t i = 0; i < count; i++) {
			const auto [p, docid] = part_with(db, docids[i]);
			const string *told = told_value(db, XAP_SLOT_ROW, docids[i]);
			string row = told ? *told : string();
			if (!told && db->remote && by_value)
				row = document(db, docids[i]).get_value(XAP_SLOT_ROW);
			if (value != end)
				value.skip_to(docids[i]);
			if (value != end && value.get_docid() == docids[i])
				row = *value;
			const struct slice it = row.empty() ? row_of(p, docid) : borrow(row);
			if (it.len)
				fn(ctx, docids[i], it);
		}
	});
}

static void set_row_in_block(part &p, Xapian::docid docid, struct slice row)
{
	const string whole = block_of(*p.keeping, *p.writer, docid / ROWS_A_BLOCK);
	struct buffer block = BUFFER_INIT;
	size_t used = 0;
	for (uint32_t i = 0; i < ROWS_A_BLOCK; i++) {
		const auto [at, len] = row_in(whole, i);
		rows_add(&block,
			 i == docid % ROWS_A_BLOCK ? row : slice_make(whole.data() + at, len),
			 &used);
	}
	const string made = string_of(slice_make(block.ptr, used));
	buffer_release(&block);
	p.writer->set_metadata(block_key(docid / ROWS_A_BLOCK), made);
	p.keeping->blocks[docid / ROWS_A_BLOCK] = made;
}

enum status xap_row_set(struct xap_db *db, uint32_t docid, struct slice row,
			struct error *err) noexcept
{
	return change(db, err, "cannot set a row", [&](WritableDatabase &writer) {
		const auto [p, number] = part_with(db, docid);
		if (row.len > UINT16_MAX)
			throw InvalidArgumentError("a row is too long");
		if (db->parts.size() == 1) {
			set_row_in_block(p, number, row);
			return;
		}
		Xapian::Document doc = writer.get_document(docid);
		doc.add_value(XAP_SLOT_ROW, string_of(row));
		writer.replace_document(docid, doc);
	});
}

#endif
