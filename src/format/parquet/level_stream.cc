#include "format/parquet/level_stream.h"

#include <algorithm>
#include <cstring>

#include "format/parquet/corrupt.h"
#include "format/parquet/value_conversion.h"

namespace lakebolt::parquet_format {

namespace {

constexpr uint32_t kBlockEntries = 2048;
constexpr size_t kUsualEntries = size_t{1} << 20;  // of the rows read at once

void DecodeLevels(RleBitPackedDecoder& decoder, uint32_t count, int16_t max_level,
                  std::vector<uint16_t>& out) {
  uint32_t levels[kBlockEntries];
  decoder.Decode(count, levels, static_cast<uint64_t>(max_level) + 1);
  out.assign(levels, levels + count);
}

}  // namespace

LevelStream::LevelStream(std::shared_ptr<ColumnChunk> chunk)
    : chunk_(std::move(chunk)), page_(chunk_) {}

bool LevelStream::NextBlock() {
  chunk_->Load();
  if (page_left_ == 0) {
    if (next_page_ == chunk_->pages().size()) return false;
    page_.Open(next_page_++);
    page_left_ = page_.header().value_count;
  }
  const bool is_first = next_page_ == 1 && page_left_ == page_.header().value_count;
  const uint32_t count = std::min(page_left_, kBlockEntries);
  page_left_ -= count;
  DecodeLevels(page_.definition_levels(), count, leaf().max_definition, block_definitions_);
  if (leaf().max_repetition > 0) {
    DecodeLevels(page_.repetition_levels(), count, leaf().max_repetition, block_repetitions_);
    if (is_first && block_repetitions_[0] != 0) {
      ThrowCorruptBytes("its first value continues a row that never began");
    }
  }
  position_ = 0;
  return true;
}

uint32_t LevelStream::EntriesOf(int64_t& rows) {
  const auto size = static_cast<uint32_t>(block_definitions_.size());
  if (leaf().max_repetition == 0) {
    const auto n = static_cast<uint32_t>(std::min<int64_t>(rows, size - position_));
    rows -= n;
    return n;
  }
  // A row ends where the next begins: `rows` counts rows still to begin, -1 the end of the last.
  uint32_t at = position_;
  for (; at < size; ++at) {
    if (block_repetitions_[at] == 0 && --rows < 0) break;
  }
  return at - position_;
}

void LevelStream::Read(uint32_t rows) {
  definitions_.clear();
  repetitions_.clear();
  values_.clear();
  claim_ = nullptr;
  claimed_entries_ = kUsualEntries;
  const bool is_repeated = leaf().max_repetition > 0;
  int64_t left = rows;
  while (true) {
    if (position_ == block_definitions_.size() && !NextBlock()) {
      if (left <= 0 && is_repeated) return;
      ThrowCorruptBytes("its pages hold fewer rows than the footer says");
    }
    Consume(EntriesOf(left), true);
    if (definitions_.size() > claimed_entries_) PayForEntries();
    if (left < 0 || (left == 0 && !is_repeated)) return;
  }
}

void LevelStream::PayForEntries() {
  if (definitions_.size() > INT32_MAX) ThrowCorruptBytes("rows of more than 2 billion elements");
  // Two levels, a value read, a value assembled, and where it was.
  const size_t bytes_per_entry =
      2 * (sizeof(uint16_t) + PhysicalWidth(leaf().type.physical())) + sizeof(uint32_t);
  claimed_entries_ = 2 * definitions_.size();
  claim_ = nullptr;
  claim_ = chunk_->pool().AcquireClaimed(claimed_entries_ * bytes_per_entry);
}

void LevelStream::Skip(int64_t rows) {
  const bool is_repeated = leaf().max_repetition > 0;
  int64_t left = rows;
  while (left > 0 || (is_repeated && left == 0)) {
    if (position_ == block_definitions_.size() && !NextBlock()) {
      if (left <= 0) return;
      ThrowCorruptBytes("its pages hold fewer rows than the footer says");
    }
    Consume(EntriesOf(left), false);
  }
}

void LevelStream::Consume(uint32_t entries, bool keep) {
  const auto begin = block_definitions_.begin() + position_;
  const auto valid = static_cast<uint32_t>(
      std::count(begin, begin + entries, static_cast<uint16_t>(leaf().max_definition)));
  if (keep) {
    definitions_.insert(definitions_.end(), begin, begin + entries);
    if (leaf().max_repetition > 0) {
      const auto from = block_repetitions_.begin() + position_;
      repetitions_.insert(repetitions_.end(), from, from + entries);
    }
  }
  position_ += entries;
  if (valid == 0) return;
  if (!keep) {
    if (page_.is_dictionary()) {
      page_.codes().Skip(valid);
    } else {
      page_.values().Skip(valid);
    }
    return;
  }
  if (page_.is_dictionary()) {
    const BufferPtr codes = Buffer::Allocate(valid * sizeof(uint32_t));
    page_.codes().Decode(valid, codes->as<uint32_t>(), chunk_->dictionary_size());
    values_.push_back(Vector::Dictionary(chunk_->Dictionary(), codes, valid).Flatten());
    return;
  }
  const size_t decoded_bytes = size_t{valid} * DecodedWidth(leaf());
  const uint32_t width = PhysicalWidth(leaf().type.physical());
  BufferPtr decoded = Buffer::Allocate(decoded_bytes);
  page_.values().Decode(valid, decoded->data());
  BufferPtr converted = decoded;
  if (leaf().conversion != Conversion::kNone) {
    converted = Buffer::Allocate(size_t{valid} * width);
    ConvertValues(leaf(), decoded->data(), valid, converted->data());
  }
  Vector piece = Vector::Flat(leaf().type, valid, converted, nullptr);
  if (leaf().type.IsStringLike()) {
    piece.AddOwner(leaf().conversion == Conversion::kBytes ? std::shared_ptr<const void>(decoded)
                                                           : page_.owner());
  }
  values_.push_back(std::move(piece));
}

Vector LevelStream::TakeValues() {
  const uint32_t width = PhysicalWidth(leaf().type.physical());
  uint32_t count = 0;
  for (const Vector& piece : values_) count += piece.size();
  const BufferPtr all = Buffer::Allocate((size_t{count} + 1) * width);
  uint8_t* to = all->data();
  for (const Vector& piece : values_) {
    std::memcpy(to, piece.values_buffer()->data(), size_t{piece.size()} * width);
    to += size_t{piece.size()} * width;
  }
  std::memset(to, 0, width);
  Vector out = Vector::Flat(leaf().type, count + 1, all, nullptr);
  for (const Vector& piece : values_) out.ShareOwners(piece);
  return out;
}

}  // namespace lakebolt::parquet_format
