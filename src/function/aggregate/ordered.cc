#include "function/aggregate/ordered.h"

#include <algorithm>
#include <numeric>

#include "base/cancellation_scope.h"
#include "base/growing_array.h"
#include "base/growth.h"
#include "function/aggregate/group_rows.h"
#include "types/value_order.h"
#include "vector/column_buffer.h"

namespace lakebolt {

namespace {

/// Rows handed to the inner states at a time.
constexpr uint32_t kFeedRows = 8192;

/// Keeps the rows of all groups, and each row's keys as one byte string in the order asked for (a
/// single number fits into a string view itself). The state of a group is the list of its rows.
class OrderedStates final : public AggregateStates {
 public:
  OrderedStates(std::shared_ptr<const BoundAggregate> inner, std::vector<KeyOrder> order,
                LogicalType state)
      : inner_(std::move(inner)),
        order_(std::move(order)),
        state_(std::move(state)),
        keys_(TypeId::kBlob) {
    for (const LogicalType& type : inner_->arguments) arguments_.emplace_back(type);
  }

  void Resize(uint32_t groups) override { rows_.Resize(groups); }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    for (size_t a = 0; a < arguments_.size(); ++a) arguments_[a].Append(args[a], rows);
    constexpr uint64_t kNanosPerKey = 30;
    CancellationPoll poll;
    for (uint32_t i = 0; i < rows.count; ++i) {
      poll.Spend(kNanosPerKey);
      bytes_.clear();
      for (size_t k = 0; k < order_.size(); ++k) {
        AppendOrderKey(args[arguments_.size() + k], rows[i], order_[k], bytes_);
      }
      keys_.AppendString({reinterpret_cast<const char*>(bytes_.data()), bytes_.size()});
    }
    rows_.Append(groups, rows.count);
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    const auto* entries = flat.values<ListEntry>();
    const Vector& kept = flat.children()[0];
    GrowingArray<uint32_t> from;
    GrowingArray<uint32_t> to;
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (flat.IsNull(rows[i])) continue;
      const ListEntry entry = entries[rows[i]];
      uint32_t* const places = from.Extend(entry.length);
      uint32_t* const owners = to.Extend(entry.length);
      ForEachBlock(entry.length, [&](size_t begin, size_t end) {
        std::iota(places + begin, places + end, entry.offset + static_cast<uint32_t>(begin));
        std::fill(owners + begin, owners + end, groups == nullptr ? 0 : groups[i]);
      });
    }
    const RowSet taken{from.data(), static_cast<uint32_t>(from.size()), kept.size()};
    for (size_t a = 0; a < arguments_.size(); ++a) arguments_[a].Append(kept.children()[a], taken);
    keys_.Append(kept.children().back(), taken);
    rows_.Append(to.data(), taken.count);
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    const std::span<const uint32_t> kept = rows_.RowsOf(begin, count);
    Vector out(state_, count);
    auto* entries = out.mutable_values<ListEntry>();
    uint32_t offset = 0;
    for (uint32_t i = 0; i < count; ++i) {
      entries[i] = {offset, static_cast<uint32_t>(rows_.RowsOf(begin + i).size())};
      offset += entries[i].length;
    }
    Vector elements = Vector::Flat(state_.element(), offset, Buffer::Allocate(0), nullptr);
    for (const ColumnBuffer& argument : arguments_) {
      elements.mutable_children().push_back(argument.View().Gather(kept.data(), offset));
    }
    elements.mutable_children().push_back(keys_.View().Gather(kept.data(), offset));
    out.mutable_children()[0] = std::move(elements);
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    const std::unique_ptr<AggregateStates> states = inner_->make_states();
    states->Resize(count);
    HugeVector<uint32_t> rows;
    HugeVector<uint32_t> groups;
    for (uint32_t i = 0; i < count; ++i) {
      AddSorted(begin + i, i, rows, groups);
      if (rows.size() < kFeedRows) continue;
      Feed(rows, groups, *states);
      rows.clear();
      groups.clear();
    }
    Feed(rows, groups, *states);
    return states->Finalize(0, count);
  }

  size_t MemoryBytes() const override {
    size_t bytes = keys_.MemoryBytes() + rows_.MemoryBytes();
    for (const ColumnBuffer& argument : arguments_) bytes += argument.MemoryBytes();
    return bytes;
  }

 private:
  /// Adds the rows of a group in their order, those with equal keys as they came, and `number` for
  /// each. A group may have all rows there are.
  void AddSorted(uint32_t group, uint32_t number, HugeVector<uint32_t>& to_rows,
                 HugeVector<uint32_t>& to_groups) const {
    struct Entry {
      StringView key;
      uint32_t row;
    };
    const std::span<const uint32_t> rows = rows_.RowsOf(group);
    const auto* keys = keys_.values<StringView>();
    HugeVector<Entry> entries;
    entries.reserve(rows.size());
    ForEachBlock(rows.size(), [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) entries.push_back({keys[rows[i]], rows[i]});
    });
    const auto less = [](const Entry& a, const Entry& b) {
      if (ValueLess(a.key, b.key)) return true;
      return a.row < b.row && !ValueLess(b.key, a.key);
    };
    constexpr uint64_t kNanosPerComparison = 30;
    CancellationPoll poll;
    std::sort(entries.begin(), entries.end(), Polled(poll, kNanosPerComparison, less));
    MakeRoom(to_rows, to_rows.size() + entries.size());
    MakeRoom(to_groups, to_groups.size() + entries.size());
    ForEachBlock(entries.size(), [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) to_rows.push_back(entries[i].row);
      to_groups.insert(to_groups.end(), end - begin, number);
    });
  }

  void Feed(const HugeVector<uint32_t>& rows, const HugeVector<uint32_t>& groups,
            AggregateStates& states) const {
    const auto total = static_cast<uint32_t>(rows.size());
    for (uint32_t begin = 0; begin < total; begin += kFeedRows) {
      CheckCancellation();
      const uint32_t count = std::min(kFeedRows, total - begin);
      std::vector<Vector> args;
      for (const ColumnBuffer& argument : arguments_) {
        args.push_back(argument.View().Gather(rows.data() + begin, count));
      }
      states.Update(args, RowSet::Dense(count), groups.data() + begin);
    }
  }

  std::shared_ptr<const BoundAggregate> inner_;
  std::vector<KeyOrder> order_;
  LogicalType state_;
  std::vector<ColumnBuffer> arguments_;
  ColumnBuffer keys_;
  GroupRows rows_;
  std::vector<uint8_t> bytes_;
};

}  // namespace

std::shared_ptr<const BoundAggregate> OrderAggregate(std::shared_ptr<const BoundAggregate> inner,
                                                     const std::vector<LogicalType>& keys,
                                                     std::vector<KeyOrder> order) {
  auto bound = std::make_shared<BoundAggregate>();
  bound->name = inner->name;
  bound->arguments = inner->arguments;
  bound->result = inner->result;
  bound->null_on_empty = inner->null_on_empty;
  bound->constants = inner->constants;
  bound->order = order;
  std::vector<Field> fields;
  for (size_t i = 0; i < inner->arguments.size(); ++i) {
    fields.push_back({"argument" + std::to_string(i), inner->arguments[i]});
  }
  fields.push_back({"key", TypeId::kBlob});
  bound->state = LogicalType::List(LogicalType::Struct(std::move(fields)));
  bound->arguments.insert(bound->arguments.end(), keys.begin(), keys.end());
  bound->make_states = [inner = std::move(inner), order = std::move(order), state = bound->state] {
    return std::make_unique<OrderedStates>(inner, order, state);
  };
  return bound;
}

}  // namespace lakebolt
