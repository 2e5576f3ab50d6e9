#include "plan/column_set.h"

#include <algorithm>

namespace lakebolt {

bool ColumnSet::empty() const {
  return std::all_of(words_.begin(), words_.end(), [](uint64_t word) { return word == 0; });
}

size_t ColumnSet::size() const {
  size_t size = 0;
  for (const uint64_t word : words_) size += static_cast<size_t>(std::popcount(word));
  return size;
}

bool ColumnSet::operator==(const ColumnSet& other) const {
  return IsSubsetOf(other) && other.IsSubsetOf(*this);
}

bool ColumnSet::IsSubsetOf(const ColumnSet& other) const {
  for (uint32_t i = 0; i < words_.size(); ++i) {
    if ((words_[i] & ~other.WordAt(first_word_ + i)) != 0) return false;
  }
  return true;
}

bool ColumnSet::Intersects(const ColumnSet& other) const {
  for (uint32_t i = 0; i < words_.size(); ++i) {
    if ((words_[i] & other.WordAt(first_word_ + i)) != 0) return true;
  }
  return false;
}

bool ColumnSet::insert(ColumnId id) {
  const uint32_t word = id / kWordBits;
  if (words_.empty()) first_word_ = word;
  if (word < first_word_) {
    words_.insert(words_.begin(), first_word_ - word, 0);
    first_word_ = word;
  }
  if (word - first_word_ >= words_.size()) words_.resize(word - first_word_ + 1);
  uint64_t& bits = words_[word - first_word_];
  const uint64_t bit = uint64_t{1} << (id % kWordBits);
  const bool is_new = (bits & bit) == 0;
  bits |= bit;
  return is_new;
}

void ColumnSet::insert(const ColumnSet& other) {
  if (words_.empty()) {
    *this = other;
    return;
  }
  for (const ColumnId id : other) insert(id);
}

bool ColumnSet::erase(ColumnId id) {
  if (!contains(id)) return false;
  words_[id / kWordBits - first_word_] &= ~(uint64_t{1} << (id % kWordBits));
  return true;
}

void ColumnSet::Intersect(const ColumnSet& other) {
  for (uint32_t i = 0; i < words_.size(); ++i) words_[i] &= other.WordAt(first_word_ + i);
}

void ColumnSet::Subtract(const ColumnSet& other) {
  for (uint32_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.WordAt(first_word_ + i);
}

}  // namespace lakebolt
