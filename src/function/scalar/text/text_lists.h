#pragma once

#include <memory>
#include <string_view>

#include "base/growing_array.h"
#include "vector/vector.h"

namespace lakebolt {

/// Builds a vector of lists of text, row by row: Begin, Append for each element, then End.
class TextLists {
 public:
  explicit TextLists(uint32_t size)
      : out_(LogicalType::List(TypeId::kVarchar), size),
        entries_(out_.mutable_values<ListEntry>()) {}

  void Begin() { begin_ = static_cast<uint32_t>(elements_.size()); }
  /// Appends text that lives at least as long as `Finish`'s result (a view into an argument).
  void Append(std::string_view text) { elements_.Add(StringView(text)); }
  void AppendNull() {
    nulls_.Add(static_cast<uint32_t>(elements_.size()));
    elements_.Add({});
  }
  void End(uint32_t row) {
    entries_[row] = {begin_, static_cast<uint32_t>(elements_.size()) - begin_};
  }
  void SetNull(uint32_t row) { out_.SetNull(row); }

  /// Returns the lists; `source` holds the text that `Append` was given views of.
  Vector Finish(const Vector& source) {
    Vector child(TypeId::kVarchar, static_cast<uint32_t>(elements_.size()));
    CopyBytes(child.mutable_values<StringView>(), elements_.data(),
              elements_.size() * sizeof(StringView));
    for (const uint32_t row : nulls_) child.SetNull(row);
    child.ShareOwners(source);
    out_.mutable_children()[0] = std::move(child);
    return std::move(out_);
  }

 private:
  Vector out_;
  ListEntry* entries_;
  uint32_t begin_ = 0;
  GrowingArray<StringView> elements_;
  GrowingArray<uint32_t> nulls_;
};

}  // namespace lakebolt
