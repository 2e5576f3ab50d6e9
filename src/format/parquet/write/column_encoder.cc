#include "format/parquet/write/column_encoder.h"

#include <algorithm>

#include "base/error.h"

namespace lakebolt::parquet_format {

namespace {

/// Takes nested rows apart (Melnik et al., "Dremel: Interactive Analysis of Web-Scale Datasets",
/// VLDB 2010), a node of the schema after the other. Invariant: the entries at a node are, in the
/// order of rows, what its values' levels will be as far as the nodes above decide them: where
/// there is a value, `row` names it in the node's vector; else the levels are final.
class Shredder {
 public:
  explicit Shredder(std::vector<std::unique_ptr<ChunkEncoder>>& leaves) : leaves_(leaves) {}

  void Shred(const Vector& column) {
    Entries entries;
    entries.rows.resize(column.size());
    for (uint32_t i = 0; i < column.size(); ++i) entries.rows[i] = i;
    entries.definitions.resize(column.size());
    entries.repetitions.resize(column.size());
    VisitOptional(column, std::move(entries), 0);
  }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;

  struct Entries {
    std::vector<uint32_t> rows;  // kNone where there is no value
    std::vector<uint16_t> definitions;
    std::vector<uint16_t> repetitions;
  };

  void VisitOptional(const Vector& input, Entries entries, uint16_t repetition) {
    const bool all_null = input.type().id() == TypeId::kNull;
    for (size_t i = 0; i < entries.rows.size(); ++i) {
      uint32_t& row = entries.rows[i];
      if (row == kNone) continue;
      if (all_null || input.IsNull(row)) {
        row = kNone;
      } else {
        ++entries.definitions[i];
      }
    }
    Visit(input, std::move(entries), repetition);
  }

  void Visit(const Vector& input, Entries entries, uint16_t repetition) {
    switch (input.type().id()) {
      case TypeId::kStruct: {
        const Vector flat = input.Flatten();
        for (const Vector& child : flat.children()) VisitOptional(child, entries, repetition);
        return;
      }
      case TypeId::kList: {
        const Vector flat = input.Flatten();
        const auto inside = static_cast<uint16_t>(repetition + 1);
        VisitOptional(flat.children()[0], Unnest(flat, entries, inside), inside);
        return;
      }
      case TypeId::kMap: {
        const Vector flat = input.Flatten();
        const auto inside = static_cast<uint16_t>(repetition + 1);
        Entries inner = Unnest(flat, entries, inside);
        const Vector pairs = flat.children()[0].Flatten();
        CheckKeys(pairs, inner);
        Visit(pairs.children()[0], inner, inside);
        VisitOptional(pairs.children()[1], std::move(inner), inside);
        return;
      }
      default: AppendLeaf(input, entries);
    }
  }

  /// Makes entries of what stands in lists.
  static Entries Unnest(const Vector& lists, const Entries& entries, uint16_t repetition) {
    Entries out;
    const auto add = [&](uint32_t row, size_t definition, uint16_t repeated) {
      out.rows.push_back(row);
      out.definitions.push_back(static_cast<uint16_t>(definition));
      out.repetitions.push_back(repeated);
    };
    const auto* lengths = lists.values<ListEntry>();
    for (size_t i = 0; i < entries.rows.size(); ++i) {
      const uint32_t row = entries.rows[i];
      const ListEntry list = row == kNone ? ListEntry() : lengths[row];
      if (list.length == 0) add(kNone, entries.definitions[i], entries.repetitions[i]);
      for (uint32_t k = 0; k < list.length; ++k) {
        add(list.offset + k, size_t{entries.definitions[i]} + 1,
            k == 0 ? entries.repetitions[i] : repetition);
      }
    }
    return out;
  }

  static void CheckKeys(const Vector& pairs, const Entries& entries) {
    const Vector& keys = pairs.children()[0];
    for (const uint32_t row : entries.rows) {
      if (row == kNone || !keys.IsNull(row)) continue;
      throw UserError(ErrorCode::kInvalidArgument, "a key of a map is NULL, which Parquet has not");
    }
  }

  void AppendLeaf(const Vector& values, Entries& entries) {
    const auto count = static_cast<uint32_t>(entries.rows.size());
    const auto end = std::remove(entries.rows.begin(), entries.rows.end(), kNone);
    LeafEntries leaf;
    leaf.values = &values;
    leaf.rows = entries.rows.data();
    leaf.value_count = static_cast<uint32_t>(end - entries.rows.begin());
    leaf.count = count;
    leaf.definitions = entries.definitions.data();
    leaf.repetitions = entries.repetitions.data();
    leaves_[next_leaf_++]->Append(leaf);
  }

  std::vector<std::unique_ptr<ChunkEncoder>>& leaves_;
  size_t next_leaf_ = 0;
};

}  // namespace

ColumnEncoder::ColumnEncoder(const StoredLeaf* leaves, const LeafPlan* plans, size_t count) {
  for (size_t i = 0; i < count; ++i) leaves_.push_back(MakeChunkEncoder(leaves[i], plans[i]));
}

void ColumnEncoder::Append(const Vector& column) {
  if (column.size() == 0) return;
  if (column.type().IsNested()) {
    Shredder(leaves_).Shred(column);
  } else {
    AppendFlat(column);
  }
}

void ColumnEncoder::AppendFlat(const Vector& column) {
  LeafEntries entries;
  entries.values = &column;
  entries.value_count = entries.count = column.size();
  const bool all_null = column.type().id() == TypeId::kNull;
  if (all_null || column.MayHaveNulls()) {
    definitions_.Clear();
    rows_.Clear();
    uint16_t* definitions = definitions_.Extend(column.size());
    uint32_t* rows = rows_.Extend(column.size());
    uint32_t there = 0;
    for (uint32_t i = 0; i < column.size(); ++i) {
      const bool is_there = !all_null && !column.IsNull(i);
      definitions[i] = is_there ? 1 : 0;
      rows[there] = i;
      there += is_there ? 1 : 0;
    }
    entries.definitions = definitions;
    entries.rows = rows;
    entries.value_count = there;
  }
  leaves_[0]->Append(entries);
}

size_t ColumnEncoder::HeldBytes() const {
  size_t bytes = 0;
  for (const auto& leaf : leaves_) bytes += leaf->HeldBytes();
  return bytes;
}

std::vector<EncodedChunk> ColumnEncoder::Finish() {
  std::vector<EncodedChunk> out;
  for (const auto& leaf : leaves_) out.push_back(leaf->Finish());
  return out;
}

}  // namespace lakebolt::parquet_format
