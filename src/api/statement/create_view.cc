#include "api/statement/create_view.h"

#include "api/rows_result.h"
#include "api/statement/create_entry.h"
#include "base/error.h"

namespace lakebolt {

std::unique_ptr<Result> RunCreateView(StatementContext& context,
                                      const sql::CreateViewStatement& statement) {
  const ObjectName place = PlaceFor(context, statement.name, statement.options.temporary);
  if (!MayCreate(context, NameKind::kRelation, EntryKind::kView, place, statement.name,
                 statement.options)) {
    return RowsResult::Done();
  }
  const BoundQuery checked = context.Bind(*statement.query);
  auto view = std::make_shared<ViewEntry>();
  view->name = statement.name.back().text;
  view->sql = statement.query_text;
  view->search_path = context.session().search_path;
  for (const sql::Identifier& column : statement.column_names) {
    view->column_names.push_back(column.text);
  }
  if (view->column_names.size() > checked.names.size()) {
    throw UserError(ErrorCode::kInvalidQuery, "more column names than columns",
                    statement.column_names.back().range);
  }
  PutEntry(context, NameKind::kRelation, place, std::move(view));
  return RowsResult::Done();
}

}  // namespace lakebolt
