#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "base/hash.h"
#include "base/memory_pool.h"
#include "vector/vector.h"

namespace lakebolt {

/// Numbers the different texts of a key column for all workers of a group-by, from 1 on; 0 stands
/// for NULL. Numbers take less room than texts and are compared and hashed at once. Texts are to be
/// few: they stay as long as this does. Thread-safe; texts that are known are found without a lock.
class TextNumbers {
 public:
  explicit TextNumbers(Reservation memory);
  ~TextNumbers();

  /// Calls put(i, number) for the i-th row of `rows`.
  template <typename Put>
  void ForEach(const Vector& texts, RowSet rows, Put&& put) {
    const VectorReader<StringView> reader(texts);
    const uint32_t* by_code = texts.IsDictionary() ? NumbersOf(texts, rows.count) : nullptr;
    for (uint32_t i = 0; i < rows.count; ++i) {
      const uint32_t row = rows[i];
      if (reader.IsNull(row)) {
        put(i, 0);
      } else {
        put(i, by_code != nullptr ? by_code[reader.Index(row)] : NumberOf(reader[row]));
      }
    }
  }

  /// Returns the texts by number, at least all that were numbered when this was called.
  std::shared_ptr<const Vector> Texts();

 private:
  struct Slot {
    std::atomic<uint64_t> word = 0;  // the lower half of the hash, then the number; set last
    StringView text;
  };
  /// Is probed linearly from the top bits of the hash on, and at most half full.
  struct Table {
    explicit Table(size_t size)
        : slots(std::make_unique<Slot[]>(size)),
          mask(size - 1),
          shift(64 - static_cast<uint32_t>(std::countr_zero(size))) {}

    std::unique_ptr<Slot[]> slots;
    size_t mask;
    uint32_t shift;
  };
  /// Holds the numbers of a dictionary's values, once it has come a second time if it is large.
  struct Dictionary {
    std::weak_ptr<const Vector> values;
    std::atomic<const uint32_t*> numbers = nullptr;
    std::unique_ptr<uint32_t[]> storage;
    Dictionary* next = nullptr;
  };

  static uint64_t WordOf(uint64_t hash, uint32_t number) { return hash << 32 | number; }

  uint32_t NumberOf(const StringView& text) {
    const uint64_t hash = HashBytes(text.data(), text.size());
    const uint32_t known = Find(*table_.load(std::memory_order_acquire), text, hash);
    return known != 0 ? known : Add(text, hash);
  }

  /// Returns the number of a text; 0 where the table does not have it.
  static uint32_t Find(const Table& table, const StringView& text, uint64_t hash) {
    for (size_t at = hash >> table.shift;; at = (at + 1) & table.mask) {
      const Slot& slot = table.slots[at];
      const uint64_t word = slot.word.load(std::memory_order_acquire);
      if (word == 0) return 0;
      if (word >> 32 == (hash & 0xFFFFFFFF) && slot.text == text) {
        return static_cast<uint32_t>(word);
      }
    }
  }

  uint32_t Add(const StringView& text, uint64_t hash);
  uint32_t AddLocked(const StringView& text, uint64_t hash);
  void Grow();
  const uint32_t* NumbersOf(const Vector& texts, uint32_t rows);
  Dictionary* FindDictionary(const std::shared_ptr<const Vector>& values) const;
  const uint32_t* NumberAll(const Vector& values, Dictionary& dictionary);
  void Charge(size_t bytes);

  static constexpr size_t kBuckets = 64;

  std::atomic<Table*> table_;
  std::array<std::atomic<Dictionary*>, kBuckets> dictionaries_{};

  std::mutex mutex_;                            // of all below
  std::vector<std::unique_ptr<Table>> tables_;  // the last is in use; others may still be read
  std::vector<std::unique_ptr<Dictionary>> all_dictionaries_;
  std::vector<StringView> texts_;  // by number
  std::shared_ptr<StringHeap> heap_ = std::make_shared<StringHeap>();
  std::shared_ptr<const Vector> snapshot_;  // of texts_
  Reservation memory_;
  size_t uncharged_ = 0;
};

}  // namespace lakebolt
