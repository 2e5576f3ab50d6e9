#include "sql/sql_writer.h"

namespace lakebolt::sql {

void SqlWriter::WriteSample(const SampleClause& sample) {
  switch (sample.method) {
    case SampleMethod::kDefault: break;
    case SampleMethod::kBernoulli: out_ += "bernoulli"; break;
    case SampleMethod::kSystem: out_ += "system"; break;
    case SampleMethod::kReservoir: out_ += "reservoir"; break;
  }
  out_ += '(';
  Write(*sample.size);
  out_ += sample.percent ? "%)" : " ROWS)";
  if (sample.seed) out_ += " REPEATABLE (" + std::to_string(*sample.seed) + ")";
}

void SqlWriter::WritePivotItems(const std::vector<PivotItem>& items) {
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out_ += ", ";
    Write(*items[i].expression);
    if (items[i].alias) out_ += " AS " + IdentifierText(*items[i].alias);
  }
}

void SqlWriter::WritePivotColumn(const PivotColumn& column) {
  if (column.expressions.size() > 1) out_ += '(';
  WriteList(column.expressions);
  if (column.expressions.size() > 1) out_ += ')';
  if (column.all) return;
  out_ += " IN ";
  if (column.enum_name) {
    out_ += IdentifierText(*column.enum_name);
  } else if (column.query) {
    WriteSubquery(*column.query);
  } else {
    out_ += '(';
    WritePivotItems(column.values);
    out_ += ')';
  }
}

void SqlWriter::WritePivot(const PivotRef& pivot) {
  // The statement's form says everything that the other one says, and more.
  out_ += "(PIVOT ";
  WriteTable(*pivot.source);
  for (size_t i = 0; i < pivot.columns.size(); ++i) {
    out_ += i == 0 ? " ON " : ", ";
    WritePivotColumn(pivot.columns[i]);
  }
  if (!pivot.aggregates.empty()) {
    out_ += " USING ";
    WritePivotItems(pivot.aggregates);
  }
  for (size_t i = 0; i < pivot.groups.size(); ++i) {
    out_ += i == 0 ? " GROUP BY " : ", ";
    out_ += IdentifierText(pivot.groups[i]);
  }
  out_ += ')';
}

void SqlWriter::WriteUnpivot(const UnpivotRef& unpivot) {
  const bool join = unpivot.source->kind == TableRefKind::kJoin;
  if (join) out_ += '(';
  WriteTable(*unpivot.source);
  if (join) out_ += ')';
  out_ += unpivot.include_nulls ? " UNPIVOT INCLUDE NULLS (" : " UNPIVOT (";
  if (unpivot.value_names.size() == 1) {
    out_ += IdentifierText(unpivot.value_names[0]);
  } else {
    WriteNames(unpivot.value_names);
  }
  out_ += " FOR " + IdentifierText(unpivot.name_column) + " IN (";
  WritePivotItems(unpivot.entries);
  out_ += "))";
}

}  // namespace lakebolt::sql
