#include "python_aggregate.h"

#include "base/cancellation_scope.h"
#include "base/user_code_error.h"
#include "column_builder.h"
#include "convert.h"
#include "function/aggregate/buffered_states.h"
#include "user_code.h"

namespace nb = nanobind;

namespace lakebolt::python {

namespace {

class ObjectStates final : public AggregateStates {
 public:
  ObjectStates(PythonFunction function, LogicalType result)
      : function_(std::move(function)), result_(std::move(result)) {}

  ~ObjectStates() override {
    if (Py_IsInitialized() == 0) {
      for (nb::object& state : states_) state.release();
      return;
    }
    const nb::gil_scoped_acquire gil;
    states_.clear();
  }

  void Resize(uint32_t groups) override { states_.resize(groups); }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    Guarded([&] {
      for (uint32_t i = 0; i < rows.count; ++i) {
        LookNowAndThen(i);
        if (!function_.sees_nulls && AnyNull(args, rows[i])) continue;
        nb::list values;
        for (const Vector& arg : args) values.append(ToPython(arg, rows[i]));
        StateOf(groups == nullptr ? 0 : groups[i]).attr("accumulate")(*values);
      }
    });
    Weigh();
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    Guarded([&] {
      const nb::object loads = nb::module_::import_("pickle").attr("loads");
      for (uint32_t i = 0; i < rows.count; ++i) {
        LookNowAndThen(i);
        if (states.IsNull(rows[i])) continue;
        const nb::object other = loads(ToPython(states, rows[i]));
        nb::object& state = states_[groups == nullptr ? 0 : groups[i]];
        if (state.is_valid()) {
          state.attr("merge")(other);
        } else {
          state = other;
        }
      }
    });
    Weigh();
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    ColumnBuilder built(TypeId::kBlob);
    Guarded([&] {
      const nb::object dumps = nb::module_::import_("lakebolt.udfs.failure").attr("pickled_state");
      for (uint32_t i = 0; i < count; ++i) {
        LookNowAndThen(i);
        const nb::object& state = states_[begin + i];
        if (state.is_valid()) {
          built.Append(dumps(state));
        } else {
          built.AppendNull();
        }
      }
    });
    return built.Take();
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    ColumnBuilder built(result_);
    Guarded([&] {
      for (uint32_t i = 0; i < count; ++i) {
        LookNowAndThen(i);
        const nb::object& kept = states_[begin + i];
        const nb::object state = kept.is_valid() ? kept : nb::object(function_.callable.get()());
        built.Append(state.attr("finish")());
      }
    });
    return built.Take();
  }

  size_t MemoryBytes() const override { return states_.capacity() * sizeof(nb::object) + weight_; }

 private:
  /// Calls `body` with the GIL held; errors are those of the function.
  template <typename Body>
  void Guarded(Body&& body) const {
    const UserCode user(function_.database);
    try {
      body();
    } catch (nb::python_error& error) {
      ThrowFailure(function_.name, "", error);
    }
  }

  static void LookNowAndThen(uint32_t row) {
    constexpr uint32_t kRowsBetweenLooks = 64;
    if (row % kRowsBetweenLooks == 0) CheckCancellation();
  }

  nb::object& StateOf(uint32_t group) {
    nb::object& state = states_[group];
    if (!state.is_valid()) state = function_.callable.get()();
    return state;
  }

  /// Estimates what the objects hold from a few of them, once there is twice as much to know.
  void Weigh() {
    if (++updates_ < next_weighing_) return;
    next_weighing_ = updates_ * 2;
    Guarded([&] {
      constexpr size_t kSample = 16;
      const nb::object size_of =
          nb::module_::import_("lakebolt.udfs.failure").attr("size_of_state");
      const size_t step = states_.size() / kSample + 1;
      size_t bytes = 0;
      size_t seen = 0;
      for (size_t i = 0; i < states_.size(); i += step) {
        if (states_[i].is_valid()) bytes += nb::cast<size_t>(size_of(states_[i]));
        ++seen;
      }
      weight_ = seen == 0 ? 0 : bytes / seen * states_.size();
    });
  }

  PythonFunction function_;
  LogicalType result_;
  std::vector<nb::object> states_;  // null until a row comes
  size_t weight_ = 0;
  uint64_t updates_ = 0;
  uint64_t next_weighing_ = 1;
};

/// Keeps the values of one argument.
class Values final : public BufferedStates {
 public:
  explicit Values(LogicalType type) : BufferedStates(std::move(type), true) {}
  Vector Finalize(uint32_t begin, uint32_t count) const override { return Export(begin, count); }
};

class ListStates final : public AggregateStates {
 public:
  ListStates(PythonFunction function, LogicalType result, std::vector<LogicalType> arguments)
      : function_(std::move(function)),
        result_(std::move(result)),
        state_(ListStateType(arguments)),
        skips_nulls_(!function_.sees_nulls) {
    for (const LogicalType& type : arguments) values_.push_back(std::make_unique<Values>(type));
    function_.sees_nulls = false;  // of lists: those of groups without rows
  }

  void Resize(uint32_t groups) override {
    for (const auto& values : values_) values->Resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    if (!skips_nulls_) {
      Add(args, rows, groups);
      return;
    }
    rows_.clear();
    groups_.clear();
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (AnyNull(args, rows[i])) continue;
      rows_.push_back(rows[i]);
      if (groups != nullptr) groups_.push_back(groups[i]);
    }
    const RowSet kept{rows_.data(), static_cast<uint32_t>(rows_.size()), rows.size};
    Add(args, kept, groups == nullptr ? nullptr : groups_.data());
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    for (size_t i = 0; i < values_.size(); ++i) {
      values_[i]->Merge(flat.children()[i], rows, groups);
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(state_, count);
    for (size_t i = 0; i < values_.size(); ++i) {
      out.mutable_children()[i] = values_[i]->Export(begin, count);
    }
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    const Vector lists = Export(begin, count);
    return CallPython(function_, result_, lists.children(), RowSet::Dense(count)).Flatten();
  }

  size_t MemoryBytes() const override {
    size_t bytes = 0;
    for (const auto& values : values_) bytes += values->MemoryBytes();
    return bytes;
  }

 private:
  void Add(std::span<const Vector> args, RowSet rows, const uint32_t* groups) {
    for (size_t i = 0; i < values_.size(); ++i) {
      values_[i]->Update(args.subspan(i, 1), rows, groups);
    }
  }

  PythonFunction function_;
  LogicalType result_;
  LogicalType state_;
  bool skips_nulls_;
  std::vector<std::unique_ptr<Values>> values_;
  std::vector<uint32_t> rows_;
  std::vector<uint32_t> groups_;
};

}  // namespace

std::unique_ptr<AggregateStates> MakeObjectStates(PythonFunction function, LogicalType result) {
  return std::make_unique<ObjectStates>(std::move(function), std::move(result));
}

std::unique_ptr<AggregateStates> MakeListStates(PythonFunction function, LogicalType result,
                                                std::vector<LogicalType> arguments) {
  return std::make_unique<ListStates>(std::move(function), std::move(result), std::move(arguments));
}

LogicalType ListStateType(const std::vector<LogicalType>& arguments) {
  std::vector<Field> fields;
  for (const LogicalType& type : arguments) {
    fields.push_back({"v" + std::to_string(fields.size()), LogicalType::List(type), true});
  }
  return LogicalType::Struct(std::move(fields));
}

}  // namespace lakebolt::python
