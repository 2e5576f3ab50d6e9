#include "api/statement/reject_tables.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "api/system/row_table.h"
#include "base/error.h"
#include "format/csv/csv_files.h"
#include "format/csv/csv_table.h"
#include "plan/operators.h"
#include "source/memory_table.h"

namespace lakebolt {

namespace {

using FilesPtr = std::shared_ptr<const csv::CsvFiles>;

/// Remembers the scans whose rejects a pair of tables shows.
class RejectStore {
 public:
  void Add(FilesPtr files) {
    const std::lock_guard lock(mutex_);
    scans_.push_back(std::move(files));
  }
  std::vector<FilesPtr> scans() const {
    const std::lock_guard lock(mutex_);
    return scans_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<FilesPtr> scans_;  // by number
};

using StorePtr = std::shared_ptr<RejectStore>;

Schema ErrorsSchema() {
  Schema schema = csv::RejectLog::Columns();
  schema.insert(schema.begin(), {"scan_id", TypeId::kUInt64, true});
  return schema;
}

Schema ScansSchema() {
  return {{"scan_id", TypeId::kUInt64, true},
          {"file_id", TypeId::kUInt64, true},
          {"file_path", TypeId::kVarchar, true},
          {"delimiter", TypeId::kVarchar, true},
          {"quote", TypeId::kVarchar, true},
          {"escape", TypeId::kVarchar, true},
          {"newline_delimiter", TypeId::kVarchar, true},
          {"skip_rows", TypeId::kUInt32, true},
          {"has_header", TypeId::kBoolean, true},
          {"columns", TypeId::kVarchar, true},
          {"date_format", TypeId::kVarchar, true},
          {"timestamp_format", TypeId::kVarchar, true},
          {"user_arguments", TypeId::kVarchar, true}};
}

Value Count(uint64_t number) {
  return Value::Integral(TypeId::kUInt64, static_cast<int128_t>(number));
}

std::vector<Chunk> ErrorsOf(uint64_t scan, const csv::CsvFiles& files) {
  std::vector<Chunk> chunks = files.rejects->Chunks();
  for (Chunk& chunk : chunks) {
    std::vector<Vector>& columns = chunk.mutable_columns();
    columns.insert(columns.begin(), Vector::Constant(Count(scan), chunk.size()));
  }
  return chunks;
}

/// Returns the columns of a file as a struct's text: {'a': 'BIGINT','b': 'VARCHAR'}.
std::string ColumnsText(const csv::Layout& layout) {
  std::string text = "{";
  for (const csv::Column& column : layout.columns) {
    if (text.size() > 1) text += ',';
    text += "'" + column.name + "': '" + column.type.type.ToString() + "'";
  }
  return text + "}";
}

Value PatternOf(const csv::Layout& layout, TypeId type) {
  for (const csv::Column& column : layout.columns) {
    if (column.type.type.id() == type && !column.type.pattern.empty()) {
      return Text(column.type.pattern);
    }
  }
  return Nothing();
}

std::vector<Chunk> ScansOf(uint64_t scan, const csv::CsvFiles& files) {
  RowTable rows("", ScansSchema());
  for (size_t i = 0; i < files.files.size(); ++i) {
    const csv::Layout& layout = files.files[i].layout;
    const auto byte = [](char c) { return Text(c == 0 ? "(empty)" : std::string(1, c)); };
    rows.Add({Count(scan), Count(i), Text(files.files[i].path), Text(layout.dialect.delimiter),
              byte(layout.dialect.quote), byte(layout.dialect.escape), Text("\\n"),
              Number(static_cast<int64_t>(layout.skip_lines)), Flag(layout.header),
              Text(ColumnsText(layout)), PatternOf(layout, TypeId::kDate),
              PatternOf(layout, TypeId::kTimestamp), Text(files.options.said)});
  }
  return rows.Chunks();
}

/// Shows what a store holds at the time of a scan.
class RejectTable final : public TableSource {
 public:
  using RowsOf = std::vector<Chunk> (*)(uint64_t scan, const csv::CsvFiles& files);

  RejectTable(std::string name, Schema schema, StorePtr store, RowsOf rows_of)
      : name_(std::move(name)),
        schema_(std::move(schema)),
        store_(std::move(store)),
        rows_of_(rows_of) {}

  const StorePtr& store() const { return store_; }

  std::string name() const override { return name_; }
  const Schema& schema() const override { return schema_; }
  TableStatistics statistics() const override { return Rows()->statistics(); }
  ColumnStatistics column_statistics(uint32_t column) const override {
    (void)column;
    return {};
  }
  std::unique_ptr<TableScan> Scan(const ScanRequest& request) const override {
    return Rows()->Scan(request);
  }

 private:
  std::shared_ptr<const TableSource> Rows() const {
    std::vector<Chunk> rows;
    uint64_t scan = 0;
    for (const FilesPtr& files : store_->scans()) {
      for (Chunk& chunk : rows_of_(scan++, *files)) rows.push_back(std::move(chunk));
    }
    return std::make_shared<MemoryTable>(name_, schema_, std::move(rows));
  }

  std::string name_;
  Schema schema_;
  StorePtr store_;
  RowsOf rows_of_;
};

/// Returns the store behind a table that an earlier scan made; null where there is no table.
StorePtr StoreOf(const Transaction& transaction, const ObjectName& place, const char* what) {
  const EntryPtr entry = transaction.state().Find(NameKind::kRelation, place);
  if (entry == nullptr) return nullptr;
  if (entry->kind == EntryKind::kTable) {
    const auto* table =
        dynamic_cast<const RejectTable*>(lakebolt::As<TableEntry>(*entry).source.get());
    if (table != nullptr) return table->store();
  }
  throw UserError(
      ErrorCode::kDuplicateName,
      std::string("the name \"") + entry->name + "\" of the table of " + what + " is taken", {},
      "drop it, or give rejects_table and rejects_scan other names");
}

void Put(Transaction& transaction, const ObjectName& place, const std::string& name,
         std::shared_ptr<const RejectTable> table) {
  auto definition = std::make_shared<TableDefinition>();
  definition->columns.resize(table->schema().size());
  auto entry = std::make_shared<TableEntry>();
  entry->name = name;
  entry->oid = transaction.NextOid();
  entry->definition = std::move(definition);
  entry->source = std::move(table);
  transaction.Set(NameKind::kRelation, place, std::move(entry));
}

void OpenFor(Transaction& transaction, FilesPtr files) {
  const RejectOptions& options = files->options.rejects;
  const ObjectName scans{kTempDatabase, kMainSchema, FoldName(options.scans_table)};
  const ObjectName errors{kTempDatabase, kMainSchema, FoldName(options.errors_table)};
  StorePtr store = StoreOf(transaction, errors, "rejected lines");
  const StorePtr other = StoreOf(transaction, scans, "scans");
  if (store != other) {
    throw UserError(ErrorCode::kDuplicateName,
                    "\"" + (store ? options.errors_table : options.scans_table) +
                        "\" belongs to rejected lines of other tables",
                    {}, "drop it, or give rejects_table and rejects_scan other names");
  }
  if (store == nullptr) {
    store = std::make_shared<RejectStore>();
    Put(transaction, errors, options.errors_table,
        std::make_shared<RejectTable>(options.errors_table, ErrorsSchema(), store, ErrorsOf));
    Put(transaction, scans, options.scans_table,
        std::make_shared<RejectTable>(options.scans_table, ScansSchema(), store, ScansOf));
  }
  store->Add(std::move(files));
}

void CollectFiles(const PlanNode& plan, std::vector<FilesPtr>& found) {
  for (const PlanPtr& child : plan.children()) CollectFiles(*child, found);
  if (plan.kind() != PlanKind::kScan) return;
  FilesPtr files = RejectingFiles(*As<ScanNode>(plan).source());
  const bool known = std::find(found.begin(), found.end(), files) != found.end();
  if (files != nullptr && !known) found.push_back(std::move(files));
}

}  // namespace

void OpenRejectTables(Transaction& transaction, const PlanNode& plan,
                      const std::shared_ptr<MemoryPool>& account) {
  std::vector<FilesPtr> found;
  CollectFiles(plan, found);
  for (FilesPtr& files : found) {
    files->rejects->ChargeTo(account);
    OpenFor(transaction, std::move(files));
  }
}

}  // namespace lakebolt
