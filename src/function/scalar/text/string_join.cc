#include "base/error.h"
#include "function/scalar/family.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

StringView ConcatTwo(StringHeap& heap, const StringView& a, const StringView& b) {
  const uint64_t size = static_cast<uint64_t>(a.size()) + b.size();
  if (size > UINT32_MAX) {
    throw UserError(ErrorCode::kOutOfRange, "text of more than 4 GiB");
  }
  std::string out;
  out.reserve(size);
  out += a.view();
  out += b.view();
  return heap.Add(out);
}

/// Joins all arguments that are not NULL.
ScalarKernel ConcatKernel() {
  return [](std::span<const Vector> args, RowSet rows) {
    Vector out(kText, rows.size);
    auto* results = out.mutable_values<StringView>();
    std::vector<VectorReader<StringView>> readers;
    for (const Vector& arg : args) readers.emplace_back(arg);
    auto heap = std::make_shared<StringHeap>();
    std::string text;
    rows.ForEach([&](uint32_t row) {
      text.clear();
      for (const auto& reader : readers) {
        if (!reader.IsNull(row)) text += reader[row].view();
      }
      results[row] = heap->Add(text);
    });
    out.AddOwner(heap);
    return out;
  };
}

ScalarOverload AnyTexts(NullHandling nulls) {
  ScalarOverload overload;
  overload.parameters = {kText};
  overload.result = kText;
  overload.variadic = true;
  // Values of any type are cast to text, as people write concat(a, 1, b).
  overload.bind = [nulls](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.empty()) return std::nullopt;
    BoundScalar bound;
    bound.name = "concat";
    bound.arguments.assign(actual.size(), kText);
    bound.result = kText;
    bound.traits.nulls = nulls;
    bound.traits.can_fail = false;
    bound.kernel = ConcatKernel();
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterStringJoin(FunctionRegistry& registry) {
  ScalarOverload blobs = MakeOverload<StringView, StringView>({TypeId::kBlob, TypeId::kBlob},
                                                              TypeId::kBlob, ConcatTwo);
  ScalarOverload texts;
  texts.parameters = {kText, kText};
  texts.result = kText;
  texts.bind = [](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 2 || actual[0].IsNested() || actual[1].IsNested()) return std::nullopt;
    if (actual[0].id() == TypeId::kBlob && actual[1].id() == TypeId::kBlob) return std::nullopt;
    BoundScalar bound;
    bound.name = "||";
    bound.arguments = {kText, kText};
    bound.result = kText;
    bound.kernel = MakeKernel<StringView, StringView>(kText, ConcatTwo);
    return bound;
  };
  registry.Add(ScalarFunction{"||",
                              {},
                              "string",
                              "Joins two texts; NULL if either is NULL.",
                              {{"'lake' || 'bolt'", "lakebolt"}},
                              {},
                              {texts, blobs}});
  registry.Add(ScalarFunction{"concat",
                              {},
                              "string",
                              "Joins the text of all arguments, leaving out NULLs.",
                              {{"concat('a', 1, NULL, 'b')", "a1b"}},
                              {},
                              {AnyTexts(NullHandling::kSpecial)}});
  Family(registry, "string", "spark")
      .Add({"concat"}, "Joins the text of all arguments, or arrays; NULL where one of them is.",
           {{"concat('a', 1, NULL, 'b')", "NULL"}}, {AnyTexts(NullHandling::kPropagate)});
}

}  // namespace lakebolt
