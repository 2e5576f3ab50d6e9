#pragma once

#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include "function/scalar_function.h"
#include "vector/vector.h"

namespace lakebolt {

// Turns a plain C++ function over values into a kernel over vectors. The function takes values of
// the physical C++ types (`uint8_t` for BOOLEAN, `int32_t` for DATE, `StringView` for text, ...)
// and returns one, or a std::optional of one where it may give NULL. A function that makes text
// takes a `StringHeap&` first and returns a StringView into it, or into its arguments. It may throw
// UserError. NULL arguments never reach its result; see call.h.

namespace adapter {

template <typename T>
struct Unwrapped {
  using Type = T;
  static constexpr bool kOptional = false;
};
template <typename T>
struct Unwrapped<std::optional<T>> {
  using Type = T;
  static constexpr bool kOptional = true;
};

template <typename F, bool kHeap, typename... Args>
struct ResultOf {
  using Type = std::invoke_result_t<F, Args...>;
};
template <typename F, typename... Args>
struct ResultOf<F, true, Args...> {
  using Type = std::invoke_result_t<F, StringHeap&, Args...>;
};

/// Calls the function for one row and stores what it returns.
template <typename F, bool kHeap, typename Result, typename Physical>
struct RowCall {
  const F& fn;
  StringHeap* heap;
  Physical* values;
  Vector* out;

  template <typename... Values>
  void operator()(uint32_t row, const Values&... args) const {
    if constexpr (Unwrapped<Result>::kOptional) {
      const Result result = Invoke(args...);
      if (result) {
        values[row] = static_cast<Physical>(*result);
      } else {
        values[row] = Physical{};
        out->SetNull(row);
      }
    } else {
      values[row] = static_cast<Physical>(Invoke(args...));
    }
  }

  template <typename... Values>
  auto Invoke(const Values&... args) const {
    if constexpr (kHeap) {
      return fn(*heap, args...);
    } else {
      return fn(args...);
    }
  }
};

template <typename Call, typename... Args, size_t... kIndex>
void ForEachRow(const Call& call, std::span<const Vector> args, RowSet rows,
                std::index_sequence<kIndex...>) {
  const bool plain = rows.IsDense() && (args[kIndex].IsFlat() && ...);
  if (plain) {
    const auto values = std::make_tuple(args[kIndex].template values<Args>()...);
    for (uint32_t i = 0; i < rows.count; ++i) call(i, std::get<kIndex>(values)[i]...);
    return;
  }
  const auto readers = std::make_tuple(VectorReader<Args>(args[kIndex])...);
  rows.ForEach([&](uint32_t row) { call(row, std::get<kIndex>(readers)[row]...); });
}

}  // namespace adapter

/// Makes the kernel of `fn(Args...)`, whose results are of type `result`.
template <typename... Args, typename F>
ScalarKernel MakeKernel(LogicalType result, F fn) {
  constexpr bool kHeap = std::is_invocable_v<F, StringHeap&, Args...>;
  using Result = typename adapter::ResultOf<F, kHeap, Args...>::Type;
  using Returned = typename adapter::Unwrapped<Result>::Type;
  using Physical = std::conditional_t<std::is_same_v<Returned, bool>, uint8_t, Returned>;
  return
      [fn = std::move(fn), result = std::move(result)](std::span<const Vector> args, RowSet rows) {
        Vector out(result, rows.size);
        std::shared_ptr<StringHeap> heap;
        if constexpr (kHeap) heap = std::make_shared<StringHeap>();
        using Call = adapter::RowCall<F, kHeap, Result, Physical>;
        const Call call{fn, heap.get(), out.template mutable_values<Physical>(), &out};
        adapter::ForEachRow<Call, Args...>(call, args, rows, std::index_sequence_for<Args...>{});
        if constexpr (std::is_same_v<Physical, StringView>) {
          if (heap && heap->bytes() > 0) out.AddOwner(heap);
          for (const Vector& arg : args) out.ShareOwners(arg);
        }
        return out;
      };
}

/// Makes an overload that takes exactly `parameters` and runs `fn(Args...)`.
template <typename... Args, typename F>
ScalarOverload MakeOverload(std::vector<LogicalType> parameters, LogicalType result, F fn) {
  ScalarOverload overload;
  overload.parameters = std::move(parameters);
  overload.result = result;
  overload.kernel = MakeKernel<Args...>(std::move(result), std::move(fn));
  return overload;
}

}  // namespace lakebolt
