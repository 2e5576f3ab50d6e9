#include "format/text_source.h"

#include <arrow/result.h>
#include <arrow/util/compression.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/error.h"
#include "base/utf8.h"
#include "format/text_codec.h"
#include "io/file_system.h"

namespace lakebolt {

namespace {

constexpr size_t kReadAtOnce = 256 << 10;

/// Reads a file as it is.
class PlainSource final : public TextSource {
 public:
  explicit PlainSource(std::shared_ptr<const RandomAccessFile> file) : file_(std::move(file)) {}

  size_t Read(char* out, size_t most) override {
    const size_t count = std::min<uint64_t>(most, file_->size() - at_);
    file_->ReadAt(at_, count, reinterpret_cast<uint8_t*>(out));
    at_ += count;
    return count;
  }
  uint64_t BytesTaken() const override { return at_; }

 private:
  std::shared_ptr<const RandomAccessFile> file_;
  uint64_t at_ = 0;
};

/// Changes what another source gives, piece by piece.
class FilterSource : public TextSource {
 public:
  explicit FilterSource(std::unique_ptr<TextSource> from) : from_(std::move(from)) {}

  uint64_t BytesTaken() const override { return from_->BytesTaken(); }

 protected:
  /// Refills `input_` where all of it was used; false at the end.
  bool Refill() {
    if (used_ < input_.size()) return true;
    input_.resize(kReadAtOnce);
    input_.resize(from_->Read(input_.data(), input_.size()));
    used_ = 0;
    return !input_.empty();
  }

  std::unique_ptr<TextSource> from_;
  std::vector<char> input_;
  size_t used_ = 0;
};

/// Decompresses; files may be several streams, one behind the other.
class DecompressedSource final : public FilterSource {
 public:
  DecompressedSource(std::unique_ptr<TextSource> from, arrow::Compression::type kind,
                     std::string path)
      : FilterSource(std::move(from)), path_(std::move(path)) {
    auto codec = arrow::util::Codec::Create(kind);
    Check(codec.status());
    codec_ = std::move(*codec);
    Restart();
  }

  size_t Read(char* out, size_t most) override {
    size_t written = 0;
    while (written == 0 && most > 0) {
      const bool more = Refill();
      if (!more && (ended_ || !begun_)) return 0;
      if (!more) {
        throw UserError(ErrorCode::kCorruptData,
                        "the compressed file \"" + path_ + "\" is cut off");
      }
      if (ended_) Restart();
      auto step =
          decompressor_->Decompress(static_cast<int64_t>(input_.size() - used_),
                                    reinterpret_cast<const uint8_t*>(input_.data() + used_),
                                    static_cast<int64_t>(most), reinterpret_cast<uint8_t*>(out));
      Check(step.status());
      begun_ = true;
      used_ += static_cast<size_t>(step->bytes_read);
      written = static_cast<size_t>(step->bytes_written);
      ended_ = decompressor_->IsFinished();
      if (step->bytes_read == 0 && written == 0 && !ended_) {
        throw UserError(ErrorCode::kCorruptData, "the compressed file \"" + path_ + "\" is broken");
      }
    }
    return written;
  }

 private:
  void Restart() {
    auto made = codec_->MakeDecompressor();
    Check(made.status());
    decompressor_ = std::move(*made);
    ended_ = false;
  }
  void Check(const arrow::Status& status) const {
    if (status.ok()) return;
    throw UserError(ErrorCode::kCorruptData,
                    "cannot decompress \"" + path_ + "\": " + status.message());
  }

  std::string path_;
  std::unique_ptr<arrow::util::Codec> codec_;
  std::shared_ptr<arrow::util::Decompressor> decompressor_;
  bool begun_ = false;
  bool ended_ = false;
};

/// Turns Latin-1 or UTF-16 into UTF-8.
class TranscodedSource final : public FilterSource {
 public:
  TranscodedSource(std::unique_ptr<TextSource> from, bool wide)
      : FilterSource(std::move(from)), wide_(wide) {}

  size_t Read(char* out, size_t most) override {
    while (given_ == text_.size()) {
      text_.clear();
      given_ = 0;
      if (!Refill() && !TakeRest()) return 0;
      for (; used_ < input_.size(); ++used_) Take(static_cast<uint8_t>(input_[used_]));
    }
    const size_t count = std::min(most, text_.size() - given_);
    std::memcpy(out, text_.data() + given_, count);
    given_ += count;
    return count;
  }

 private:
  void Take(uint8_t byte) {
    if (!wide_) {
      AppendUtf8(byte, text_);
      return;
    }
    if (!half_) {
      half_ = byte;
      return;
    }
    uint32_t unit = big_endian_ ? *half_ << 8 | byte : byte << 8 | *half_;
    half_.reset();
    if (unit == 0xFFFE && !begun_) {
      big_endian_ = true;
      unit = 0xFEFF;
    }
    begun_ = true;
    const uint32_t high = std::exchange(high_, 0);
    if (high != 0 && IsLowSurrogate(unit)) {
      AppendUtf8(JoinSurrogates(high, unit), text_);
      return;
    }
    if (high != 0) AppendUtf8(high, text_);  // half a pair: no UTF-8, which its reader will say
    if (IsHighSurrogate(unit)) {
      high_ = unit;
    } else {
      AppendUtf8(unit, text_);
    }
  }
  /// Takes what the file's end leaves of a character; false where that is nothing.
  bool TakeRest() {
    const uint32_t rest = half_ ? kHalfUnit : high_;
    half_.reset();
    high_ = 0;
    if (rest != 0) AppendUtf8(rest, text_);
    return rest != 0;
  }

  static constexpr uint32_t kHalfUnit = 0xDC00;  // as wrong as half a pair

  bool wide_;
  std::string text_;
  size_t given_ = 0;
  std::optional<uint8_t> half_;
  bool big_endian_ = false;
  bool begun_ = false;
  uint32_t high_ = 0;
};

/// Gives what another source gives, after a look at its first bytes.
class PeekedSource final : public TextSource {
 public:
  explicit PeekedSource(std::unique_ptr<TextSource> from) : from_(std::move(from)) {
    while (size_ < kMost) {
      const size_t got = from_->Read(first_ + size_, kMost - size_);
      if (got == 0) break;
      size_ += got;
    }
  }

  bool BeginsWith(std::string_view mark) const {
    return std::string_view(first_, size_).starts_with(mark);
  }
  /// Leaves out some of the first bytes.
  void Drop(size_t bytes) { given_ = bytes; }

  size_t Read(char* out, size_t most) override {
    if (given_ == size_) return from_->Read(out, most);
    const size_t count = std::min(most, size_ - given_);
    std::memcpy(out, first_ + given_, count);
    given_ += count;
    return count;
  }
  uint64_t BytesTaken() const override { return from_->BytesTaken(); }

 private:
  static constexpr size_t kMost = 3;

  std::unique_ptr<TextSource> from_;
  char first_[kMost] = {};
  size_t size_ = 0;
  size_t given_ = 0;
};

/// Leaves out the mark that some programs put before UTF-8. UTF-16 with its mark, which UTF-8 never
/// begins with, is turned into UTF-8.
std::unique_ptr<TextSource> WithoutMark(std::unique_ptr<TextSource> from) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  auto peeked = std::make_unique<PeekedSource>(std::move(from));
  if (peeked->BeginsWith("\xFF\xFE") || peeked->BeginsWith("\xFE\xFF")) {
    return WithoutMark(std::make_unique<TranscodedSource>(std::move(peeked), true));
  }
  if (peeked->BeginsWith(kMark)) peeked->Drop(kMark.size());
  return peeked;
}

}  // namespace

std::unique_ptr<TextSource> OpenText(const std::string& path, const std::string& compression,
                                     const std::string& encoding) {
  std::string local = path;
  const FileSystem& files = FileSystemFor(local);
  std::unique_ptr<TextSource> source = std::make_unique<PlainSource>(files.Open(local));
  std::string kind = AsciiLower(compression);
  if (kind == "auto" || kind == "auto_detect") kind = CodecOfPath(path);
  if (kind == "gzip") {
    source =
        std::make_unique<DecompressedSource>(std::move(source), arrow::Compression::GZIP, path);
  } else if (kind == "zstd") {
    source =
        std::make_unique<DecompressedSource>(std::move(source), arrow::Compression::ZSTD, path);
  } else if (!kind.empty() && kind != "none" && kind != "uncompressed") {
    throw UserError(ErrorCode::kNotSupported, "text files compressed by \"" + compression + "\"",
                    {}, "there is none, gzip, zstd and auto");
  }
  const std::string letters = AsciiLower(encoding);
  if (letters == "latin-1" || letters == "iso-8859-1" || letters == "utf-16") {
    source = std::make_unique<TranscodedSource>(std::move(source), letters == "utf-16");
  } else if (letters != "utf-8") {
    throw UserError(ErrorCode::kNotSupported, "text files in the encoding \"" + encoding + "\"", {},
                    "there is utf-8, utf-16 and latin-1");
  }
  return WithoutMark(std::move(source));
}

uint64_t CountLineEnds(std::string_view text, char before) {
  uint64_t lines = 0;
  for (const char c : text) {
    lines += c == '\r' || (c == '\n' && before != '\r') ? 1 : 0;
    before = c;
  }
  return lines;
}

uint64_t LinesBefore(TextSource& source, uint64_t offset) {
  std::vector<char> buffer(1 << 16);
  uint64_t lines = 0;
  char before = '\0';
  while (offset > 0) {
    const size_t got = source.Read(buffer.data(), std::min<uint64_t>(buffer.size(), offset));
    if (got == 0) break;
    lines += CountLineEnds({buffer.data(), got}, before);
    before = buffer[got - 1];
    offset -= got;
  }
  return lines;
}

}  // namespace lakebolt
