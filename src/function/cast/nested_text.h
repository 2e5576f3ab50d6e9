#pragma once

#include "function/growing_text.h"
#include "vector/vector.h"

namespace lakebolt {

/// Appends the text of a row as its Value prints, NULL included. Lists and maps are printed element
/// by element, without a Value of the whole, and looking at cancellation: one may have very many.
void AppendNestedText(const Vector& column, uint32_t row, GrowingText& out);

}  // namespace lakebolt
