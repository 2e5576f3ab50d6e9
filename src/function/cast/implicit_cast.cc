// Which casts happen unasked, and what two types have in common.

#include <algorithm>

#include "base/ascii.h"
#include "function/cast.h"
#include "function/cast/union_member.h"
#include "types/decimal.h"
#include "types/integer_digits.h"
#include "types/row_type.h"
#include "types/union_type.h"

namespace lakebolt {

namespace {

int TimestampCost(const LogicalType& to) {
  if (to.with_zone()) return to.unit() == TimeUnit::kNano ? 124 : 123;
  switch (to.unit()) {
    case TimeUnit::kNano: return 119;
    case TimeUnit::kMicro: return 120;
    case TimeUnit::kMilli: return 121;
    case TimeUnit::kSecond: return 122;
  }
  return 122;
}

/// Ranks targets: where several overloads fit, the one with the cheapest parameters wins, so that
/// small integers become BIGINT rather than some other small integer.
int TargetCost(const LogicalType& to) {
  switch (to.id()) {
    case TypeId::kInt64: return 101;
    case TypeId::kInt32: return 102;
    case TypeId::kInt128: return 103;
    case TypeId::kFloat64: return 104;
    case TypeId::kDecimal: return 105;
    case TypeId::kTimestamp: return TimestampCost(to);
    case TypeId::kVarchar: return 149;
    default: return 110;
  }
}

int ByteWidth(TypeId id) {
  switch (id) {
    case TypeId::kInt8:
    case TypeId::kUInt8: return 1;
    case TypeId::kInt16:
    case TypeId::kUInt16: return 2;
    case TypeId::kInt32:
    case TypeId::kUInt32: return 4;
    case TypeId::kInt128:
    case TypeId::kUInt128: return 16;
    default: return 8;
  }
}

bool IntegerWidens(const LogicalType& from, const LogicalType& to) {
  if (from.IsSignedInteger() && to.IsUnsignedInteger()) return false;
  return ByteWidth(to.id()) > ByteWidth(from.id());
}

bool NumberWidens(const LogicalType& from, const LogicalType& to) {
  if (from.IsInteger() && to.IsInteger()) return IntegerWidens(from, to);
  if (from.IsInteger()) return to.IsDecimal() || to.IsFloating();
  if (from.IsDecimal()) return to.IsFloating();
  return from.id() == TypeId::kFloat32 && to.id() == TypeId::kFloat64;
}

LogicalType CommonDecimal(const LogicalType& a, const LogicalType& b) {
  const int whole = std::max(a.precision() - a.scale(), b.precision() - b.scale());
  const int scale = std::max(a.scale(), b.scale());
  const int most = MostDigits(a, b);
  if (whole + scale <= most) return LogicalType::Decimal(whole + scale, scale);
  // Digits before the point are the ones that must not be lost.
  return LogicalType::Decimal(most, std::max(0, most - whole));
}

/// Keeps the scale, even where the largest integers have no room then: nearly all are small, and
/// one that is not is an error, while digits after the point would be lost in silence.
LogicalType DecimalWithInteger(const LogicalType& decimal, TypeId integer) {
  const LogicalType whole = DecimalOfInteger(integer);
  const int digits = std::max(decimal.precision() - decimal.scale(), whole.precision());
  return LogicalType::Decimal(std::min(digits + decimal.scale(), MostDigits(decimal, whole)),
                              decimal.scale());
}

LogicalType CommonInteger(const LogicalType& a, const LogicalType& b) {
  if (a.IsSignedInteger() == b.IsSignedInteger()) {
    return ByteWidth(a.id()) >= ByteWidth(b.id()) ? a : b;
  }
  const LogicalType& signed_type = a.IsSignedInteger() ? a : b;
  const LogicalType& unsigned_type = a.IsSignedInteger() ? b : a;
  if (ByteWidth(signed_type.id()) > ByteWidth(unsigned_type.id())) return signed_type;
  switch (ByteWidth(unsigned_type.id())) {
    case 1: return TypeId::kInt16;
    case 2: return TypeId::kInt32;
    case 4: return TypeId::kInt64;
    case 8: return TypeId::kInt128;
    default: return TypeId::kFloat64;
  }
}

LogicalType CommonNumber(const LogicalType& a, const LogicalType& b) {
  if (a.id() == TypeId::kFloat64 || b.id() == TypeId::kFloat64) return TypeId::kFloat64;
  if (a.IsFloating() || b.IsFloating()) return TypeId::kFloat32;
  if (a.IsInteger() && b.IsInteger()) return CommonInteger(a, b);
  if (a.IsDecimal() && b.IsDecimal()) return CommonDecimal(a, b);
  return a.IsDecimal() ? DecimalWithInteger(a, b.id()) : DecimalWithInteger(b, a.id());
}

std::optional<LogicalType> CommonTemporal(const LogicalType& a, const LogicalType& b) {
  if (a.id() == TypeId::kTime && b.id() == TypeId::kTime) {
    return LogicalType::Time(std::max(a.unit(), b.unit()));
  }
  const auto is_time = [](const LogicalType& type) {
    return type.id() == TypeId::kTime || type.id() == TypeId::kTimeTz;
  };
  if (is_time(a) && is_time(b)) return LogicalType(TypeId::kTimeTz);
  if (is_time(a) || is_time(b)) return std::nullopt;
  if (a.id() == TypeId::kDate) return b;
  if (b.id() == TypeId::kDate) return a;
  return LogicalType::Timestamp(std::max(a.unit(), b.unit()), a.with_zone() || b.with_zone());
}

/// Returns the field of `type` with the name of `field`, or null.
const Field* FieldLike(const LogicalType& type, const Field& field) {
  const std::string name = AsciiLower(field.name);
  for (const Field& other : type.children()) {
    if (AsciiLower(other.name) == name) return &other;
  }
  return nullptr;
}

/// Joins two structs: rows by place, others by name, with all fields of both.
std::optional<LogicalType> CommonStruct(const LogicalType& a, const LogicalType& b) {
  const bool by_place = IsRowType(a) || IsRowType(b);
  if (by_place && a.children().size() != b.children().size()) return std::nullopt;
  std::vector<Field> fields;
  for (size_t i = 0; i < a.children().size(); ++i) {
    const Field& mine = a.children()[i];
    const Field* theirs = by_place ? &b.children()[i] : FieldLike(b, mine);
    const auto type = theirs == nullptr ? mine.type : CommonType(mine.type, theirs->type);
    if (!type) return std::nullopt;
    fields.push_back({mine.name.empty() && theirs ? theirs->name : mine.name, *type, true});
  }
  for (const Field& theirs : b.children()) {
    if (!by_place && FieldLike(a, theirs) == nullptr) fields.push_back(theirs);
  }
  return LogicalType::Struct(std::move(fields));
}

std::optional<LogicalType> CommonNested(const LogicalType& a, const LogicalType& b) {
  if (a.id() != b.id()) return std::nullopt;
  if (a.id() == TypeId::kStruct) return CommonStruct(a, b);
  const auto element = CommonType(a.element(), b.element());
  if (!element) return std::nullopt;
  if (a.id() == TypeId::kList) return LogicalType::List(*element);
  const auto& entry = element->children();
  return LogicalType::Map(entry[0].type, entry[1].type);
}

/// Finds the member of a union that takes a type best; nothing when none does, or two do alike.
std::optional<std::pair<uint32_t, int>> BestMember(const LogicalType& from, const LogicalType& to) {
  std::optional<std::pair<uint32_t, int>> best;
  bool tie = false;
  for (uint32_t i = 0; i < UnionSize(to); ++i) {
    const auto cost = ImplicitCastCost(from, UnionField(to, i).type);
    if (!cost || (best && *cost > best->second)) continue;
    tie = best && *cost == best->second;
    best = {i, *cost};
  }
  return tie ? std::nullopt : best;
}

/// Sums the costs of a union's members, each of which the other union has too.
std::optional<int> UnionCost(const LogicalType& from, const LogicalType& to) {
  const auto members = MatchUnionMembers(from, to);
  if (!members) return std::nullopt;
  int total = 1;
  for (uint32_t i = 0; i < members->size(); ++i) {
    const auto cost =
        ImplicitCastCost(UnionField(from, i).type, UnionField(to, (*members)[i]).type);
    if (!cost) return std::nullopt;
    total += *cost;
  }
  return total;
}

/// Sums the costs of the children of nested types; a struct loses no field, but may gain some.
std::optional<int> NestedCost(const LogicalType& from, const LogicalType& to) {
  if (from.id() != to.id()) return std::nullopt;
  const bool is_struct = from.id() == TypeId::kStruct;
  const bool by_place = !is_struct || IsRowType(from) || IsRowType(to);
  if (by_place && from.children().size() != to.children().size()) return std::nullopt;
  int total = is_struct && from.children().size() != to.children().size() ? 1 : 0;
  for (size_t i = 0; i < from.children().size(); ++i) {
    const Field* target = by_place ? &to.children()[i] : FieldLike(to, from.children()[i]);
    if (target == nullptr) return std::nullopt;
    const auto cost = ImplicitCastCost(from.children()[i].type, target->type);
    if (!cost) return std::nullopt;
    total += *cost;
  }
  return total;
}

}  // namespace

std::optional<uint32_t> UnionMemberFor(const LogicalType& from, const LogicalType& to) {
  const auto member = BestMember(from, to);
  return member ? std::optional(member->first) : std::nullopt;
}

std::optional<std::vector<uint32_t>> MatchUnionMembers(const LogicalType& from,
                                                       const LogicalType& to) {
  std::vector<uint32_t> members;
  for (uint32_t i = 0; i < UnionSize(from); ++i) {
    const std::string name = AsciiLower(UnionField(from, i).name);
    uint32_t target = 0;
    while (target < UnionSize(to) && AsciiLower(UnionField(to, target).name) != name) ++target;
    if (target == UnionSize(to)) return std::nullopt;
    members.push_back(target);
  }
  return members;
}

std::optional<int> ImplicitCastCost(const LogicalType& from, const LogicalType& to) {
  if (from == to) return 0;
  if (from.id() == TypeId::kNull) return 1;
  if (!from.alias().empty() || !to.alias().empty()) {
    const auto cost = ImplicitCastCost(from.WithoutAlias(), to.WithoutAlias());
    return cost && !to.IsJson() ? std::optional(*cost + 1) : std::nullopt;
  }
  // Decimals are brought to another precision before they become anything else.
  constexpr int kDecimalToDecimal = 10;
  if (from.IsDecimal() && to.IsDecimal()) return kDecimalToDecimal;
  if (from.IsNumeric() && to.IsNumeric()) {
    return NumberWidens(from, to) ? std::optional(TargetCost(to)) : std::nullopt;
  }
  if (from.id() == TypeId::kDate && to.id() == TypeId::kTimestamp) return TargetCost(to);
  if (from.id() == TypeId::kTimestamp && to.id() == TypeId::kTimestamp) {
    const bool keeps = from.unit() <= to.unit() && (!from.with_zone() || to.with_zone());
    return keeps ? std::optional(TargetCost(to)) : std::nullopt;
  }
  if (from.id() == TypeId::kTime && to.id() == TypeId::kTime) {
    return from.unit() < to.unit() ? std::optional(TargetCost(to)) : std::nullopt;
  }
  if (from.id() == TypeId::kEnum && to.id() == TypeId::kVarchar) return TargetCost(to);
  if (to.id() == TypeId::kUnion) {
    if (from.id() == TypeId::kUnion) return UnionCost(from, to);
    const auto member = BestMember(from, to);
    return member ? std::optional(member->second + 1) : std::nullopt;
  }
  if (to.id() == TypeId::kBignum) {
    const bool widens = from.IsInteger() || (from.IsDecimal() && from.scale() == 0);
    return widens ? std::optional(TargetCost(to)) : std::nullopt;
  }
  if (from.id() == TypeId::kBignum && to.id() == TypeId::kFloat64) return TargetCost(to);
  if (from.IsNested()) return NestedCost(from, to);
  return std::nullopt;
}

std::optional<LogicalType> CommonType(const LogicalType& a, const LogicalType& b) {
  if (a == b) return a.collation() == 0 ? b : a;
  if (a.id() == TypeId::kNull) return b;
  if (b.id() == TypeId::kNull) return a;
  if (!a.alias().empty() || !b.alias().empty()) {
    return CommonType(a.WithoutAlias(), b.WithoutAlias());
  }
  if (a.IsNumeric() && b.IsNumeric()) return CommonNumber(a, b);
  if (a.id() == TypeId::kBoolean && b.IsNumeric()) return b;
  if (b.id() == TypeId::kBoolean && a.IsNumeric()) return a;
  if (a.IsTemporal() && b.IsTemporal()) return CommonTemporal(a, b);
  const auto is_text = [](const LogicalType& type) {
    return type.id() == TypeId::kEnum || type.id() == TypeId::kVarchar;
  };
  if (is_text(a) && is_text(b)) return LogicalType(TypeId::kVarchar);
  if (a.id() == TypeId::kUnion || b.id() == TypeId::kUnion) {
    if (b.id() == TypeId::kUnion && ImplicitCastCost(a, b)) return b;
    return a.id() == TypeId::kUnion && ImplicitCastCost(b, a) ? std::optional(a) : std::nullopt;
  }
  if (a.id() == TypeId::kBignum || b.id() == TypeId::kBignum) {
    const LogicalType& other = a.id() == TypeId::kBignum ? b : a;
    if (other.IsInteger() || other.id() == TypeId::kBoolean) return LogicalType(TypeId::kBignum);
    return other.IsNumeric() ? std::optional(LogicalType(TypeId::kFloat64)) : std::nullopt;
  }
  if (a.id() == TypeId::kVariant || b.id() == TypeId::kVariant) {
    return LogicalType(TypeId::kVariant);
  }
  if (a.IsNested() && b.IsNested()) return CommonNested(a, b);
  return std::nullopt;
}

}  // namespace lakebolt
