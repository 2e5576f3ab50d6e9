#include "user_functions.h"

#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>

#include <optional>
#include <vector>

#include "api/database.h"
#include "arrow_batch.h"
#include "base/cancellation_scope.h"
#include "convert.h"
#include "errors.h"
#include "function/cast.h"
#include "own_dialect.h"
#include "python_aggregate.h"
#include "python_function.h"
#include "python_table.h"
#include "table_slots.h"
#include "user_code.h"
#include "without_gil.h"

namespace nb = nanobind;

namespace lakebolt::python {

namespace {

/// Runs `body`, raising our exceptions as Python's.
template <typename Body>
auto Translated(Body&& body) {
  try {
    return body();
  } catch (...) {
    Raise(std::current_exception(), "");
  }
}

/// Returns the type that a text of SQL names in a session.
LogicalType TypeOf(Session& session, const std::string& text) {
  const WithoutGil released;
  const OwnDialectScope dialect(session, true);
  return session.Query("SELECT CAST(NULL AS " + text + ")")->schema().at(0).type;
}

/// Is a parameter: without a type it takes values of any, and with `any_decimal` decimals of any
/// digits as they are.
struct Parameter {
  std::optional<LogicalType> type;
  bool any_decimal = false;

  LogicalType Accepted(const LogicalType& actual) const {
    if (any_decimal && actual.id() == TypeId::kDecimal) return actual;
    return type.value_or(actual);
  }
};

/// Says what a function takes.
struct Parameters {
  Parameters(Session& session, const nb::dict& spec)
      : variadic(nb::cast<bool>(spec["variadic"])), required(nb::cast<size_t>(spec["required"])) {
    const auto any_decimal = nb::cast<nb::list>(spec["any_decimal"]);
    size_t i = 0;
    for (const nb::handle text : nb::cast<nb::list>(spec["parameters"])) {
      Parameter& added = all.emplace_back();
      if (!text.is_none()) added.type = TypeOf(session, Utf8(text));
      added.any_decimal = nb::cast<bool>(any_decimal[i++]);
    }
  }

  /// Returns what arguments of `actual` types are to be cast to; nothing where their number is
  /// wrong.
  std::optional<std::vector<LogicalType>> Accepted(const std::vector<LogicalType>& actual) const {
    if (actual.size() < required || (!variadic && actual.size() > all.size())) return std::nullopt;
    std::vector<LogicalType> accepted;
    for (size_t i = 0; i < actual.size(); ++i) {
      accepted.push_back(all[std::min(i, all.size() - 1)].Accepted(actual[i]));
    }
    return accepted;
  }

  /// Lists them for messages: NULL stands for any type where an overload binds itself.
  std::vector<LogicalType> Shown() const {
    std::vector<LogicalType> shown;
    for (const Parameter& one : all) shown.push_back(one.type.value_or(TypeId::kNull));
    return shown;
  }

  std::vector<Parameter> all;
  bool variadic;
  size_t required;  // others have defaults in Python
};

/// Is a function on its way from Python into the registry.
PythonFunction Described(Session& session, const nb::dict& spec) {
  const auto flag = [&](const char* name) { return nb::cast<bool>(spec[name]); };
  PythonFunction function{.name = Utf8(spec["name"]), .callable = PythonRef(spec["callable"])};
  function.over_arrow = flag("over_arrow");
  function.sees_nulls = flag("sees_nulls");
  function.errors_are_null = flag("errors_are_null");
  function.database = &session.database();
  return function;
}

/// Adds a scalar function.
void AddScalar(Session& session, const nb::dict& spec) {
  Translated([&] {
    const PythonFunction function = Described(session, spec);
    const Parameters parameters(session, spec);
    const LogicalType result = TypeOf(session, Utf8(spec["result"]));
    FunctionTraits traits;
    traits.nulls = NullHandling::kSpecial;  // a function must not be called where it is not due
    traits.wants_many_rows = function.over_arrow;
    traits.volatility =
        nb::cast<bool>(spec["volatile"]) ? Volatility::kVolatile : Volatility::kImmutable;
    ScalarOverload overload;
    overload.parameters = parameters.Shown();
    overload.variadic = parameters.variadic;
    overload.bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
      auto accepted = parameters.Accepted(actual);
      if (!accepted) return std::nullopt;
      return BoundScalar{function.name, *std::move(accepted), result, traits,
                         [=](std::span<const Vector> args, RowSet rows) {
                           return CallPython(function, result, args, rows);
                         }};
    };
    session.database().user_functions().Add(ScalarFunction{
        function.name, {}, "user", Utf8(spec["description"]), {}, traits, {std::move(overload)}});
  });
}

/// Adds an aggregate: of a class with a state a group, or of a function of all values.
void AddAggregate(Session& session, const nb::dict& spec) {
  Translated([&] {
    const PythonFunction function = Described(session, spec);
    const Parameters parameters(session, spec);
    const LogicalType result = TypeOf(session, Utf8(spec["result"]));
    const bool has_states = nb::cast<bool>(spec["has_states"]);
    AggregateOverload overload;
    overload.parameters = parameters.Shown();
    overload.bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundAggregate> {
      auto accepted = parameters.Accepted(actual);
      if (!accepted) return std::nullopt;
      BoundAggregate bound;
      bound.name = function.name;
      bound.arguments = *std::move(accepted);
      bound.result = result;
      bound.state = has_states ? LogicalType(TypeId::kBlob) : ListStateType(bound.arguments);
      bound.null_on_empty = !has_states;
      bound.make_states = [=, arguments = bound.arguments]() -> std::unique_ptr<AggregateStates> {
        return has_states ? MakeObjectStates(function, result)
                          : MakeListStates(function, result, arguments);
      };
      return bound;
    };
    session.database().user_functions().Add(
        AggregateFunction{function.name, {}, Utf8(spec["description"]), {}, {std::move(overload)}});
  });
}

/// Adds a table function: `bind(arguments, named)` gives what opens a scan and, unless `columns`
/// says it, the schema, an object with `__arrow_c_schema__`.
void AddTable(Session& session, const std::string& name, const std::string& description,
              nb::object bind, const nb::object& columns) {
  Translated([&] {
    std::optional<Schema> declared;
    if (!columns.is_none()) {
      declared.emplace();
      for (const nb::handle column : columns) {
        declared->push_back({Utf8(column[0]), TypeOf(session, Utf8(column[1])), true});
      }
    }
    const void* database = &session.database();
    TableFunction function{name, description, nullptr};
    function.bind = [name, declared, database, bind = PythonRef(std::move(bind))](
                        const std::vector<Value>& arguments,
                        const std::vector<std::pair<std::string, Value>>& named)
        -> std::shared_ptr<const TableSource> {
      const UserCode user(database);
      try {
        nb::list positional;
        for (const Value& value : arguments) {
          positional.append(ToPython(Vector::Constant(value, 1), 0));
        }
        nb::dict by_name;
        for (const auto& [key, value] : named) {
          by_name[nb::str(key.c_str())] = ToPython(Vector::Constant(value, 1), 0);
        }
        const nb::object bound = bind.get()(positional, by_name);
        Schema schema = declared ? *declared : ImportSchemaOf(bound[1]);
        return MakePythonTable(name, PythonRef(bound[0]), std::move(schema), database);
      } catch (nb::python_error& error) {
        ThrowFailure(name, "", error);
      }
    };
    PutTableFunction(session.database(), std::move(function));
  });
}

bool Remove(Session& session, const std::string& name) {
  // Both: a name may stand for one of each.
  const bool function = session.database().user_functions().Remove(name);
  return RemoveTableFunction(session.database(), name) || function;
}

/// Calls a function for a batch of rows in a worker process: what CallPython does in the process of
/// the query.
Batch CallForBatch(Session& session, const nb::dict& spec, const nb::list& types,
                   const nb::object& rows) {
  return Translated([&] {
    const PythonFunction function = Described(session, spec);
    const LogicalType result = TypeOf(session, Utf8(spec["result"]));
    ImportedBatch batch = ImportBatch(rows);
    const uint32_t size = batch.chunk.size();
    std::vector<Vector> columns = std::move(batch.chunk.mutable_columns());
    for (size_t i = 0; i < columns.size(); ++i) {
      const LogicalType type = TypeOf(session, Utf8(types[i]));
      if (columns[i].type() == type) continue;
      columns[i] = CastVector(columns[i], type, RowSet::Dense(size), CastMode::kStrict);
    }
    Vector made = CallPython(function, result, columns, RowSet::Dense(size)).Flatten();
    return Batch({{"result", result, true}}, Chunk({std::move(made)}, size));
  });
}

}  // namespace

void BindUserFunctions(nb::module_& module, nb::class_<Session>& session) {
  BindBatch(module);
  module.def("check_cancelled", [] { Translated([] { CheckCancellation(); }); });
  session.def("add_scalar", AddScalar)
      .def("add_aggregate", AddAggregate)
      .def("add_table", AddTable, nb::arg("name"), nb::arg("description"), nb::arg("bind"),
           nb::arg("columns").none())
      .def("remove_function", Remove)
      .def("call_for_batch", CallForBatch)
      .def_prop_ro("runs_this_thread",
                   [](Session& self) { return UserCode::RunsFor(&self.database()); });
}

}  // namespace lakebolt::python
