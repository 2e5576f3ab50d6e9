#include "function/aggregate/ordered.h"

#include <algorithm>

#include "base/cancellation_scope.h"
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
    for (uint32_t i = 0; i < rows.count; ++i) {
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
    std::vector<uint32_t> from;
    std::vector<uint32_t> to;
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (flat.IsNull(rows[i])) continue;
      const ListEntry entry = entries[rows[i]];
      for (uint32_t k = 0; k < entry.length; ++k) from.push_back(entry.offset + k);
      to.insert(to.end(), entry.length, groups == nullptr ? 0 : groups[i]);
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
    std::vector<uint32_t> rows;
    std::vector<uint32_t> groups;
    for (uint32_t i = 0; i < count; ++i) {
      const std::vector<uint32_t> sorted = Sorted(begin + i);
      rows.insert(rows.end(), sorted.begin(), sorted.end());
      groups.insert(groups.end(), sorted.size(), i);
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
  /// Returns the rows of a group in their order; rows with equal keys as they came.
  std::vector<uint32_t> Sorted(uint32_t group) const {
    struct Entry {
      StringView key;
      uint32_t row;
    };
    const std::span<const uint32_t> rows = rows_.RowsOf(group);
    const auto* keys = keys_.values<StringView>();
    std::vector<Entry> entries;
    entries.reserve(rows.size());
    for (const uint32_t row : rows) entries.push_back({keys[row], row});
    const auto less = [](const Entry& a, const Entry& b) {
      if (ValueLess(a.key, b.key)) return true;
      return a.row < b.row && !ValueLess(b.key, a.key);
    };
    constexpr uint64_t kNanosPerComparison = 30;
    CancellationPoll poll;
    std::sort(entries.begin(), entries.end(), Polled(poll, kNanosPerComparison, less));
    std::vector<uint32_t> sorted;
    sorted.reserve(entries.size());
    for (const Entry& entry : entries) sorted.push_back(entry.row);
    return sorted;
  }

  void Feed(const std::vector<uint32_t>& rows, const std::vector<uint32_t>& groups,
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
