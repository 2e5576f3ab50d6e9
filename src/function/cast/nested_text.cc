#include "function/cast/nested_text.h"

#include "base/cancellation_scope.h"
#include "types/format.h"
#include "types/row_type.h"

namespace lakebolt {

namespace {

/// Appends a part of a nested value.
void AppendPart(const Vector& column, uint32_t row, GrowingText& out) {
  const TypeId id = column.type().id();
  if (id == TypeId::kList || id == TypeId::kMap || id == TypeId::kStruct) {
    AppendNestedText(column, row, out);
  } else {
    out.Append(TextWithin(column.GetValue(row)));
  }
}

void AppendStruct(const Vector& column, uint32_t row, GrowingText& out) {
  const std::vector<Field>& fields = column.type().children();
  const bool is_row = IsRowType(column.type());
  out.Append(is_row ? '(' : '{');
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out.Append(", ");
    if (!is_row) {
      out.Append(TextInQuotes(fields[i].name));
      out.Append(": ");
    }
    AppendPart(column.children()[i], row, out);
  }
  out.Append(is_row ? (fields.size() == 1 ? ",)" : ")") : "}");
}

void AppendList(const Vector& column, ListEntry entry, GrowingText& out) {
  const Vector& elements = column.children()[0];
  out.Append('[');
  ForEachBlock(entry.length, [&](size_t begin, size_t end) {
    for (size_t k = begin; k < end; ++k) {
      const uint32_t place = entry.offset + static_cast<uint32_t>(k);
      if (k > 0) out.Append(", ");
      if (column.type().element().IsJson()) {  // lists of JSON documents read as JSON
        out.Append(elements.GetValue(place).ToString());
      } else {
        AppendPart(elements, place, out);
      }
    }
  });
  out.Append(']');
}

void AppendMap(const Vector& column, ListEntry entry, GrowingText& out) {
  const Vector& elements = column.children()[0];
  const Vector structs = elements.IsFlat() ? elements : elements.Flatten();
  out.Append('{');
  ForEachBlock(entry.length, [&](size_t begin, size_t end) {
    for (size_t k = begin; k < end; ++k) {
      const uint32_t place = entry.offset + static_cast<uint32_t>(k);
      if (k > 0) out.Append(", ");
      AppendPart(structs.children()[0], place, out);
      out.Append('=');
      AppendPart(structs.children()[1], place, out);
    }
  });
  out.Append('}');
}

}  // namespace

void AppendNestedText(const Vector& column, uint32_t row, GrowingText& out) {
  if (column.IsNull(row)) {
    out.Append("NULL");
    return;
  }
  if (column.IsDictionary()) {
    AppendNestedText(column.dictionary(), column.codes()[row], out);
    return;
  }
  const uint32_t place = column.IsConstant() ? 0 : row;
  switch (column.type().id()) {
    case TypeId::kStruct: AppendStruct(column, place, out); return;
    case TypeId::kList: AppendList(column, column.values<ListEntry>()[place], out); return;
    case TypeId::kMap: AppendMap(column, column.values<ListEntry>()[place], out); return;
    default: out.Append(column.GetValue(row).ToString());
  }
}

}  // namespace lakebolt
