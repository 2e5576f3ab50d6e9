// strptime and try_strptime: timestamps read by a format, or by the first of a list that fits.

#include "function/scalar/date/clock_kernel.h"
#include "function/scalar/date/date_families.h"
#include "function/scalar/date/date_pattern.h"
#include "function/scalar/families.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

[[noreturn]] void ThrowUnread(const StringView& text, const std::string& format) {
  throw UserError(ErrorCode::kInvalidArgument,
                  "cannot read '" + text.str() + "' by the format '" + format + "'", {},
                  "try_strptime gives NULL instead");
}

/// Returns the type that a format's conversions ask for.
LogicalType TypeOf(const DatePattern& pattern) {
  if (pattern.Has('z') || pattern.Has('Z')) return LogicalType::Timestamp(TimeUnit::kMicro, true);
  return LogicalType::Timestamp(pattern.Has('n') ? TimeUnit::kNano : TimeUnit::kMicro);
}

/// Reads by formats that are known when binding.
ScalarKernel ReadByConstants(std::vector<DatePattern> patterns, const LogicalType& type,
                             bool strict) {
  const auto read = [=](const StringView& text) -> std::optional<int64_t> {
    for (const DatePattern& pattern : patterns) {
      if (const auto time = pattern.Read(text.view())) {
        if (const auto ticks = TicksOf(*time, type)) return ticks;
      }
    }
    if (strict) ThrowUnread(text, patterns.empty() ? "" : patterns.front().format());
    return std::nullopt;
  };
  return [=](std::span<const Vector> args, RowSet rows) {
    return MakeKernel<StringView>(type, read)(args.subspan(0, 1), rows);
  };
}

/// Reads by a format of each row's own.
ScalarKernel ReadByRows(const LogicalType& type, bool strict) {
  return [=](std::span<const Vector> args, RowSet rows) {
    PatternCache patterns;
    const auto read = [&](const StringView& text,
                          const StringView& format) -> std::optional<int64_t> {
      const auto time = patterns.Get(format.view()).Read(text.view());
      const auto ticks = time ? TicksOf(*time, type) : std::nullopt;
      if (!ticks && strict) ThrowUnread(text, format.str());
      return ticks;
    };
    return MakeKernel<StringView, StringView>(type, read)(args, rows);
  };
}

std::optional<BoundScalar> Bind(const std::vector<LogicalType>& actual,
                                std::span<const Value* const> constants, bool strict) {
  if (actual.size() != 2) return std::nullopt;
  const bool list = actual[1].id() == TypeId::kList;
  const bool text_format = actual[1].id() == TypeId::kVarchar || actual[1].id() == TypeId::kNull;
  if (!list && !text_format) return std::nullopt;
  BoundScalar bound;
  bound.arguments = {kText, list ? LogicalType::List(kText) : kText};
  bound.result = LogicalType::Timestamp();
  bound.traits.can_fail = true;  // of what is no format, try_strptime too
  const Value* format = constants[1] != nullptr && !constants[1]->IsNull() ? constants[1] : nullptr;
  if (format == nullptr) {
    if (list) return std::nullopt;
    bound.kernel = ReadByRows(bound.result, strict);
    return bound;
  }
  std::vector<DatePattern> patterns;
  if (list) {
    for (const Value& part : format->parts()) {
      if (!part.IsNull()) patterns.emplace_back(part.string());
    }
    if (patterns.empty()) {
      throw UserError(ErrorCode::kInvalidArgument, "the list of formats holds none");
    }
  } else {
    patterns.emplace_back(format->string());
  }
  for (const DatePattern& pattern : patterns) {
    const LogicalType type = TypeOf(pattern);
    if (type.with_zone() || bound.result == LogicalType::Timestamp()) bound.result = type;
  }
  bound.kernel = ReadByConstants(std::move(patterns), bound.result, strict);
  return bound;
}

ScalarOverload ReadOverload(bool strict, bool list) {
  ScalarOverload overload;
  overload.parameters = {kText, list ? LogicalType::List(kText) : kText};
  overload.bind_constants = [=](const std::vector<LogicalType>& actual,
                                std::span<const Value* const> constants) {
    if (actual.size() != 2 || (actual[1].id() == TypeId::kList) != list) {
      return std::optional<BoundScalar>();
    }
    return Bind(actual, constants, strict);
  };
  return overload;
}

}  // namespace

void RegisterStrptime(FunctionRegistry& registry) {
  registry.Add(
      ScalarFunction{"strptime",
                     {},
                     "date",
                     "Reads a timestamp by a format, or by the first of a list that fits.",
                     {{"strptime('29.02.2020', '%d.%m.%Y')", "2020-02-29 00:00:00"},
                      {"strptime('2020-02-29', ['%d.%m.%Y', '%Y-%m-%d'])", "2020-02-29 00:00:00"}},
                     {},
                     {ReadOverload(true, false), ReadOverload(true, true)}});
  registry.Add(ScalarFunction{"try_strptime",
                              {},
                              "date",
                              "Reads a timestamp by a format; NULL where the text does not match.",
                              {{"try_strptime('x', '%Y')", "NULL"}},
                              {},
                              {ReadOverload(false, false), ReadOverload(false, true)}});
}

}  // namespace lakebolt
