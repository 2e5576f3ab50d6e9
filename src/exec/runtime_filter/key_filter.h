#pragma once

#include <atomic>
#include <mutex>
#include <vector>

#include "base/memory_pool.h"
#include "base/zeroed_memory.h"
#include "exec/runtime_filter/key_bounds.h"
#include "exec/runtime_filter/key_list.h"
#include "source/listing_filter.h"

namespace lakebolt {

/// Is the filter that one join key's build side gives to scans of the probe side. For integer keys
/// it keeps the bounds and, where their span is small enough, a bit a value; else, and for other
/// types, a Bloom filter of one 64-bit word a key (register-blocked: four bits of one word). A few
/// keys are listed besides, for listings and, in order, for values that stand close together.
///
/// Order of calls: Prepare, Add (any thread), Finish, which publishes. Where keys have to be added
/// before all are known: PrepareOpen, Add, SetBounds, Finish.
class KeyFilter final : public ListingFilter {
 public:
  explicit KeyFilter(LogicalType type);

  /// Gets ready for `rows` keys within `bounds`; takes memory from `reservation`, and falls back to
  /// bounds alone when there is none.
  void Prepare(const KeyBounds& bounds, uint32_t rows, Reservation& reservation);
  /// Gets ready for about `rows` keys, of which a Bloom filter is made.
  void PrepareOpen(uint64_t rows, Reservation& reservation);
  void SetBounds(const KeyBounds& bounds) { bounds_ = bounds; }
  /// Adds all values of a vector; `concurrent` when other threads add, too.
  void Add(const Vector& keys, bool concurrent);
  void Finish();

  Value min() const override;
  Value max() const override;
  bool IsEmpty() const override { return !any_.load(std::memory_order_relaxed); }
  const std::vector<Value>& values() const override { return values_; }
  void Test(const Vector& values, RowSet rows, uint8_t* mask) const override;

 private:
  enum class Kind : uint8_t { kBounds, kBitmap, kBloom };

  size_t WordsOfBloom(uint64_t rows);
  void List(const Vector& keys);
  void ListWords(const Vector& keys);
  void AddBits(const Vector& keys, bool concurrent);
  void AddHashes(const Vector& keys, bool concurrent);
  void AddIntegerHashes(const Vector& keys, bool concurrent);
  void Set(uint64_t word, uint64_t bits, bool concurrent);
  void TestDictionary(const Vector& values, RowSet rows, uint8_t* mask) const;
  bool TestList(const Vector& values, RowSet rows, uint8_t* mask) const;
  void TestIntegers(const Vector& values, RowSet rows, uint8_t* mask) const;
  void TestHashes(const Vector& values, RowSet rows, uint8_t* mask) const;

  LogicalType type_;
  Kind kind_ = Kind::kBounds;
  bool integer_;
  KeyBounds bounds_;
  std::atomic<bool> any_{false};
  uint32_t shift_ = 0;  // Bloom: word = hash >> shift
  ZeroedMemory words_;
  bool lists_ = false;
  bool lists_words_ = false;
  std::mutex mutex_;  // of what is listed
  std::vector<Value> values_;
  KeyList list_;
};

}  // namespace lakebolt
