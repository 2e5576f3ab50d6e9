// Rows of the frame: first_value, last_value, nth_value.

#include "function/window/builtin.h"

namespace lakebolt {

namespace {

BoundWindow FrameValue(const LogicalType& type) {
  BoundWindow bound;
  bound.arguments = {type};
  bound.result = type;
  bound.scope = WindowScope::kFrame;
  bound.takes_null_treatment = true;
  return bound;
}

std::vector<WindowOverload> EdgeOverloads(bool first) {
  return {{{TypeId::kNull},
           [first](const std::vector<LogicalType>& actual) -> std::optional<BoundWindow> {
             if (actual.size() != 1) return std::nullopt;
             BoundWindow bound = FrameValue(actual[0]);
             bound.position = [first](const WindowPlaces& places, std::span<const Vector>,
                                      uint32_t* picked) {
               for (uint32_t i = 0; i < places.count; ++i) {
                 const uint32_t place = first ? 0 : places.size[i] - 1;
                 picked[i] = places.size[i] == 0 ? kNoPlace : place;
               }
             };
             return bound;
           }}};
}

void PickNth(const WindowPlaces& places, std::span<const Vector> arguments, uint32_t* picked) {
  const VectorReader<int64_t> numbers(arguments[1]);
  for (uint32_t i = 0; i < places.count; ++i) {
    const int64_t number = numbers.IsNull(i) ? 0 : numbers[i];
    const bool there = number >= 1 && number <= int64_t{places.size[i]};
    picked[i] = there ? static_cast<uint32_t>(number - 1) : kNoPlace;
  }
}

std::optional<BoundWindow> BindNth(const std::vector<LogicalType>& actual) {
  if (actual.size() != 2) return std::nullopt;
  BoundWindow bound = FrameValue(actual[0]);
  bound.arguments.emplace_back(TypeId::kInt64);
  bound.position = PickNth;
  return bound;
}

}  // namespace

void RegisterFrameValues(WindowRegistry& registry) {
  registry.Add(WindowFunction{"first_value",
                              {"first"},
                              "Returns the value of the first row of the frame.",
                              {{"first_value(42) OVER ()", "42"}},
                              EdgeOverloads(true)});
  registry.Add(WindowFunction{"last_value",
                              {"last"},
                              "Returns the value of the last row of the frame.",
                              {{"last_value(42) OVER ()", "42"}},
                              EdgeOverloads(false)});
  registry.Add(WindowFunction{
      "nth_value",
      {},
      "Returns the value of the frame's row of that number, counted from 1; NULL where the frame "
      "has fewer rows.",
      {{"nth_value(42, 1) OVER ()", "42"}, {"nth_value(42, 2) OVER ()", "NULL"}},
      {{{TypeId::kNull, TypeId::kInt64}, BindNth}}});
}

}  // namespace lakebolt
