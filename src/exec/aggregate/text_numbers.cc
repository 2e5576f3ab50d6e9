#include "exec/aggregate/text_numbers.h"

#include <algorithm>

namespace lakebolt {

namespace {

constexpr size_t kFirstSlots = 256;
/// A dictionary's values are numbered at first sight if they are so few, or few for the rows.
constexpr uint32_t kSmallDictionary = 1024;
constexpr uint32_t kEntriesPerRow = 4;
/// So many dictionaries are remembered.
constexpr size_t kMostDictionaries = 1 << 12;

size_t BucketOf(const Vector* values, size_t buckets) {
  return HashWord(reinterpret_cast<uintptr_t>(values)) % buckets;
}

/// Tells whether both are of one owner, which no later dictionary at the same address is.
bool IsSame(const std::weak_ptr<const Vector>& a, const std::shared_ptr<const Vector>& b) {
  return !a.owner_before(b) && !b.owner_before(a);
}

}  // namespace

TextNumbers::TextNumbers(Reservation memory) : texts_(1), memory_(std::move(memory)) {
  tables_.push_back(std::make_unique<Table>(kFirstSlots));
  table_ = tables_.back().get();
}

TextNumbers::~TextNumbers() = default;

uint32_t TextNumbers::Add(const StringView& text, uint64_t hash) {
  const std::lock_guard lock(mutex_);
  return AddLocked(text, hash);
}

/// Returns the number of a text, a new one where there is none yet.
uint32_t TextNumbers::AddLocked(const StringView& text, uint64_t hash) {
  if (const uint32_t known = Find(*tables_.back(), text, hash)) return known;
  if (texts_.size() * 2 > tables_.back()->mask) Grow();
  const auto number = static_cast<uint32_t>(texts_.size());
  const size_t before = heap_->bytes();
  texts_.push_back(heap_->Add(text.view()));
  Charge(heap_->bytes() - before + sizeof(StringView));
  const Table& table = *tables_.back();
  size_t at = hash >> table.shift;
  while (table.slots[at].word.load(std::memory_order_relaxed) != 0) at = (at + 1) & table.mask;
  table.slots[at].text = texts_.back();
  table.slots[at].word.store(WordOf(hash, number), std::memory_order_release);
  return number;
}

void TextNumbers::Grow() {
  const size_t size = (tables_.back()->mask + 1) * 2;
  auto table = std::make_unique<Table>(size);
  Charge(size * sizeof(Slot));
  for (uint32_t number = 1; number < texts_.size(); ++number) {
    const StringView& text = texts_[number];
    const uint64_t hash = HashBytes(text.data(), text.size());
    size_t at = hash >> table->shift;
    while (table->slots[at].word.load(std::memory_order_relaxed) != 0) at = (at + 1) & table->mask;
    table->slots[at].text = text;
    table->slots[at].word.store(WordOf(hash, number), std::memory_order_relaxed);
  }
  tables_.push_back(std::move(table));
  table_.store(tables_.back().get(), std::memory_order_release);
}

/// Notes memory as far as there is some: texts are few, and nobody is asked to write rows to disk
/// for them while the lock is held.
void TextNumbers::Charge(size_t bytes) {
  constexpr size_t kAtOnce = 64 << 10;
  uncharged_ += bytes;
  if (uncharged_ < kAtOnce) return;
  memory_.TryGrow(static_cast<int64_t>(uncharged_));
  uncharged_ = 0;
}

TextNumbers::Dictionary* TextNumbers::FindDictionary(
    const std::shared_ptr<const Vector>& values) const {
  Dictionary* found =
      dictionaries_[BucketOf(values.get(), kBuckets)].load(std::memory_order_acquire);
  while (found != nullptr && !IsSame(found->values, values)) found = found->next;
  return found;
}

/// Returns the numbers of the values of a dictionary vector; null where single rows are to be
/// looked up.
const uint32_t* TextNumbers::NumbersOf(const Vector& texts, uint32_t rows) {
  const std::shared_ptr<const Vector>& values = texts.dictionary_ptr();
  Dictionary* known = FindDictionary(values);
  if (known != nullptr) {
    if (const uint32_t* numbers = known->numbers.load(std::memory_order_acquire)) return numbers;
  }
  const bool at_once =
      values->size() <= std::max<uint64_t>(kSmallDictionary, uint64_t{rows} * kEntriesPerRow);
  const std::lock_guard lock(mutex_);
  Dictionary* dictionary = FindDictionary(values);
  if (dictionary == nullptr) {
    if (all_dictionaries_.size() == kMostDictionaries) return nullptr;
    all_dictionaries_.push_back(std::make_unique<Dictionary>());
    dictionary = all_dictionaries_.back().get();
    dictionary->values = values;
    auto& bucket = dictionaries_[BucketOf(values.get(), kBuckets)];
    dictionary->next = bucket.load(std::memory_order_relaxed);
    bucket.store(dictionary, std::memory_order_release);
  }
  return at_once || known != nullptr ? NumberAll(*values, *dictionary) : nullptr;
}

const uint32_t* TextNumbers::NumberAll(const Vector& values, Dictionary& dictionary) {
  if (dictionary.storage == nullptr) {
    auto numbers = std::make_unique<uint32_t[]>(values.size());
    Charge(size_t{values.size()} * sizeof(uint32_t));
    const auto* texts = values.values<StringView>();
    for (uint32_t i = 0; i < values.size(); ++i) {
      if (values.IsNull(i)) continue;
      numbers[i] = AddLocked(texts[i], HashBytes(texts[i].data(), texts[i].size()));
    }
    dictionary.storage = std::move(numbers);
    dictionary.numbers.store(dictionary.storage.get(), std::memory_order_release);
  }
  return dictionary.storage.get();
}

std::shared_ptr<const Vector> TextNumbers::Texts() {
  const std::lock_guard lock(mutex_);
  if (snapshot_ == nullptr || snapshot_->size() != texts_.size()) {
    auto texts = std::make_shared<Vector>(TypeId::kVarchar, static_cast<uint32_t>(texts_.size()));
    std::copy(texts_.begin(), texts_.end(), texts->mutable_values<StringView>());
    texts->AddOwner(heap_);
    snapshot_ = std::move(texts);
  }
  return snapshot_;
}

}  // namespace lakebolt
