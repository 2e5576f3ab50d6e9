#include "format/parquet/flat_column_reader.h"

#include <algorithm>
#include <cstring>

#include "base/bitmap.h"
#include "base/error.h"
#include "format/parquet/corrupt.h"
#include "format/parquet/value_conversion.h"

namespace lakebolt::parquet_format {

namespace {

// Where fewer than one in so many rows are wanted, whole pages may be passed over.
constexpr uint32_t kSparse = 64;

// Rows that are fewer than one in so many of a page's or of a dictionary's entries are copied out
// of it: they may be kept for long, and would keep all of it.
constexpr uint32_t kFew = 8;

/// Calls `body.operator()<T>()` with a plain type of `width` bytes.
template <typename Body>
void DispatchWidth(uint32_t width, Body&& body) {
  switch (width) {
    case 1: body.template operator()<uint8_t>(); return;
    case 2: body.template operator()<uint16_t>(); return;
    case 4: body.template operator()<uint32_t>(); return;
    case 8: body.template operator()<uint64_t>(); return;
    case 16: body.template operator()<uint128_t>(); return;
    case 32: body.template operator()<Int256>(); return;
    default: throw InternalError("no values of this width");
  }
}

/// Puts the i-th dense value to the i-th valid row. NULL rows get some value too: `dense` has one
/// entry more than there are valid rows.
template <typename T>
void Spread(const T* dense, const uint64_t* validity, uint32_t begin, uint32_t count, T* out) {
  uint32_t next = 0;
  for (uint32_t i = 0; i < count; ++i) {
    out[i] = dense[next];
    next += GetBit(validity, begin + i) ? 1 : 0;
  }
}

/// Clears bit `begin + i` where `levels[i]` is 0 (else 1); the bits were set. Returns how many
/// stay.
uint32_t ClearNulls(const uint32_t* levels, uint32_t count, uint32_t begin, uint64_t* bits) {
  uint32_t valid = 0;
  for (uint32_t i = 0; i < count;) {
    const uint32_t at = begin + i;
    const uint32_t n = std::min(count - i, 64 - at % 64);
    uint64_t nulls = 0;
    for (uint32_t k = 0; k < n; ++k) nulls |= static_cast<uint64_t>(levels[i + k] ^ 1) << k;
    bits[at / 64] &= ~(nulls << (at % 64));
    valid += n - static_cast<uint32_t>(__builtin_popcountll(nulls));
    i += n;
  }
  return valid;
}

template <typename T>
void Pick(const T* values, const uint32_t* codes, uint32_t count, T* out) {
  for (uint32_t i = 0; i < count; ++i) out[i] = values[codes[i]];
}

/// Copies the rows and the strings they point to, so that they keep no page or dictionary alive.
Vector Detach(const Vector& rows) {
  Vector flat = rows.Flatten();
  if (!flat.type().IsStringLike()) return flat;
  const auto* views = flat.values<StringView>();
  size_t bytes = 0;
  for (uint32_t i = 0; i < flat.size(); ++i) {
    if (!views[i].IsInline()) bytes += views[i].size();
  }
  const BufferPtr heap = Buffer::Allocate(bytes);
  const BufferPtr values = Buffer::Allocate(flat.size() * sizeof(StringView));
  auto* to = heap->as<char>();
  for (uint32_t i = 0; i < flat.size(); ++i) {
    StringView view = views[i];
    if (!view.IsInline()) {
      std::memcpy(to, view.data(), view.size());
      view = StringView(to, view.size());
      to += view.size();
    }
    values->as<StringView>()[i] = view;
  }
  Vector out = Vector::Flat(flat.type(), flat.size(), values, flat.validity_buffer());
  out.AddOwner(heap);
  return out;
}

void Reserve(BufferPtr& buffer, size_t bytes) {
  if (buffer == nullptr || buffer->size() < bytes) buffer = Buffer::Allocate(bytes);
}

}  // namespace

FlatColumnReader::FlatColumnReader(std::shared_ptr<ColumnChunk> chunk,
                                   std::shared_ptr<const RowRanges> wanted)
    : chunk_(std::move(chunk)),
      leaf_(chunk_->leaf()),
      width_(PhysicalWidth(leaf_.type.physical())),
      page_(chunk_),
      wanted_(std::move(wanted)) {}

void FlatColumnReader::Prepare() {
  if (prepared_) return;
  chunk_->Load();
  // Of a dictionary of nearly as many entries as rows nobody gains: evaluating an expression on
  // its entries costs as much as on the rows. Nor of one that the writer gave up as too large.
  prefers_flat_ =
      !chunk_->all_dictionary() || int64_t{chunk_->dictionary_size()} * 2 > chunk_->row_count();
  prepared_ = true;
}

std::shared_ptr<const Vector> FlatColumnReader::WholeDictionary() {
  Prepare();
  if (prefers_flat_) return nullptr;
  if (dictionary_ == nullptr) {
    chunk_->NameErrors([&] {
      dictionary_ = chunk_->Dictionary();
      return 0;
    });
  }
  return dictionary_;
}

void FlatColumnReader::NoteDensity(int64_t row, int64_t end, uint32_t count) {
  const int64_t passed = end - (asked_end_ < 0 ? row : asked_end_);
  is_dense_ = int64_t{count} * kSparse >= passed;
  asked_end_ = end;
}

Vector FlatColumnReader::Read(int64_t row, uint32_t count) {
  Prepare();
  NoteDensity(row, row + count, count);
  return chunk_->NameErrors(
      [&] { return DoRead(row, count, !prefers_flat_ && IsDictionaryRange(row, count)); });
}

Vector FlatColumnReader::ReadSelected(int64_t row, const uint32_t* selected, uint32_t count) {
  Prepare();
  const uint32_t first = selected[0];
  const uint32_t span = selected[count - 1] - first + 1;
  if (span == count && count > 1) return Read(row + first, count);
  NoteDensity(row, row + selected[count - 1] + 1, count);
  return chunk_->NameErrors([&] {
    // Codes are picked first, so that values are fetched only for the rows wanted.
    const bool is_dictionary = IsDictionaryRange(row + first, span);
    const Vector all = DoRead(row + first, span, is_dictionary);
    const BufferPtr shifted = Buffer::Allocate(count * sizeof(uint32_t));
    for (uint32_t i = 0; i < count; ++i) shifted->as<uint32_t>()[i] = selected[i] - first;
    Vector picked = all.Gather(shifted->as<uint32_t>(), count);
    const uint32_t source = is_dictionary ? dictionary_->size() : PageRows();
    if (count < source / kFew) return Detach(picked);
    return is_dictionary && prefers_flat_ ? picked.Flatten() : picked;
  });
}

bool FlatColumnReader::IsDictionaryRange(int64_t row, uint32_t count) const {
  if (chunk_->all_dictionary()) return true;
  const auto& pages = chunk_->pages();
  auto page = std::upper_bound(pages.begin(), pages.end(), row,
                               [](int64_t at, const Page& p) { return at < p.first_value; });
  for (--page; page != pages.end() && page->first_value < row + count; ++page) {
    if (!IsDictionary(page->header.encoding)) return false;
  }
  return true;
}

void FlatColumnReader::OpenPage(size_t index) {
  page_index_ = index;
  const Page& page = chunk_->pages()[index];
  page_.Open(index, is_dense_ && IsWanted(index + 1));
  page_open_ = true;
  next_row_ = page.first_value;
  page_left_ = page.header.value_count;
  if (page_.is_dictionary() && dictionary_ == nullptr) dictionary_ = chunk_->Dictionary();
}

bool FlatColumnReader::IsWanted(size_t page) const {
  if (page >= chunk_->pages().size()) return false;
  const Page& at = chunk_->pages()[page];
  return wanted_->Overlaps(at.first_value, at.first_value + at.header.value_count);
}

void FlatColumnReader::Seek(int64_t row) {
  const auto& pages = chunk_->pages();
  if (pages.empty()) ThrowCorruptBytes("its pages hold fewer values than the footer says");
  if (!page_open_ || row < next_row_ || row >= next_row_ + page_left_) {
    const auto after =
        std::upper_bound(pages.begin(), pages.end(), row,
                         [](int64_t at, const Page& page) { return at < page.first_value; });
    OpenPage(static_cast<size_t>(after - pages.begin()) - 1);
  }
  if (row > next_row_) SkipInPage(static_cast<uint32_t>(row - next_row_));
}

void FlatColumnReader::SkipInPage(uint32_t count) {
  uint32_t valid = count;
  if (leaf_.max_definition > 0) {
    Target ignored;
    ignored.size = count;
    valid = ReadValidity(count, 0, ignored);
  }
  if (page_.is_dictionary()) {
    page_.codes().Skip(valid);
  } else if (valid > 0) {
    page_.values().Skip(valid);
  }
  next_row_ += count;
  page_left_ -= count;
}

Vector FlatColumnReader::DoRead(int64_t row, uint32_t count, bool as_dictionary) {
  Seek(row);
  Target target;
  target.size = count;
  if (as_dictionary) {
    target.codes = Buffer::Allocate(count * sizeof(uint32_t));
  } else {
    target.values = Buffer::Allocate(size_t{count} * width_);
  }
  uint32_t done = 0;
  while (true) {
    const uint32_t n = std::min(count - done, page_left_);
    ReadFromPage(n, done, target);
    done += n;
    if (done == count) break;
    if (page_index_ + 1 >= chunk_->pages().size()) {
      ThrowCorruptBytes("its pages hold fewer values than the footer says");
    }
    OpenPage(page_index_ + 1);
  }
  if (as_dictionary) {
    return Vector::Dictionary(dictionary_, std::move(target.codes), count,
                              std::move(target.validity));
  }
  Vector out =
      Vector::Flat(leaf_.type, count, std::move(target.values), std::move(target.validity));
  for (auto& owner : target.owners) out.AddOwner(std::move(owner));
  return out;
}

void FlatColumnReader::ReadFromPage(uint32_t count, uint32_t at, Target& target) {
  const uint32_t valid = leaf_.max_definition > 0 ? ReadValidity(count, at, target) : count;
  if (page_.is_dictionary()) {
    ReadCodes(count, valid, at, target);
  } else {
    ReadValues(count, valid, at, target);
  }
  next_row_ += count;
  page_left_ -= count;
}

uint32_t FlatColumnReader::ReadValidity(uint32_t count, uint32_t at, Target& target) {
  uint32_t level = 0;
  auto& decoder = page_.definition_levels();
  const uint32_t repeats = decoder.PeekRepeats(count, &level);
  if (repeats == count && level == 1) {
    decoder.Skip(count);
    return count;
  }
  if (target.validity == nullptr) target.validity = MakeBitmap(target.size, true);
  levels_.resize(count);
  decoder.Decode(count, levels_.data(), 2);
  return ClearNulls(levels_.data(), count, at, target.validity->as<uint64_t>());
}

void FlatColumnReader::ReadCodes(uint32_t count, uint32_t valid, uint32_t at, Target& target) {
  const uint32_t limit = chunk_->dictionary_size();
  const bool to_codes = target.codes != nullptr;
  uint32_t* out = nullptr;
  if (to_codes) {
    out = target.codes->as<uint32_t>() + at;
  } else {
    levels_.resize(count);
    out = levels_.data();
  }
  if (valid == count) {
    page_.codes().Decode(count, out, limit);
  } else {
    Reserve(dense_, (size_t{valid} + 1) * sizeof(uint32_t));
    auto* dense = dense_->as<uint32_t>();
    page_.codes().Decode(valid, dense, limit);
    dense[valid] = 0;
    Spread(dense, target.validity->as<uint64_t>(), at, count, out);
  }
  if (to_codes) return;
  DispatchWidth(width_, [&]<typename T>() {
    Pick(dictionary_->values<T>(), out, count, target.values->as<T>() + at);
  });
  if (leaf_.type.IsStringLike() && (target.owners.empty() || target.owners.back() != dictionary_)) {
    target.owners.push_back(dictionary_);
  }
}

void FlatColumnReader::ReadValues(uint32_t count, uint32_t valid, uint32_t at, Target& target) {
  uint8_t* out = target.values->data() + size_t{at} * width_;
  if (valid == count) {
    DecodeValues(count, out, target);
    return;
  }
  Reserve(dense_, (size_t{valid} + 1) * width_);
  if (valid > 0) DecodeValues(valid, dense_->data(), target);
  std::memset(dense_->data() + size_t{valid} * width_, 0, width_);
  DispatchWidth(width_, [&]<typename T>() {
    Spread(dense_->as<T>(), target.validity->as<uint64_t>(), at, count, reinterpret_cast<T*>(out));
  });
}

void FlatColumnReader::DecodeValues(uint32_t count, uint8_t* out, Target& target) {
  ValueDecoder& values = page_.values();
  if (leaf_.conversion == Conversion::kNone) {
    values.Decode(count, out);
    if (leaf_.type.IsStringLike()) target.owners.push_back(page_.owner());
    return;
  }
  const size_t bytes = size_t{count} * DecodedWidth(leaf_);
  if (leaf_.conversion == Conversion::kBytes) {
    // The strings point into what was decoded, so it must live on.
    const BufferPtr heap = Buffer::Allocate(bytes);
    values.Decode(count, heap->data());
    ConvertValues(leaf_, heap->data(), count, out);
    target.owners.push_back(heap);
    return;
  }
  // Only bytes may lie at any address.
  if (leaf_.physical == PhysicalKind::kFixed) {
    if (const uint8_t* stored = values.Take(count)) {
      ConvertValues(leaf_, stored, count, out);
      return;
    }
  }
  Reserve(decoded_, bytes);
  values.Decode(count, decoded_->data());
  ConvertValues(leaf_, decoded_->data(), count, out);
}

}  // namespace lakebolt::parquet_format
