#include <nanobind/nanobind.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/unique_ptr.h>

#include "api/database.h"
#include "api/lexical_habits.h"
#include "api/session.h"
#include "base/fault.h"
#include "convert.h"
#include "errors.h"
#include "faults.h"
#include "interruptible.h"
#include "own_dialect.h"
#include "query_text.h"
#include "stream.h"
#include "user_functions.h"
#include "without_gil.h"

namespace nb = nanobind;

namespace lakebolt::python {

namespace {

using SessionPtr = std::shared_ptr<Session>;

/// Runs `body`, raising our exceptions as Python's.
template <typename Body>
auto Translated(const std::string& sql, Body&& body) {
  try {
    return body();
  } catch (...) {
    Raise(std::current_exception(), sql);
  }
}

SessionPtr Connect(const std::map<std::string, std::string>& config) {
  return Translated("", [&] {
    Settings settings;
    for (const auto& [name, value] : config) settings.Set(name, value);
    return std::make_shared<Session>(Database::Create(settings));
  });
}

/// Reads all rows of an object with __arrow_c_stream__ into a table. Called with the GIL held.
std::shared_ptr<const TableSource> TableFromObject(nb::handle object) {
  const nb::object capsule = object.attr("__arrow_c_stream__")();
  auto* exported =
      static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), "arrow_array_stream"));
  if (exported == nullptr) throw nb::python_error();
  ArrowArrayStream stream = *exported;
  exported->release = nullptr;  // moved, as the specification has it
  nb::gil_scoped_release release;
  return TableFromArrowStream(&stream);
}

/// Asks `lookup`, a Python callable, for tables that the catalog does not know, while it lives. A
/// table that is looked up may run a query itself: scopes of a thread lie within each other.
class LookupScope {
 public:
  LookupScope(Session* session, nb::handle lookup)
      : session_(session), lookup_(lookup), outer_(innermost_) {
    innermost_ = this;
    Set();
  }
  ~LookupScope() {
    innermost_ = outer_;
    if (outer_ != nullptr && outer_->session_ == session_) {
      outer_->Set();
    } else {
      session_->SetReplacementScan(nullptr);
    }
  }
  LookupScope(const LookupScope&) = delete;
  LookupScope& operator=(const LookupScope&) = delete;

 private:
  void Set() {
    session_->SetReplacementScan(
        [lookup = lookup_](const std::string& name) -> std::shared_ptr<const TableSource> {
          nb::gil_scoped_acquire acquire;
          const nb::object found = lookup(name);
          return found.is_none() ? nullptr : TableFromObject(found);
        });
  }

  static thread_local LookupScope* innermost_;
  Session* session_;
  nb::handle lookup_;
  LookupScope* outer_;
};

thread_local LookupScope* LookupScope::innermost_ = nullptr;

Parameters ParametersFrom(const nb::list& positional, const nb::dict& named) {
  Parameters bound;
  for (const nb::handle value : positional) bound.positional.push_back(FromPython(value));
  for (const auto [name, value] : named) {
    bound.named.emplace_back(Utf8(name), FromPython(value));
  }
  return bound;
}

/// Runs SQL, which is written in our own dialect or in the session's.
std::unique_ptr<Stream> Run(const SessionPtr& session, const nb::str& text,
                            const nb::list& positional, const nb::dict& named, nb::handle lookup,
                            bool own_dialect, const nb::object& progress) {
  const std::string sql = Translated("", [&] { return Utf8(text); });
  return Translated(sql, [&] {
    const OwnDialectScope dialect(*session, own_dialect);
    const Parameters bound = ParametersFrom(positional, named);
    RefuseUnused(sql, LexicalOptionsOf(session->settings()), bound);
    std::unique_ptr<Result> result;
    sql::LexicalOptions habits;
    RunInterruptible(
        sql, [&] { session->Interrupt(); },
        [&] {
          LookupScope scope(session.get(), lookup);
          result = session->Query(sql, bound);
          habits = LexicalOptionsOf(session->settings());
        });
    auto stream = std::make_unique<Stream>(session, std::move(result), sql, habits, progress);
    stream->AwaitFirstRows();
    return stream;
  });
}

/// Plans one query and returns (name, SQL type) of each column without running it; None for other
/// statements.
nb::object Describe(const SessionPtr& session, const nb::str& text, const nb::list& positional,
                    const nb::dict& named, nb::handle lookup, bool own_dialect) {
  const std::string sql = Translated("", [&] { return Utf8(text); });
  const OwnDialectScope dialect(*session, own_dialect);
  const sql::LexicalOptions habits = LexicalOptionsOf(session->settings());
  if (!IsOneQuery(sql, habits)) return nb::none();
  return Translated(sql, [&] {
    const Parameters bound = ParametersFrom(positional, named);
    RefuseUnused(sql, habits, bound);
    std::unique_ptr<Result> result;
    RunInterruptible(
        sql, [&] { session->Interrupt(); },
        [&] {
          LookupScope scope(session.get(), lookup);
          result = session->Query(sql, bound);
        });
    return nb::object(Stream(session, std::move(result), sql, habits, nb::none()).Columns());
  });
}

/// Returns the text of one query in our own dialect as it can stand within another one.
std::string Embeddable(const nb::str& text, const std::string& prefix) {
  const std::string sql = Translated("", [&] { return Utf8(text); });
  return Translated(sql, [&] { return EmbeddableText(sql, {}, prefix); });
}

/// Opens another session of the same database.
SessionPtr Duplicate(const SessionPtr& session) {
  return std::make_shared<Session>(session->database().shared_from_this());
}

void Register(const SessionPtr& session, const nb::str& name, nb::handle object) {
  Translated("", [&] { session->Register(Utf8(name), TableFromObject(object)); });
}

}  // namespace

}  // namespace lakebolt::python

NB_MODULE(_lakebolt, module) {
  using lakebolt::Session;
  using lakebolt::python::Stream;

  module.doc() = "The native part of lakebolt; use the package lakebolt.";
  // A function that a database calls may hold a connection to it, which no collector sees.
  nb::set_leak_warnings(false);
  lakebolt::Faults::ArmFromEnvironment();
  module.attr("version") = LAKEBOLT_VERSION;
  module.def("connect", lakebolt::python::Connect);
  module.def("embeddable", lakebolt::python::Embeddable);

  lakebolt::python::BindFaults(module);

  nb::class_<Session> session(module, "Session");
  session
      .def("run", lakebolt::python::Run, nb::arg("sql"), nb::arg("positional"), nb::arg("named"),
           nb::arg("lookup"), nb::arg("own_dialect"), nb::arg("progress").none())
      .def("describe", lakebolt::python::Describe)
      .def_prop_ro("speaks_own_dialect", &lakebolt::python::SpeaksOwnDialect)
      .def("register", lakebolt::python::Register)
      .def("unregister", &Session::Unregister)
      .def("duplicate", lakebolt::python::Duplicate)
      .def_prop_ro("in_transaction", &Session::InTransaction)
      // Of queries; rows of tables stay.
      .def_prop_ro("memory_in_use",
                   [](Session& self) {
                     lakebolt::Database& database = self.database();
                     return database.memory().used() - database.table_memory()->used();
                   })
      .def("cancel", &Session::Interrupt, nb::call_guard<nb::gil_scoped_release>());

  lakebolt::python::BindUserFunctions(module, session);

  nb::class_<Stream>(module, "Stream")
      .def_prop_ro("columns", &Stream::Columns)
      .def_prop_ro("rows_changed", &Stream::rows_changed)
      .def_prop_ro("started", &Stream::started)
      .def_prop_ro("finished", &Stream::finished)
      .def_prop_ro("repeatable", &Stream::repeatable)
      .def("fetch", &Stream::Fetch)
      .def("table_text", &Stream::TableText)
      .def("raise_export_error", &Stream::RaiseExportError)
      .def("export_views", &Stream::ExportViews)
      .def("__arrow_c_stream__", &Stream::ExportCapsule, nb::arg("requested_schema") = nb::none());
}
