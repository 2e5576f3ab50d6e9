#include "format/parquet/nested_column_reader.h"

#include "base/bitmap.h"
#include "format/parquet/corrupt.h"

namespace lakebolt::parquet_format {

NestedColumnReader::NestedColumnReader(const SchemaNode& node,
                                       std::vector<std::shared_ptr<ColumnChunk>> chunks)
    : node_(node), first_leaf_(node.FirstLeaf()) {
  for (auto& chunk : chunks) streams_.push_back(std::make_unique<LevelStream>(std::move(chunk)));
}

Vector NestedColumnReader::Read(int64_t row, uint32_t count) {
  for (auto& stream : streams_) {
    stream->NameErrors([&] {
      if (row > next_row_) stream->Skip(row - next_row_);
      stream->Read(count);
    });
  }
  next_row_ = row + count;
  return streams_.front()->NameErrors([&] {
    Vector out = Assemble(node_, 0);
    if (out.size() != count) ThrowCorruptBytes("its levels do not add up to its rows");
    return out;
  });
}

Vector NestedColumnReader::ReadSelected(int64_t row, const uint32_t* selected, uint32_t count) {
  const uint32_t first = selected[0];
  const Vector all = Read(row + first, selected[count - 1] - first + 1);
  const BufferPtr shifted = Buffer::Allocate(count * sizeof(uint32_t));
  for (uint32_t i = 0; i < count; ++i) shifted->as<uint32_t>()[i] = selected[i] - first;
  return all.Gather(shifted->as<uint32_t>(), count);
}

namespace {

/// Calls `slot(definition)` for each entry that is a slot of a node (see Assemble).
template <typename Body>
void ForEachSlot(const LevelStream& stream, int16_t repetition, int16_t present, Body&& slot) {
  const auto& definitions = stream.definitions();
  const auto& repetitions = stream.repetitions();
  for (size_t i = 0; i < definitions.size(); ++i) {
    if (!repetitions.empty() && repetitions[i] > repetition) continue;
    if (definitions[i] < present) continue;
    slot(definitions[i]);
  }
}

/// Reads the validity of a node's slots; null when all are valid.
BufferPtr ReadValidity(const LevelStream& stream, const SchemaNode& node, int16_t present,
                       uint32_t* slots) {
  uint32_t count = 0;
  uint32_t valid = 0;
  ForEachSlot(stream, node.repetition, present, [&](uint16_t definition) {
    ++count;
    valid += definition >= node.definition ? 1 : 0;
  });
  *slots = count;
  if (valid == count) return nullptr;
  BufferPtr validity = MakeBitmap(count, false);
  auto* bits = validity->as<uint64_t>();
  uint32_t at = 0;
  ForEachSlot(stream, node.repetition, present, [&](uint16_t definition) {
    if (definition >= node.definition) SetBit(bits, at);
    ++at;
  });
  return validity;
}

}  // namespace

Vector NestedColumnReader::Assemble(const SchemaNode& node, int16_t present) {
  if (node.IsLeaf()) return AssembleLeaf(node, present);
  if (node.type.id() == TypeId::kStruct) return AssembleStruct(node, present);
  return AssembleList(node, present);
}

Vector NestedColumnReader::AssembleLeaf(const SchemaNode& node, int16_t present) {
  LevelStream& stream = StreamOf(node);
  const Vector values = stream.TakeValues();
  const uint32_t null_entry = values.size() - 1;
  uint32_t slots = 0;
  BufferPtr validity = ReadValidity(stream, node, present, &slots);
  const BufferPtr rows = Buffer::Allocate(slots * sizeof(uint32_t));
  uint32_t next = 0;
  uint32_t at = 0;
  ForEachSlot(stream, node.repetition, present, [&](uint16_t definition) {
    const bool is_valid = definition >= node.definition;
    rows->as<uint32_t>()[at++] = is_valid ? next : null_entry;
    next += is_valid ? 1 : 0;
  });
  if (next != null_entry) ThrowCorruptBytes("its levels and values do not add up");
  Vector out = values.Gather(rows->as<uint32_t>(), slots);
  out.SetValidity(std::move(validity));
  return out;
}

Vector NestedColumnReader::AssembleStruct(const SchemaNode& node, int16_t present) {
  uint32_t slots = 0;
  BufferPtr validity = ReadValidity(StreamOf(node), node, present, &slots);
  Vector out(node.type, slots);
  for (size_t i = 0; i < node.children.size(); ++i) {
    Vector child = Assemble(node.children[i], present);
    if (child.size() != slots) ThrowCorruptBytes("a struct's fields have unlike numbers of rows");
    out.mutable_children()[i] = std::move(child);
  }
  if (validity) out.SetValidity(std::move(validity));
  return out;
}

Vector NestedColumnReader::AssembleList(const SchemaNode& node, int16_t present) {
  LevelStream& stream = StreamOf(node);
  uint32_t slots = 0;
  BufferPtr validity = ReadValidity(stream, node, present, &slots);
  Vector out(node.type, slots);
  auto* entries = out.mutable_values<ListEntry>();
  const auto& definitions = stream.definitions();
  const auto& repetitions = stream.repetitions();
  uint32_t slot = 0;
  uint32_t elements = 0;
  for (size_t i = 0; i < definitions.size(); ++i) {
    if (definitions[i] < present || repetitions[i] > node.repetition + 1) continue;
    const bool is_element = definitions[i] >= node.element_definition;
    if (repetitions[i] <= node.repetition) {
      entries[slot++] = {elements, is_element ? 1U : 0U};
    } else if (slot == 0 || !is_element) {
      ThrowCorruptBytes("its levels continue a list that never began");
    } else {
      ++entries[slot - 1].length;
    }
    elements += is_element ? 1 : 0;
  }
  Vector child = Assemble(node.children[0], node.element_definition);
  if (child.size() != elements) ThrowCorruptBytes("a list's elements do not add up");
  out.mutable_children()[0] = std::move(child);
  if (validity) out.SetValidity(std::move(validity));
  return out;
}

}  // namespace lakebolt::parquet_format
