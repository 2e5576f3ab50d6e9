#pragma once

#include <nanobind/nanobind.h>

#include "vector/chunk.h"

namespace lakebolt::python {

/// Is some rows on their way to Python: an object with `__arrow_c_array__`, which gives them once.
class Batch {
 public:
  Batch(Schema schema, Chunk chunk) : schema_(std::move(schema)), chunk_(std::move(chunk)) {}

  /// Returns the PyCapsules of the schema and of the rows.
  nanobind::tuple Export();

 private:
  Schema schema_;
  Chunk chunk_;
};

/// Holds rows that came from Python with the types that they came with.
struct ImportedBatch {
  Schema schema;
  Chunk chunk;
};

/// Takes the rows of an object with `__arrow_c_array__`. Called with the GIL held.
ImportedBatch ImportBatch(nanobind::handle object);

/// Reads the columns of an object with `__arrow_c_schema__`. Called with the GIL held.
Schema ImportSchemaOf(nanobind::handle object);

/// Adds the class of batches to the module.
void BindBatch(nanobind::module_& module);

}  // namespace lakebolt::python
