// format and printf over columns.

#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar/text/format_spec.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

/// Returns the type as which an argument is handed to the format: text unless it is a number.
LogicalType WidestOf(const LogicalType& type) {
  if (type.id() == TypeId::kBoolean) return type;
  if (type.id() == TypeId::kInt128 || type.id() == TypeId::kUInt128) return type;
  if (type.id() == TypeId::kUInt64) return type;
  if (type.IsInteger()) return TypeId::kInt64;
  if (type.IsFloating() || type.IsDecimal()) return TypeId::kFloat64;
  return kText;
}

/// Reads one row of a column as WidestOf typed it.
FormatArgument ReadArgument(const Vector& column, uint32_t row) {
  switch (column.type().physical()) {
    case PhysicalType::kBool: return VectorReader<uint8_t>(column)[row] != 0;
    case PhysicalType::kInt64: return int128_t{VectorReader<int64_t>(column)[row]};
    case PhysicalType::kUInt64: return int128_t{VectorReader<uint64_t>(column)[row]};
    case PhysicalType::kInt128: return VectorReader<int128_t>(column)[row];
    case PhysicalType::kUInt128: return VectorReader<uint128_t>(column)[row];
    case PhysicalType::kDouble: return VectorReader<double>(column)[row];
    default: return VectorReader<StringView>(column)[row].view();
  }
}

using Append = void (*)(std::string_view, std::span<const FormatArgument>, std::string&);

ScalarKernel FormatKernel(Append append) {
  return [append](std::span<const Vector> args, RowSet rows) {
    Vector out(kText, rows.size);
    auto* results = out.mutable_values<StringView>();
    auto heap = std::make_shared<StringHeap>();
    const VectorReader<StringView> formats(args[0]);
    std::vector<FormatArgument> values(args.size() - 1);
    std::string text;
    rows.ForEach([&](uint32_t row) {
      for (size_t i = 1; i < args.size(); ++i) values[i - 1] = ReadArgument(args[i], row);
      text.clear();
      append(formats[row], values, text);
      results[row] = heap->Add(text);
    });
    out.AddOwner(heap);
    return out;
  };
}

ScalarOverload FormatOverload(Append append) {
  ScalarOverload overload;
  overload.parameters = {kText, TypeId::kNull};
  overload.variadic = true;
  overload.bind = [append](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.empty()) return std::nullopt;
    BoundScalar bound;
    bound.arguments = {kText};
    for (size_t i = 1; i < actual.size(); ++i) bound.arguments.push_back(WidestOf(actual[i]));
    bound.result = kText;
    bound.kernel = FormatKernel(append);
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterStringFormat(FunctionRegistry& registry) {
  Family family(registry, "string");
  family.Add({"format"}, "Puts values into text where braces stand, as {fmt} and Python do.",
             {{"format('{0} is {1:.1f}', 'pi', 3.14159)", "pi is 3.1"},
              {"format('{:,}', 1234567)", "1,234,567"}},
             {FormatOverload(AppendFormat)});
  family.Add({"printf", "format_string"},
             "Puts values into text where percent signs stand, as C does.",
             {{"printf('%s: %05.1f', 'pi', 3.14159)", "pi: 003.1"},
              {"printf('%,d', 1234567)", "1,234,567"}},
             {FormatOverload(AppendPrintf)});
}

}  // namespace lakebolt
