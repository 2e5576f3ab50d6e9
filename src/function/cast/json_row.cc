// Rows of columns as JSON.

#include "base/cancellation_scope.h"
#include "function/cast/json_value.h"
#include "types/row_type.h"

namespace lakebolt {

namespace {

void AppendStruct(const Vector& column, uint32_t row, std::string& out, const JsonStyle& style) {
  const std::vector<Field>& fields = column.type().children();
  const bool is_row = IsRowType(column.type());
  out += is_row ? '[' : '{';
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out += ',';
    if (!is_row) {
      AppendJsonString(fields[i].name, out);
      out += ':';
    }
    AppendJsonOfRow(column.children()[i], row, out, style);
  }
  out += is_row ? ']' : '}';
}

/// Appends the elements of a list, or the members of a map, with commas between them.
template <typename Append>
void AppendEach(ListEntry entry, std::string& out, const Append& append) {
  ForEachBlock(entry.length, [&](size_t begin, size_t end) {
    for (size_t k = begin; k < end; ++k) {
      if (k > 0) out += ',';
      append(entry.offset + static_cast<uint32_t>(k));
    }
  });
}

void AppendList(const Vector& column, ListEntry entry, std::string& out, const JsonStyle& style) {
  const Vector& elements = column.children()[0];
  out += '[';
  AppendEach(entry, out, [&](uint32_t place) { AppendJsonOfRow(elements, place, out, style); });
  out += ']';
}

void AppendMap(const Vector& column, ListEntry entry, std::string& out, const JsonStyle& style) {
  const Vector structs = column.children()[0].Flatten();
  out += '{';
  AppendEach(entry, out, [&](uint32_t place) {
    AppendJsonString(JsonTextOf(structs.children()[0].GetValue(place), style), out);
    out += ':';
    AppendJsonOfRow(structs.children()[1], place, out, style);
  });
  out += '}';
}

}  // namespace

void AppendJsonOfRow(const Vector& column, uint32_t row, std::string& out, const JsonStyle& style) {
  if (column.IsNull(row)) {
    out += "null";
    return;
  }
  if (column.IsDictionary())
    return AppendJsonOfRow(column.dictionary(), column.codes()[row], out, style);
  const uint32_t place = column.IsConstant() ? 0 : row;
  switch (column.type().id()) {
    case TypeId::kStruct: AppendStruct(column, place, out, style); return;
    case TypeId::kList: AppendList(column, column.values<ListEntry>()[place], out, style); return;
    case TypeId::kMap: AppendMap(column, column.values<ListEntry>()[place], out, style); return;
    default: AppendJsonOfValue(column.GetValue(row), out, style);
  }
}

}  // namespace lakebolt
