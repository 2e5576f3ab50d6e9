#include "catalog/catalog_state.h"

#include "base/ascii.h"

namespace lakebolt {

std::string FoldName(std::string_view name) {
  return AsciiLower(name);
}

DatabasePtr CatalogState::FindDatabase(const std::string& database) const {
  const auto found = databases_.find(database);
  return found == databases_.end() ? nullptr : found->second;
}

SchemaPtr CatalogState::FindSchema(const std::string& database, const std::string& schema) const {
  const auto in = databases_.find(database);
  if (in == databases_.end()) return nullptr;
  const auto found = in->second->schemas.find(schema);
  return found == in->second->schemas.end() ? nullptr : found->second;
}

EntryPtr CatalogState::Find(NameKind kind, const ObjectName& name) const {
  const auto in = databases_.find(name.database);
  if (in == databases_.end()) return nullptr;
  const auto schema = in->second->schemas.find(name.schema);
  if (schema == in->second->schemas.end()) return nullptr;
  const SchemaState::Names& names = schema->second->Of(kind);
  const auto found = names.find(name.name);
  return found == names.end() ? nullptr : found->second;
}

void CatalogState::SetDatabase(const std::string& folded, DatabasePtr database) {
  databases_[folded] = std::move(database);
}

void CatalogState::SetSchema(const std::string& database, const std::string& folded,
                             SchemaPtr schema) {
  auto copy = std::make_shared<DatabaseState>(*databases_.at(database));
  if (schema == nullptr) {
    copy->schemas.erase(folded);
  } else {
    copy->schemas[folded] = std::move(schema);
  }
  databases_[database] = std::move(copy);
}

void CatalogState::Set(NameKind kind, const ObjectName& name, EntryPtr entry) {
  auto copy = std::make_shared<SchemaState>(*FindSchema(name.database, name.schema));
  SchemaState::Names& names = copy->names[static_cast<size_t>(kind)];
  if (entry == nullptr) {
    names.erase(name.name);
  } else {
    names[name.name] = std::move(entry);
  }
  SetSchema(name.database, name.schema, std::move(copy));
}

DatabasePtr MakeDatabase(const std::string& name, int64_t oid, int64_t schema_oid) {
  auto schema = std::make_shared<SchemaState>();
  schema->name = kMainSchema;
  schema->oid = schema_oid;
  auto database = std::make_shared<DatabaseState>();
  database->name = name;
  database->oid = oid;
  database->schemas[kMainSchema] = std::move(schema);
  return database;
}

}  // namespace lakebolt
