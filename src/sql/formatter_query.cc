#include <algorithm>

#include "sql/sql_writer.h"

namespace lakebolt::sql {

void SqlWriter::Write(const Query& query) {
  for (size_t i = 0; i < query.ctes.size(); ++i) {
    out_ += i > 0 ? ", " : query.recursive ? "WITH RECURSIVE " : "WITH ";
    WriteCte(query.ctes[i]);
  }
  if (!query.ctes.empty()) out_ += ' ';
  WriteBody(*query.body);
  if (!query.order_by.empty()) {
    out_ += " ORDER BY ";
    WriteOrderBy(query.order_by);
  }
  if (query.limit) {
    out_ += query.with_ties ? " FETCH FIRST " : " LIMIT ";
    Write(*query.limit);
    if (query.limit_percent) out_ += query.with_ties ? " PERCENT" : "%";
    if (query.with_ties) out_ += " ROWS WITH TIES";
  }
  if (query.offset) {
    out_ += " OFFSET ";
    Write(*query.offset);
  }
}

void SqlWriter::WriteCte(const CommonTableExpression& cte) {
  out_ += IdentifierText(cte.name);
  if (!cte.column_aliases.empty()) WriteNames(cte.column_aliases);
  if (!cte.key.empty()) {
    out_ += " USING KEY (";
    WriteList(cte.key);
    out_ += ')';
  }
  out_ += " AS ";
  if (cte.hint == MaterializationHint::kMaterialized) out_ += "MATERIALIZED ";
  if (cte.hint == MaterializationHint::kNotMaterialized) out_ += "NOT MATERIALIZED ";
  WriteSubquery(*cte.query);
}

void SqlWriter::WriteBody(const QueryBody& body) {
  switch (body.kind) {
    case QueryBodyKind::kSelect: return WriteSelect(As<Select>(body));
    case QueryBodyKind::kSetOperation: return WriteSetOperations(As<SetOperation>(body));
    case QueryBodyKind::kValues: return WriteValues(As<Values>(body));
    case QueryBodyKind::kNested: return WriteSubquery(*As<NestedQuery>(body).query);
  }
}

void SqlWriter::WriteOperand(const QueryBody& body, bool parenthesize) {
  if (parenthesize) out_ += '(';
  WriteBody(body);
  if (parenthesize) out_ += ')';
}

void SqlWriter::WriteSetOperations(const SetOperation& top) {
  std::vector<const SetOperation*> chain = {&top};
  while (chain.back()->left->kind == QueryBodyKind::kSetOperation) {
    chain.push_back(&As<SetOperation>(*chain.back()->left));
  }
  std::reverse(chain.begin(), chain.end());
  const auto is_intersect = [](const QueryBody& body) {
    return body.kind == QueryBodyKind::kSetOperation &&
           As<SetOperation>(body).op == SetOperator::kIntersect;
  };
  // INTERSECT binds tighter; the left operands' parentheses all open before the first one.
  const auto wraps_left = [&](size_t i) {
    return i > 0 && is_intersect(*chain[i]) && !is_intersect(*chain[i - 1]);
  };
  for (size_t i = 0; i < chain.size(); ++i) {
    if (wraps_left(i)) out_ += '(';
  }
  WriteBody(*chain[0]->left);
  for (size_t i = 0; i < chain.size(); ++i) {
    if (wraps_left(i)) out_ += ')';
    const SetOperation& node = *chain[i];
    out_ += node.op == SetOperator::kUnion       ? " UNION "
            : node.op == SetOperator::kIntersect ? " INTERSECT "
                                                 : " EXCEPT ";
    if (node.all) out_ += "ALL ";
    if (node.by_name) out_ += "BY NAME ";
    const bool set_operation = node.right->kind == QueryBodyKind::kSetOperation;
    const bool binds_tighter = is_intersect(*node.right) && !is_intersect(node);
    WriteOperand(*node.right, set_operation && !binds_tighter);
  }
}

void SqlWriter::WriteSelectList(const Select& select) {
  out_ += "SELECT ";
  if (select.distinct) out_ += "DISTINCT ";
  if (!select.distinct_on.empty()) {
    out_ += "ON (";
    WriteList(select.distinct_on);
    out_ += ") ";
  }
  for (size_t i = 0; i < select.items.size(); ++i) {
    if (i > 0) out_ += ", ";
    Write(*select.items[i].expression);
    if (select.items[i].alias) out_ += " AS " + IdentifierText(*select.items[i].alias);
    if (!select.items[i].column_aliases.empty()) {
      out_ += " AS ";
      WriteNames(select.items[i].column_aliases);
    }
  }
}

void SqlWriter::WriteSelect(const Select& select) {
  WriteSelectList(select);
  if (select.from) {
    out_ += " FROM ";
    WriteTable(*select.from);
  }
  if (select.where) {
    out_ += " WHERE ";
    Write(*select.where);
  }
  WriteGroupBy(select.group_by);
  if (select.having) {
    out_ += " HAVING ";
    Write(*select.having);
  }
  for (size_t i = 0; i < select.windows.size(); ++i) {
    out_ += i == 0 ? " WINDOW " : ", ";
    out_ += IdentifierText(select.windows[i].name) + " AS ";
    WriteWindow(select.windows[i].spec);
  }
  if (select.qualify) {
    out_ += " QUALIFY ";
    Write(*select.qualify);
  }
  if (select.sample) {
    out_ += " USING SAMPLE ";
    WriteSample(*select.sample);
  }
}

void SqlWriter::WriteGroupBy(const GroupBy& group_by) {
  if (group_by.all) out_ += " GROUP BY ALL";
  for (size_t i = 0; i < group_by.elements.size(); ++i) {
    out_ += i == 0 ? " GROUP BY " : ", ";
    WriteGrouping(group_by.elements[i]);
  }
}

void SqlWriter::WriteGrouping(const GroupingElement& element) {
  switch (element.kind) {
    case GroupingKind::kExpression: return WriteList(element.expressions);
    case GroupingKind::kEmpty: out_ += "()"; return;
    case GroupingKind::kRollup: out_ += "ROLLUP ("; break;
    case GroupingKind::kCube: out_ += "CUBE ("; break;
    case GroupingKind::kGroupingSets: out_ += "GROUPING SETS ("; break;
  }
  WriteList(element.expressions);
  for (size_t i = 0; i < element.sets.size(); ++i) {
    if (i > 0) out_ += ", ";
    WriteGrouping(element.sets[i]);
  }
  out_ += ')';
}

void SqlWriter::WriteValues(const Values& values) {
  out_ += "VALUES ";
  for (size_t i = 0; i < values.rows.size(); ++i) {
    out_ += i > 0 ? ", (" : "(";
    WriteList(values.rows[i]);
    out_ += ')';
  }
}

void SqlWriter::WriteTable(const TableRef& ref) {
  switch (ref.kind) {
    case TableRefKind::kBaseTable: {
      const auto& table = As<BaseTableRef>(ref);
      if (table.is_path) {
        out_ += StringLiteral(table.path);
      } else {
        WriteName(table.name);
      }
      break;
    }
    case TableRefKind::kSubquery:
      if (As<SubqueryRef>(ref).lateral) out_ += "LATERAL ";
      WriteSubquery(*As<SubqueryRef>(ref).query);
      break;
    case TableRefKind::kFunction: {
      const auto& function = As<TableFunctionRef>(ref);
      if (function.lateral) out_ += "LATERAL ";
      WriteName(function.name);
      out_ += '(';
      for (size_t i = 0; i < function.arguments.size(); ++i) {
        if (i > 0) out_ += ", ";
        const FunctionArgument& argument = function.arguments[i];
        if (argument.name) out_ += IdentifierText(*argument.name) + " := ";
        WriteArgument(*argument.value);
      }
      out_ += ')';
      if (function.with_ordinality) out_ += " WITH ORDINALITY";
      break;
    }
    case TableRefKind::kJoin: return WriteJoins(As<JoinRef>(ref));
    case TableRefKind::kPivot: WritePivot(As<PivotRef>(ref)); break;
    case TableRefKind::kUnpivot: WriteUnpivot(As<UnpivotRef>(ref)); break;
    case TableRefKind::kDescribe:
      out_ += As<DescribeRef>(ref).summarize ? "(SUMMARIZE " : "(DESCRIBE ";
      Write(*As<DescribeRef>(ref).query);
      out_ += ')';
      break;
  }
  if (ref.alias) {
    out_ += " AS " + IdentifierText(*ref.alias);
    if (!ref.column_aliases.empty()) WriteNames(ref.column_aliases);
  }
  if (ref.sample) {
    out_ += " TABLESAMPLE ";
    WriteSample(*ref.sample);
  }
}

void SqlWriter::WriteJoinWords(const JoinRef& join) {
  out_ += ' ';
  if (join.natural) out_ += "NATURAL ";
  if (join.asof) out_ += "ASOF ";
  switch (join.join_kind) {
    case JoinKind::kInner: break;
    case JoinKind::kLeft: out_ += "LEFT "; break;
    case JoinKind::kRight: out_ += "RIGHT "; break;
    case JoinKind::kFull: out_ += "FULL "; break;
    case JoinKind::kCross: out_ += "CROSS "; break;
    case JoinKind::kSemi: out_ += "SEMI "; break;
    case JoinKind::kAnti: out_ += "ANTI "; break;
    case JoinKind::kPositional: out_ += "POSITIONAL "; break;
  }
  out_ += "JOIN ";
}

void SqlWriter::WriteJoins(const JoinRef& top) {
  std::vector<const JoinRef*> chain = {&top};
  while (chain.back()->left->kind == TableRefKind::kJoin) {
    chain.push_back(&As<JoinRef>(*chain.back()->left));
  }
  std::reverse(chain.begin(), chain.end());
  WriteTable(*chain[0]->left);
  for (const JoinRef* join : chain) {
    if (join->comma) {
      out_ += ", ";
      WriteTable(*join->right);
      continue;
    }
    WriteJoinWords(*join);
    const bool parens = join->right->kind == TableRefKind::kJoin;
    if (parens) out_ += '(';
    WriteTable(*join->right);
    if (parens) out_ += ')';
    if (join->condition) {
      out_ += " ON ";
      Write(*join->condition);
    }
    if (!join->using_columns.empty()) {
      out_ += " USING ";
      WriteNames(join->using_columns);
    }
  }
}

}  // namespace lakebolt::sql
