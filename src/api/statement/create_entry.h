#pragma once

#include "api/statement/statement_context.h"
#include "catalog/entry.h"
#include "sql/ast/statement.h"

namespace lakebolt {

/// Says where CREATE puts an object; throws at the name where there is no such schema.
ObjectName PlaceFor(StatementContext& context, const sql::QualifiedName& name, bool temporary);

/// Tells whether CREATE shall go on: false where IF NOT EXISTS finds the name taken by an object of
/// this kind. Throws kDuplicateName where the name is taken otherwise, unless OR REPLACE takes it.
bool MayCreate(StatementContext& context, NameKind name_kind, EntryKind kind,
               const ObjectName& place, const sql::QualifiedName& name,
               const sql::CreateOptions& options);

/// Puts a new object into the catalog.
void PutEntry(StatementContext& context, NameKind name_kind, const ObjectName& place,
              std::shared_ptr<CatalogEntry> entry);

/// Returns the kind as messages name it: "table".
const char* KindText(EntryKind kind);

}  // namespace lakebolt
