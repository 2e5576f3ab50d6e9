#include "base/fault.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "base/memory_pool.h"

namespace lakebolt {

namespace {

struct SiteName {
  std::string_view name;
  int usual_error;
};

constexpr std::array<SiteName, kFaultSites> kSites = {{{"open", EIO},
                                                       {"read", EIO},
                                                       {"write", ENOSPC},
                                                       {"sync", EIO},
                                                       {"rename", EIO},
                                                       {"reserve", ENOMEM},
                                                       {"allocate", ENOMEM},
                                                       {"thread", EAGAIN}}};

struct ErrorName {
  std::string_view name;
  int error;
};

constexpr ErrorName kErrors[] = {
    {"EACCES", EACCES}, {"EAGAIN", EAGAIN},         {"EDQUOT", EDQUOT}, {"EINTR", EINTR},
    {"EIO", EIO},       {"EMFILE", EMFILE},         {"ENOENT", ENOENT}, {"ENOMEM", ENOMEM},
    {"ENOSPC", ENOSPC}, {"EOPNOTSUPP", EOPNOTSUPP}, {"EROFS", EROFS},   {"ESTALE", ESTALE}};

/// Is one fault of a plan.
struct Fault {
  FaultSite site = FaultSite::kOpen;
  // When:
  uint64_t first = 0;  // counted from 1; 0 where `after_bytes` says it
  uint64_t last = 0;
  uint64_t every = 1;
  uint64_t after_bytes = 0;
  // What:
  int error = 0;
  bool is_short = false;
  std::chrono::milliseconds delay{0};

  bool Meets(uint64_t number, uint64_t bytes_before) const {
    if (first == 0) return bytes_before >= after_bytes;
    return number >= first && number <= last && number % every == 0;
  }
};

struct State {
  std::mutex mutex;
  std::vector<Fault> faults;
  std::array<uint64_t, kFaultSites> operations{};
  std::array<uint64_t, kFaultSites> bytes{};
  uint64_t injected = 0;
};

State& TheState() {
  static State state;
  return state;
}

[[noreturn]] void RefusePlan(std::string_view fault) {
  throw UserError(ErrorCode::kInvalidArgument, "\"" + std::string(fault) + "\" is not a fault", {},
                  "write SITE:WHEN or SITE:WHEN:WHAT, such as read:17 or write:>64KiB:ENOSPC");
}

std::optional<uint64_t> ParseCount(std::string_view text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size() && number > 0;
  return whole ? std::optional(number) : std::nullopt;
}

/// Reads the part of a plan that says when; false when it says nothing that is known.
bool ParseWhen(std::string_view text, Fault& fault) {
  constexpr uint64_t kForever = ~uint64_t{0};
  if (text.starts_with('>')) {
    fault.after_bytes = static_cast<uint64_t>(ParseBytes(std::string(text.substr(1))));
    return true;
  }
  const bool every = text.starts_with('/');
  const bool onward = text.ends_with('+');
  if (every) text.remove_prefix(1);
  if (onward) text.remove_suffix(1);
  const std::optional<uint64_t> number = ParseCount(text);
  if (!number) return false;
  fault.first = *number;
  fault.last = every || onward ? kForever : *number;
  if (every) fault.every = *number;
  return true;
}

/// Reads the part of a plan that says what; false when it says nothing that is known.
bool ParseWhat(std::string_view text, Fault& fault) {
  if (text == "short") {
    fault.is_short = true;
    return true;
  }
  if (text.ends_with("ms")) {
    text.remove_suffix(2);
    const std::optional<uint64_t> delay = ParseCount(text);
    if (delay) fault.delay = std::chrono::milliseconds(*delay);
    return delay.has_value();
  }
  const auto* const known = std::find_if(std::begin(kErrors), std::end(kErrors),
                                         [&](const ErrorName& e) { return e.name == text; });
  if (known == std::end(kErrors)) return false;
  fault.error = known->error;
  return true;
}

Fault ParseFault(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) RefusePlan(text);
  const auto* const site = std::find_if(kSites.begin(), kSites.end(), [&](const SiteName& s) {
    return s.name == text.substr(0, colon);
  });
  if (site == kSites.end()) RefusePlan(text);
  Fault fault;
  fault.site = static_cast<FaultSite>(site - kSites.begin());
  std::string_view when = text.substr(colon + 1);
  const size_t second = when.find(':');
  if (second == std::string_view::npos) {
    fault.error = site->usual_error;
  } else {
    if (!ParseWhat(when.substr(second + 1), fault)) RefusePlan(text);
    when = when.substr(0, second);
  }
  if (!ParseWhen(when, fault)) RefusePlan(text);
  return fault;
}

}  // namespace

std::atomic<bool> Faults::armed_{false};

void Faults::Arm(const std::string& plan) {
  std::vector<Fault> faults;
  for (size_t begin = 0; begin < plan.size();) {
    const size_t end = std::min(plan.find(',', begin), plan.size());
    faults.push_back(ParseFault(std::string_view(plan).substr(begin, end - begin)));
    begin = end + 1;
  }
  State& state = TheState();
  const std::lock_guard lock(state.mutex);
  state.faults = std::move(faults);
  state.operations = {};
  state.bytes = {};
  state.injected = 0;
  armed_.store(true);
}

void Faults::ArmFromEnvironment() {
  const char* plan = std::getenv("LAKEBOLT_FAULT");
  if (plan != nullptr && *plan != '\0') Arm(plan);
}

void Faults::Disarm() {
  armed_.store(false);
}

uint64_t Faults::Operations(FaultSite site) {
  State& state = TheState();
  const std::lock_guard lock(state.mutex);
  return state.operations[static_cast<size_t>(site)];
}

uint64_t Faults::Injected() {
  State& state = TheState();
  const std::lock_guard lock(state.mutex);
  return state.injected;
}

int Faults::Ask(FaultSite site, size_t* bytes) {
  State& state = TheState();
  int error = 0;
  std::chrono::milliseconds delay{0};
  {
    const std::lock_guard lock(state.mutex);
    const auto index = static_cast<size_t>(site);
    const uint64_t number = ++state.operations[index];
    const uint64_t bytes_before = state.bytes[index];
    for (const Fault& fault : state.faults) {
      if (fault.site != site || !fault.Meets(number, bytes_before)) continue;
      ++state.injected;
      if (fault.error != 0) error = fault.error;
      if (fault.is_short && bytes != nullptr) *bytes = std::min<size_t>(*bytes, 1);
      delay = std::max(delay, fault.delay);
    }
    if (bytes != nullptr && error == 0) state.bytes[index] += *bytes;
  }
  constexpr std::chrono::milliseconds kSlice(5);
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + delay;
  for (auto now = Clock::now(); now < until; now = Clock::now()) {
    CheckCancellation();
    std::this_thread::sleep_until(std::min<Clock::time_point>(until, now + kSlice));
  }
  return error;
}

}  // namespace lakebolt
