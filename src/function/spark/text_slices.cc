// Pieces of text and of bytes by position, as Spark cuts them: what lies outside is empty, and
// bytes have positions too.

#include <algorithm>
#include <limits>

#include "base/utf8.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar_adapter.h"
#include "function/spark/text_families.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kBlob = TypeId::kBlob;
const LogicalType kInteger = TypeId::kInt32;
constexpr int32_t kToEnd = std::numeric_limits<int32_t>::max();

/// Counts positions of text: characters.
struct Characters {
  static int64_t Count(std::string_view text) { return CountCharacters(text); }
  static size_t Offset(std::string_view text, int64_t position) {
    return CharacterOffset(text, position);
  }
};

/// Counts positions of a blob: bytes.
struct Bytes {
  static int64_t Count(std::string_view bytes) { return static_cast<int64_t>(bytes.size()); }
  static size_t Offset(std::string_view bytes, int64_t position) {
    return std::min(bytes.size(), static_cast<size_t>(std::max<int64_t>(position, 0)));
  }
};

/// Cuts `length` units from position `start`: from 1 (0 means the same), or from the end if
/// negative, where what stands before the text counts.
template <typename Unit>
StringView Slice(const StringView& text, int32_t start, int32_t length) {
  const std::string_view view = text.view();
  int64_t begin = start > 0 ? int64_t{start} - 1 : 0;
  if (start < 0) begin = Unit::Count(view) + start;
  const int64_t end = length == kToEnd ? kToEnd : begin + length;
  begin = std::max<int64_t>(begin, 0);
  if (end <= begin) return {};
  const std::string_view rest = view.substr(Unit::Offset(view, begin));
  return StringView(rest.substr(0, Unit::Offset(rest, end - begin)));
}

/// Brings text to `length` units: cuts its end, or fills it up on one side.
template <typename Unit, bool kLeft>
StringView Pad(StringHeap& heap, const StringView& text, int32_t length, const StringView& fill) {
  const std::string_view view = text.view();
  const std::string_view filler = fill.view();
  int64_t missing = length - Unit::Count(view);
  if (missing <= 0) return heap.Add(view.substr(0, Unit::Offset(view, std::max(length, 0))));
  if (filler.empty()) return heap.Add(view);
  const int64_t width = Unit::Count(filler);
  std::string padding;
  for (; missing >= width; missing -= width) padding += filler;
  padding += filler.substr(0, Unit::Offset(filler, missing));
  return heap.Add(kLeft ? padding + std::string(view) : std::string(view) + padding);
}

/// Replaces `length` bytes from position `start`; a negative length stands for that of the piece.
StringView OverlayBytes(StringHeap& heap, const StringView& bytes, const StringView& piece,
                        int64_t start, int64_t length) {
  const std::string_view view = bytes.view();
  if (length < 0) length = piece.size();
  std::string out(view.substr(0, Bytes::Offset(view, start - 1)));
  out += piece.view();
  out += view.substr(Bytes::Offset(view, start - 1 + std::min<int64_t>(length, kToEnd)));
  return heap.Add(out);
}

template <typename Unit>
void AddSlices(const LogicalType& type, std::vector<ScalarOverload>& overloads) {
  overloads.push_back(MakeOverload<StringView, int32_t>(
      {type, kInteger}, type,
      [](const StringView& text, int32_t start) { return Slice<Unit>(text, start, kToEnd); }));
  overloads.push_back(
      MakeOverload<StringView, int32_t, int32_t>({type, kInteger, kInteger}, type, Slice<Unit>));
}

template <bool kLeft>
std::vector<ScalarOverload> PadOverloads() {
  using S = StringView;
  const auto blanks = [](StringHeap& heap, const S& text, int32_t length) {
    return Pad<Characters, kLeft>(heap, text, length, S(" ", 1));
  };
  const auto zeros = [](StringHeap& heap, const S& text, int32_t length) {
    return Pad<Bytes, kLeft>(heap, text, length, S("\0", 1));
  };
  return {MakeOverload<S, int32_t>({kText, kInteger}, kText, blanks),
          MakeOverload<S, int32_t, S>({kText, kInteger, kText}, kText, Pad<Characters, kLeft>),
          MakeOverload<S, int32_t>({kBlob, kInteger}, kBlob, zeros),
          MakeOverload<S, int32_t, S>({kBlob, kInteger, kBlob}, kBlob, Pad<Bytes, kLeft>)};
}

/// Registers what bytes have in every dialect, for none means something else by it.
void RegisterOverlay(FunctionRegistry& registry) {
  using S = StringView;
  const LogicalType big = TypeId::kInt64;
  const auto whole = [](StringHeap& heap, const S& bytes, const S& piece, int64_t start) {
    return OverlayBytes(heap, bytes, piece, start, -1);
  };
  Family(registry, "string")
      .Add({"overlay"}, "", {{"overlay('Txxxxas'::BLOB, 'hom'::BLOB, 2, 4)", "Thomas"}},
           {MakeOverload<S, S, int64_t>({kBlob, kBlob, big}, kBlob, whole),
            MakeOverload<S, S, int64_t, int64_t>({kBlob, kBlob, big, big}, kBlob, OverlayBytes)});
}

}  // namespace

void RegisterSparkSlices(FunctionRegistry& registry) {
  RegisterOverlay(registry);
  Family family(registry, "string", "spark");
  std::vector<ScalarOverload> slices;
  AddSlices<Characters>(kText, slices);
  AddSlices<Bytes>(kBlob, slices);
  family.Add({"substring", "substr"},
             "Cuts characters or bytes out, from a position counted from 1, or from the end.",
             {{"substring('Spark SQL', -3)", "SQL"}, {"substring('Spark SQL', 0, 2)", "Sp"}},
             std::move(slices), NeverFails());
  const auto first = [](const StringView& text, int32_t count) {
    return Slice<Characters>(text, 1, std::max(count, 0));
  };
  const auto first_bytes = [](const StringView& bytes, int32_t count) {
    return Slice<Bytes>(bytes, 1, std::max(count, 0));
  };
  family.Add({"left"}, "Returns the first characters or bytes; nothing for negative numbers.",
             {{"left('Spark SQL', 3)", "Spa"}},
             {MakeOverload<StringView, int32_t>({kText, kInteger}, kText, first),
              MakeOverload<StringView, int32_t>({kBlob, kInteger}, kBlob, first_bytes)},
             NeverFails());
  const auto last = [](const StringView& text, int32_t count) {
    return count <= 0 ? StringView() : Slice<Characters>(text, -count, kToEnd);
  };
  family.Add({"right"}, "Returns the last characters; nothing for negative numbers.",
             {{"right('Spark SQL', 3)", "SQL"}},
             {MakeOverload<StringView, int32_t>({kText, kInteger}, kText, last)}, NeverFails());
  family.Add({"lpad"}, "Fills text or bytes up to a length on the left, or cuts it.",
             {{"lpad('hi', 5, '*')", "***hi"}, {"hex(lpad(x'AABB', 5))", "000000AABB"}},
             PadOverloads<true>(), NeverFails());
  family.Add({"rpad"}, "Fills text or bytes up to a length on the right, or cuts it.",
             {{"rpad('hi', 5, '*')", "hi***"}}, PadOverloads<false>(), NeverFails());
}

}  // namespace lakebolt
