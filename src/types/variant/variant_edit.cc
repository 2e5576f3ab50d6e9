#include "types/variant/variant_edit.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/error.h"
#include "types/variant/variant_encode.h"

namespace lakebolt {

namespace {

/// Bounds the elements that an index past an array's end makes.
constexpr uint32_t kMostElements = 1 << 24;

Value AsValue(std::string blob) {
  return Value::String(TypeId::kVariant, std::move(blob));
}

/// Is an object or an array taken apart, to be changed and put together again.
class VariantParts {
 public:
  explicit VariantParts(bool is_object) : is_object_(is_object) {}

  explicit VariantParts(const VariantView& variant)
      : is_object_(variant.shape() == VariantShape::kObject) {
    for (uint32_t i = 0; i < variant.size(); ++i) {
      if (is_object_) keys_.emplace_back(variant.Key(i));
      values_.push_back(AsValue(variant.Part(i).Blob()));
    }
  }

  /// Returns where the step's part stands; size() where there is none.
  size_t Find(const VariantStep& step) const {
    if (!is_object_) return std::min<size_t>(step.index, values_.size());
    return static_cast<size_t>(std::find(keys_.begin(), keys_.end(), step.key) - keys_.begin());
  }
  size_t size() const { return values_.size(); }
  const std::string& Blob(size_t i) const { return values_[i].string(); }

  void Put(size_t place, std::string blob) { values_[place] = AsValue(std::move(blob)); }
  void Append(std::string blob) { values_.push_back(AsValue(std::move(blob))); }
  void InsertAt(size_t place, std::string blob) {
    values_.insert(values_.begin() + static_cast<ptrdiff_t>(place), AsValue(std::move(blob)));
  }
  /// Adds what is not there yet: a member, or an element with NULLs before it.
  void Add(const VariantStep& step, std::string blob) {
    if (is_object_) {
      keys_.push_back(step.key);
    } else if (step.index > kMostElements) {
      throw UserError(ErrorCode::kOutOfRange, "the index is too far past the end of an array");
    } else {
      while (values_.size() < step.index) values_.emplace_back(TypeId::kVariant);
    }
    Append(std::move(blob));
  }
  void Erase(size_t place) {
    values_.erase(values_.begin() + static_cast<ptrdiff_t>(place));
    if (is_object_) keys_.erase(keys_.begin() + static_cast<ptrdiff_t>(place));
  }

  std::string Encode() const {
    if (!is_object_) {
      return EncodeVariant(Value::Nested(LogicalType::List(TypeId::kVariant), values_));
    }
    std::vector<Field> fields;
    for (const std::string& key : keys_) fields.push_back({key, TypeId::kVariant});
    return EncodeVariant(Value::Nested(LogicalType::Struct(std::move(fields)), values_));
  }

 private:
  bool is_object_;
  std::vector<std::string> keys_;  // of an object
  std::vector<Value> values_;
};

bool Fits(const VariantView& variant, const VariantStep& step) {
  return variant.shape() == (step.is_index ? VariantShape::kArray : VariantShape::kObject);
}

[[noreturn]] void ThrowNoContainer(const VariantStep& step) {
  throw UserError(ErrorCode::kInvalidArgument,
                  step.is_index
                      ? "the path has an index where the VARIANT has no array"
                      : "the path has the key \"" + step.key + "\" where the VARIANT has no object",
                  {}, "the function with try_ before its name gives NULL then");
}

/// Makes the objects and arrays of steps `at` and on, with the value in the innermost one.
std::string Wrap(const std::vector<VariantStep>& steps, size_t at, const std::string& value) {
  if (at == steps.size()) return value;
  VariantParts parts(!steps[at].is_index);
  parts.Add(steps[at], Wrap(steps, at + 1, value));
  return parts.Encode();
}

std::string AppendTo(const VariantView& variant, const std::string& value) {
  if (variant.shape() != VariantShape::kArray) {
    throw UserError(ErrorCode::kInvalidArgument, "the path does not lead to an array", {},
                    "try_variant_array_append gives NULL then");
  }
  VariantParts parts(variant);
  parts.Append(value);
  return parts.Encode();
}

std::string EditFrom(const VariantView& variant, const std::vector<VariantStep>& steps, size_t at,
                     VariantEdit edit, const std::string& value) {
  if (at == steps.size()) {
    if (edit == VariantEdit::kAppend) return AppendTo(variant, value);
    if (edit != VariantEdit::kInsert) return value;
    throw UserError(ErrorCode::kInvalidArgument, "nothing can be inserted at the root");
  }
  const VariantStep& step = steps[at];
  if (!Fits(variant, step)) {
    if (edit == VariantEdit::kAppend || edit == VariantEdit::kReplace) return variant.Blob();
    ThrowNoContainer(step);
  }
  VariantParts parts(variant);
  const size_t place = parts.Find(step);
  const bool is_last = at + 1 == steps.size();
  if (place == parts.size()) {
    if (edit == VariantEdit::kAppend || edit == VariantEdit::kReplace) return variant.Blob();
    parts.Add(step, Wrap(steps, at + 1, value));
  } else if (is_last && edit == VariantEdit::kInsert) {
    if (!step.is_index) {
      throw UserError(ErrorCode::kDuplicateName,
                      "the object has a member \"" + step.key + "\" already", {},
                      "variant_set replaces it, try_variant_insert gives NULL");
    }
    parts.InsertAt(place, value);
  } else {
    parts.Put(place, EditFrom(VariantView(parts.Blob(place)), steps, at + 1, edit, value));
  }
  return parts.Encode();
}

std::string DeleteFrom(const VariantView& variant, const std::vector<VariantStep>& steps,
                       size_t at) {
  if (at == steps.size() || !Fits(variant, steps[at])) return variant.Blob();
  VariantParts parts(variant);
  const size_t place = parts.Find(steps[at]);
  if (place == parts.size()) return variant.Blob();
  if (at + 1 == steps.size()) {
    parts.Erase(place);
  } else {
    parts.Put(place, DeleteFrom(VariantView(parts.Blob(place)), steps, at + 1));
  }
  return parts.Encode();
}

}  // namespace

std::string EditVariant(const VariantView& variant, const VariantPath& path, VariantEdit edit,
                        const std::string& value) {
  return EditFrom(variant, path.steps(), 0, edit, value);
}

std::string DeleteFromVariant(const VariantView& variant, const VariantPath& path) {
  if (path.steps().empty()) {
    throw UserError(ErrorCode::kInvalidArgument, "the root of a VARIANT cannot be deleted");
  }
  // Blobs of parts keep all keys: encoding anew leaves only those in use.
  return EncodeVariant(AsValue(DeleteFrom(variant, path.steps(), 0)));
}

std::string StripVariantNulls(const VariantView& variant, bool in_arrays) {
  if (variant.shape() < VariantShape::kObject) return variant.Blob();
  const bool is_object = variant.shape() == VariantShape::kObject;
  VariantParts parts(is_object);
  for (uint32_t i = 0; i < variant.size(); ++i) {
    const VariantView part = variant.Part(i);
    if (part.IsNull() && (is_object || in_arrays)) continue;
    std::string blob = StripVariantNulls(part, in_arrays);
    if (is_object) {
      parts.Add({false, std::string(variant.Key(i)), 0}, std::move(blob));
    } else {
      parts.Append(std::move(blob));
    }
  }
  return parts.Encode();
}

}  // namespace lakebolt
