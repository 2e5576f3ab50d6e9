#include <cstring>
#include <limits>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "function/aggregate/buffered_states.h"
#include "function/aggregate/builtin.h"

namespace lakebolt {

namespace {

/// Joins strings with a separator, in the order in which rows come; a separator of NULL gives NULL.
class StringAggregateStates final : public BufferedStates {
 public:
  explicit StringAggregateStates(std::optional<std::string> separator)
      : BufferedStates(TypeId::kVarchar, false), separator_(std::move(separator)) {}

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(TypeId::kVarchar, count);
    auto heap = std::make_shared<StringHeap>();
    auto* texts = out.mutable_values<StringView>();
    for (uint32_t i = 0; i < count; ++i) {
      const std::span<const uint32_t> kept = rows().RowsOf(begin + i);
      if (kept.empty() || !separator_) {
        out.SetNull(i);
      } else {
        texts[i] = Join(kept, *heap);
      }
    }
    out.AddOwner(heap);
    return out;
  }

 private:
  StringView Join(std::span<const uint32_t> kept, StringHeap& heap) const {
    const auto* parts = values().values<StringView>();
    size_t size = separator_->size() * (kept.size() - 1);
    ForEachBlock(kept.size(), [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) size += parts[kept[i]].size();
    });
    if (size > std::numeric_limits<int32_t>::max()) {
      throw UserError(ErrorCode::kOutOfRange, "a text of string_agg is longer than 2 GiB");
    }
    char small[StringView::kInlineLength];
    char* data = size <= sizeof(small) ? small : heap.Allocate(static_cast<uint32_t>(size));
    char* next = data;
    CancellationPoll poll;
    for (size_t i = 0; i < kept.size(); ++i) {
      if (i > 0) next = static_cast<char*>(mempcpy(next, separator_->data(), separator_->size()));
      const StringView& part = parts[kept[i]];
      next = static_cast<char*>(mempcpy(next, part.data(), part.size()));
      poll.Spend(kNanosPerPart + part.size());
    }
    return {data, static_cast<uint32_t>(size)};
  }

  static constexpr uint64_t kNanosPerPart = 20;

  std::optional<std::string> separator_;
};

/// Binds string_agg(x [, separator]); `usual` separates without one.
std::optional<BoundAggregate> BindStringAggregate(const std::vector<LogicalType>& actual,
                                                  std::span<const Value* const> constants,
                                                  const char* usual) {
  if (actual.empty() || actual.size() > 2) return std::nullopt;
  BoundAggregate bound;
  bound.arguments = {TypeId::kVarchar};
  bound.result = TypeId::kVarchar;
  bound.state = LogicalType::List(TypeId::kVarchar);
  std::optional<std::string> separator = usual;
  if (actual.size() == 2) {
    if (constants[1] == nullptr) {
      throw UserError(ErrorCode::kInvalidQuery, "the separator of string_agg must be a constant");
    }
    bound.constants = {*constants[1]};
    if (constants[1]->IsNull()) {
      // NULL between texts makes NULL, but in Spark nothing.
      if (!separator->empty()) separator.reset();
    } else {
      if (constants[1]->type().id() != TypeId::kVarchar) return std::nullopt;
      separator = constants[1]->string();
    }
  }
  bound.make_states = [separator] { return std::make_unique<StringAggregateStates>(separator); };
  return bound;
}

}  // namespace

void RegisterStringAggregate(FunctionRegistry& registry) {
  const auto overload = [](const char* usual) {
    return AggregateOverload{
        {TypeId::kVarchar, TypeId::kVarchar},
        {},
        [usual](const std::vector<LogicalType>& actual, std::span<const Value* const> constants) {
          return BindStringAggregate(actual, constants, usual);
        }};
  };
  registry.Add(AggregateFunction{"string_agg",
                                 {"group_concat", "listagg"},
                                 "Joins strings with a separator (\",\" unless given).",
                                 {{"string_agg('a', '-')", "a"}},
                                 {overload(",")}});
  AggregateFunction spark{"string_agg",
                          {"listagg"},
                          "Joins strings with a separator, or as they are.",
                          {{"listagg('a')", "a"}},
                          {overload("")}};
  spark.dialect = "spark";
  registry.Add(std::move(spark));
}

}  // namespace lakebolt
