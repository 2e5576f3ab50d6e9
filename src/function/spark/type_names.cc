// typeof, by the names that Spark gives to types.

#include "base/ascii.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/type_overload.h"
#include "function/spark/text_families.h"

namespace lakebolt {

namespace {

std::string SparkName(const LogicalType& type);

std::string StructName(const LogicalType& type) {
  std::string out = "struct<";
  for (const Field& field : type.children()) {
    if (out.back() != '<') out += ',';
    out += field.name + ":" + SparkName(field.type);
  }
  return out + ">";
}

/// Returns Spark's name; types that it lacks keep ours, in lower case.
std::string SparkName(const LogicalType& type) {
  switch (type.id()) {
    case TypeId::kNull: return "void";
    case TypeId::kInt32: return "int";
    case TypeId::kVarchar:
    case TypeId::kEnum:
    case TypeId::kUuid: return "string";
    case TypeId::kBlob: return "binary";
    case TypeId::kTimestamp: return type.with_zone() ? "timestamp" : "timestamp_ntz";
    case TypeId::kTime: return "time(6)";
    case TypeId::kList: return "array<" + SparkName(type.element()) + ">";
    case TypeId::kStruct: return StructName(type);
    case TypeId::kMap: {
      const std::vector<Field>& entry = type.element().children();
      return "map<" + SparkName(entry[0].type) + "," + SparkName(entry[1].type) + ">";
    }
    default: return AsciiLower(type.ToString());
  }
}

Value NameOf(const std::vector<LogicalType>& types) {
  return Value::Varchar(SparkName(types[0]));
}

}  // namespace

void RegisterSparkTypeNames(FunctionRegistry& registry) {
  FunctionTraits traits = NeverFails();
  traits.nulls = NullHandling::kSpecial;
  Family(registry, "general", "spark")
      .Add({"typeof"}, "Returns the name of an expression's type.",
           {{"typeof(array(1))", "array<int>"}, {"typeof(2L)", "bigint"}},
           {OverloadOfTypes(1, NameOf)}, traits);
}

}  // namespace lakebolt
