// arrow_cast and arrow_typeof: types by the names of Arrow, as DataFusion writes them.

#include <cctype>

#include "function/cast.h"
#include "function/scalar/families.h"
#include "function/scalar/number/arrow_numbers.h"
#include "function/scalar/type_overload.h"
#include "types/array_type.h"

namespace lakebolt {

namespace {

struct NamedType {
  const char* name;
  TypeId type;
};

/// Lists the types without parameters; the first name of a type is the one that is printed.
constexpr NamedType kPlainTypes[] = {
    {"Null", TypeId::kNull},        {"Boolean", TypeId::kBoolean}, {"Int8", TypeId::kInt8},
    {"Int16", TypeId::kInt16},      {"Int32", TypeId::kInt32},     {"Int64", TypeId::kInt64},
    {"UInt8", TypeId::kUInt8},      {"UInt16", TypeId::kUInt16},   {"UInt32", TypeId::kUInt32},
    {"UInt64", TypeId::kUInt64},    {"Float32", TypeId::kFloat32}, {"Float16", TypeId::kFloat32},
    {"Float64", TypeId::kFloat64},  {"Utf8", TypeId::kVarchar},    {"LargeUtf8", TypeId::kVarchar},
    {"Utf8View", TypeId::kVarchar}, {"Binary", TypeId::kBlob},     {"LargeBinary", TypeId::kBlob},
    {"BinaryView", TypeId::kBlob},  {"Date32", TypeId::kDate},
};

struct NamedUnit {
  const char* name;
  const char* abbreviation;
  TimeUnit unit;
};
constexpr NamedUnit kUnits[] = {{"Second", "s", TimeUnit::kSecond},
                                {"Millisecond", "ms", TimeUnit::kMilli},
                                {"Microsecond", "\u00b5s", TimeUnit::kMicro},
                                {"Nanosecond", "ns", TimeUnit::kNano}};

/// Reads a type's name such as `List(Decimal128(10, 2))`.
class ArrowTypeReader {
 public:
  explicit ArrowTypeReader(const std::string& text) : text_(text) {}

  LogicalType Read() {
    LogicalType type = ReadType();
    if (at_ < text_.size()) Fail();
    return type;
  }

  /// Returns the unit that the type was written with, such as the one in `Duration(Second)`.
  TimeUnit unit() const { return unit_; }

 private:
  [[noreturn]] void Fail() const {
    throw UserError(ErrorCode::kTypeMismatch, "\"" + text_ + "\" is not an Arrow type", {},
                    "write one such as 'Int64', 'Decimal128(10, 2)' or 'List(Utf8)'");
  }

  void SkipBlanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool Accept(char c) {
    SkipBlanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    SkipBlanks();
    return true;
  }
  void Expect(char c) {
    if (!Accept(c)) Fail();
  }
  std::string Word() {
    SkipBlanks();
    const size_t begin = at_;
    while (at_ < text_.size() && std::isalnum(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  int Number() {
    const bool negative = Accept('-');
    const std::string digits = Word();
    if (digits.empty() || digits.size() > 3 ||
        digits.find_first_not_of("0123456789") != std::string::npos) {
      Fail();
    }
    return negative ? -std::stoi(digits) : std::stoi(digits);
  }
  TimeUnit Unit() {
    constexpr std::string_view kMicro = "\u00b5s";
    if (text_.substr(at_).starts_with(kMicro)) {
      at_ += kMicro.size();
      return unit_ = TimeUnit::kMicro;
    }
    const std::string word = Word();
    for (const NamedUnit& unit : kUnits) {
      if (word == unit.name || word == unit.abbreviation) return unit_ = unit.unit;
    }
    Fail();
  }

  LogicalType ReadType() {
    const std::string name = Word();
    for (const NamedType& plain : kPlainTypes) {
      if (name == plain.name) return plain.type;
    }
    if (name == "Date64") return LogicalType::Timestamp(TimeUnit::kMilli);
    Expect('(');
    LogicalType type = ReadParameters(name);
    Expect(')');
    return type;
  }

  LogicalType ReadParameters(const std::string& name) {
    if (name.starts_with("Decimal")) {
      const int precision = Number();
      Expect(',');
      return LogicalType::Decimal(precision, Number());
    }
    if (name == "Time32" || name == "Time64") return LogicalType::Time(TimeOfDayUnit(Unit()));
    if (name == "Timestamp") return ReadTimestamp();
    if (name == "Duration") {
      Unit();
      return TypeId::kInterval;
    }
    if (name == "Interval") {
      Word();
      return TypeId::kInterval;
    }
    if (name == "List" || name == "LargeList" || name == "ListView" || name == "LargeListView") {
      LogicalType element = ReadElement();
      if (Accept(',')) SkipFieldName();
      return LogicalType::List(std::move(element));
    }
    if (name == "FixedSizeList") return ReadFixedSizeList();
    if (name == "FixedSizeBinary") {
      Number();
      return TypeId::kBlob;
    }
    if (name == "Dictionary") {
      ReadType();
      Expect(',');
      return ReadType();
    }
    Fail();
  }

  /// Reads `Int64`, or as it is printed where no element may be NULL, `non-null Int64`.
  LogicalType ReadElement() {
    if (text_.substr(at_).starts_with("non-null ")) at_ += std::string_view("non-null ").size();
    return ReadType();
  }

  /// Reads `field: 'name'`, which says what a list's elements are called.
  void SkipFieldName() {
    if (Word() != "field") Fail();
    Expect(':');
    Expect('\'');
    at_ = text_.find('\'', at_);
    if (at_ == std::string::npos) Fail();
    ++at_;
  }

  /// Reads `FixedSizeList(3, Int64)`, or `FixedSizeList(3 x Int64)` as it is printed.
  LogicalType ReadFixedSizeList() {
    const int size = Number();
    if (!Accept(',')) {
      if (Word() != "x") Fail();
      SkipBlanks();
    }
    const LogicalType element = ReadElement();
    if (Accept(',')) SkipFieldName();
    if (size < 1) return LogicalType::List(element);
    return ArrayType(element, static_cast<uint32_t>(size));
  }

  /// Times of day are kept in microseconds or nanoseconds.
  static TimeUnit TimeOfDayUnit(TimeUnit unit) {
    return unit == TimeUnit::kNano ? TimeUnit::kNano : TimeUnit::kMicro;
  }

  LogicalType ReadTimestamp() {
    const TimeUnit unit = Unit();
    if (!Accept(',')) return LogicalType::Timestamp(unit);
    const std::string word = Word();  // None, Some("zone"), or the zone alone
    if (word == "None") return LogicalType::Timestamp(unit);
    if (word == "Some") {
      Expect('(');
      SkipBlanks();
    }
    Expect('"');
    at_ = text_.find('"', at_);
    if (at_ == std::string::npos) Fail();
    ++at_;
    if (word == "Some") Expect(')');
    return LogicalType::Timestamp(TimeUnit::kMicro, true);
  }

  const std::string& text_;
  size_t at_ = 0;
  TimeUnit unit_ = TimeUnit::kNano;
};

std::string UnitName(TimeUnit unit) {
  for (const NamedUnit& named : kUnits) {
    if (named.unit == unit) return named.abbreviation;
  }
  return "";
}

/// Names a type as Arrow does.
std::string ArrowName(const LogicalType& type) {
  for (const NamedType& plain : kPlainTypes) {
    if (type.id() == plain.type) return plain.name;
  }
  switch (type.id()) {
    case TypeId::kDecimal:
      return std::string(type.precision() > kMaxDecimal128Precision ? "Decimal256" : "Decimal128") +
             "(" + std::to_string(type.precision()) + ", " + std::to_string(type.scale()) + ")";
    case TypeId::kTime: return "Time64(" + UnitName(type.unit()) + ")";
    case TypeId::kTimestamp:
      return "Timestamp(" + UnitName(type.unit()) + (type.with_zone() ? ", \"UTC\")" : ")");
    case TypeId::kInterval: return "Interval(MonthDayNano)";
    case TypeId::kList:
      if (const uint32_t size = ArraySize(type)) {
        return "FixedSizeList(" + std::to_string(size) + " x " + ArrowName(type.element()) + ")";
      }
      return "List(" + ArrowName(type.element()) + ")";
    case TypeId::kStruct: {
      std::string fields;
      for (const Field& field : type.children()) {
        fields += (fields.empty() ? "\"" : ", \"") + field.name + "\": " + ArrowName(field.type);
      }
      return "Struct(" + fields + ")";
    }
    default: return type.ToString();
  }
}

std::optional<BoundScalar> BindArrowCast(const std::vector<LogicalType>& actual,
                                         std::span<const Value* const> constants, CastMode mode) {
  if (actual.size() != 2 || constants[1] == nullptr || constants[1]->IsNull()) return std::nullopt;
  if (constants[1]->type().id() != TypeId::kVarchar) return std::nullopt;
  const std::string& name = constants[1]->string();
  ArrowTypeReader reader(name);
  const LogicalType to = reader.Read();
  const bool whole = actual[0].IsInteger();
  if (const auto kernel = whole ? ArrowNumberKernel(to, reader.unit()) : std::nullopt) {
    BoundScalar bound;
    bound.arguments = {TypeId::kInt64, TypeId::kVarchar};
    bound.result = to;
    bound.traits.nulls = NullHandling::kSpecial;
    bound.kernel = *kernel;
    return bound;
  }
  if (!CanCast(actual[0], to)) {
    throw UserError(ErrorCode::kTypeMismatch,
                    "cannot cast " + actual[0].ToString() + " to " + to.ToString());
  }
  BoundScalar bound;
  bound.arguments = {actual[0], TypeId::kVarchar};
  bound.result = to;
  bound.traits.nulls = NullHandling::kSpecial;
  bound.traits.can_fail = mode == CastMode::kStrict && CastCanFail(actual[0], to);
  bound.kernel = [to, mode](std::span<const Vector> args, RowSet rows) {
    return CastVector(args[0], to, rows, mode);
  };
  return bound;
}

}  // namespace

void RegisterArrowTypes(FunctionRegistry& registry) {
  const auto add_cast = [&](const char* name, CastMode mode, const char* description,
                            FunctionExample example) {
    ScalarOverload cast;
    cast.parameters = {TypeId::kNull, TypeId::kVarchar};
    cast.bind_constants = [mode](const std::vector<LogicalType>& actual,
                                 std::span<const Value* const> constants) {
      return BindArrowCast(actual, constants, mode);
    };
    registry.Add(
        ScalarFunction{name, {}, "cast", description, {std::move(example)}, {}, {std::move(cast)}});
  };
  add_cast("arrow_cast", CastMode::kStrict, "Casts to a type that is given by its name in Arrow.",
           {"arrow_cast(5, 'Decimal128(5, 2)')", "5.00"});
  add_cast("arrow_try_cast", CastMode::kTry,
           "Casts to a type that is given by its name in Arrow, NULL where that fails.",
           {"arrow_try_cast('five', 'Int64')", "NULL"});
  const auto name_of = [](const std::vector<LogicalType>& types) {
    return Value::Varchar(ArrowName(types[0]));
  };
  registry.Add(ScalarFunction{"arrow_typeof",
                              {},
                              "cast",
                              "Returns the name in Arrow of an expression's type.",
                              {{"arrow_typeof([1.5])", "List(Decimal128(2, 1))"}},
                              NeverFails(),
                              {OverloadOfTypes(1, name_of)}});
}

}  // namespace lakebolt
