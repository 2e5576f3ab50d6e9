#include <cmath>

#include "exec/window/framed_aggregate.h"
#include "types/value_order.h"

namespace lakebolt {

namespace {

/// Keeps, for each row, the aggregate of its partition from the beginning through that row: a frame
/// that begins with the partition has the value of its last row.
template <typename T>
class RunningAggregate : public FramedAggregate {
 public:
  using FramedAggregate::FramedAggregate;

  uint32_t PrepareParts() override { return 1; }
  void PreparePart(uint32_t) override {
    BuildMask(call_.distinct);
    values_.resize(rows_.rows);
    seen_.resize(rows_.rows);
    for (uint32_t p = 0; p < rows_.partitions.size(); ++p) {
      Accumulate(rows_.partitions.begin(p), rows_.partitions.end(p));
    }
  }

  Vector Evaluate(const WindowBatch& batch) const override {
    FrameBatch frames;
    frames_.Build(batch, frames);
    Vector out(call_.type(), batch.count);
    if (call_.type().physical() == PhysicalType::kString) out.ShareOwners(arguments_[0]);
    T* to = out.mutable_values<T>();
    for (uint32_t i = 0; i < batch.count; ++i) {
      const FrameBatch::Range& range = frames.rows[i][0];
      if (range.size() == 0 || seen_[range.end - 1] == 0) {
        out.SetNull(i);
      } else {
        to[i] = values_[range.end - 1];
      }
    }
    return out;
  }

 protected:
  virtual void Accumulate(uint32_t begin, uint32_t end) = 0;

  std::vector<T> values_;
  std::vector<uint8_t> seen_;
};

template <typename T>
class RunningExtreme final : public RunningAggregate<T> {
 public:
  RunningExtreme(const WindowRows& rows, const WindowSpec::Call& call, bool descending, bool least)
      : RunningAggregate<T>(rows, call, descending), least_(least) {}

 private:
  void Accumulate(uint32_t begin, uint32_t end) override {
    const VectorReader<T> values(this->arguments_[0]);
    T best{};
    bool seen = false;
    for (uint32_t row = begin; row < end; ++row) {
      if (this->Counts(row) && !values.IsNull(row)) {
        const T& value = values[row];
        if (!seen || (least_ ? ValueLess(value, best) : ValueLess(best, value))) best = value;
        seen = true;
      }
      this->values_[row] = best;
      this->seen_[row] = seen ? 1 : 0;
    }
  }

  bool least_;
};

/// Sums or averages floating numbers with Neumaier's compensation.
template <typename In>
class RunningFloatSum final : public RunningAggregate<double> {
 public:
  RunningFloatSum(const WindowRows& rows, const WindowSpec::Call& call, bool descending,
                  bool average)
      : RunningAggregate<double>(rows, call, descending), average_(average) {}

 private:
  void Accumulate(uint32_t begin, uint32_t end) override {
    const VectorReader<In> values(arguments_[0]);
    double sum = 0;
    double error = 0;
    int64_t count = 0;
    for (uint32_t row = begin; row < end; ++row) {
      if (Counts(row) && !values.IsNull(row)) {
        const double value = values[row];
        const double next = sum + value;
        error += std::abs(sum) >= std::abs(value) ? (sum - next) + value : (value - next) + sum;
        sum = next;
        ++count;
      }
      const double total = std::isfinite(sum) ? sum + error : sum;
      values_[row] = average_ && count > 0 ? total / static_cast<double>(count) : total;
      seen_[row] = count > 0 ? 1 : 0;
    }
  }

  bool average_;
};

}  // namespace

std::unique_ptr<WindowCallEvaluator> TryMakeRunningAggregate(const WindowRows& rows,
                                                             const WindowSpec::Call& call,
                                                             bool descending) {
  using Evaluator = std::unique_ptr<WindowCallEvaluator>;
  if (call.arguments.size() != 1) return nullptr;
  const std::string& name = call.aggregate->name;
  const LogicalType& argument = call.arguments[0].type;
  const bool extreme = (name == "min" || name == "max") && argument == call.type();
  const bool sum = (name == "sum" || name == "avg") && argument.IsFloating() &&
                   call.type().physical() == PhysicalType::kDouble;
  if ((!extreme && !sum) || argument.IsNested()) return nullptr;
  return DispatchPhysical(argument.physical(), [&]<typename T>() -> Evaluator {
    if (extreme) return std::make_unique<RunningExtreme<T>>(rows, call, descending, name == "min");
    if constexpr (std::is_floating_point_v<T>) {
      return std::make_unique<RunningFloatSum<T>>(rows, call, descending, name == "avg");
    }
    return nullptr;
  });
}

}  // namespace lakebolt
