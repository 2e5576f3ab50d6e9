// variant_group_array, variant_group_object and schema_of_variant_agg: VARIANTs of a group.

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "function/aggregate/buffered_states.h"
#include "function/scalar/json/json_function.h"
#include "types/variant/variant_encode.h"
#include "types/variant/variant_schema.h"

namespace lakebolt {

namespace {

enum class VariantGroup : uint8_t { kArray, kObject, kSchema };

/// Keeps the values of a group, or structs of key and value.
class VariantGroupStates final : public BufferedStates {
 public:
  VariantGroupStates(VariantGroup group, const LogicalType& kept)
      : BufferedStates(kept, group != VariantGroup::kSchema), group_(group), kept_(kept) {}

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    if (group_ != VariantGroup::kObject) return BufferedStates::Update(args, rows, groups);
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (args[0].IsNull(rows[i])) {
        throw UserError(ErrorCode::kInvalidArgument,
                        "the key of variant_group_object cannot be NULL");
      }
    }
    Vector pairs(kept_, rows.size);
    for (size_t i = 0; i < 2; ++i) pairs.mutable_children()[i] = args[i].Flatten();
    BufferedStates::Update({&pairs, 1}, rows, groups);
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    const bool schema = group_ == VariantGroup::kSchema;
    Vector out(schema ? TypeId::kVarchar : TypeId::kVariant, count);
    auto heap = std::make_shared<StringHeap>();
    const Vector values = BufferedStates::values().View();
    for (uint32_t i = 0; i < count; ++i) {
      const std::span<const uint32_t> kept = rows().RowsOf(begin + i);
      if (kept.empty() && !schema) {
        out.SetNull(i);
        continue;
      }
      out.mutable_values<StringView>()[i] =
          heap->Add(schema ? SchemaOf(values, kept) : EncodeVariant(Collect(values, kept)));
    }
    out.AddOwner(heap);
    return out;
  }

 private:
  static std::string SchemaOf(const Vector& values, std::span<const uint32_t> kept) {
    constexpr uint64_t kNanosPerValue = 200;
    CancellationPoll poll;
    VariantSchema schema;
    for (const uint32_t row : kept) {
      poll.Spend(kNanosPerValue);
      schema.Merge(VariantSchema(VariantView(VectorReader<StringView>(values)[row].view())));
    }
    return schema.ToString();
  }

  Value Collect(const Vector& values, std::span<const uint32_t> kept) const {
    std::vector<Value> parts;
    std::vector<Field> fields;
    constexpr uint64_t kNanosPerValue = 100;
    CancellationPoll poll;
    for (const uint32_t row : kept) {
      poll.Spend(kNanosPerValue);
      Value value = values.GetValue(row);
      if (group_ == VariantGroup::kObject) {
        fields.push_back({value.parts()[0].string(), value.parts()[1].type()});
        parts.push_back(value.parts()[1]);
      } else {
        parts.push_back(std::move(value));
      }
    }
    const LogicalType type = group_ == VariantGroup::kObject
                                 ? LogicalType::Struct(std::move(fields))
                                 : LogicalType::List(values.type());
    return Value::Nested(type, std::move(parts));
  }

  VariantGroup group_;
  LogicalType kept_;
};

AggregateOverload GroupOverload(VariantGroup group) {
  AggregateOverload overload;
  const size_t count = group == VariantGroup::kObject ? 2 : 1;
  overload.parameters.assign(count, TypeId::kNull);
  overload.bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundAggregate> {
    if (actual.size() != count) return std::nullopt;
    BoundAggregate bound;
    bound.arguments = actual;
    LogicalType kept = actual.back();
    bound.result = TypeId::kVariant;
    if (group == VariantGroup::kObject) {
      bound.arguments[0] = TypeId::kVarchar;
      kept = LogicalType::Struct({{"key", TypeId::kVarchar}, {"value", actual[1]}});
    } else if (group == VariantGroup::kSchema) {
      bound.arguments = {TypeId::kVariant};
      kept = TypeId::kVariant;
      bound.result = TypeId::kVarchar;
      bound.null_on_empty = false;
    }
    bound.state = LogicalType::List(kept);
    bound.make_states = [=] { return std::make_unique<VariantGroupStates>(group, kept); };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterVariantGroups(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{"variant_group_array",
                                 {},
                                 "Makes a VARIANT array of the values, NULLs too.",
                                 {{"variant_group_array(5)::VARCHAR", "[5]"}},
                                 {GroupOverload(VariantGroup::kArray)}});
  registry.Add(AggregateFunction{"variant_group_object",
                                 {},
                                 "Makes a VARIANT object of keys and values.",
                                 {{"variant_group_object('a', 5)::JSON", "{\"a\":5}"}},
                                 {GroupOverload(VariantGroup::kObject)}});
  registry.Add(
      AggregateFunction{"schema_of_variant_agg",
                        {},
                        "Returns the type that holds all of the VARIANTs, in Spark's words.",
                        {{"schema_of_variant_agg(5::VARIANT)", "BIGINT"}},
                        {GroupOverload(VariantGroup::kSchema)}});
}

}  // namespace lakebolt
