// Slices of lists and of text.

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/nested_families.h"
#include "function/scalar/nested/nested_overload.h"

namespace lakebolt {

namespace {

// A bound that is not written stands for the end of the list at which the slice starts or stops.
constexpr int64_t kOpenBegin = std::numeric_limits<int64_t>::min();
constexpr int64_t kOpenEnd = std::numeric_limits<int64_t>::max();

struct Span {
  int64_t first = 1;  // from 1
  int64_t last = 0;   // included
};

/// Resolves bounds from 1, or from the end when negative, for a list of `length` elements; the span
/// stays within 1 to `length`, so that its size cannot overflow.
Span Resolve(int64_t begin, int64_t end, int64_t length) {
  const auto from_start = [&](int64_t place) { return place < 0 ? place + length + 1 : place; };
  Span span;
  span.first = begin == kOpenBegin ? 1 : std::clamp<int64_t>(from_start(begin), 1, length + 1);
  span.last = end == kOpenEnd ? length : std::clamp<int64_t>(from_start(end), 0, length);
  return span;
}

Vector SliceLists(const LogicalType& list, std::span<const Vector> args, RowSet rows) {
  const ListReader lists(args[0]);
  const VectorReader<int64_t> begins(args[1]);
  const VectorReader<int64_t> ends(args[2]);
  PlaceLists out(rows.size);
  rows.ForEach([&](uint32_t row) {
    const ListEntry entry = lists[row];
    int64_t begin = begins[row];
    int64_t end = ends[row];
    const int64_t step = args.size() > 3 ? VectorReader<int64_t>(args[3])[row] : 1;
    if (step == 0) throw UserError(ErrorCode::kInvalidArgument, "the step of a slice is zero");
    if (step < 0) {
      // Backwards from the first bound down to the second.
      const int64_t from = begin;
      begin = end == kOpenEnd ? kOpenBegin : end;
      end = from == kOpenBegin ? kOpenEnd : from;
    }
    const Span span = Resolve(begin, end, entry.length);
    const uint64_t stride =
        step < 0 ? uint64_t{0} - static_cast<uint64_t>(step) : static_cast<uint64_t>(step);
    const auto count = static_cast<uint64_t>(std::max<int64_t>(span.last - span.first + 1, 0));
    for (uint64_t k = 0; k < count; k += stride) {
      const uint64_t place = step < 0 ? static_cast<uint64_t>(span.last) - 1 - k
                                      : static_cast<uint64_t>(span.first) - 1 + k;
      out.Add(entry.offset + static_cast<uint32_t>(place));
      if (stride > count) break;
    }
    out.EndRow(row);
  });
  return out.Finish(list, lists.elements());
}

/// Returns where character `number` (from 0) of UTF-8 text starts; the size when it is past the
/// end.
size_t ByteOfCharacter(std::string_view text, int64_t number) {
  size_t at = 0;
  for (; at < text.size() && number > 0; --number) {
    ++at;
    while (at < text.size() && (static_cast<uint8_t>(text[at]) & 0xC0) == 0x80) ++at;
  }
  return at;
}

Vector SliceText(std::span<const Vector> args, RowSet rows) {
  const VectorReader<StringView> texts(args[0]);
  const VectorReader<int64_t> begins(args[1]);
  const VectorReader<int64_t> ends(args[2]);
  Vector out(TypeId::kVarchar, rows.size);
  auto* values = out.mutable_values<StringView>();
  rows.ForEach([&](uint32_t row) {
    const std::string_view text = texts[row].view();
    int64_t length = 0;
    for (const char c : text) length += (static_cast<uint8_t>(c) & 0xC0) != 0x80 ? 1 : 0;
    const Span span = Resolve(begins[row], ends[row], length);
    if (span.last < span.first) return;
    const size_t begin = ByteOfCharacter(text, span.first - 1);
    const size_t bytes = ByteOfCharacter(text.substr(begin), span.last - span.first + 1);
    values[row] = StringView(text.substr(begin, bytes));
  });
  out.ShareOwners(args[0]);
  return out;
}

Vector SliceBytes(std::span<const Vector> args, RowSet rows) {
  const VectorReader<StringView> blobs(args[0]);
  const VectorReader<int64_t> begins(args[1]);
  const VectorReader<int64_t> ends(args[2]);
  Vector out(TypeId::kBlob, rows.size);
  auto* values = out.mutable_values<StringView>();
  rows.ForEach([&](uint32_t row) {
    const std::string_view bytes = blobs[row].view();
    const Span span = Resolve(begins[row], ends[row], static_cast<int64_t>(bytes.size()));
    if (span.last < span.first) return;
    values[row] = StringView(bytes.substr(static_cast<size_t>(span.first - 1),
                                          static_cast<size_t>(span.last - span.first + 1)));
  });
  out.ShareOwners(args[0]);
  return out;
}

ScalarOverload ListSliceOverload(bool with_step) {
  Types parameters = {AnyList(), TypeId::kInt64, TypeId::kInt64};
  if (with_step) parameters.push_back(TypeId::kInt64);
  return MakeBinding(parameters, [](const Types& actual) -> std::optional<BoundScalar> {
    const auto element = ElementOf(actual[0]);
    if (!element) return std::nullopt;
    const LogicalType list = LogicalType::List(*element);
    Types arguments(actual.size(), TypeId::kInt64);
    arguments[0] = list;
    const bool can_fail = actual.size() > 3;
    return MakeBound(
        std::move(arguments), list,
        [list](std::span<const Vector> args, RowSet rows) { return SliceLists(list, args, rows); },
        can_fail);
  });
}

/// Makes the overload of text or, by bytes, of a BLOB.
ScalarOverload FlatSliceOverload(TypeId type) {
  ScalarOverload overload;
  overload.parameters = {type, TypeId::kInt64, TypeId::kInt64};
  overload.result = type;
  overload.kernel = type == TypeId::kBlob ? SliceBytes : SliceText;
  return overload;
}

}  // namespace

void RegisterListSlice(FunctionRegistry& registry) {
  registry.Add(ScalarFunction{
      "list_slice",
      {"array_slice"},
      "list",
      "Returns the elements from one position to another, from 1, or from the end when negative, "
      "each step-th one; x[begin:end:step] is the same, and may leave bounds out.",
      {{"list_slice([1, 2, 3, 4], 2, 3)", "[2, 3]"},
       {"[1, 2, 3, 4][-2:]", "[3, 4]"},
       {"[1, 2, 3, 4][:-:-1]", "[4, 3, 2, 1]"},
       {"'hello'[2:3]", "el"}},
      {},
      {ListSliceOverload(false), ListSliceOverload(true), FlatSliceOverload(TypeId::kVarchar),
       FlatSliceOverload(TypeId::kBlob)}});
}

}  // namespace lakebolt
