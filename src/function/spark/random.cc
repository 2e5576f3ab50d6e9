// rand, randn, randstr and uniform, with a seed or without.

#include <algorithm>
#include <memory>
#include <random>

#include "base/error.h"
#include "function/cast.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar_adapter.h"
#include "function/spark/seeded_random.h"
#include "function/spark/text_families.h"

namespace lakebolt {

namespace {

using Types = std::vector<LogicalType>;
using Constants = std::span<const Value* const>;
using Shared = std::shared_ptr<SharedRandom>;

/// Makes the generator of a call: begun from the seed, NULL for 0, or anew where there is none.
Shared MakeRandom(const Value* seed, bool given) {
  if (!given) return std::make_shared<SharedRandom>(static_cast<int64_t>(std::random_device{}()));
  if (seed == nullptr) {
    throw UserError(ErrorCode::kInvalidArgument, "the seed of random numbers must be a constant");
  }
  if (seed->IsNull()) return std::make_shared<SharedRandom>(0);
  const Value whole = CastValue(*seed, TypeId::kInt64);
  return std::make_shared<SharedRandom>(static_cast<int64_t>(whole.integral()));
}

/// Returns a constant number; throws for what is none.
Value NumberOf(const Value* constant, const LogicalType& type, const char* what) {
  if (constant == nullptr || constant->IsNull()) {
    throw UserError(ErrorCode::kInvalidArgument, std::string(what) + " must be a constant");
  }
  return CastValue(*constant, type);
}

BoundScalar MakeBound(Types arguments, LogicalType result, ScalarKernel kernel) {
  BoundScalar bound;
  bound.arguments = std::move(arguments);
  bound.result = std::move(result);
  bound.kernel = std::move(kernel);
  bound.traits.nulls = NullHandling::kSpecial;
  bound.traits.volatility = Volatility::kVolatile;
  bound.traits.can_fail = false;
  return bound;
}

/// Makes the overloads of rand and randn: `draw(random)` gives a number for each row.
template <typename Draw>
std::vector<ScalarOverload> NumberOverloads(Draw draw) {
  std::vector<ScalarOverload> overloads;
  for (const bool given : {false, true}) {
    ScalarOverload overload;
    if (given) overload.parameters = {TypeId::kInt64};
    overload.bind_constants = [=](const Types& actual,
                                  Constants constants) -> std::optional<BoundScalar> {
      if (actual.size() != (given ? 1 : 0)) return std::nullopt;
      const Shared shared = MakeRandom(given ? constants[0] : nullptr, given);
      return MakeBound(actual, TypeId::kFloat64, [=](std::span<const Vector>, RowSet rows) {
        Vector out(TypeId::kFloat64, rows.size);
        auto* values = out.mutable_values<double>();
        shared->Use([&](SeededRandom& random) {
          rows.ForEach([&](uint32_t row) { values[row] = draw(random); });
        });
        return out;
      });
    };
    overloads.push_back(std::move(overload));
  }
  return overloads;
}

std::vector<ScalarOverload> TextOverloads() {
  std::vector<ScalarOverload> overloads;
  for (const bool given : {false, true}) {
    ScalarOverload overload;
    overload.parameters.assign(given ? 2 : 1, TypeId::kInt32);
    overload.bind_constants = [=](const Types& actual,
                                  Constants constants) -> std::optional<BoundScalar> {
      if (actual.size() != (given ? 2 : 1)) return std::nullopt;
      constexpr int64_t kLongest = 1 << 20;
      const auto length = static_cast<int64_t>(
          NumberOf(constants[0], TypeId::kInt64, "the length of randstr").integral());
      if (length < 0 || length > kLongest) {
        throw UserError(ErrorCode::kOutOfRange, "randstr makes text of 0 to 1048576 characters");
      }
      const Shared shared = MakeRandom(given ? constants[1] : nullptr, given);
      return MakeBound(actual, TypeId::kVarchar, [=](std::span<const Vector>, RowSet rows) {
        Vector out(TypeId::kVarchar, rows.size);
        auto* values = out.mutable_values<StringView>();
        auto heap = std::make_shared<StringHeap>();
        shared->Use([&](SeededRandom& random) {
          rows.ForEach([&](uint32_t row) {
            values[row] = heap->Add(random.NextText(static_cast<int32_t>(length)));
          });
        });
        out.AddOwner(heap);
        return out;
      });
    };
    overloads.push_back(std::move(overload));
  }
  return overloads;
}

/// Draws numbers between two constant bounds, of the bounds' common type.
ScalarOverload UniformOverload(bool given) {
  ScalarOverload overload;
  overload.parameters.assign(given ? 3 : 2, TypeId::kFloat64);
  overload.bind_constants = [given](const Types& actual,
                                    Constants constants) -> std::optional<BoundScalar> {
    if (actual.size() != (given ? 3 : 2)) return std::nullopt;
    const auto type = CommonType(actual[0], actual[1]);
    if (!type || (!type->IsNumeric() && type->id() != TypeId::kNull)) return std::nullopt;
    const bool whole = type->IsInteger();
    const double low = NumberOf(constants[0], TypeId::kFloat64, "the bounds of uniform").floating();
    const double high =
        NumberOf(constants[1], TypeId::kFloat64, "the bounds of uniform").floating();
    const Shared shared = MakeRandom(given ? constants[2] : nullptr, given);
    return MakeBound(actual, *type, [=, result = *type](std::span<const Vector>, RowSet rows) {
      Vector drawn(TypeId::kFloat64, rows.size);
      auto* values = drawn.mutable_values<double>();
      shared->Use([&](SeededRandom& random) {
        rows.ForEach([&](uint32_t row) {
          const double value = low + random.NextUnit() * (high - low);
          values[row] = whole ? std::trunc(value) : value;
        });
      });
      return CastVector(drawn, result, rows, CastMode::kStrict);
    });
  };
  return overload;
}

}  // namespace

void RegisterSparkRandom(FunctionRegistry& registry) {
  FunctionTraits traits = NeverFails();
  traits.nulls = NullHandling::kSpecial;
  traits.volatility = Volatility::kVolatile;
  Family family(registry, "general", "spark");
  family.Add({"rand", "random"},
             "Returns a random number from 0 to below 1, another for each row; the same ones again "
             "for the same seed.",
             {{"rand(0)", "0.7604953758285915"}, {"rand() < 1", "true"}},
             NumberOverloads([](SeededRandom& random) { return random.NextUnit(); }), traits);
  family.Add({"randn"}, "Returns a random number of the standard normal distribution.",
             {{"randn(0)", "1.6034991609278433"}},
             NumberOverloads([](SeededRandom& random) { return random.NextNormal(); }), traits);
  family.Add({"randstr"}, "Returns random letters and digits.", {{"randstr(3, 0)", "ceV"}},
             TextOverloads(), traits);
  family.Add({"uniform"}, "Returns a random number between two bounds, of their type.",
             {{"uniform(10, 20, 0)", "17"}}, {UniformOverload(false), UniformOverload(true)},
             traits);
}

}  // namespace lakebolt
