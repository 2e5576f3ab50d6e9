// json_group_array, json_group_object and json_group_structure: JSON of the values of a group.

#include "base/cancellation_scope.h"
#include "function/aggregate/buffered_states.h"
#include "function/cast/json_value.h"
#include "function/scalar/json/json_function.h"
#include "types/json/json_shape.h"

namespace lakebolt {

namespace {

enum class JsonGroup : uint8_t { kArray, kObject, kStructure };

/// Returns the struct that a key and a value of json_group_object are kept in.
LogicalType PairType(const LogicalType& value) {
  return LogicalType::Struct({{"key", TypeId::kVarchar}, {"value", value}});
}

class JsonGroupStates final : public BufferedStates {
 public:
  JsonGroupStates(JsonGroup group, const LogicalType& kept)
      : BufferedStates(kept, true), group_(group), kept_(kept) {}

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    if (group_ != JsonGroup::kObject) return BufferedStates::Update(args, rows, groups);
    Vector pairs(kept_, rows.size);
    for (size_t i = 0; i < 2; ++i) pairs.mutable_children()[i] = args[i].Flatten();
    BufferedStates::Update({&pairs, 1}, rows, groups);
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(LogicalType::Json(), count);
    auto heap = std::make_shared<StringHeap>();
    const Vector values = BufferedStates::values().View();
    std::string text;
    for (uint32_t i = 0; i < count; ++i) {
      const std::span<const uint32_t> kept = rows().RowsOf(begin + i);
      if (kept.empty()) {
        out.SetNull(i);
        continue;
      }
      text.clear();
      switch (group_) {
        case JsonGroup::kArray: WriteArray(values, kept, text); break;
        case JsonGroup::kObject: WriteObject(values, kept, text); break;
        case JsonGroup::kStructure: WriteStructure(values, kept, text); break;
      }
      out.mutable_values<StringView>()[i] = heap->Add(text);
    }
    out.AddOwner(heap);
    return out;
  }

 private:
  static void WriteArray(const Vector& values, std::span<const uint32_t> kept, std::string& out) {
    out += '[';
    ForEachBlock(kept.size(), [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) {
        if (i > 0) out += ',';
        AppendJsonOfRow(values, kept[i], out);
      }
    });
    out += ']';
  }

  static void WriteObject(const Vector& values, std::span<const uint32_t> kept, std::string& out) {
    out += '{';
    bool first = true;
    CancellationPoll poll;
    for (const uint32_t row : kept) {
      poll.Spend(kNanosPerRow);
      const Value pair = values.GetValue(row);
      if (pair.parts()[0].IsNull()) continue;
      if (!first) out += ',';
      first = false;
      AppendJsonString(pair.parts()[0].string(), out);
      out += ':';
      AppendJsonOfValue(pair.parts()[1], out);
    }
    out += '}';
  }

  static void WriteStructure(const Vector& values, std::span<const uint32_t> kept,
                             std::string& out) {
    JsonShape shape;
    JsonDocument document;
    std::string text;
    CancellationPoll poll;
    for (const uint32_t row : kept) {
      poll.Spend(kNanosPerRow);
      text.clear();
      AppendJsonOfRow(values, row, text);
      if (document.Parse(text)) shape.Add(document, 0);
    }
    shape.Write(out);
  }

  static constexpr uint64_t kNanosPerRow = 200;

  JsonGroup group_;
  LogicalType kept_;
};

AggregateOverload GroupOverload(JsonGroup group) {
  AggregateOverload overload;
  const size_t count = group == JsonGroup::kObject ? 2 : 1;
  overload.parameters.assign(count, TypeId::kNull);
  overload.bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundAggregate> {
    if (actual.size() != count) return std::nullopt;
    BoundAggregate bound;
    bound.arguments = actual;
    LogicalType kept = actual.back();
    if (group == JsonGroup::kObject) {
      bound.arguments[0] = TypeId::kVarchar;
      kept = PairType(actual.back());
    }
    bound.result = LogicalType::Json();
    bound.state = LogicalType::List(kept);
    bound.make_states = [=] { return std::make_unique<JsonGroupStates>(group, kept); };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterJsonGroups(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{"json_group_array",
                                 {},
                                 "Collects values as a JSON array.",
                                 {{"json_group_array(1)", "[1]"}},
                                 {GroupOverload(JsonGroup::kArray)}});
  registry.Add(AggregateFunction{"json_group_object",
                                 {},
                                 "Collects keys and values as a JSON object.",
                                 {{"json_group_object('a', 1)", "{\"a\":1}"}},
                                 {GroupOverload(JsonGroup::kObject)}});
  registry.Add(AggregateFunction{"json_group_structure",
                                 {},
                                 "Returns the types of JSON values together, as JSON.",
                                 {{"json_group_structure('1'::JSON)", "\"UBIGINT\""}},
                                 {GroupOverload(JsonGroup::kStructure)}});
}

}  // namespace lakebolt
