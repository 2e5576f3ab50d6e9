#include "function/cast.h"

#include "base/error.h"
#include "function/cast/cast_kernel.h"
#include "function/cast/json_cast.h"
#include "function/cast/text_to_nested.h"
#include "types/array_type.h"
#include "types/integer_digits.h"

namespace lakebolt {

namespace {

/// Tells whether values need no work, only another name: a wider decimal of the same layout.
bool IsRetyping(const LogicalType& from, const LogicalType& to) {
  if (from == to) return true;
  if (ArraySize(to) != 0 && ArraySize(from) != ArraySize(to)) return false;
  // Text becomes a JSON document only if it is one.
  if (from.alias() != to.alias()) {
    return !to.IsJson() && IsRetyping(from.WithoutAlias(), to.WithoutAlias());
  }
  if (from.IsDecimal() && to.IsDecimal()) {
    return from.scale() == to.scale() && from.precision() <= to.precision() &&
           from.physical() == to.physical();
  }
  return false;
}

/// Casts a dictionary entry by entry if no entry can spoil it, else the rows in use.
Vector CastDictionary(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode,
                      CastKernel kernel) {
  const Vector& values = input.dictionary();
  const bool safe = mode == CastMode::kTry || !CastCanFail(input.type(), to);
  if (safe && values.size() <= rows.count) {
    auto cast = std::make_shared<const Vector>(
        kernel(values, to, RowSet::Dense(values.size()), mode).Flatten());
    return Vector::Dictionary(std::move(cast), input.values_buffer(), input.size(),
                              input.validity_buffer());
  }
  return kernel(input.Flatten(), to, rows, mode);
}

int IntegerDigits(const LogicalType& decimal) {
  return decimal.precision() - decimal.scale();
}

/// Returns the bits of magnitude an integer type can hold.
int BitsOfInteger(TypeId id) {
  switch (id) {
    case TypeId::kBoolean: return 1;
    case TypeId::kInt8: return 7;
    case TypeId::kInt16: return 15;
    case TypeId::kInt32: return 31;
    case TypeId::kInt64: return 63;
    case TypeId::kInt128: return 127;
    case TypeId::kUInt128: return 128;
    case TypeId::kUInt8: return 8;
    case TypeId::kUInt16: return 16;
    case TypeId::kUInt32: return 32;
    default: return 64;
  }
}

bool NumericCastCanFail(const LogicalType& from, const LogicalType& to) {
  const bool from_whole = from.IsInteger() || from.id() == TypeId::kBoolean;
  if (to.id() == TypeId::kBoolean) return false;
  if (to.IsFloating()) {
    return from.id() == TypeId::kFloat64 && to.id() == TypeId::kFloat32;
  }
  if (from.IsFloating()) return true;
  if (to.IsDecimal()) {
    if (from_whole) return DigitsOfInteger(from.id()) > IntegerDigits(to);
    // Rounding may carry into one more digit.
    const int carry = to.scale() < from.scale() ? 1 : 0;
    return IntegerDigits(from) + carry > IntegerDigits(to);
  }
  if (from.IsDecimal()) {
    const int carry = from.scale() > 0 ? 1 : 0;
    return IntegerDigits(from) + carry >= DigitsOfInteger(to.id()) || to.IsUnsignedInteger();
  }
  if (from.IsSignedInteger() && to.IsUnsignedInteger()) return true;
  return BitsOfInteger(from.id()) > BitsOfInteger(to.id());
}

bool IsNumberOrBoolean(const LogicalType& type) {
  return type.IsNumeric() || type.id() == TypeId::kBoolean;
}

}  // namespace

CastKernel FindCast(const LogicalType& from, const LogicalType& to) {
  for (const auto find :
       {FindJsonCast, FindVariantCast, FindNumericCast, FindDecimalCast, FindTemporalCast,
        FindTextToCast, FindToTextCast, FindTimeTzCast, FindEnumCast, FindBitCast, FindUuidCast,
        FindBignumCast, FindUnionCast, FindNestedCast, FindTextToNestedCast}) {
    if (const CastKernel kernel = find(from, to)) return kernel;
  }
  return nullptr;
}

void ThrowCastError(const Value& value, const LogicalType& to) {
  const std::string text = value.ToString();
  if (value.type().IsStringLike()) {
    throw UserError(ErrorCode::kInvalidCast, "cannot read '" + text + "' as " + to.ToString(), {},
                    "TRY_CAST gives NULL instead");
  }
  throw UserError(ErrorCode::kOutOfRange,
                  value.type().ToString() + " " + text + " does not fit " + to.ToString(), {},
                  "TRY_CAST gives NULL instead");
}

void OwnValidity(Vector& vector) {
  const BufferPtr shared = vector.validity_buffer();
  BufferPtr own = MakeBitmap(vector.size(), true);
  if (shared != nullptr) {
    std::memcpy(own->data(), shared->data(), BitmapWords(vector.size()) * sizeof(uint64_t));
  }
  vector.SetValidity(std::move(own));
}

bool CanCast(const LogicalType& from, const LogicalType& to) {
  return from == to || from.id() == TypeId::kNull || IsRetyping(from, to) ||
         FindCast(from, to) != nullptr;
}

Vector CastVector(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const LogicalType& from = input.type();
  if (from == to) return input;
  if (from.id() == TypeId::kNull) return Vector::Constant(Value(to), rows.size);
  if (IsRetyping(from, to)) return input.Retyped(to);
  const CastKernel kernel = FindCast(from, to);
  if (kernel == nullptr) {
    throw UserError(ErrorCode::kTypeMismatch,
                    "there is no cast from " + from.ToString() + " to " + to.ToString());
  }
  if (to.id() == TypeId::kUnion && from.id() != TypeId::kUnion) {
    // A NULL becomes a union that holds a NULL.
    const Vector out = kernel(input.Flatten(), to, rows, mode);
    const uint32_t one = rows.count > 0 ? rows[0] : 0;
    return input.IsConstant() && rows.count > 0 ? out.Gather(&one, 1).AsConstant(rows.size) : out;
  }
  if (input.IsConstant()) {
    if (rows.count == 0 || input.IsNull(0)) return Vector::Constant(Value(to), rows.size);
    const Vector one = input.Resized(1).Flatten();
    return Vector::Constant(kernel(one, to, RowSet::Dense(1), mode).GetValue(0), rows.size);
  }
  if (input.IsDictionary()) return CastDictionary(input, to, rows, mode, kernel);
  return kernel(input, to, rows, mode);
}

Value CastValue(const Value& value, const LogicalType& to, CastMode mode) {
  if (value.type() == to) return value;
  const bool holds_null = to.id() == TypeId::kUnion && value.type().id() != TypeId::kUnion &&
                          value.type().id() != TypeId::kNull;
  if (value.IsNull() && !holds_null && CanCast(value.type(), to)) return Value(to);
  return CastVector(Vector::Constant(value, 1), to, RowSet::Dense(1), mode).GetValue(0);
}

namespace {

/// Tells whether two structs have the same fields in the same order.
bool SameFieldNames(const LogicalType& a, const LogicalType& b) {
  for (size_t i = 0; i < a.children().size(); ++i) {
    if (a.children()[i].name != b.children()[i].name) return false;
  }
  return true;
}

}  // namespace

bool CastCanFail(const LogicalType& from, const LogicalType& to) {
  if (from.id() == TypeId::kNull || (to.id() == TypeId::kVarchar && !to.IsJson()) ||
      IsRetyping(from, to)) {
    return false;
  }
  if (IsNumberOrBoolean(from) && IsNumberOrBoolean(to)) return NumericCastCanFail(from, to);
  if (from.id() == TypeId::kDate && to.id() == TypeId::kTimestamp) {
    // Dates more than 290,000 years away do fail, but no plan should be held back by them.
    return to.unit() == TimeUnit::kNano;
  }
  if (from.id() == TypeId::kTimestamp) {
    if (to.id() == TypeId::kTimestamp) return to.unit() > from.unit();
    return to.id() != TypeId::kDate;
  }
  if (from.id() == TypeId::kTime && to.id() == TypeId::kTime) return false;
  if (ArraySize(to) != 0 && ArraySize(from) != ArraySize(to)) return true;
  if (from.IsNested() && from.id() == to.id() && from.children().size() == to.children().size()) {
    const bool named = from.id() == TypeId::kStruct || from.id() == TypeId::kUnion;
    if (named && !SameFieldNames(from, to)) return true;
    for (size_t i = 0; i < from.children().size(); ++i) {
      if (CastCanFail(from.children()[i].type, to.children()[i].type)) return true;
    }
    return false;
  }
  return true;
}

bool CastIsMonotonic(const LogicalType& from, const LogicalType& to) {
  if (from == to || IsRetyping(from, to)) return true;
  if (to.id() == TypeId::kBoolean) return false;
  if (IsNumberOrBoolean(from) && to.IsNumeric()) return true;
  // Wall clocks are put back in autumn: across zones the order may change.
  if (from.with_zone() != to.with_zone()) return false;
  const bool from_instant = from.id() == TypeId::kDate || from.id() == TypeId::kTimestamp;
  const bool to_instant = to.id() == TypeId::kDate || to.id() == TypeId::kTimestamp;
  return from_instant && to_instant;
}

}  // namespace lakebolt
