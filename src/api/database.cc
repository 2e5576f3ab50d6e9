#include "api/database.h"

#include <algorithm>
#include <thread>

#include "api/system/system_views.h"
#include "api/system_tables.h"
#include "api/table_functions.h"
#include "function/cast.h"
#include "function/window/builtin.h"
#include "io/file_access.h"
#include "io/temporary_directory.h"
#include "schedule/scheduler.h"

namespace lakebolt {

namespace {

/// Makes a pool that keeps its parent.
std::shared_ptr<MemoryPool> MakePoolOf(std::shared_ptr<MemoryPool> parent) {
  struct Family {
    std::shared_ptr<MemoryPool> parent;
    MemoryPool pool{parent->limit(), parent.get()};
  };
  const auto family = std::make_shared<Family>(std::move(parent));
  return {family, &family->pool};
}

}  // namespace

std::shared_ptr<Database> Database::Create(const Settings& settings) {
  return std::shared_ptr<Database>(new Database(settings));
}

Database::Database(const Settings& settings) : settings_(settings), store_(MakeSystemDatabase()) {
  memory_ = std::make_shared<MemoryPool>(settings_.memory_limit());
  table_memory_ = MakePoolOf(memory_);
  const uint32_t cores = std::max(1U, std::thread::hardware_concurrency());
  scheduler_ = std::make_unique<Scheduler>(std::max(cores, settings_.threads()));
  RegisterBuiltinFunctions(functions_);
  RegisterWindowFunctions(windows_);
  RegisterBuiltinTables(catalog_);
  RegisterSystemTables(catalog_, user_functions_, windows_);
  if (!settings_.GetBool("enable_external_access")) RestrictFiles(settings_);
}

Database::~Database() = default;

std::shared_ptr<TemporaryDirectory> Database::Temporary(const Settings& settings) {
  std::pair wanted{settings.Get("temp_directory"), settings.Get("max_temp_directory_size")};
  const std::lock_guard lock(temporary_mutex_);
  if (temporary_ == nullptr || wanted != temporary_settings_) {
    temporary_ = TemporaryDirectory::Make(wanted.first, wanted.second);
    temporary_settings_ = std::move(wanted);
  }
  return temporary_;
}

void Database::RestrictFiles(const Settings& settings) {
  const auto paths = [&](const char* name) {
    std::vector<std::string> texts;
    const std::string& text = settings.Get(name);
    if (!text.starts_with('[')) return settings.GetList(name);
    const Value list = CastValue(Value::Varchar(text), LogicalType::List(TypeId::kVarchar));
    for (const Value& path : list.parts()) {
      if (!path.IsNull()) texts.push_back(path.string());
    }
    return texts;
  };
  auto access =
      std::make_shared<const FileAccess>(paths("allowed_directories"), paths("allowed_paths"));
  const std::lock_guard lock(access_mutex_);
  if (file_access_ == nullptr) file_access_ = std::move(access);
}

std::shared_ptr<const FileAccess> Database::file_access() const {
  const std::lock_guard lock(access_mutex_);
  return file_access_;
}

void Database::AddOptimizerPass(std::shared_ptr<const OptimizerPass> pass) {
  extra_passes_.push_back(std::move(pass));
}

const char* Version() {
  return "0.1.0";
}

}  // namespace lakebolt
