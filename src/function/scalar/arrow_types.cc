// arrow_cast and arrow_typeof: types by the names of Arrow, as DataFusion writes them.

#include <cctype>

#include "function/cast.h"
#include "function/scalar/families.h"
#include "function/scalar/type_overload.h"

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
                                {"Microsecond", "us", TimeUnit::kMicro},
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
    const std::string word = Word();
    for (const NamedUnit& unit : kUnits) {
      if (word == unit.name || word == unit.abbreviation) return unit.unit;
    }
    Fail();
  }

  LogicalType ReadType() {
    const std::string name = Word();
    for (const NamedType& plain : kPlainTypes) {
      if (name == plain.name) return plain.type;
    }
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
    if (name == "Duration" || name == "Interval") {
      Word();
      return TypeId::kInterval;
    }
    if (name == "List" || name == "LargeList") return LogicalType::List(ReadType());
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

  /// Times of day are kept in microseconds or nanoseconds.
  static TimeUnit TimeOfDayUnit(TimeUnit unit) {
    return unit == TimeUnit::kNano ? TimeUnit::kNano : TimeUnit::kMicro;
  }

  LogicalType ReadTimestamp() {
    const TimeUnit unit = Unit();
    if (!Accept(',')) return LogicalType::Timestamp(unit);
    const std::string word = Word();  // None, Some("zone"), or the zone alone
    if (word == "None") return LogicalType::Timestamp(unit);
    if (word == "Some") Expect('(');
    Expect('"');
    at_ = text_.find('"', at_);
    if (at_ == std::string::npos) Fail();
    ++at_;
    if (word == "Some") Expect(')');
    return LogicalType::Timestamp(TimeUnit::kMicro, true);
  }

  const std::string& text_;
  size_t at_ = 0;
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
    case TypeId::kList: return "List(" + ArrowName(type.element()) + ")";
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
                                         std::span<const Value* const> constants) {
  if (actual.size() != 2 || constants[1] == nullptr || constants[1]->IsNull()) return std::nullopt;
  if (constants[1]->type().id() != TypeId::kVarchar) return std::nullopt;
  const LogicalType to = ArrowTypeReader(constants[1]->string()).Read();
  if (!CanCast(actual[0], to)) {
    throw UserError(ErrorCode::kTypeMismatch,
                    "cannot cast " + actual[0].ToString() + " to " + to.ToString());
  }
  BoundScalar bound;
  bound.arguments = {actual[0], TypeId::kVarchar};
  bound.result = to;
  bound.traits.nulls = NullHandling::kSpecial;
  bound.kernel = [to](std::span<const Vector> args, RowSet rows) {
    return CastVector(args[0], to, rows, CastMode::kStrict);
  };
  return bound;
}

}  // namespace

void RegisterArrowTypes(FunctionRegistry& registry) {
  ScalarOverload cast;
  cast.parameters = {TypeId::kNull, TypeId::kVarchar};
  cast.bind_constants = BindArrowCast;
  registry.Add(ScalarFunction{"arrow_cast",
                              {},
                              "cast",
                              "Casts to a type that is given by its name in Arrow.",
                              {{"arrow_cast(5, 'Decimal128(5, 2)')", "5.00"}},
                              {},
                              {std::move(cast)}});
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
