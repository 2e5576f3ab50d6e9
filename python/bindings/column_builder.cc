#include "column_builder.h"

#include <cstring>
#include <limits>
#include <utility>

#include "base/error.h"
#include "convert.h"
#include "function/cast.h"

namespace nb = nanobind;

namespace lakebolt::python {

namespace {

[[noreturn]] void ThrowMisfit(nb::handle object, const LogicalType& type) {
  throw UserError(
      ErrorCode::kTypeMismatch,
      "a Python " + std::string(Py_TYPE(object.ptr())->tp_name) + " is no " + type.ToString());
}

/// Returns a field of a dict, of an object with attributes, or of a sequence; a null object where
/// there is none.
nb::object FieldOf(nb::handle object, const std::string& name, size_t position) {
  if (PyDict_Check(object.ptr())) {
    return nb::borrow(PyDict_GetItemString(object.ptr(), name.c_str()));
  }
  if (nb::hasattr(object, name.c_str())) return object.attr(name.c_str());
  const bool sequence = PyTuple_Check(object.ptr()) || PyList_Check(object.ptr());
  if (!sequence || position >= nb::len(object)) return {};
  return object[position];
}

/// Returns a list or tuple of what an object holds.
nb::object ItemsOf(nb::handle object, const LogicalType& type) {
  PyObject* raw = object.ptr();
  if (PyUnicode_Check(raw) || PyBytes_Check(raw) || PyDict_Check(raw)) ThrowMisfit(object, type);
  nb::object items = nb::steal(PySequence_Fast(raw, "a list is due"));
  if (items.is_valid()) return items;
  PyErr_Clear();
  ThrowMisfit(object, type);
}

Value StructOf(nb::handle object, const LogicalType& type) {
  std::vector<Value> parts;
  bool any = false;
  for (const Field& field : type.children()) {
    const nb::object part = FieldOf(object, field.name, parts.size());
    any |= part.is_valid();
    parts.push_back(part.is_valid() ? ValueOf(part, field.type) : Value(field.type));
  }
  if (!any) ThrowMisfit(object, type);
  return Value::Nested(type, std::move(parts));
}

Value ListOf(nb::handle object, const LogicalType& type) {
  const nb::object items = ItemsOf(object, type);
  std::vector<Value> parts;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(items.ptr()); ++i) {
    parts.push_back(ValueOf(PySequence_Fast_GET_ITEM(items.ptr(), i), type.element()));
  }
  return Value::Nested(type, std::move(parts));
}

Value MapOf(nb::handle object, const LogicalType& type) {
  if (!PyDict_Check(object.ptr())) ThrowMisfit(object, type);
  const auto& entry = type.element().children();
  std::vector<Value> parts;
  for (const auto [key, value] : nb::borrow<nb::dict>(object)) {
    std::vector<Value> pair = {ValueOf(key, entry[0].type), ValueOf(value, entry[1].type)};
    parts.push_back(Value::Nested(type.element(), std::move(pair)));
  }
  return Value::Nested(type, std::move(parts));
}

}  // namespace

Value ValueOf(nb::handle object, const LogicalType& type) {
  if (object.is_none()) return Value(type);
  switch (type.id()) {
    case TypeId::kStruct: return StructOf(object, type);
    case TypeId::kList: return ListOf(object, type);
    case TypeId::kMap: return MapOf(object, type);
    default: break;
  }
  Value value = FromPython(object);
  return value.type() == type ? value : CastValue(value, type);
}

ColumnBuilder::ColumnBuilder(const LogicalType& type) : type_(type), physical_(type.physical()) {
  if (type.id() == TypeId::kUnion) return;
  for (const Field& child : type.children()) children_.emplace_back(child.type);
  if (physical_ == PhysicalType::kString) heap_ = std::make_shared<StringHeap>();
}

template <typename T>
void ColumnBuilder::AppendBytes(const T& value) {
  const auto* begin = reinterpret_cast<const uint8_t*>(&value);
  bytes_.insert(bytes_.end(), begin, begin + sizeof(T));
}

void ColumnBuilder::AppendNull() {
  ++size_;
  ++nulls_;
  valid_.push_back(false);
  if (type_.id() == TypeId::kUnion) {
    values_.emplace_back(type_);
    return;
  }
  bytes_.resize(bytes_.size() + PhysicalWidth(physical_));
  if (physical_ == PhysicalType::kStruct) {
    for (ColumnBuilder& child : children_) child.AppendNull();
  }
}

template <typename T>
bool ColumnBuilder::AppendInteger(nb::handle object) {
  if (!PyLong_CheckExact(object.ptr())) return false;
  int overflow = 0;
  const long long number = PyLong_AsLongLongAndOverflow(object.ptr(), &overflow);
  if (overflow != 0 || number < std::numeric_limits<T>::min() ||
      number > std::numeric_limits<T>::max()) {
    return false;
  }
  AppendBytes(static_cast<T>(number));
  return true;
}

void ColumnBuilder::AppendText(std::string_view text) {
  AppendBytes(heap_->Add(text));
}

/// Adds a row of the commonest types without the detour over a Value; false for others.
bool ColumnBuilder::AppendFast(nb::handle object) {
  PyObject* raw = object.ptr();
  switch (type_.id()) {
    case TypeId::kBoolean:
      if (!PyBool_Check(raw)) return false;
      AppendBytes(static_cast<uint8_t>(raw == Py_True ? 1 : 0));
      return true;
    case TypeId::kInt32: return AppendInteger<int32_t>(object);
    case TypeId::kInt64: return AppendInteger<int64_t>(object);
    case TypeId::kFloat64:
      if (!PyFloat_Check(raw)) return false;
      AppendBytes(PyFloat_AS_DOUBLE(raw));
      return true;
    case TypeId::kVarchar: {
      if (!PyUnicode_Check(raw) || type_.IsJson()) return false;
      Py_ssize_t length = 0;
      const char* text = PyUnicode_AsUTF8AndSize(raw, &length);
      if (text == nullptr) throw nb::python_error();
      AppendText({text, static_cast<size_t>(length)});
      return true;
    }
    default: return false;
  }
}

void ColumnBuilder::AppendValue(const Value& value) {
  if (physical_ == PhysicalType::kString) {
    AppendText(value.string());
    return;
  }
  Vector one(type_, 1);
  one.SetValue(0, value);
  const auto* begin = one.values<uint8_t>();
  bytes_.insert(bytes_.end(), begin, begin + PhysicalWidth(physical_));
}

void ColumnBuilder::AppendList(nb::handle object) {
  const nb::object items = ItemsOf(object, type_);
  const Py_ssize_t count = PySequence_Fast_GET_SIZE(items.ptr());
  AppendBytes(ListEntry{children_[0].size(), static_cast<uint32_t>(count)});
  for (Py_ssize_t i = 0; i < count; ++i) {
    children_[0].Append(PySequence_Fast_GET_ITEM(items.ptr(), i));
  }
}

void ColumnBuilder::AppendMap(nb::handle object) {
  if (!PyDict_Check(object.ptr())) ThrowMisfit(object, type_);
  AppendBytes(ListEntry{children_[0].size(), static_cast<uint32_t>(nb::len(object))});
  for (const auto [key, value] : nb::borrow<nb::dict>(object)) {
    children_[0].Append(nb::make_tuple(key, value));
  }
}

void ColumnBuilder::AppendStruct(nb::handle object) {
  bool any = false;
  const auto& fields = type_.children();
  for (size_t i = 0; i < fields.size(); ++i) {
    const nb::object part = FieldOf(object, fields[i].name, i);
    any |= part.is_valid();
    if (part.is_valid()) {
      children_[i].Append(part);
    } else {
      children_[i].AppendNull();
    }
  }
  if (!any) ThrowMisfit(object, type_);
}

void ColumnBuilder::Append(nb::handle object) {
  if (object.is_none()) {
    AppendNull();
    return;
  }
  switch (type_.id()) {
    case TypeId::kUnion: values_.push_back(ValueOf(object, type_)); break;
    case TypeId::kList: AppendList(object); break;
    case TypeId::kMap: AppendMap(object); break;
    case TypeId::kStruct: AppendStruct(object); break;
    default:
      if (AppendFast(object)) break;
      const Value value = ValueOf(object, type_);
      if (value.IsNull()) {
        AppendNull();
        return;
      }
      AppendValue(value);
  }
  valid_.push_back(true);
  ++size_;
}

Vector ColumnBuilder::Take() {
  Vector out(type_, size_);
  if (type_.id() == TypeId::kUnion) {
    for (uint32_t i = 0; i < size_; ++i) out.SetValue(i, values_[i]);
    return out;
  }
  if (!bytes_.empty()) std::memcpy(out.mutable_values<uint8_t>(), bytes_.data(), bytes_.size());
  if (nulls_ > 0) {
    for (uint32_t i = 0; i < size_; ++i) {
      if (!valid_[i]) out.SetNull(i);
    }
  }
  for (size_t i = 0; i < children_.size(); ++i) out.mutable_children()[i] = children_[i].Take();
  if (heap_ != nullptr && heap_->bytes() > 0) out.AddOwner(heap_);
  return out;
}

}  // namespace lakebolt::python
