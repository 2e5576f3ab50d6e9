#pragma once

#include <nanobind/nanobind.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "types/value.h"
#include "vector/vector.h"

namespace lakebolt::python {

/// Makes the value of a type from a Python object: None, numbers, text, dates, lists and tuples,
/// dicts, dataclasses, NumPy's scalars. Throws UserError where it does not fit the type.
Value ValueOf(nanobind::handle object, const LogicalType& type);

/// Makes a flat vector of Python objects, row after row, lists and structs by their children.
/// Called with the GIL held.
class ColumnBuilder {
 public:
  explicit ColumnBuilder(const LogicalType& type);

  /// Adds a row; throws UserError where the object does not fit the type, and python_error. After
  /// an error the builder is of no use.
  void Append(nanobind::handle object);
  void AppendNull();

  uint32_t size() const { return size_; }

  /// Gives the rows, once.
  Vector Take();

 private:
  template <typename T>
  bool AppendInteger(nanobind::handle object);
  template <typename T>
  void AppendBytes(const T& value);
  bool AppendFast(nanobind::handle object);
  void AppendValue(const Value& value);
  void AppendList(nanobind::handle object);
  void AppendMap(nanobind::handle object);
  void AppendStruct(nanobind::handle object);
  void AppendText(std::string_view text);

  LogicalType type_;
  PhysicalType physical_;
  uint32_t size_ = 0;
  uint32_t nulls_ = 0;
  std::vector<uint8_t> bytes_;  // of values, or of list entries
  std::vector<bool> valid_;
  std::shared_ptr<StringHeap> heap_;
  std::vector<ColumnBuilder> children_;
  std::vector<Value> values_;  // of types that are seldom: unions
};

}  // namespace lakebolt::python
