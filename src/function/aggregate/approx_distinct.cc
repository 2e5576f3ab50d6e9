#include <algorithm>
#include <cstring>

#include "base/hash.h"
#include "base/made_once.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/distinct_sketch.h"
#include "function/aggregate/distinct_states.h"
#include "function/aggregate/state_column.h"
#include "vector/hash_vector.h"

namespace lakebolt {

namespace {

/// Spreads a hash over all its bits: those for tables leave patterns that a sketch would see. (The
/// finalizer of MurmurHash3, Appleby 2011.)
uint64_t Spread(uint64_t hash) {
  hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDULL;
  hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53ULL;
  return hash ^ (hash >> 33);
}

/// Hashes that a group keeps as they are before it gets a sketch.
constexpr uint32_t kExactHashes = 128;

/// Counts different values: the hashes of a small group are kept one by one, in one table for all
/// groups, so that many small groups cost little and are counted exactly; a large group gets a
/// sketch. The state of a group is bytes: its hashes, or the sketch's registers.
class ApproxDistinctStates final : public AggregateStates {
 public:
  void Resize(uint32_t groups) override {
    known_.resize(groups, 0);
    sketch_of_.resize(groups, kNone);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    const Vector& values = args[0];
    if (values.type().id() == TypeId::kNull) return;
    hashes_.resize(rows.count);
    HashColumn(values, rows, true, hashes_.data());
    const bool nulls = values.MayHaveNulls();
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (nulls && values.IsNull(rows[i])) continue;
      Add(groups == nullptr ? 0 : groups[i], Spread(hashes_[i]));
    }
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const VectorReader<StringView> reader(states);
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (reader.IsNull(rows[i])) continue;
      const uint32_t group = groups == nullptr ? 0 : groups[i];
      const std::string_view bytes = reader[rows[i]].view();
      if (bytes.size() == DistinctSketch::kRegisters) {
        SketchOf(group).MergeBytes(bytes);
        continue;
      }
      for (size_t at = 0; at + sizeof(uint64_t) <= bytes.size(); at += sizeof(uint64_t)) {
        uint64_t hash;
        std::memcpy(&hash, bytes.data() + at, sizeof(hash));
        Add(group, hash);
      }
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    FillSketches();
    // In order, so that equal sets are equal bytes: sketches are values too.
    std::vector<std::vector<uint64_t>> hashes(count);
    for (const Entry& entry : slots_) {
      if (entry.group == kNone || sketch_of_[entry.group] != kNone) continue;
      if (entry.group < begin || entry.group >= begin + count) continue;
      hashes[entry.group - begin].push_back(entry.hash);
    }
    for (std::vector<uint64_t>& group : hashes) std::sort(group.begin(), group.end());
    Vector out(TypeId::kBlob, count);
    auto heap = std::make_shared<StringHeap>();
    for (uint32_t i = 0; i < count; ++i) {
      const uint32_t sketch = sketch_of_[begin + i];
      out.mutable_values<StringView>()[i] =
          heap->Add(sketch == kNone ? BytesOf(hashes[i]) : sketches_[sketch].bytes());
    }
    out.AddOwner(heap);
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    FillSketches();
    Vector out(TypeId::kInt64, count);
    for (uint32_t i = 0; i < count; ++i) {
      const uint32_t sketch = sketch_of_[begin + i];
      out.mutable_values<int64_t>()[i] =
          sketch == kNone ? known_[begin + i] : sketches_[sketch].Estimate();
    }
    return out;
  }

  size_t MemoryBytes() const override {
    return slots_.capacity() * sizeof(Entry) + sketches_.capacity() * sizeof(DistinctSketch) +
           (known_.capacity() + sketch_of_.capacity()) * sizeof(uint32_t);
  }

 private:
  static std::string_view BytesOf(const std::vector<uint64_t>& hashes) {
    return {reinterpret_cast<const char*>(hashes.data()), hashes.size() * sizeof(uint64_t)};
  }

  static constexpr uint32_t kNone = ~uint32_t{0};

  struct Entry {
    uint64_t hash = 0;
    uint32_t group = kNone;
  };

  void Add(uint32_t group, uint64_t hash) {
    if (sketch_of_[group] != kNone) {
      sketches_[sketch_of_[group]].Add(hash);
      return;
    }
    if (entries_ * 2 >= slots_.size()) GrowSlots();
    if (!Insert({hash, group})) return;
    if (++known_[group] > kExactHashes) SketchOf(group);
  }

  /// Puts a hash into the table unless it is there.
  bool Insert(const Entry& entry) {
    size_t slot = CombineHash(entry.hash, entry.group) & (slots_.size() - 1);
    while (slots_[slot].group != kNone) {
      if (slots_[slot].hash == entry.hash && slots_[slot].group == entry.group) return false;
      slot = (slot + 1) & (slots_.size() - 1);
    }
    slots_[slot] = entry;
    ++entries_;
    return true;
  }

  /// Doubles the table, less the hashes of groups that have a sketch by now.
  void GrowSlots() {
    FillSketches();
    std::vector<Entry> old;
    old.swap(slots_);
    slots_.resize(std::max<size_t>(64, old.size() * 2));
    entries_ = 0;
    for (const Entry& entry : old) {
      if (entry.group != kNone && sketch_of_[entry.group] == kNone) Insert(entry);
    }
  }

  /// Returns the sketch of a group; a new one gets the group's hashes later, with all others.
  DistinctSketch& SketchOf(uint32_t group) {
    if (sketch_of_[group] == kNone) {
      sketch_of_[group] = static_cast<uint32_t>(sketches_.size());
      sketches_.emplace_back();
      if (known_[group] > 0) filled_.Reset();
    }
    return sketches_[sketch_of_[group]];
  }

  /// Adds the hashes still in the table to the sketches of their groups, in one go over it.
  void FillSketches() const {
    filled_.Ensure([this] {
      for (const Entry& entry : slots_) {
        if (entry.group != kNone && sketch_of_[entry.group] != kNone) {
          sketches_[sketch_of_[entry.group]].Add(entry.hash);
        }
      }
    });
  }

  std::vector<Entry> slots_;
  size_t entries_ = 0;
  std::vector<uint32_t> known_;      // by group: hashes in the table
  std::vector<uint32_t> sketch_of_;  // by group
  mutable std::vector<DistinctSketch> sketches_;
  mutable MadeOnce filled_{true};
  std::vector<uint64_t> hashes_;
};

std::optional<BoundAggregate> BindApproxDistinct(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1) return std::nullopt;
  BoundAggregate bound;
  bound.arguments = actual;
  bound.result = TypeId::kInt64;
  bound.state = TypeId::kBlob;
  bound.ignores_duplicates = true;
  bound.ignores_order = true;
  bound.null_on_empty = false;
  bound.make_states = MakeDistinctStates;
  return bound;
}

}  // namespace

std::unique_ptr<AggregateStates> MakeDistinctStates() {
  return std::make_unique<ApproxDistinctStates>();
}

void RegisterApproxDistinct(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{"approx_count_distinct",
                                 {"approx_distinct"},
                                 "Estimates how many different values there are, within about two "
                                 "percent; exactly for up to 128.",
                                 {{"approx_count_distinct(42)", "1"}},
                                 {{{TypeId::kNull}, BindApproxDistinct}}});
}

}  // namespace lakebolt
