#pragma once

#include <string>
#include <vector>

#include "types/json/json_document.h"
#include "vector/vector.h"

namespace lakebolt {

/// Collects results of JSON functions of one type: text, whole numbers or booleans, by row or, for
/// lists, one behind another.
class JsonColumn {
 public:
  /// Makes `size` rows, all NULL.
  JsonColumn(LogicalType type, uint32_t size)
      : type_(std::move(type)), values_(size), numbers_(size), valid_(size) {}

  /// Adds a row at the end, NULL until it is set.
  void Append() {
    values_.emplace_back();
    numbers_.emplace_back();
    valid_.emplace_back();
    row_ = static_cast<uint32_t>(values_.size() - 1);
  }
  /// Chooses the row that is set next.
  void At(uint32_t row) { row_ = row; }
  uint32_t size() const { return static_cast<uint32_t>(values_.size()); }

  void Text(std::string_view text) {
    values_[row_] = heap_->Add(text);
    valid_[row_] = 1;
  }
  void Number(uint64_t number) {
    numbers_[row_] = number;
    valid_[row_] = 1;
  }
  /// Sets a value as JSON text.
  void Json(const JsonDocument& document, uint32_t id) {
    scratch_.clear();
    document.Write(id, scratch_);
    Text(scratch_);
  }
  /// Sets a value as text without its quotes, or else as JSON; null leaves the row NULL.
  void Plain(const JsonDocument& document, uint32_t id) {
    const JsonNode& node = document.node(id);
    if (node.kind == JsonKind::kNull) return;
    if (node.kind == JsonKind::kString) {
      Text(node.view());
    } else {
      Json(document, id);
    }
  }
  std::string& scratch() { return scratch_; }

  /// Returns the rows as a vector.
  Vector Finish();

 private:
  LogicalType type_;
  std::vector<StringView> values_;
  std::vector<uint64_t> numbers_;
  std::vector<uint8_t> valid_;
  std::shared_ptr<StringHeap> heap_ = std::make_shared<StringHeap>();
  std::string scratch_;
  uint32_t row_ = 0;
};

/// Makes a list vector of `entries` by row over the elements of a column.
Vector FinishJsonList(JsonColumn& elements, const LogicalType& element,
                      const std::vector<ListEntry>& entries, const std::vector<uint8_t>& valid);

}  // namespace lakebolt
