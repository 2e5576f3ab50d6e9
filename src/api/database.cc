#include "api/database.h"

#include <algorithm>
#include <thread>

#include "api/system/system_views.h"
#include "api/system_tables.h"
#include "api/table_functions.h"
#include "function/window/builtin.h"
#include "io/temporary_directory.h"
#include "schedule/scheduler.h"

namespace lakebolt {

std::shared_ptr<Database> Database::Create(const Settings& settings) {
  return std::shared_ptr<Database>(new Database(settings));
}

Database::Database(const Settings& settings) : settings_(settings), store_(MakeSystemDatabase()) {
  memory_ = std::make_unique<MemoryPool>(settings_.memory_limit());
  const uint32_t cores = std::max(1U, std::thread::hardware_concurrency());
  scheduler_ = std::make_unique<Scheduler>(std::max(cores, settings_.threads()));
  RegisterBuiltinFunctions(functions_);
  RegisterWindowFunctions(windows_);
  RegisterBuiltinTables(catalog_);
  RegisterSystemTables(catalog_, user_functions_, windows_);
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

void Database::AddOptimizerPass(std::shared_ptr<const OptimizerPass> pass) {
  extra_passes_.push_back(std::move(pass));
}

const char* Version() {
  return "0.1.0";
}

}  // namespace lakebolt
