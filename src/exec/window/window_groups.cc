#include "exec/window/window_groups.h"

#include <utility>

namespace lakebolt {

namespace {

std::vector<Vector> ColumnsAt(const Chunk& rows, const std::vector<uint32_t>& positions) {
  std::vector<Vector> columns;
  for (const uint32_t position : positions) columns.push_back(rows.column(position));
  return columns;
}

}  // namespace

std::shared_ptr<const KeyLayout> WindowGroups::MakeLayout(const WindowSpec& spec) {
  std::vector<LogicalType> types;
  for (const uint32_t position : spec.partition) types.push_back(spec.types[position]);
  return std::make_shared<KeyLayout>(types);
}

WindowGroups::WindowGroups(const WindowSpec& spec, std::shared_ptr<const KeyLayout> layout)
    : spec_(spec), table_(std::move(layout)) {
  for (const WindowSpec::Call& call : spec.calls) {
    states_.push_back(call.aggregate->make_states());
    if (spec.partition.empty()) states_.back()->Resize(1);
  }
}

void WindowGroups::Number(const Chunk& rows, uint32_t* partitions) {
  if (spec_.partition.empty()) {
    std::fill_n(partitions, rows.size(), 0);
    return;
  }
  table_.FindOrAdd(ColumnsAt(rows, spec_.partition), RowSet::Dense(rows.size()), partitions);
}

void WindowGroups::Aggregate(const Chunk& rows, const uint32_t* partitions) {
  std::vector<uint32_t> taken;
  std::vector<uint32_t> partitions_taken;
  if (spec_.partition.empty()) partitions = nullptr;
  for (size_t c = 0; c < spec_.calls.size(); ++c) {
    const WindowSpec::Call& call = spec_.calls[c];
    states_[c]->Resize(size());
    std::vector<Vector> arguments;
    for (const WindowOperand& argument : call.arguments) {
      arguments.push_back(argument.position ? rows.column(*argument.position)
                                            : Vector::Constant(argument.constant, rows.size()));
    }
    if (!call.filter) {
      states_[c]->Update(arguments, RowSet::Dense(rows.size()), partitions);
      continue;
    }
    const VectorReader<uint8_t> passes(rows.column(*call.filter));
    taken.clear();
    partitions_taken.clear();
    for (uint32_t row = 0; row < rows.size(); ++row) {
      if (passes.IsNull(row) || passes[row] == 0) continue;
      taken.push_back(row);
      if (partitions != nullptr) partitions_taken.push_back(partitions[row]);
    }
    if (taken.empty()) continue;
    const RowSet set{taken.data(), static_cast<uint32_t>(taken.size()), rows.size()};
    states_[c]->Update(arguments, set, partitions != nullptr ? partitions_taken.data() : nullptr);
  }
}

std::vector<uint32_t> WindowGroups::Merge(WindowGroups& other) {
  const uint32_t count = other.size();
  std::vector<uint32_t> numbers(count, 0);
  if (count == 0) return numbers;
  if (!spec_.partition.empty()) {
    std::vector<uint64_t> scratch;
    const uint64_t* hashes = other.table_.Hashes(scratch);
    table_.KeepAlive(other.table_.strings(), other.table_.string_bytes());
    table_.FindOrAddPacked({other.table_.packed_keys(), table_.layout().words(), hashes}, count,
                           numbers.data());
  }
  for (size_t c = 0; c < states_.size(); ++c) {
    states_[c]->Resize(size());
    states_[c]->Merge(other.states_[c]->Export(0, count), RowSet::Dense(count), numbers.data());
    other.states_[c].reset();
  }
  return numbers;
}

std::vector<std::shared_ptr<const Vector>> WindowGroups::Results() const {
  std::vector<std::shared_ptr<const Vector>> results;
  for (const auto& states : states_) {
    results.push_back(std::make_shared<Vector>(states->Finalize(0, size()).Flatten()));
  }
  return results;
}

size_t WindowGroups::MemoryBytes() const {
  size_t bytes = table_.MemoryBytes();
  for (const auto& states : states_) bytes += states->MemoryBytes();
  return bytes;
}

void AppendResults(const std::vector<std::shared_ptr<const Vector>>& results, BufferPtr partitions,
                   uint32_t rows, std::vector<Vector>& columns) {
  for (const std::shared_ptr<const Vector>& result : results) {
    if (partitions == nullptr) {
      columns.push_back(result->AsConstant(rows));
    } else if (result->size() <= rows && !result->type().IsNested()) {
      columns.push_back(Vector::Dictionary(result, partitions, rows));
    } else {
      columns.push_back(result->Gather(partitions->as<uint32_t>(), rows));
    }
  }
}

}  // namespace lakebolt
