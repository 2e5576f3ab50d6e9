#include "catalog/name_resolver.h"

#include <algorithm>
#include <set>

#include "base/transaction_error.h"

namespace lakebolt {

namespace {

std::string Join(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ".") + part;
  return text;
}

}  // namespace

std::optional<SchemaName> NameResolver::FindSchema(const std::vector<std::string>& parts) const {
  if (parts.size() == 2) {
    SchemaName name{FoldName(parts[0]), FoldName(parts[1])};
    if (state_.FindSchema(name.database, name.schema) == nullptr) return std::nullopt;
    return name;
  }
  if (parts.size() != 1) return std::nullopt;
  const std::string folded = FoldName(parts[0]);
  std::set<std::string> databases;
  for (const SchemaName& place : path_) {
    if (!databases.insert(place.database).second) continue;
    if (state_.FindSchema(place.database, folded)) return SchemaName{place.database, folded};
  }
  if (state_.FindSchema(folded, kMainSchema)) return SchemaName{folded, kMainSchema};
  return std::nullopt;
}

NameResolver::Found NameResolver::Find(NameKind kind, const std::vector<std::string>& parts) const {
  const std::string name = FoldName(parts.back());
  const auto look = [&](const SchemaName& schema) {
    const ObjectName full{schema.database, schema.schema, name};
    return Found{full, state_.Find(kind, full)};
  };
  if (parts.size() == 1) {
    if (Found found = look({kTempDatabase, kMainSchema})) return found;
    for (const SchemaName& place : path_) {
      if (Found found = look(place)) return found;
    }
    if (Found found = look({kSystemDatabase, kMainSchema})) return found;
    return look({kSystemDatabase, "pg_catalog"});
  }
  if (parts.size() == 3) {
    if (Found found = look({FoldName(parts[0]), FoldName(parts[1])})) return found;
    // The built-in schemas are in every database.
    if (state_.FindDatabase(FoldName(parts[0])) == nullptr) return {};
    const std::string schema = FoldName(parts[1]);
    if (schema == kMainSchema) return {};
    return look({kSystemDatabase, schema});
  }
  if (parts.size() != 2) return {};
  // A temporary object, a schema of a database in the path, or a database's main schema.
  const std::string first = FoldName(parts[0]);
  if (Found found = look({kTempDatabase, first})) return found;
  for (const SchemaName& place : path_) {
    if (Found found = look({place.database, first})) return found;
  }
  if (Found found = look({first, kMainSchema})) return found;
  return look({kSystemDatabase, first});
}

ObjectName NameResolver::NameFor(const std::vector<std::string>& parts, bool temporary) const {
  const std::string name = FoldName(parts.back());
  if (parts.size() == 1) {
    if (temporary) return {kTempDatabase, kMainSchema, name};
    return {path_.front().database, path_.front().schema, name};
  }
  const std::vector<std::string> place(parts.begin(), parts.end() - 1);
  const auto schema = FindSchema(place);
  if (schema && temporary && schema->database != kTempDatabase) {
    const bool same = schema->schema == kMainSchema && parts.size() == 2;
    if (!same) {
      throw UserError(ErrorCode::kInvalidQuery,
                      "temporary objects live in the database \"temp\" only");
    }
    return {kTempDatabase, kMainSchema, name};
  }
  if (schema) return {schema->database, schema->schema, name};
  std::vector<std::string> known;
  for (const auto& [folded, database] : state_.databases()) {
    for (const auto& [key, entry] : database->schemas) known.push_back(entry->name);
  }
  throw UserError(kUnknownObjectError, "there is no schema \"" + Join(place) + "\"", {},
                  DidYouMean(place.back(), known));
}

std::vector<std::string> NameResolver::RelationNames() const {
  std::vector<std::string> names;
  for (const auto& [folded, database] : state_.databases()) {
    for (const auto& [key, schema] : database->schemas) {
      for (const auto& [name, entry] : schema->Of(NameKind::kRelation)) {
        if (entry->internal) continue;
        names.push_back(entry->name);
      }
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace lakebolt
