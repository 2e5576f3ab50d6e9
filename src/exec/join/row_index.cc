#include "exec/join/row_index.h"

#include <algorithm>
#include <bit>

#include "base/cancellation_scope.h"

namespace lakebolt {

namespace {

// An array of four bytes a code is hardly larger than slots while codes are at most so many; and
// ascending codes, of which a part may be on disk, are found one behind the other.
constexpr uint64_t kArrayCodesPerRow = 6;
constexpr uint64_t kArrayCodesAlways = uint64_t{1} << 18;
// A bit a code.
constexpr uint64_t kBitmapCodesPerRow = 64;
constexpr uint64_t kBitmapCodesAlways = uint64_t{1} << 22;
// Tables that stay in the second-level cache gain nothing from prefetching.
constexpr size_t kPrefetchFromBytes = size_t{1} << 19;
constexpr uint32_t kPrefetchAhead = 24;
// Rows between two looks at cancellation: in a new table each may be the first to touch a huge
// page, which the system has to clear.
constexpr uint32_t kRowsBetweenLooks = 64;

template <bool kConcurrent>
RowRef Exchange(RowRef& place, RowRef ref) {
  if constexpr (kConcurrent) {
    return __atomic_exchange_n(&place, ref, __ATOMIC_RELAXED);
  } else {
    return std::exchange(place, ref);
  }
}

/// Puts the rows of `head` behind `ref`; tells whether there are any. Ends of chains are not
/// written: without duplicates the memory of chains is never touched, and first touching it would
/// cost more than all else of an insertion.
bool Chain(RowRef* next, RowRef ref, RowRef head) {
  if (head == kNoRow) return false;
  next[ref] = head;
  return true;
}

}  // namespace

RowIndex::Shape RowIndex::ShapeFor(uint64_t limit, uint64_t rows, bool chains) {
  Shape out;
  size_t bytes = 0;
  if (!chains && limit < std::max(kBitmapCodesPerRow * rows, kBitmapCodesAlways)) {
    out.kind = Kind::kBitmap;
    bytes = (limit / 64 + 1) * sizeof(uint64_t);
  } else if (limit < std::max(kArrayCodesPerRow * rows + 1024, kArrayCodesAlways)) {
    out.kind = Kind::kArray;
    bytes = (limit + 1) * sizeof(RowRef);
  } else {
    out.kind = limit <= UINT32_MAX ? Kind::kSlots8 : Kind::kSlots16;
    out.slots = std::bit_ceil(std::max<uint64_t>(rows + rows / 2, 64));
    bytes = out.slots * (out.kind == Kind::kSlots8 ? sizeof(uint64_t) : sizeof(Slot16));
  }
  out.table_bytes = static_cast<int64_t>(bytes);
  out.bytes = static_cast<int64_t>(bytes + (chains ? (rows + 1) * sizeof(RowRef) : 0));
  return out;
}

void RowIndex::Allocate(uint64_t limit, uint64_t rows, bool chains, Reservation& reservation) {
  const Shape shape = ShapeFor(limit, rows, chains);
  limit_ = limit;
  kind_ = shape.kind;
  if (shape.slots > 0) {
    mask_ = shape.slots - 1;
    shift_ = static_cast<uint32_t>(64 - std::countr_zero(shape.slots));
  }
  reservation.Grow(shape.bytes);
  table_ = ZeroedMemory(static_cast<size_t>(shape.table_bytes));
  prefetch_ = static_cast<size_t>(shape.table_bytes) >= kPrefetchFromBytes;
  if (chains) {
    chain_ = ZeroedMemory(static_cast<size_t>(shape.bytes - shape.table_bytes));
    next_ = chain_.as<RowRef>();
  }
}

void RowIndex::AllocateAll(uint32_t rows, Reservation& reservation) {
  kind_ = rows == 0 ? Kind::kNone : Kind::kAll;
  const size_t bytes = size_t{rows} + 1;
  reservation.Grow(static_cast<int64_t>(bytes));
  chain_ = ZeroedMemory(bytes);
  more_ = chain_.as<uint8_t>();
  SetBytes(more_, 1, rows);
  duplicates_ = rows > 1 ? rows - 1 : 0;
}

template <bool kConcurrent>
bool RowIndex::InsertBit(uint64_t code) {
  uint64_t& word = table_.as<uint64_t>()[code >> 6];
  const uint64_t bit = uint64_t{1} << (code & 63);
  if constexpr (kConcurrent) {
    if ((__atomic_load_n(&word, __ATOMIC_RELAXED) & bit) == 0) {
      __atomic_fetch_or(&word, bit, __ATOMIC_RELAXED);
    }
  } else {
    word |= bit;
  }
  return false;
}

template <bool kConcurrent>
bool RowIndex::InsertArray(uint64_t code, RowRef ref) {
  RowRef& head = table_.as<RowRef>()[code];
  if (next_ == nullptr) {
    __atomic_store_n(&head, ref, __ATOMIC_RELAXED);
    return false;
  }
  return Chain(next_, ref, Exchange<kConcurrent>(head, ref));
}

template <bool kConcurrent>
bool RowIndex::InsertSlot8(uint64_t code, RowRef ref) {
  auto* slots = table_.as<uint64_t>();
  const uint64_t mine = code << 32 | ref;
  for (uint64_t at = SlotOf(code);; at = (at + 1) & mask_) {
    uint64_t seen = kConcurrent ? __atomic_load_n(&slots[at], __ATOMIC_RELAXED) : slots[at];
    while (seen == 0 || seen >> 32 == code) {
      const auto head = static_cast<RowRef>(seen);
      if (next_ == nullptr && head != kNoRow) return false;
      if (next_ != nullptr) Chain(next_, ref, head);
      if constexpr (!kConcurrent) {
        slots[at] = mine;
        return next_ != nullptr && head != kNoRow;
      } else if (__atomic_compare_exchange_n(&slots[at], &seen, mine, false, __ATOMIC_RELAXED,
                                             __ATOMIC_RELAXED)) {
        return next_ != nullptr && head != kNoRow;
      }
    }
  }
}

template <bool kConcurrent>
bool RowIndex::InsertSlot16(uint64_t code, RowRef ref) {
  auto* slots = table_.as<Slot16>();
  const uint64_t mine = code + 1;
  for (uint64_t at = SlotOf(code);; at = (at + 1) & mask_) {
    Slot16& slot = slots[at];
    if constexpr (kConcurrent) {
      uint64_t seen = __atomic_load_n(&slot.code, __ATOMIC_RELAXED);
      if (seen == 0 && __atomic_compare_exchange_n(&slot.code, &seen, mine, false, __ATOMIC_RELAXED,
                                                   __ATOMIC_RELAXED)) {
        seen = mine;
      }
      if (seen != mine) continue;
    } else {
      if (slot.code == 0) slot.code = mine;
      if (slot.code != mine) continue;
    }
    const RowRef head = Exchange<kConcurrent>(slot.ref, ref);
    return next_ != nullptr && Chain(next_, ref, head);
  }
}

template <bool kConcurrent>
void RowIndex::InsertRows(const uint64_t* codes, uint32_t count, uint32_t first) {
  uint32_t duplicates = 0;
  const auto insert = [&](auto&& one) {
    for (uint32_t begin = 0; begin < count; begin += kRowsBetweenLooks) {
      CheckCancellation();
      const uint32_t end = std::min(count, begin + kRowsBetweenLooks);
      for (uint32_t i = begin; i < end; ++i) {
        if (codes[i] != kNoCode) duplicates += one(codes[i], first + i + 1) ? 1 : 0;
      }
    }
  };
  const auto ahead = [&](uint32_t ref) {
    // Codes of the rows to come stand `kPrefetchAhead` further on; kNoCode just prefetches astray.
    return codes[std::min(ref - first - 1 + kPrefetchAhead, count - 1)];
  };
  switch (kind_) {
    case Kind::kNone:
    case Kind::kAll: break;
    case Kind::kBitmap:
      insert([&](uint64_t code, RowRef) { return InsertBit<kConcurrent>(code); });
      break;
    case Kind::kArray:
      insert([&](uint64_t code, RowRef ref) {
        const uint64_t later = std::min(ahead(ref), limit_);
        if (prefetch_) __builtin_prefetch(table_.as<RowRef>() + later, 1);
        return InsertArray<kConcurrent>(code, ref);
      });
      break;
    case Kind::kSlots8:
      insert([&](uint64_t code, RowRef ref) {
        if (prefetch_) __builtin_prefetch(table_.as<uint64_t>() + SlotOf(ahead(ref)), 1);
        return InsertSlot8<kConcurrent>(code, ref);
      });
      break;
    case Kind::kSlots16:
      insert([&](uint64_t code, RowRef ref) {
        if (prefetch_) __builtin_prefetch(table_.as<Slot16>() + SlotOf(ahead(ref)), 1);
        return InsertSlot16<kConcurrent>(code, ref);
      });
      break;
  }
  if (duplicates > 0) __atomic_fetch_add(&duplicates_, duplicates, __ATOMIC_RELAXED);
}

void RowIndex::Insert(const uint64_t* codes, uint32_t count, uint32_t first, bool concurrent) {
  if (concurrent) {
    InsertRows<true>(codes, count, first);
  } else {
    InsertRows<false>(codes, count, first);
  }
}

template <bool kPrefetch>
void RowIndex::LookupSlots8(const uint64_t* codes, uint32_t count, RowRef* refs) const {
  const auto* slots = table_.as<uint64_t>();
  for (uint32_t i = 0; i < count; ++i) {
    if constexpr (kPrefetch) {
      __builtin_prefetch(slots + SlotOf(codes[std::min(i + kPrefetchAhead, count - 1)]));
    }
    const uint64_t code = codes[i];
    RowRef found = kNoRow;
    for (uint64_t at = SlotOf(code); slots[at] != 0; at = (at + 1) & mask_) {
      if (slots[at] >> 32 == code) {  // kNoCode has more than 32 bits: never
        found = static_cast<RowRef>(slots[at]);
        break;
      }
    }
    refs[i] = found;
  }
}

template <bool kPrefetch>
void RowIndex::LookupSlots16(const uint64_t* codes, uint32_t count, RowRef* refs) const {
  const auto* slots = table_.as<Slot16>();
  for (uint32_t i = 0; i < count; ++i) {
    if constexpr (kPrefetch) {
      __builtin_prefetch(slots + SlotOf(codes[std::min(i + kPrefetchAhead, count - 1)]));
    }
    const uint64_t wanted = codes[i] + 1;  // kNoCode: 0, an empty slot, whose row is kNoRow
    uint64_t at = SlotOf(codes[i]);
    while (slots[at].code != wanted && slots[at].code != 0) at = (at + 1) & mask_;
    refs[i] = slots[at].ref;
  }
}

void RowIndex::Lookup(const uint64_t* codes, uint32_t count, RowRef* refs) const {
  switch (kind_) {
    case Kind::kNone: std::fill_n(refs, count, kNoRow); break;
    case Kind::kAll: std::fill_n(refs, count, 1); break;
    case Kind::kBitmap: {
      const auto* words = table_.as<uint64_t>();
      for (uint32_t i = 0; i < count; ++i) {
        const uint64_t code = std::min(codes[i], limit_);
        const uint64_t bit = words[code >> 6] >> (code & 63) & 1;
        refs[i] = codes[i] <= limit_ ? static_cast<RowRef>(bit) : kNoRow;
      }
      break;
    }
    case Kind::kArray: {
      const auto* heads = table_.as<RowRef>();
      for (uint32_t i = 0; i < count; ++i) {
        const RowRef head = heads[std::min(codes[i], limit_)];
        refs[i] = codes[i] <= limit_ ? head : kNoRow;
      }
      break;
    }
    case Kind::kSlots8:
      return prefetch_ ? LookupSlots8<true>(codes, count, refs)
                       : LookupSlots8<false>(codes, count, refs);
    case Kind::kSlots16:
      return prefetch_ ? LookupSlots16<true>(codes, count, refs)
                       : LookupSlots16<false>(codes, count, refs);
  }
}

std::string RowIndex::Describe() const {
  const std::string bytes =
      FormatBytes(static_cast<int64_t>(table_.size())) + (regrouped_ ? ", rows side by side" : "");
  switch (kind_) {
    case Kind::kNone: return "no rows";
    case Kind::kAll: return "all pairs";
    case Kind::kBitmap: return "bitmap of " + bytes;
    case Kind::kArray: return "array of " + bytes;
    case Kind::kSlots8: return "slots of 8 bytes, " + bytes;
    case Kind::kSlots16: return "slots of 16 bytes, " + bytes;
  }
  return "";
}

}  // namespace lakebolt
