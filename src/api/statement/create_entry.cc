#include "api/statement/create_entry.h"

#include "base/error.h"

namespace lakebolt {

const char* KindText(EntryKind kind) {
  switch (kind) {
    case EntryKind::kTable: return "table";
    case EntryKind::kView: return "view";
    case EntryKind::kSequence: return "sequence";
    case EntryKind::kMacro: return "macro";
    case EntryKind::kTableMacro: return "table macro";
    case EntryKind::kIndex: return "index";
    case EntryKind::kType: return "type";
  }
  return "object";
}

ObjectName PlaceFor(StatementContext& context, const sql::QualifiedName& name, bool temporary) {
  try {
    return context.names().NameFor(PartsOf(name), temporary);
  } catch (const UserError& error) {
    throw error.At({name.front().range.begin, name.back().range.end});
  }
}

bool MayCreate(StatementContext& context, NameKind name_kind, EntryKind kind,
               const ObjectName& place, const sql::QualifiedName& name,
               const sql::CreateOptions& options) {
  const EntryPtr known = context.transaction().state().Find(name_kind, place);
  if (known == nullptr) return true;
  if (known->kind != kind) {
    throw UserError(ErrorCode::kDuplicateName,
                    std::string("\"") + known->name + "\" is a " + KindText(known->kind) +
                        ", not a " + KindText(kind),
                    name.back().range);
  }
  if (options.if_not_exists) return false;
  if (options.or_replace) return true;
  throw UserError(ErrorCode::kDuplicateName,
                  std::string("a ") + KindText(kind) + " called \"" + known->name + "\" exists",
                  name.back().range, "use CREATE OR REPLACE to put the new one in its place");
}

void PutEntry(StatementContext& context, NameKind name_kind, const ObjectName& place,
              std::shared_ptr<CatalogEntry> entry) {
  entry->oid = context.transaction().NextOid();
  context.transaction().Set(name_kind, place, std::move(entry));
}

}  // namespace lakebolt
