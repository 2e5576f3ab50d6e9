#include "arrow_batch.h"

#include <memory>

#include "vector/arrow_export.h"
#include "vector/arrow_import.h"

namespace nb = nanobind;

namespace lakebolt::python {

namespace {

constexpr const char* kSchemaName = "arrow_schema";
constexpr const char* kArrayName = "arrow_array";

/// Releases and frees what a capsule holds, unless a consumer has taken it.
template <typename T>
void FreeCapsule(PyObject* capsule) {
  auto* held = static_cast<T*>(PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule)));
  if (held->release != nullptr) held->release(held);
  delete held;
}

template <typename T>
nb::object MakeCapsule(std::unique_ptr<T> held, const char* name) {
  PyObject* capsule = PyCapsule_New(held.get(), name, FreeCapsule<T>);
  if (capsule == nullptr) {
    held->release(held.get());
    throw nb::python_error();
  }
  held.release();
  return nb::steal(capsule);
}

template <typename T>
T* Pointer(nb::handle capsule, const char* name) {
  auto* pointer = static_cast<T*>(PyCapsule_GetPointer(capsule.ptr(), name));
  if (pointer == nullptr) throw nb::python_error();
  return pointer;
}

}  // namespace

nb::tuple Batch::Export() {
  auto schema = std::make_unique<ArrowSchema>();
  ExportSchema(schema_, schema.get());
  nb::object schema_capsule = MakeCapsule(std::move(schema), kSchemaName);
  auto array = std::make_unique<ArrowArray>();
  ExportChunk(schema_, std::move(chunk_), array.get());
  return nb::make_tuple(schema_capsule, MakeCapsule(std::move(array), kArrayName));
}

ImportedBatch ImportBatch(nb::handle object) {
  const nb::tuple capsules = nb::cast<nb::tuple>(object.attr("__arrow_c_array__")());
  const auto* schema = Pointer<ArrowSchema>(capsules[0], kSchemaName);
  auto* array = Pointer<ArrowArray>(capsules[1], kArrayName);
  ImportedBatch batch;
  batch.schema = ImportSchema(*schema);
  batch.chunk = ImportArray(*schema, array);
  return batch;
}

Schema ImportSchemaOf(nb::handle object) {
  const nb::object capsule = object.attr("__arrow_c_schema__")();
  return ImportSchema(*Pointer<ArrowSchema>(capsule, kSchemaName));
}

void BindBatch(nb::module_& module) {
  nb::class_<Batch>(module, "Batch")
      .def(
          "__arrow_c_array__", [](Batch& self, const nb::object&) { return self.Export(); },
          nb::arg("requested_schema") = nb::none());
}

}  // namespace lakebolt::python
