// Texts in Arrow's two layouts: offsets and bytes, or views.

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "base/error.h"
#include "vector/arrow_owner.h"

namespace lakebolt {

namespace {

/// Copies a text's bytes by whole words; may write up to 12 bytes behind them, as buffers allow.
/// Calling memcpy for each text takes longer than the copy.
void CopyText(const StringView& text, uint8_t* to) {
  constexpr size_t kBlock = 16;
  const char* from = text.data();
  const size_t size = text.size();
  if (text.IsInline()) {
    std::memcpy(to, from, StringView::kInlineLength);
  } else if (size < kBlock) {
    std::memcpy(to, from, 8);
    std::memcpy(to + size - 8, from + size - 8, 8);
  } else {
    for (size_t at = 0; at + kBlock <= size; at += kBlock) std::memcpy(to + at, from + at, kBlock);
    std::memcpy(to + size - kBlock, from + size - kBlock, kBlock);
  }
}

/// Writes texts as offsets and bytes.
void ExportOffsets(const std::vector<const Vector*>& parts, ArrayOwner& owner) {
  uint64_t rows = 0;
  uint64_t total = 0;
  for (const Vector* part : parts) {
    rows += part->size();
    const VectorReader<StringView> texts(*part);
    if (texts.MayHaveNulls()) {
      for (uint32_t i = 0; i < part->size(); ++i) total += texts.IsNull(i) ? 0 : texts[i].size();
    } else {
      for (uint32_t i = 0; i < part->size(); ++i) total += texts[i].size();
    }
  }
  if (total > INT32_MAX) {
    throw UserError(ErrorCode::kOutOfRange, "more than 2 GiB of text in one batch", {},
                    "SET chunk_size to a smaller number");
  }
  BufferPtr offsets = Buffer::Allocate((rows + 1) * sizeof(int32_t));
  BufferPtr bytes = Buffer::Allocate(total);
  auto* offset = offsets->as<int32_t>();
  uint32_t at = 0;
  for (const Vector* part : parts) {
    const VectorReader<StringView> texts(*part);
    const bool nulls = texts.MayHaveNulls();
    for (uint32_t i = 0; i < part->size(); ++i) {
      *offset++ = static_cast<int32_t>(at);
      if (nulls && texts.IsNull(i)) continue;
      const StringView& text = texts[i];
      CopyText(text, bytes->data() + at);
      at += text.size();
    }
  }
  *offset = static_cast<int32_t>(at);
  owner.buffers.push_back(std::move(offsets));
  owner.buffers.push_back(std::move(bytes));
}

/// Is Arrow's view of a text of more than 12 bytes; that of a shorter one is as ours.
struct LongView {
  uint32_t length;
  char prefix[4];
  int32_t buffer;
  int32_t offset;
};
static_assert(sizeof(LongView) == sizeof(StringView));

/// Is texts whose views are made: rows, or the values of a dictionary that rows share.
struct ViewSource {
  VectorReader<StringView> texts;
  uint32_t count;
  StringView* views;

  bool IsNull(uint32_t i) const { return texts.MayHaveNulls() && texts.IsNull(i); }
  size_t LongBytes() const {
    size_t bytes = 0;
    for (uint32_t i = 0; i < count; ++i) {
      if (!texts[i].IsInline() && !IsNull(i)) bytes += texts[i].size();
    }
    return bytes;
  }
};

/// Copies long texts one behind the other, into buffers that offsets can name.
class ViewHeap {
 public:
  /// `bytes`: of all texts to come.
  explicit ViewHeap(size_t bytes) : left_(bytes) {}

  /// Makes the views of a source; NULLs are as empty texts.
  void Write(const ViewSource& source) {
    for (uint32_t i = 0; i < source.count; ++i) {
      const StringView& text = source.texts[i];
      if (source.IsNull(i)) {
        source.views[i] = StringView();
      } else if (text.IsInline()) {
        source.views[i] = text;
      } else {
        const LongView view = Add(text);
        std::memcpy(static_cast<void*>(&source.views[i]), &view, sizeof(view));
      }
    }
  }

  /// Adds the buffers of bytes, and one of their sizes.
  void Finish(ArrayOwner& owner) {
    BufferPtr sizes = Buffer::Allocate(buffers_.size() * sizeof(int64_t));
    for (size_t i = 0; i < buffers_.size(); ++i) {
      sizes->as<int64_t>()[i] = static_cast<int64_t>(buffers_[i]->size());
      owner.buffers.push_back(std::move(buffers_[i]));
    }
    owner.buffers.push_back(std::move(sizes));
  }

 private:
  LongView Add(const StringView& text) {
    constexpr size_t kMostBytes = size_t{1} << 30;
    const size_t size = text.size();
    if (size > INT32_MAX) {
      throw UserError(ErrorCode::kOutOfRange, "Arrow has no text of more than 2 GiB");
    }
    if (buffers_.empty() || used_ + size > buffers_.back()->size()) {
      buffers_.push_back(Buffer::Allocate(std::max(size, std::min(left_, kMostBytes))));
      used_ = 0;
    }
    LongView view{
        text.size(), {}, static_cast<int32_t>(buffers_.size() - 1), static_cast<int32_t>(used_)};
    std::memcpy(view.prefix, text.data(), sizeof(view.prefix));
    CopyText(text, buffers_.back()->data() + used_);
    used_ += size;
    left_ -= size;
    return view;
  }

  size_t left_;
  std::vector<BufferPtr> buffers_;
  size_t used_ = 0;  // of the last
};

/// Returns behind which part those end that share the dictionary of part `begin`, and counts their
/// rows.
size_t EndOfDictionary(const std::vector<const Vector*>& parts, size_t begin, uint64_t* rows) {
  size_t end = begin;
  for (; end < parts.size() && parts[end]->IsDictionary() &&
         parts[end]->dictionary_ptr() == parts[begin]->dictionary_ptr();
       ++end) {
    *rows += parts[end]->size();
  }
  return end;
}

/// Takes the views of rows from those of their dictionary's values.
void SpreadViews(const Vector& part, const StringView* values, StringView* out) {
  for (uint32_t i = 0; i < part.size(); ++i) out[i] = values[part.codes()[i]];
}

/// Writes texts as views. A dictionary's values are copied once, however many rows have them.
void ExportViews(const std::vector<const Vector*>& parts, ArrayOwner& owner) {
  uint64_t rows = 0;
  for (const Vector* part : parts) rows += part->size();
  BufferPtr views = Buffer::Allocate(rows * sizeof(StringView));
  auto* out = views->as<StringView>();

  struct Spread {
    const Vector* part;
    const StringView* values;
    StringView* out;
  };
  std::vector<Spread> spreads;
  std::vector<BufferPtr> dictionaries;
  std::vector<ViewSource> sources;
  for (size_t i = 0; i < parts.size();) {
    uint64_t sharing = 0;
    const size_t end = EndOfDictionary(parts, i, &sharing);
    if (end == i || parts[i]->dictionary().size() > sharing) {
      sources.push_back({VectorReader<StringView>(*parts[i]), parts[i]->size(), out});
      out += parts[i++]->size();
      continue;
    }
    const Vector& dictionary = parts[i]->dictionary();
    dictionaries.push_back(Buffer::Allocate(dictionary.size() * sizeof(StringView)));
    auto* values = dictionaries.back()->as<StringView>();
    sources.push_back({VectorReader<StringView>(dictionary), dictionary.size(), values});
    for (; i < end; ++i) {
      spreads.push_back({parts[i], values, out});
      out += parts[i]->size();
    }
  }

  size_t bytes = 0;
  for (const ViewSource& source : sources) bytes += source.LongBytes();
  ViewHeap heap(bytes);
  for (const ViewSource& source : sources) heap.Write(source);
  for (const Spread& spread : spreads) SpreadViews(*spread.part, spread.values, spread.out);
  owner.buffers.push_back(std::move(views));
  heap.Finish(owner);
}

}  // namespace

void ExportTexts(const std::vector<const Vector*>& parts, ArrowTexts layout, ArrayOwner& owner) {
  if (layout == ArrowTexts::kViews) {
    ExportViews(parts, owner);
  } else {
    ExportOffsets(parts, owner);
  }
}

}  // namespace lakebolt
