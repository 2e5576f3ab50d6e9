#include "format/parquet/scan_filter.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <functional>
#include <numeric>

namespace lakebolt::parquet_format {

namespace {

// A runtime filter that lets more than this share pass costs more than it saves.
constexpr double kUselessPassRate = 0.85;
constexpr double kRowsBeforeJudging = 20000;
constexpr uint32_t kGroupsToSitOut = 16;
constexpr uint32_t kMorselsToSitOut = 16;
// Measurements fade, so that the order follows data that change along the table.
constexpr double kFade = 0.5;
// What an unmeasured condition counts as: cheap ones first, else as written.
constexpr double kRankOfRuntime = 50;
constexpr double kRankPerColumn = 1;
// Where fewer than one row in so many is left, a column is read at these alone.
constexpr uint32_t kSparse = 8;

double Now() {
  return static_cast<double>(std::chrono::steady_clock::now().time_since_epoch().count());
}

/// Returns the code whose verdict no other one has, if there is one. Comparisons with one value are
/// the most frequent conditions, and codes are compared faster than looked up.
std::optional<uint32_t> FindOddCode(const std::vector<uint8_t>& passes, size_t passing) {
  if (passes.size() < 2 || (passing != 1 && passing + 1 != passes.size())) return std::nullopt;
  const uint8_t odd = passing == 1 ? 1 : 0;
  return static_cast<uint32_t>(std::find(passes.begin(), passes.end(), odd) - passes.begin());
}

/// Tells whether a condition of several columns reads `column`, which it needs of the whole window.
bool IsShared(const std::vector<ScanCondition>& conditions, uint32_t column) {
  return std::any_of(conditions.begin(), conditions.end(), [&](const ScanCondition& condition) {
    return !condition.IsSingleColumn() &&
           std::find(condition.columns.begin(), condition.columns.end(), column) !=
               condition.columns.end();
  });
}

}  // namespace

double ScanFilter::State::Rank() const {
  if (rows_in < 1) {
    return condition->runtime ? kRankOfRuntime
                              : kRankPerColumn * static_cast<double>(condition->columns.size());
  }
  // The classic order: by cost per row discarded.
  const double discarded = std::max(1 - rows_out / rows_in, 1e-3);
  return nanos / rows_in / discarded;
}

ScanFilter::ScanFilter(const std::vector<ScanCondition>& conditions) {
  states_.resize(conditions.size());
  for (size_t i = 0; i < conditions.size(); ++i) {
    states_[i].condition = &conditions[i];
    states_[i].tightening = dynamic_cast<const TighteningFilter*>(conditions[i].runtime.get());
    if (conditions[i].expr) states_[i].evaluator.emplace(conditions[i].expr);
    if (conditions[i].IsSingleColumn())
      states_[i].shares_column = IsShared(conditions, conditions[i].columns[0]);
  }
}

bool ScanFilter::StartRowGroup(const BoundsLookup& bounds) {
  active_.clear();
  waiting_.clear();
  row_group_is_empty_ = false;
  for (State& state : states_) {
    const ScanCondition& condition = *state.condition;
    state.knows_dictionary = false;
    if (condition.runtime) {
      if (!condition.runtime->IsReady()) {
        waiting_.push_back(&state);
        continue;
      }
      if (condition.runtime->IsEmpty()) {
        table_is_empty_ = true;
        return false;
      }
      if (!CanPass(condition, bounds)) return false;
      if (state.groups_to_sit_out > 0) {
        --state.groups_to_sit_out;
        continue;
      }
    } else {
      const Verdict verdict = Judge(*condition.original, bounds);
      if (verdict == Verdict::kNever) return false;
      if (verdict == Verdict::kAlways) continue;
    }
    active_.push_back(&state);
  }
  SortActive();
  for (State* state : active_) {
    state->rows_in *= kFade;
    state->rows_out *= kFade;
    state->nanos *= kFade;
  }
  return true;
}

RowRanges ScanFilter::Prune(const RowRange& rows, const BoundsLookup& bounds,
                            const PageIndexAccess& indexes) {
  RowRanges left(rows.begin, rows.end);
  for (State* state : active_) {
    if (left.empty()) break;
    if (state->page_indexes.SitsOut()) continue;
    const RowRanges kept = PruneByPages(*state->condition, rows, bounds, indexes);
    const bool was_useful = kept.Count() < rows.end - rows.begin;
    state->page_indexes.Note(was_useful);
    if (was_useful) left.Intersect(kept);
  }
  return left;
}

bool ScanFilter::CanStillPass(const BoundsLookup& bounds) {
  for (State* state : active_) {
    if (state->bloom_filters.SitsOut()) continue;
    const bool can_pass = CanPass(*state->condition, bounds);
    state->bloom_filters.Note(!can_pass);
    if (!can_pass) return false;
  }
  return true;
}

bool ScanFilter::Patience::SitsOut() {
  if (left_ == 0) return false;
  --left_;
  return true;
}

void ScanFilter::Patience::Note(bool was_useful) {
  useless_ = was_useful ? 0 : std::min(2 * useless_ + 1, kMorselsToSitOut);
  left_ = useless_;
}

void ScanFilter::SortActive() {
  // Equal ones stay as written.
  std::sort(active_.begin(), active_.end(), [](const State* a, const State* b) {
    const double rank_a = a->Rank();
    const double rank_b = b->Rank();
    return rank_a != rank_b ? rank_a < rank_b : a < b;
  });
}

void ScanFilter::TakeReady() {
  const auto is_ready = [](const State* state) { return state->condition->runtime->IsReady(); };
  if (std::none_of(waiting_.begin(), waiting_.end(), is_ready)) return;
  const auto ready = std::partition(waiting_.begin(), waiting_.end(), std::not_fn(is_ready));
  active_.insert(active_.end(), ready, waiting_.end());
  waiting_.erase(ready, waiting_.end());
  SortActive();
}

uint32_t ScanFilter::Apply(ScanWindow& window, uint32_t* out) {
  selected_ = out;
  is_dense_ = true;
  selected_count_ = window.count();
  mask_.resize(window.count() + 8);
  for (size_t i = 0; i < active_.size() && selected_count_ > 0;) {
    State& state = *active_[i];
    const double start = Now();
    const uint32_t before = selected_count_;
    ApplyState(state, window);
    if (row_group_is_empty_) return 0;
    state.rows_in += before;
    state.rows_out += selected_count_;
    state.nanos += Now() - start;
    const bool useless = state.condition->runtime && state.rows_in > kRowsBeforeJudging &&
                         state.rows_out > kUselessPassRate * state.rows_in;
    if (useless) {
      state.groups_to_sit_out = kGroupsToSitOut;
      active_.erase(active_.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
  if (is_dense_) std::iota(out, out + selected_count_, 0U);
  return selected_count_;
}

void ScanFilter::ApplyState(State& state, ScanWindow& window) {
  const ScanCondition& condition = *state.condition;
  if (condition.IsSingleColumn()) {
    const uint32_t position = condition.columns[0];
    if (NoneCanPass(state, window.reader(position))) {
      row_group_is_empty_ = true;
      selected_count_ = 0;
      is_dense_ = false;
      return;
    }
    if (IsSparse(state, window)) return TestSome(state, window);
    const Vector& column = window.Column(position);
    if (column.IsDictionary()) {
      PrepareTable(state, column.dictionary_ptr());
      const bool null_passes = *state.null_passes;
      if (state.none_pass && !null_passes) {
        row_group_is_empty_ = window.reader(position).HasOneDictionary();
        selected_count_ = 0;
        is_dense_ = false;
      } else if (!state.all_pass || (column.validity() != nullptr && !null_passes)) {
        TestTable(state, column);
        Narrow(window.count());
      }
      return;
    }
  }
  SelectRows(state, window);
}

bool ScanFilter::IsSparse(const State& state, ScanWindow& window) const {
  const uint32_t column = state.condition->columns[0];
  if (is_dense_ || state.shares_column || window.HasColumn(column)) return false;
  return window.HasSome(column) ||
         (selected_count_ * kSparse < window.count() && window.reader(column).FetchesValues());
}

void ScanFilter::TestSome(State& state, ScanWindow& window) {
  const uint32_t position = state.condition->columns[0];
  if (!window.HasSome(position)) window.ReadSome(position, selected_, selected_count_);
  const Vector column = window.Rows(position, selected_, selected_count_);
  const RowSet all = RowSet::Dense(selected_count_);
  if (state.condition->runtime) {
    state.condition->runtime->Test(column, all, mask_.data());
  } else {
    passing_.resize(selected_count_ + 8);
    std::fill_n(mask_.data(), selected_count_, uint8_t{0});
    const uint32_t count = state.evaluator->Select({column}, all, passing_.data());
    for (uint32_t i = 0; i < count; ++i) mask_[passing_[i]] = 1;
  }
  uint32_t left = 0;
  for (uint32_t i = 0; i < selected_count_; ++i) {
    selected_[left] = selected_[i];
    left += mask_[i];
  }
  selected_count_ = left;
}

bool ScanFilter::NoneCanPass(State& state, ColumnReader& reader) {
  if (state.knows_dictionary) return false;
  state.knows_dictionary = true;
  const std::shared_ptr<const Vector> dictionary = reader.WholeDictionary();
  if (dictionary == nullptr) return false;
  PrepareTable(state, dictionary);
  return state.none_pass && !*state.null_passes;
}

void ScanFilter::PrepareTable(State& state, const std::shared_ptr<const Vector>& dictionary) {
  const uint64_t version = state.tightening != nullptr ? state.tightening->version() : 0;
  if (state.dictionary == dictionary && state.version == version) return;
  state.version = version;
  const Vector& values = *dictionary;
  const RowSet rows = RowSet::Dense(values.size());
  state.passes.assign(values.size(), 0);
  if (state.condition->runtime) {
    state.condition->runtime->Test(values, rows, state.passes.data());
    state.null_passes = false;
  } else {
    const Vector result = state.evaluator->Evaluate({values}, rows);
    const VectorReader<uint8_t> reader(result);
    for (uint32_t i = 0; i < values.size(); ++i) {
      state.passes[i] = !reader.IsNull(i) && reader[i] != 0 ? 1 : 0;
    }
    NullPasses(state, values.type());
  }
  state.dictionary = dictionary;
  const auto passing =
      static_cast<size_t>(std::count(state.passes.begin(), state.passes.end(), uint8_t{1}));
  state.none_pass = passing == 0;
  state.all_pass = passing == values.size();
  state.odd_code = FindOddCode(state.passes, passing);
}

bool ScanFilter::NullPasses(State& state, const LogicalType& type) {
  if (!state.null_passes) {
    const std::vector<Vector> null_row = {Vector::Constant(Value(type), 1)};
    uint32_t rows[16];
    state.null_passes = state.evaluator->Select(null_row, RowSet::Dense(1), rows) == 1;
  }
  return *state.null_passes;
}

void ScanFilter::TestTable(const State& state, const Vector& column) {
  const uint32_t* codes = column.codes();
  const uint8_t* passes = state.passes.data();
  uint8_t* mask = mask_.data();
  const uint32_t rows = column.size();  // local: stores of bytes cannot change it
  const uint64_t* validity = column.validity();
  const uint8_t null_passes = *state.null_passes ? 1 : 0;
  const auto test = [&](uint32_t row) {
    return validity == nullptr || GetBit(validity, row) ? passes[codes[row]] : null_passes;
  };
  if (!is_dense_) {
    for (uint32_t i = 0; i < selected_count_; ++i) mask[selected_[i]] = test(selected_[i]);
  } else if (validity == nullptr && state.odd_code) {
    const uint32_t odd = *state.odd_code;
    const auto others = static_cast<uint8_t>(passes[odd] ^ 1);
    for (uint32_t row = 0; row < rows; ++row) {
      mask[row] = static_cast<uint8_t>((codes[row] == odd ? 1 : 0) ^ others);
    }
  } else if (validity == nullptr) {
#pragma GCC unroll 8
    for (uint32_t row = 0; row < rows; ++row) mask[row] = passes[codes[row]];
  } else {
    for (uint32_t row = 0; row < rows; ++row) mask[row] = test(row);
  }
}

void ScanFilter::SelectRows(State& state, ScanWindow& window) {
  const ScanCondition& condition = *state.condition;
  const RowSet rows = is_dense_ ? RowSet::Dense(window.count())
                                : RowSet{selected_, selected_count_, window.count()};
  if (condition.runtime) {
    condition.runtime->Test(window.Column(condition.columns[0]), rows, mask_.data());
    Narrow(window.count());
    return;
  }
  std::vector<Vector> arguments;
  arguments.reserve(condition.columns.size());
  for (const uint32_t column : condition.columns) arguments.push_back(window.Column(column));
  passing_.resize(rows.count + 8);
  const uint32_t count = state.evaluator->Select(arguments, rows, passing_.data());
  if (count == rows.count) return;
  std::copy_n(passing_.data(), count, selected_);
  selected_count_ = count;
  is_dense_ = false;
}

void ScanFilter::Narrow(uint32_t window_count) {
  const RowSet rows =
      is_dense_ ? RowSet::Dense(window_count) : RowSet{selected_, selected_count_, window_count};
  // In place: a row is read before its place can be written.
  selected_count_ = SelectByMask(rows, mask_.data(), selected_);
  is_dense_ = false;
}

}  // namespace lakebolt::parquet_format
