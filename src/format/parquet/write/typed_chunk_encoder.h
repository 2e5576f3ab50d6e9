#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "format/parquet/write/bloom_builder.h"
#include "format/parquet/write/boundary_order.h"
#include "format/parquet/write/chunk_encoder.h"
#include "format/parquet/write/chunk_pages.h"
#include "format/parquet/write/dictionary_builder.h"
#include "format/parquet/write/level_buffer.h"
#include "format/parquet/write/value_stage.h"

namespace lakebolt::parquet_format {

/// Encodes a leaf's chunk of one kind of values. It begins with a dictionary, where it may have
/// one: codes and levels of all rows are kept until the chunk ends. A dictionary that becomes too
/// large, or whose values hardly repeat, is given up, and all rows are written without it: readers
/// gain from chunks of one encoding. Without a dictionary pages are made as values come.
template <typename Kind>
class TypedChunkEncoder final : public ChunkEncoder {
  using T = typename Kind::Value;

 public:
  TypedChunkEncoder(const StoredLeaf& leaf, const LeafPlan& plan)
      : leaf_(leaf),
        plan_(plan),
        width_(leaf.fixed_width > 0 ? leaf.fixed_width : static_cast<uint32_t>(sizeof(T))),
        stage_(FactorOf(leaf.type)),
        levels_(leaf.max_definition, leaf.max_repetition),
        pages_(plan) {
    if (plan.dictionary) dictionary_.emplace(plan.dictionary_bytes);
  }

  void Append(const LeafEntries& entries) override {
    const Vector values = text_.Apply(*entries.values);
    if (dictionary_ && AddToDictionary(values, entries)) {
      levels_.Append(entries.definitions, entries.repetitions, entries.count);
      if (HasTooMany()) GiveUpDictionary();
      return;
    }
    AppendDirect(stage_.Apply(values, entries.rows, entries.value_count), entries.value_count,
                 {entries.definitions, entries.repetitions, entries.count});
  }

  EncodedChunk Finish() override {
    if (dictionary_ && !IsDictionaryWorthwhile()) GiveUpDictionary();
    std::optional<uint64_t> distinct;
    if (dictionary_) {
      distinct = dictionary_->size();
      WriteDictionary();
    } else if (levels_.count() > 0) {
      WriteDirectPage();
    }
    EncodedChunk out = pages_.Take();
    out.distinct = distinct;
    out.bounds = chunk_bounds_.Take(width_, IsText());
    if constexpr (Kind::kOrdered) out.order = BoundaryOrderOf(out.pages, Kind::StoredBefore);
    if (plan_.bloom_filter) {
      out.bloom_filter = BuildBloomFilter(hashes_, plan_.bloom_false_positives);
    }
    return out;
  }

  size_t HeldBytes() const override {
    return (dictionary_ ? dictionary_->HeldBytes() : 0) + codes_.capacity() * sizeof(uint32_t) +
           levels_.HeldBytes() + plain_.capacity() + encoded_.capacity() +
           hashes_.capacity() * sizeof(uint64_t) + pages_.HeldBytes();
  }

 private:
  /// Pages of so many rows are small enough to be passed over by their bounds, and large enough for
  /// their headers not to count.
  static constexpr size_t kPageRows = 1 << 15;
  /// Levels take memory too: of lists that hold NULL, of which any number stands in a row.
  static constexpr size_t kPageEntries = 1 << 20;

  /// Is levels of entries, as in LeafEntries.
  struct Levels {
    const uint16_t* definitions = nullptr;
    const uint16_t* repetitions = nullptr;
    size_t count = 0;

    bool BeginsRow(size_t i) const { return repetitions == nullptr || repetitions[i] == 0; }
  };
  /// Is a run of entries, whole rows.
  struct Step {
    size_t entries = 0;
    size_t values = 0;
    size_t rows = 0;
  };

  /// Seconds are stored as milliseconds.
  static int64_t FactorOf(const LogicalType& type) {
    constexpr int64_t kMillis = 1000;
    const bool is_time = type.id() == TypeId::kTimestamp || type.id() == TypeId::kTime;
    return is_time && type.unit() == TimeUnit::kSecond ? kMillis : 1;
  }
  bool IsText() const {
    return leaf_.type.id() != TypeId::kBlob && leaf_.type.id() != TypeId::kVariant;
  }

  // With a dictionary.

  bool AddToDictionary(const Vector& values, const LeafEntries& entries) {
    const size_t before = codes_.size();
    uint32_t* codes = codes_.Extend(entries.value_count);
    const bool fits =
        CanMap(values, entries.value_count)
            ? MapCodes(values, entries, codes)
            : dictionary_->Add(stage_.Apply(values, entries.rows, entries.value_count),
                               entries.value_count, codes);
    if (fits) return true;
    codes_.Shrink(before);
    GiveUpDictionary();
    return false;
  }

  /// Tells whether it is less work to look up a vector's own dictionary than its rows.
  bool CanMap(const Vector& values, uint32_t rows) const {
    return values.IsDictionary() &&
           (values.dictionary_ptr() == mapped_ || values.dictionary().size() <= rows);
  }

  bool MapCodes(const Vector& values, const LeafEntries& entries, uint32_t* codes) {
    if (mapped_ != values.dictionary_ptr()) {
      mapped_ = values.dictionary_ptr();
      map_.assign(mapped_->size(), DictionaryBuilder<T>::kNone);
    }
    const uint32_t* from = values.codes();
    for (uint32_t i = 0; i < entries.value_count; ++i) {
      const uint32_t code = from[entries.rows == nullptr ? i : entries.rows[i]];
      if (map_[code] == DictionaryBuilder<T>::kNone) {
        map_[code] = dictionary_->Add(*stage_.Apply(*mapped_, &code, 1));
        if (map_[code] == DictionaryBuilder<T>::kNone) return false;
      }
      codes[i] = map_[code];
    }
    return true;
  }

  bool HasTooMany() const {
    constexpr size_t kSample = 8192;
    if (dictionary_->size() > plan_.dictionary_values) return true;
    return dictionary_->size() > kSample && dictionary_->size() * 4 > codes_.size() * 3;
  }

  bool IsDictionaryWorthwhile() const {
    if (dictionary_->size() == 0) return false;
    size_t plain = codes_.size() * width_;
    if constexpr (std::is_same_v<Kind, BytesKind>) {
      plain = codes_.size() * (dictionary_->bytes() / dictionary_->size());
    }
    const auto code_bits = static_cast<size_t>(BitsFor(dictionary_->size() - 1));
    return dictionary_->bytes() + codes_.size() * code_bits / 8 <= plain;
  }

  /// Writes what was kept without a dictionary.
  void GiveUpDictionary() {
    const DictionaryBuilder<T> dictionary = std::move(*dictionary_);
    dictionary_.reset();
    mapped_.reset();
    const GrowingArray<uint32_t> codes = std::exchange(codes_, {});
    const LevelBuffer levels =
        std::exchange(levels_, LevelBuffer(leaf_.max_definition, leaf_.max_repetition));
    GrowingArray<T> values;
    T* to = values.Extend(codes.size());
    for (size_t i = 0; i < codes.size(); ++i) to[i] = dictionary.values()[codes[i]];
    AppendDirect(to, codes.size(), {levels.definitions(), levels.repetitions(), levels.count()});
  }

  void WriteDictionary() {
    ByteArray plain;
    Kind::AppendPlain(dictionary_->values(), dictionary_->size(), width_, plain);
    pages_.AddDictionary(plain, dictionary_->size());
    if (plan_.bloom_filter) HashPlainValues(leaf_, plain.data(), dictionary_->size(), hashes_);
    chunk_bounds_.Add(dictionary_->values(), dictionary_->size());
    const int width = BitsFor(dictionary_->size() - 1);
    const Levels levels{levels_.definitions(), levels_.repetitions(), levels_.count()};
    const size_t max_values = std::max<size_t>(plan_.page_bytes * 8 / std::max(width, 1), 1);
    seen_.assign(dictionary_->size(), 0);
    size_t value = 0;
    for (size_t at = 0; at < levels.count;) {
      const Step step = StepOf(levels, at, {kPageEntries, max_values, kPageRows});
      const uint32_t* codes = codes_.data() + value;
      encoded_.Clear();
      encoded_.Add(static_cast<uint8_t>(width));
      AppendRleBitPacked(codes, step.values, width, encoded_);
      AddBoundsOf(codes, step.values);
      AddPage(PageEncoding::kRleDictionary, levels, at, step, encoded_);
      at += step.entries;
      value += step.values;
    }
  }

  /// Adds the values of codes to the page's bounds, each but once where codes are many.
  void AddBoundsOf(const uint32_t* codes, size_t count) {
    const T* values = dictionary_->values();
    if (count < seen_.size()) {
      for (size_t i = 0; i < count; ++i) page_bounds_.Add(values[codes[i]]);
      return;
    }
    for (size_t i = 0; i < count; ++i) seen_[codes[i]] = 1;
    for (size_t code = 0; code < seen_.size(); ++code) {
      if (std::exchange(seen_[code], 0) != 0) page_bounds_.Add(values[code]);
    }
  }

  // Without one.

  void AppendDirect(const T* values, size_t count, const Levels& levels) {
    for (size_t at = 0; at < levels.count;) {
      const Step step =
          StepOf(levels, at,
                 {kPageEntries - levels_.count(), FittingValues(values, count), kPageRows - rows_});
      Kind::AppendPlain(values, step.values, width_, plain_);
      page_bounds_.Add(values, step.values);
      levels_.Append(levels.definitions == nullptr ? nullptr : levels.definitions + at,
                     levels.repetitions == nullptr ? nullptr : levels.repetitions + at,
                     step.entries);
      rows_ += step.rows;
      values_ += step.values;
      at += step.entries;
      values += step.values;
      count -= step.values;
      const bool is_full = plain_.size() >= plan_.page_bytes || rows_ == kPageRows ||
                           levels_.count() >= kPageEntries;
      if (is_full) WriteDirectPage();
    }
  }

  /// Returns how many of `count` values fill the page, one at least.
  size_t FittingValues(const T* values, size_t count) const {
    const size_t room = plan_.page_bytes - std::min(plan_.page_bytes, plain_.size());
    if constexpr (std::is_same_v<Kind, BytesKind>) {
      size_t bytes = 0;
      size_t fitting = 0;
      while (fitting < count && bytes <= room) bytes += sizeof(uint32_t) + values[fitting++].size();
      return std::max<size_t>(fitting, 1);
    } else {
      return std::min(count, room / width_) + 1;
    }
  }

  void WriteDirectPage() {
    if (plan_.bloom_filter) HashPlainValues(leaf_, plain_.data(), values_, hashes_);
    chunk_bounds_.Merge(page_bounds_);
    const Levels levels{levels_.definitions(), levels_.repetitions(), levels_.count()};
    const Step all{levels.count, values_, rows_};
    AddPage(plan_.encoding, levels, 0, all, EncodePlain());
    levels_.Clear();
    plain_.Clear();
    rows_ = 0;
    values_ = 0;
  }

  /// Returns the page's values in the encoding that was asked for.
  const ByteArray& EncodePlain() {
    encoded_.Clear();
    const uint8_t* plain = plain_.data();
    switch (plan_.encoding) {
      case PageEncoding::kRle: AppendRleBooleans(plain, values_, encoded_); break;
      case PageEncoding::kDeltaBinaryPacked:
        AppendDeltaBinaryPacked(plain, values_, width_, encoded_);
        break;
      case PageEncoding::kDeltaLengthByteArray:
        AppendDeltaLengthByteArray(plain, values_, encoded_);
        break;
      case PageEncoding::kDeltaByteArray:
        AppendDeltaByteArray(plain, values_, leaf_.fixed_width, encoded_);
        break;
      case PageEncoding::kByteStreamSplit:
        AppendByteStreamSplit(plain, values_, width_, encoded_);
        break;
      default:
        if constexpr (!std::is_same_v<Kind, BooleanKind>) return plain_;
        AppendBits(plain, values_, encoded_);
    }
    return encoded_;
  }

  // Pages of either.

  /// Returns the entries from `at` on for a page: whole rows, until there is as much as `max` of
  /// anything.
  Step StepOf(const Levels& levels, size_t at, const Step& max) const {
    const bool all_there = levels.definitions == nullptr;
    if (all_there && levels.repetitions == nullptr) {
      const size_t rows = std::min({levels.count - at, max.entries, max.values, max.rows});
      return {rows, rows, rows};
    }
    Step step;
    for (size_t i = at; i < levels.count; ++i) {
      if (levels.BeginsRow(i)) {
        const bool is_full =
            step.rows == max.rows || step.values >= max.values || step.entries >= max.entries;
        if (is_full) break;
        ++step.rows;
      }
      ++step.entries;
      step.values += all_there || levels.definitions[i] == leaf_.max_definition ? 1 : 0;
    }
    return step;
  }

  void AddPage(PageEncoding encoding, const Levels& levels, size_t at, const Step& step,
               const ByteArray& values) {
    PageDraft draft;
    draft.encoding = encoding;
    draft.values = &values;
    draft.entries = step.entries;
    draft.nulls = step.entries - step.values;
    draft.rows = step.rows;
    draft.has_definitions = leaf_.max_definition > 0;
    const int definition_bits = BitsFor(leaf_.max_definition);
    if (levels.definitions == nullptr) {
      AppendRun(leaf_.max_definition, step.entries, definition_bits, draft.definitions);
    } else {
      AppendRleBitPacked(levels.definitions + at, step.entries, definition_bits, draft.definitions);
    }
    if (levels.repetitions != nullptr) {
      AppendRleBitPacked(levels.repetitions + at, step.entries, BitsFor(leaf_.max_repetition),
                         draft.repetitions);
    }
    draft.bounds = page_bounds_.Take(width_, IsText());
    pages_.AddData(draft);
  }

  const StoredLeaf& leaf_;
  const LeafPlan& plan_;
  const uint32_t width_;  // of a plain value, but of byte arrays
  LeafText text_;
  ValueStage<T> stage_;
  std::optional<DictionaryBuilder<T>> dictionary_;
  std::shared_ptr<const Vector> mapped_;  // dictionary that values came with last
  std::vector<uint32_t> map_;             // from its codes to ours
  GrowingArray<uint32_t> codes_;
  std::vector<uint8_t> seen_;  // by code; all 0 between pages
  LevelBuffer levels_;         // of all entries with a dictionary, else of the page's
  ByteArray plain_;            // of the page
  size_t rows_ = 0;            // of the page
  size_t values_ = 0;
  ByteArray encoded_;
  BoundsTracker<Kind> page_bounds_;
  BoundsTracker<Kind> chunk_bounds_;
  GrowingArray<uint64_t> hashes_;
  ChunkPages pages_;
};

}  // namespace lakebolt::parquet_format
