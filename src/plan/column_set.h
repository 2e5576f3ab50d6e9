#pragma once

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <vector>

#include "expression/expression.h"

namespace lakebolt {

/// Is a set of a query's columns, iterated in ascending order. Ids are small and lie close
/// together, which a bit each makes use of: sets are made by the hundred while a query is planned.
class ColumnSet {
 public:
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = ColumnId;
    using difference_type = std::ptrdiff_t;
    using pointer = const ColumnId*;
    using reference = ColumnId;

    Iterator() = default;
    ColumnId operator*() const {
      return (set_->first_word_ + static_cast<uint32_t>(word_)) * kWordBits +
             static_cast<uint32_t>(std::countr_zero(rest_));
    }
    Iterator& operator++() {
      rest_ &= rest_ - 1;
      Settle();
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator& other) const {
      return word_ == other.word_ && rest_ == other.rest_;
    }

   private:
    friend class ColumnSet;
    Iterator(const ColumnSet* set, size_t word) : set_(set), word_(word) {
      if (word < set->words_.size()) {
        rest_ = set->words_[word];
        Settle();
      }
    }
    void Settle() {
      while (rest_ == 0 && ++word_ < set_->words_.size()) rest_ = set_->words_[word_];
    }

    const ColumnSet* set_ = nullptr;
    size_t word_ = 0;
    uint64_t rest_ = 0;  // the word's ids that are still to come
  };
  using value_type = ColumnId;
  using const_iterator = Iterator;

  ColumnSet() = default;
  ColumnSet(std::initializer_list<ColumnId> ids) { insert(ids.begin(), ids.end()); }
  template <typename InputIterator>
  ColumnSet(InputIterator begin, InputIterator end) {
    insert(begin, end);
  }

  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, words_.size()}; }

  bool contains(ColumnId id) const { return (WordAt(id / kWordBits) >> (id % kWordBits) & 1) != 0; }
  bool empty() const;
  size_t size() const;
  bool operator==(const ColumnSet& other) const;
  bool IsSubsetOf(const ColumnSet& other) const;
  bool Intersects(const ColumnSet& other) const;

  /// Returns whether the id is new.
  bool insert(ColumnId id);
  template <typename InputIterator>
  void insert(InputIterator begin, InputIterator end) {
    for (; begin != end; ++begin) insert(static_cast<ColumnId>(*begin));
  }
  void insert(const ColumnSet& other);
  /// Returns whether the id was there.
  bool erase(ColumnId id);
  /// Keeps what is in the other set too.
  void Intersect(const ColumnSet& other);
  /// Keeps what is not in the other set.
  void Subtract(const ColumnSet& other);

 private:
  static constexpr uint32_t kWordBits = 64;

  /// Returns the bits of the ids from 64 times `word` on.
  uint64_t WordAt(uint32_t word) const {
    const uint32_t i = word - first_word_;  // wraps to a large one below the first
    return i < words_.size() ? words_[i] : 0;
  }

  std::vector<uint64_t> words_;
  uint32_t first_word_ = 0;  // ids below it times 64 are not in the set
};

}  // namespace lakebolt
