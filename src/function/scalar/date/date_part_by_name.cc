// date_part(part, x): a part by its name, or a struct of parts by a list of names.

#include "function/scalar/date/clock_kernel.h"
#include "function/scalar/date/date_families.h"
#include "function/scalar/date/date_part.h"
#include "function/scalar/families.h"

namespace lakebolt {

namespace {

[[noreturn]] void ThrowNoPart(const LogicalType& type, const std::string& name) {
  throw UserError(ErrorCode::kInvalidArgument, type.ToString() + " has no part \"" + name + "\"");
}

/// Binds date_part('year', x), whose result type fits the part.
std::optional<BoundScalar> BindConstantPart(const std::string& name, const LogicalType& type) {
  const DatePart part = RequireDatePart(name);
  auto kernel = DatePartKernel(part, type);
  if (!kernel) ThrowNoPart(type, name);
  BoundScalar bound;
  bound.arguments = {TypeId::kVarchar, type};
  bound.result = DatePartType(part);
  bound.traits.can_fail = false;
  bound.kernel = [kernel = *std::move(kernel)](std::span<const Vector> args, RowSet rows) {
    return kernel(args.subspan(1), rows);
  };
  return bound;
}

/// Makes the offset of a date from UTC, which only lists of parts may ask for.
ScalarKernel NoOffset() {
  return MakeKernel<int32_t>(TypeId::kInt64, [](int32_t days) -> std::optional<int64_t> {
    return IsFiniteDate(days) ? std::optional<int64_t>(0) : std::nullopt;
  });
}

/// Binds date_part(['year', 'month'], x), which gives a struct of the parts.
std::optional<BoundScalar> BindPartList(const Value& parts, const LogicalType& type) {
  std::vector<Field> fields;
  std::vector<ScalarKernel> kernels;
  for (const Value& value : parts.parts()) {
    if (value.IsNull()) {
      throw UserError(ErrorCode::kInvalidArgument, "a part of date_part's list is NULL");
    }
    const std::string& name = value.string();
    const DatePart part = RequireDatePart(name);
    auto kernel = DatePartKernel(part, type);
    if (!kernel && type.id() == TypeId::kDate) kernel = NoOffset();
    if (!kernel) ThrowNoPart(type, name);
    for (const Field& field : fields) {
      if (field.name != name) continue;
      throw UserError(ErrorCode::kDuplicateName, "date_part's list names \"" + name + "\" twice");
    }
    fields.push_back({name, DatePartType(part)});
    kernels.push_back(*std::move(kernel));
  }
  if (fields.empty()) {
    throw UserError(ErrorCode::kInvalidArgument, "date_part needs at least one part");
  }
  BoundScalar bound;
  bound.arguments = {parts.type(), type};
  bound.result = LogicalType::Struct(std::move(fields));
  bound.traits.can_fail = false;
  bound.kernel = [result = bound.result, kernels](std::span<const Vector> args, RowSet rows) {
    Vector out(result, rows.size);
    for (size_t i = 0; i < kernels.size(); ++i) {
      out.mutable_children()[i] = kernels[i](args.subspan(1), rows).Flatten();
    }
    return out;
  };
  return bound;
}

/// Computes the part that each row asks for.
Vector PartsOfRows(const LogicalType& type, std::span<const Vector> args, RowSet rows) {
  const VectorReader<StringView> parts(args[0]);
  Vector out(TypeId::kFloat64, rows.size);
  std::string name;
  bool whole = true;
  std::optional<ScalarKernel> kernel;
  // Such calls are rare, and neighbours tend to share their part.
  rows.ForEach([&](uint32_t row) {
    if (!kernel || parts[row].view() != name) {
      name = parts[row].str();
      const DatePart part = RequireDatePart(name);
      kernel = DatePartKernel(part, type);
      whole = DatePartType(part).id() == TypeId::kInt64;
      if (!kernel) ThrowNoPart(type, name);
    }
    const Vector one = (*kernel)(args.subspan(1), RowSet{&row, 1, rows.size});
    if (one.IsNull(row)) out.SetNull(row);
    out.mutable_values<double>()[row] =
        whole ? static_cast<double>(one.values<int64_t>()[row]) : one.values<double>()[row];
  });
  return out;
}

std::optional<BoundScalar> BindDatePart(const std::vector<LogicalType>& actual,
                                        std::span<const Value* const> constants) {
  if (actual.size() != 2) return std::nullopt;
  // A text literal, which fits any type, has all the parts when it is read as a timestamp.
  const bool any = actual[1].id() == TypeId::kNull;
  const LogicalType type = any ? LogicalType::Timestamp() : actual[1];
  if (!DatePartKernel(DatePart::kHour, type)) return std::nullopt;
  const Value* part = constants[0] != nullptr && !constants[0]->IsNull() ? constants[0] : nullptr;
  if (actual[0].id() == TypeId::kList) {
    const bool names = part != nullptr && part->type().element().id() == TypeId::kVarchar;
    return names ? BindPartList(*part, type) : std::nullopt;
  }
  if (part != nullptr && part->type().id() == TypeId::kVarchar) {
    return BindConstantPart(part->string(), type);
  }
  BoundScalar bound;
  bound.arguments = {TypeId::kVarchar, type};
  bound.result = TypeId::kFloat64;
  bound.kernel = [type](std::span<const Vector> args, RowSet rows) {
    return PartsOfRows(type, args, rows);
  };
  return bound;
}

}  // namespace

void RegisterDatePartByName(FunctionRegistry& registry) {
  ScalarOverload any_part;
  any_part.parameters = {TypeId::kVarchar, LogicalType::Timestamp()};
  any_part.bind_constants = BindDatePart;
  registry.Add(ScalarFunction{
      "date_part",
      {"datepart"},
      "date",
      "Returns a part of a date, time, timestamp or interval by its name; "
      "EXTRACT(part FROM x) is the same.",
      {{"date_part('year', DATE '2021-03-04')", "2021"},
       {"date_part(['year', 'month'], DATE '2021-03-04')::VARCHAR", "{'year': 2021, 'month': 3}"}},
      {},
      {any_part}});
}

}  // namespace lakebolt
