#include "vector/arrow_import.h"

#include <string_view>

#include "base/error.h"
#include "vector/arrow_column.h"
#include "vector/arrow_format.h"

namespace lakebolt {

namespace {

/// Makes a column's values, of whatever layout.
Vector ImportValues(const ArrowColumn& in, const LogicalType& type) {
  if (in.schema.dictionary != nullptr) return ImportDictionary(in, type);
  if (std::string_view(in.schema.format) == "+r") return ImportRuns(in, type);
  if (std::string_view(in.schema.format).starts_with("w:")) return ImportBytes(in, type);
  switch (type.id()) {
    case TypeId::kNull: return Vector::Constant(Value(type), in.count).Flatten();
    case TypeId::kStruct:
    case TypeId::kUnion:
    case TypeId::kList:
    case TypeId::kMap: return ImportNested(in, type);
    case TypeId::kVarchar:
    case TypeId::kBlob: return ImportBytes(in, type);
    default: return ImportNumbers(in, type);
  }
}

}  // namespace

void ImportValidity(const ArrowColumn& in, Vector& out) {
  const uint8_t* bits = ValidityOf(in);
  if (bits == nullptr) return;
  uint64_t* valid = out.MutableValidity();
  for (uint32_t i = 0; i < in.count; ++i) {
    if (!BitAt(bits, in.first() + i)) ClearBit(valid, i);
  }
}

Vector ImportColumn(const ArrowColumn& in, const LogicalType& type) {
  if (in.array.length < 0 || in.array.offset < 0 ||
      (in.offset + in.count > in.array.length && in.count > 0)) {
    in.Corrupt("too few rows");
  }
  if (in.array.n_children != in.schema.n_children ||
      (in.array.dictionary == nullptr) != (in.schema.dictionary == nullptr)) {
    in.Corrupt("another shape than its type");
  }
  Vector out = ImportValues(in, type);
  const bool has_validity = type.id() != TypeId::kNull && type.id() != TypeId::kUnion;
  if (!out.IsDictionary() && has_validity) ImportValidity(in, out);
  if (type.IsStringLike()) out.AddOwner(in.owner);
  return out;
}

struct ImportedRows::Owner {
  ArrowArray array;

  explicit Owner(ArrowArray* from) : array(*from) { from->release = nullptr; }
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;
  ~Owner() {
    if (array.release != nullptr) array.release(&array);
  }
};

ImportedRows::ImportedRows(const ArrowSchema& schema, ArrowArray* array)
    : schema_(&schema), owner_(std::make_shared<const Owner>(array)) {
  const ArrowArray& table = owner_->array;
  if (table.length < 0 || table.offset < 0 || table.n_children != schema.n_children) {
    throw UserError(ErrorCode::kCorruptData, "an Arrow batch has another shape than its schema");
  }
  if (table.length > UINT32_MAX - 1) {
    throw UserError(ErrorCode::kNotSupported, "an Arrow batch of more than 4 billion rows");
  }
  columns_ = ImportSchema(schema);
  for (int64_t i = 0; i < schema.n_children; ++i) {
    const ArrowSchema& column = *schema.children[i];
    takes_parts_ &= column.dictionary == nullptr && column.n_children == 0;
  }
}

uint32_t ImportedRows::count() const {
  return static_cast<uint32_t>(owner_->array.length);
}

Chunk ImportedRows::Take(uint32_t begin, uint32_t count) const {
  const ArrowArray& table = owner_->array;
  const std::shared_ptr<const void> owner = owner_;
  std::vector<Vector> vectors;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const ArrowColumn in{*schema_->children[i], *table.children[i], table.offset + begin, count,
                         owner};
    vectors.push_back(ImportColumn(in, columns_[i].type));
  }
  return {std::move(vectors), count};
}

Chunk ImportArray(const ArrowSchema& schema, ArrowArray* array) {
  const ImportedRows rows(schema, array);
  return rows.Take(0, rows.count());
}

}  // namespace lakebolt
