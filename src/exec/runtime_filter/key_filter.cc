#include "exec/runtime_filter/key_filter.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

#include "base/hash.h"
#include "vector/hash_vector.h"

namespace lakebolt {

namespace {

// A bitmap of this many bits a key costs at most four times what a Bloom filter would, is exact,
// and tests neighbouring keys in one place. One that fits the second-level cache is always as fast.
constexpr uint64_t kBitsPerKey = 64;
constexpr uint64_t kBitsAlways = uint64_t{1} << 22;
constexpr uint64_t kBloomKeysPerWord = 4;
// Words that fit the first-level cache beside others: among few keys hardly any other passes.
constexpr uint64_t kLeastBloomWords = 1024;
constexpr uint32_t kMostListed = 32;
constexpr uint32_t kPrefetchAhead = 16;

/// Holds sets of four bits of a word, to be picked by the low bits of a hash; its top bits choose
/// the word. Looking a set up takes less time than shifting each of its bits into place.
struct BloomMasks {
  static constexpr uint64_t kCount = 1024;
  std::array<uint64_t, kCount> masks{};

  constexpr BloomMasks() {
    uint64_t state = 0x9E3779B97F4A7C15ULL;
    for (uint64_t& mask : masks) {
      while (std::popcount(mask) < 4) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        mask |= uint64_t{1} << (state >> 58);
      }
    }
  }
};
constexpr BloomMasks kBloomMasks;

uint64_t BloomBits(uint64_t hash) {
  return kBloomMasks.masks[hash % BloomMasks::kCount];
}

}  // namespace

KeyFilter::KeyFilter(LogicalType type)
    : type_(std::move(type)), integer_(IsIntegerKey(type_)), bounds_(type_) {}

void KeyFilter::Prepare(const KeyBounds& bounds, uint32_t rows, Reservation& reservation) {
  bounds_ = bounds;
  lists_ = rows <= kMostListed;
  lists_words_ = integer_ && rows <= KeyList::kMost;
  if (rows == 0 || (integer_ && bounds.IsEmpty())) return;
  size_t words = 0;
  Kind kind = Kind::kBounds;
  if (integer_ && bounds.span() < std::max(kBitsPerKey * rows, kBitsAlways)) {
    kind = Kind::kBitmap;
    words = bounds.span() / 64 + 1;
  } else {
    kind = Kind::kBloom;
    words = WordsOfBloom(rows);
  }
  if (!reservation.TryGrow(static_cast<int64_t>(words * sizeof(uint64_t)))) return;
  kind_ = kind;
  words_ = ZeroedMemory(words * sizeof(uint64_t));
}

void KeyFilter::PrepareOpen(uint64_t rows, Reservation& reservation) {
  const size_t words = WordsOfBloom(rows);
  if (!reservation.TryGrow(static_cast<int64_t>(words * sizeof(uint64_t)))) {
    // Bounds come last: until then it is not known that there are any keys.
    any_.store(true, std::memory_order_relaxed);
    return;
  }
  kind_ = Kind::kBloom;
  words_ = ZeroedMemory(words * sizeof(uint64_t));
}

/// Returns the words of a Bloom filter, and notes how a hash chooses one.
size_t KeyFilter::WordsOfBloom(uint64_t rows) {
  const size_t words = std::bit_ceil(std::max(rows / kBloomKeysPerWord, kLeastBloomWords));
  shift_ = static_cast<uint32_t>(64 - std::countr_zero(words));
  return words;
}

void KeyFilter::Set(uint64_t word, uint64_t bits, bool concurrent) {
  uint64_t& place = words_.as<uint64_t>()[word];
  if (!concurrent) {
    place |= bits;
  } else if ((__atomic_load_n(&place, __ATOMIC_RELAXED) & bits) != bits) {
    __atomic_fetch_or(&place, bits, __ATOMIC_RELAXED);
  }
}

void KeyFilter::Add(const Vector& keys, bool concurrent) {
  if (keys.size() == 0) return;
  if (lists_) List(keys);
  if (lists_words_) ListWords(keys);
  if (integer_ && kind_ != Kind::kBloom) {
    // Without any value the bounds are empty.
    if (!bounds_.IsEmpty()) any_.store(true, std::memory_order_relaxed);
    if (kind_ == Kind::kBitmap) AddBits(keys, concurrent);
    return;
  }
  if (kind_ == Kind::kBloom) {
    AddHashes(keys, concurrent);
  } else {
    any_.store(true, std::memory_order_relaxed);
  }
}

void KeyFilter::List(const Vector& keys) {
  const std::lock_guard lock(mutex_);
  const uint32_t size = keys.IsConstant() ? 1 : keys.size();
  for (uint32_t row = 0; row < size; ++row) {
    if (!keys.IsNull(row)) values_.push_back(keys.GetValue(row));
  }
}

void KeyFilter::ListWords(const Vector& keys) {
  const std::lock_guard lock(mutex_);
  DispatchIntegerKey(keys.type().physical(), [&]<typename T>() {
    const VectorReader<T> reader(keys);
    const uint32_t size = keys.IsConstant() ? 1 : keys.size();
    for (uint32_t row = 0; row < size; ++row) {
      if (!reader.IsNull(row)) list_.Add<T>(reader[row]);
    }
  });
}

void KeyFilter::Finish() {
  if (lists_words_) list_.Finish();
  Publish();
}

void KeyFilter::AddBits(const Vector& keys, bool concurrent) {
  const uint64_t min = bounds_.min();
  DispatchIntegerKey(keys.type().physical(), [&]<typename T>() {
    const VectorReader<T> reader(keys);
    const bool nulls = reader.MayHaveNulls();
    const uint32_t size = keys.IsConstant() ? 1 : keys.size();
    for (uint32_t row = 0; row < size; ++row) {
      if (nulls && reader.IsNull(row)) continue;
      const uint64_t code = KeyWord(reader[row]) - min;
      Set(code >> 6, uint64_t{1} << (code & 63), concurrent);
    }
  });
}

void KeyFilter::AddIntegerHashes(const Vector& keys, bool concurrent) {
  DispatchIntegerKey(keys.type().physical(), [&]<typename T>() {
    const VectorReader<T> reader(keys);
    const uint32_t size = keys.IsConstant() ? 1 : keys.size();
    bool any = false;
    for (uint32_t row = 0; row < size; ++row) {
      // A word of a large filter is fetched while those before it are set: each waits for its own.
      const uint32_t ahead = std::min(row + kPrefetchAhead, size - 1);
      __builtin_prefetch(&words_.as<uint64_t>()[HashWord(KeyWord(reader[ahead])) >> shift_], 1);
      if (reader.IsNull(row)) continue;
      const uint64_t hash = HashWord(KeyWord(reader[row]));
      Set(hash >> shift_, BloomBits(hash), concurrent);
      any = true;
    }
    if (any) any_.store(true, std::memory_order_relaxed);
  });
}

void KeyFilter::AddHashes(const Vector& keys, bool concurrent) {
  if (integer_) return AddIntegerHashes(keys, concurrent);
  std::vector<uint64_t> hashes(keys.size());
  HashColumn(keys, RowSet::Dense(keys.size()), true, hashes.data());
  const bool nulls = keys.MayHaveNulls();
  bool any = false;
  for (uint32_t row = 0; row < keys.size(); ++row) {
    if (nulls && keys.IsNull(row)) continue;
    Set(hashes[row] >> shift_, BloomBits(hashes[row]), concurrent);
    any = true;
  }
  if (any) any_.store(true, std::memory_order_relaxed);
}

Value KeyFilter::min() const {
  if (!integer_ || bounds_.IsEmpty()) return Value(type_);
  return Value::Integral(type_, bounds_.is_signed() ? int128_t{static_cast<int64_t>(bounds_.min())}
                                                    : static_cast<int128_t>(bounds_.min()));
}

Value KeyFilter::max() const {
  if (!integer_ || bounds_.IsEmpty()) return Value(type_);
  return Value::Integral(type_, bounds_.is_signed() ? int128_t{static_cast<int64_t>(bounds_.max())}
                                                    : static_cast<int128_t>(bounds_.max()));
}

void KeyFilter::Test(const Vector& values, RowSet rows, uint8_t* mask) const {
  if (IsEmpty()) {
    rows.ForEach([mask](uint32_t row) { mask[row] = 0; });
  } else if (values.IsDictionary() && values.dictionary().size() <= rows.count) {
    TestDictionary(values, rows, mask);
  } else if (integer_) {
    TestIntegers(values, rows, mask);
  } else {
    TestHashes(values, rows, mask);
  }
}

void KeyFilter::TestDictionary(const Vector& values, RowSet rows, uint8_t* mask) const {
  const Vector& entries = values.dictionary();
  std::vector<uint8_t> passes(entries.size() + 1, 0);
  Test(entries, RowSet::Dense(entries.size()), passes.data());
  const uint32_t* codes = values.codes();
  const uint64_t* validity = values.validity();
  if (validity == nullptr) {
    rows.ForEach([&](uint32_t row) { mask[row] = passes[codes[row]]; });
  } else {
    rows.ForEach(
        [&](uint32_t row) { mask[row] = GetBit(validity, row) ? passes[codes[row]] : uint8_t{0}; });
  }
}

namespace {

/// Writes for each row what `passes` says of its key, 0 where it is NULL.
template <typename Passes>
void TestKeys(const Vector& values, RowSet rows, uint8_t* mask, Passes passes) {
  DispatchIntegerKey(values.type().physical(), [&]<typename T>() {
    const VectorReader<T> reader(values);
    if (reader.MayHaveNulls()) {
      rows.ForEach([&](uint32_t row) {
        mask[row] = reader.IsNull(row) ? uint8_t{0} : passes(KeyWord(reader[row]));
      });
    } else if (reader.IsFlat()) {
      const T* flat = reader.values();
      rows.ForEach([&](uint32_t row) { mask[row] = passes(KeyWord(flat[row])); });
    } else {
      rows.ForEach([&](uint32_t row) { mask[row] = passes(KeyWord(reader[row])); });
    }
  });
}

}  // namespace

/// Tests by the listed keys; returns false where there are too many for that.
bool KeyFilter::TestList(const Vector& values, RowSet rows, uint8_t* mask) const {
  if (!lists_words_ || !rows.IsDense() || !values.IsFlat() || values.MayHaveNulls()) return false;
  bool tested = false;
  DispatchIntegerKey(values.type().physical(), [&]<typename T>() {
    tested = list_.Test(values.values<T>(), rows.count, mask);
  });
  return tested;
}

void KeyFilter::TestIntegers(const Vector& values, RowSet rows, uint8_t* mask) const {
  if (TestList(values, rows, mask)) return;
  const uint64_t min = bounds_.min();
  const uint64_t span = bounds_.span();
  const uint64_t* words = words_.as<uint64_t>();
  switch (kind_) {
    case Kind::kBounds:
      TestKeys(values, rows, mask,
               [=](uint64_t key) { return static_cast<uint8_t>(key - min <= span); });
      break;
    case Kind::kBitmap:
      TestKeys(values, rows, mask, [=](uint64_t key) {
        const uint64_t code = key - min;
        const uint64_t safe = std::min(code, span);
        return static_cast<uint8_t>((words[safe >> 6] >> (safe & 63)) & (code <= span ? 1 : 0));
      });
      break;
    case Kind::kBloom:
      TestKeys(values, rows, mask, [=, shift = shift_](uint64_t key) {
        const uint64_t hash = HashWord(key);
        return static_cast<uint8_t>((~words[hash >> shift] & BloomBits(hash)) == 0);
      });
      break;
  }
}

void KeyFilter::TestHashes(const Vector& values, RowSet rows, uint8_t* mask) const {
  if (kind_ == Kind::kBounds) {
    rows.ForEach([&](uint32_t row) { mask[row] = static_cast<uint8_t>(!values.IsNull(row)); });
    return;
  }
  std::vector<uint64_t> hashes(rows.count);
  HashColumn(values, rows, true, hashes.data());
  const uint64_t* words = words_.as<uint64_t>();
  const bool nulls = values.MayHaveNulls();
  for (uint32_t i = 0; i < rows.count; ++i) {
    const uint64_t bits = BloomBits(hashes[i]);
    const bool passes = (words[hashes[i] >> shift_] & bits) == bits;
    const uint32_t row = rows[i];
    mask[row] = static_cast<uint8_t>(passes && !(nulls && values.IsNull(row)));
  }
}

}  // namespace lakebolt
