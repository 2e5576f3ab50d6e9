// DELTA_BYTE_ARRAY: how much of the value before each value starts with (delta-encoded), then the
// rest of each as DELTA_LENGTH_BYTE_ARRAY. Each value depends on the one before, so a page is
// decoded whole, into one heap.

#include <cstring>
#include <vector>

#include "format/parquet/corrupt.h"
#include "format/parquet/encoding/delta_binary_packed.h"
#include "format/parquet/encoding/value_decoder.h"
#include "types/page_view.h"
#include "types/physical.h"

namespace lakebolt::parquet_format {

namespace {

/// Copies 16 bytes at a time: both sides are padded, and what is written too much is written over
/// by what follows.
void CopySteps(const uint8_t* from, int64_t count, uint8_t* to) {
  constexpr int64_t kStep = 16;
  for (int64_t at = 0; at < count; at += kStep) std::memmove(to + at, from + at, kStep);
}

// A page that unfolds to more than this is an attack, not data.
constexpr uint64_t kMostHeapBytes = uint64_t{1} << 31;

class DeltaByteArrayDecoder final : public ValueDecoder {
 public:
  DeltaByteArrayDecoder(const Leaf& leaf, const uint8_t* data, size_t size, uint32_t value_count)
      : fixed_width_(leaf.fixed_width), is_fixed_(leaf.physical == PhysicalKind::kFixed) {
    DeltaBinaryPackedReader prefix_reader(data, size);
    const std::vector<int64_t> prefixes = ReadAll(prefix_reader, value_count);
    const uint8_t* at = prefix_reader.End();
    DeltaBinaryPackedReader suffix_reader(at, static_cast<size_t>(data + size - at));
    const std::vector<int64_t> suffixes = ReadAll(suffix_reader, value_count);
    if (prefixes.size() != suffixes.size()) {
      ThrowCorruptBytes("a page has unlike numbers of prefixes and suffixes");
    }
    Unfold(prefixes, suffixes, suffix_reader.End(), data + size);
  }

  void Decode(uint32_t count, uint8_t* out) override {
    Check(count);
    const uint8_t* heap = heap_->data();
    for (uint32_t i = 0; i < count; ++i, ++at_) {
      const uint64_t begin = offsets_[at_];
      const auto length = static_cast<uint32_t>(offsets_[at_ + 1] - begin);
      if (is_fixed_) {
        std::memcpy(out + size_t{i} * fixed_width_, heap + begin, fixed_width_);
      } else {
        reinterpret_cast<StringView*>(out)[i] =
            ViewInPage(reinterpret_cast<const char*>(heap + begin), length);
      }
    }
  }
  void Skip(uint32_t count) override {
    Check(count);
    at_ += count;
  }
  std::shared_ptr<const void> owner() const override { return heap_; }

 private:
  static std::vector<int64_t> ReadAll(DeltaBinaryPackedReader& reader, uint32_t value_count) {
    if (reader.left() > value_count) ThrowCorruptBytes("a page holds more values than it says");
    std::vector<int64_t> values(reader.left());
    reader.Decode(static_cast<uint32_t>(values.size()), values.data());
    return values;
  }

  void Unfold(const std::vector<int64_t>& prefixes, const std::vector<int64_t>& suffixes,
              const uint8_t* bytes, const uint8_t* end) {
    offsets_.reserve(prefixes.size() + 1);
    offsets_.push_back(0);
    int64_t last_length = 0;
    int64_t bytes_left = end - bytes;
    uint64_t total = 0;
    for (size_t i = 0; i < prefixes.size(); ++i) {
      if (prefixes[i] < 0 || prefixes[i] > last_length || suffixes[i] < 0 ||
          suffixes[i] > bytes_left) {
        ThrowCorruptBytes("a string does not end within its page");
      }
      bytes_left -= suffixes[i];
      last_length = prefixes[i] + suffixes[i];
      if (is_fixed_ && last_length != static_cast<int64_t>(fixed_width_)) {
        ThrowCorruptBytes("a value of fixed width has another width");
      }
      total += static_cast<uint64_t>(last_length);
      if (total > kMostHeapBytes) ThrowCorruptBytes("a page of strings is too large");
      offsets_.push_back(total);
    }
    heap_ = Buffer::Allocate(total);
    uint8_t* out = heap_->data();
    for (size_t i = 0; i < prefixes.size(); ++i) {
      const uint64_t begin = offsets_[i];
      if (prefixes[i] > 0) CopySteps(out + offsets_[i - 1], prefixes[i], out + begin);
      CopySteps(bytes, suffixes[i], out + begin + prefixes[i]);
      bytes += suffixes[i];
    }
  }

  void Check(uint32_t count) const {
    if (count > offsets_.size() - 1 - at_) {
      ThrowCorruptBytes("a page holds fewer values than it says");
    }
  }

  uint32_t fixed_width_;
  bool is_fixed_;
  BufferPtr heap_;
  std::vector<uint64_t> offsets_;
  size_t at_ = 0;
};

}  // namespace

std::unique_ptr<ValueDecoder> MakeDeltaByteArrayDecoder(const Leaf& leaf, const uint8_t* data,
                                                        size_t size, uint32_t value_count) {
  return std::make_unique<DeltaByteArrayDecoder>(leaf, data, size, value_count);
}

}  // namespace lakebolt::parquet_format
