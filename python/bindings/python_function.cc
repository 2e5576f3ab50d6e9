#include "python_function.h"

#include "arrow_batch.h"
#include "base/cancellation_scope.h"
#include "base/evaluation_memory.h"
#include "base/user_code_error.h"
#include "column_builder.h"
#include "convert.h"
#include "function/cast.h"
#include "function/lambda_rows.h"
#include "user_code.h"

namespace nb = nanobind;

namespace lakebolt::python {

namespace {

/// Calls a function with the values of one row after the other.
class RowCalls {
 public:
  RowCalls(const PythonFunction& function, const LogicalType& result, std::span<const Vector> args)
      : function_(function),
        args_(args),
        values_(args.size()),
        raw_(args.size() + 1),
        built_(result) {}

  void Call(uint32_t row) {
    if (!function_.sees_nulls && AnyNull(args_, row)) {
      built_.AppendNull();
      return;
    }
    for (size_t i = 0; i < args_.size(); ++i) {
      values_[i] = ToPython(args_[i], row);
      raw_[i + 1] = values_[i].ptr();
    }
    const size_t count = args_.size() | PY_VECTORCALL_ARGUMENTS_OFFSET;
    const nb::object result = nb::steal(
        PyObject_Vectorcall(function_.callable.get().ptr(), raw_.data() + 1, count, nullptr));
    if (!result.is_valid()) {
      TakeError();
      return;
    }
    try {
      built_.Append(result);
    } catch (const UserError& error) {
      throw UserError(kUserCodeError, CallText(function_.name, Arguments()) +
                                          " gave what it should not: " + error.what());
    }
  }

  Vector Take() { return built_.Take(); }

 private:
  nb::list Arguments() const {
    nb::list list;
    for (const nb::object& value : values_) list.append(value);
    return list;
  }

  void TakeError() {
    nb::python_error error;
    CheckCancellation();
    if (function_.errors_are_null && error.matches(PyExc_Exception)) {
      built_.AppendNull();
      return;
    }
    ThrowFailure(function_.name, CallText(function_.name, Arguments()), error);
  }

  const PythonFunction& function_;
  std::span<const Vector> args_;
  std::vector<nb::object> values_;
  std::vector<PyObject*> raw_;  // the first is CPython's to use
  ColumnBuilder built_;
};

Vector CallByRow(const PythonFunction& function, const LogicalType& result,
                 std::span<const Vector> args, RowSet rows) {
  constexpr uint32_t kRowsBetweenLooks = 64;
  const UserCode user(function.database);
  RowCalls calls(function, result, args);
  for (uint32_t i = 0; i < rows.count; ++i) {
    if (i % kRowsBetweenLooks == 0) CheckCancellation();
    calls.Call(rows[i]);
  }
  return calls.Take();
}

/// Lists which of `rows` a function is called for.
std::vector<uint32_t> RowsToCall(const PythonFunction& function, std::span<const Vector> args,
                                 RowSet rows) {
  std::vector<uint32_t> list = ListRows(rows);
  if (!function.sees_nulls) std::erase_if(list, [&](uint32_t row) { return AnyNull(args, row); });
  return list;
}

/// Calls a function with arrays of the rows' values.
Vector CallOverArrow(const PythonFunction& function, const LogicalType& result,
                     std::span<const Vector> args, const std::vector<uint32_t>& rows) {
  const auto count = static_cast<uint32_t>(rows.size());
  Schema schema;
  std::vector<Vector> columns;
  for (const Vector& arg : args) {
    schema.push_back({"c" + std::to_string(columns.size()), arg.type(), true});
    columns.push_back(arg.Gather(rows.data(), count).Flatten());
  }
  Vector made;
  {
    const UserCode user(function.database);
    try {
      nb::list types;
      for (const Field& field : schema) types.append(nb::str(field.type.ToString().c_str()));
      const nb::object batch = nb::cast(Batch(std::move(schema), Chunk(std::move(columns), count)));
      ImportedBatch got = ImportBatch(function.callable.get()(batch, types, count));
      made = std::move(got.chunk.mutable_columns().at(0));
      // It is the function's memory, which nobody counted when it was made.
      EvaluationMemory::Take(made.MemoryBytes());
      if (got.chunk.size() != count) {
        throw UserError(kUserCodeError, "function " + function.name + " gave " +
                                            std::to_string(got.chunk.size()) + " values for " +
                                            std::to_string(count) + " rows");
      }
    } catch (nb::python_error& error) {
      CheckCancellation();
      if (function.errors_are_null && error.matches(PyExc_Exception)) {
        return Vector::Constant(Value(result), count);
      }
      ThrowFailure(function.name, "", error);
    }
  }
  return made.type() == result ? made
                               : CastVector(made, result, RowSet::Dense(count), CastMode::kStrict);
}

}  // namespace

Vector CallPython(const PythonFunction& function, const LogicalType& result,
                  std::span<const Vector> args, RowSet rows) {
  if (!function.over_arrow) {
    const Vector made = CallByRow(function, result, args, rows);
    return rows.IsDense() ? made : SpreadRows(made, ListRows(rows), rows.size);
  }
  const std::vector<uint32_t> called = RowsToCall(function, args, rows);
  if (called.empty()) return Vector::Constant(Value(result), rows.size);
  const Vector made = CallOverArrow(function, result, args, called);
  if (called.size() == rows.size) return made;
  Vector out = SpreadRows(made, called, rows.size).Flatten();
  if (called.size() < rows.count) {
    std::vector<bool> has(rows.size, false);
    for (const uint32_t row : called) has[row] = true;
    rows.ForEach([&](uint32_t row) {
      if (!has[row]) out.SetNull(row);
    });
  }
  return out;
}

}  // namespace lakebolt::python
