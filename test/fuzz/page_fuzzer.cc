// Decodes the parts of Parquet pages one by one: headers, levels, values of each encoding, Snappy.
// The first bytes say which, and how many values there should be.

#include <cstring>
#include <memory>
#include <vector>

#include "base/buffer.h"
#include "format/parquet/corrupt.h"
#include "format/parquet/encoding/delta_binary_packed.h"
#include "format/parquet/encoding/rle_bit_packed.h"
#include "format/parquet/encoding/value_decoder.h"
#include "format/parquet/page_header.h"
#include "format/parquet/snappy.h"
#include "parts/input_reader.h"

using namespace lakebolt;
using namespace lakebolt::parquet_format;
using lakebolt::fuzz::InputReader;

namespace {

constexpr uint32_t kMostValues = 20'000;

/// Copies what is left of the input to where decoders may read 64 bytes past the end.
BufferPtr Rest(InputReader& in) {
  const auto bytes = in.TakeBytes(in.left());
  BufferPtr buffer = Buffer::Allocate(bytes.size());
  std::memcpy(buffer->data(), bytes.data(), bytes.size());
  return buffer;
}

void ReadLevels(InputReader& in) {
  const int width = static_cast<int>(in.TakeBelow(34));
  const uint32_t count = in.Take<uint16_t>() % kMostValues;
  const uint32_t skip = in.Take<uint8_t>();
  const BufferPtr bytes = Rest(in);
  RleBitPackedDecoder decoder(bytes->data(), bytes->size(), width);
  std::vector<uint32_t> out(count + 8);
  uint32_t repeated;
  decoder.PeekRepeats(count, &repeated);
  decoder.Skip(skip);
  decoder.Decode(count / 2, out.data(), uint64_t{1} << 20);
  decoder.Decode(count - count / 2, out.data());
}

void ReadDeltas(InputReader& in) {
  const uint32_t count = in.Take<uint16_t>() % kMostValues;
  const BufferPtr bytes = Rest(in);
  DeltaBinaryPackedReader reader(bytes->data(), bytes->size());
  std::vector<int64_t> out(count + 8);
  reader.Decode(count, out.data());
  if (reader.left() == 0) reader.End();
}

void ReadValues(InputReader& in) {
  Leaf leaf;
  leaf.path = "a";
  leaf.physical = static_cast<PhysicalKind>(in.TakeBelow(8));
  if (leaf.physical == PhysicalKind::kFixed) leaf.fixed_width = in.Take<uint8_t>();
  const auto encoding = static_cast<PageEncoding>(in.TakeBelow(10));
  const uint32_t count = in.Take<uint16_t>() % kMostValues;
  const uint32_t skip = in.Take<uint8_t>();
  const BufferPtr bytes = Rest(in);
  const auto decoder = MakeValueDecoder(leaf, encoding, bytes->data(), bytes->size(), count);
  const uint32_t width = DecodedWidth(leaf);
  const BufferPtr out = Buffer::Allocate(size_t{count} * width);
  decoder->Skip(std::min(skip, count));
  const uint32_t left = count - std::min(skip, count);
  decoder->Decode(left / 2, out->data());
  decoder->Take(left / 4);
  decoder->Decode(left / 4, out->data());
  if (leaf.physical != PhysicalKind::kByteArray) return;
  // The bytes of texts have to be there.
  const auto* texts = out->as<StringView>();
  volatile size_t sum = 0;
  for (uint32_t i = 0; i < left / 4; ++i) {
    for (const char c : texts[i].view()) sum = sum + static_cast<unsigned char>(c);
  }
}

void ReadSnappy(InputReader& in) {
  const size_t first_size = in.Take<uint16_t>();
  const size_t second_size = in.Take<uint16_t>();
  const auto hint = static_cast<SnappyHint>(in.TakeBelow(2));
  const bool two = in.TakeBelow(2) == 1;
  const size_t first_bytes = two ? in.Take<uint16_t>() : SIZE_MAX;
  const auto first_in = in.TakeBytes(first_bytes);
  InputReader first_part(first_in.data(), first_in.size());
  const BufferPtr first = Rest(first_part);
  const BufferPtr second = Rest(in);
  const BufferPtr first_out = Buffer::Allocate(first_size);
  const BufferPtr second_out = Buffer::Allocate(second_size);
  const CompressedBlock one{first->data(), first->size(), first_out->data(), first_size};
  const CompressedBlock other{second->data(), second->size(), second_out->data(), second_size};
  if (two) {
    SnappyDecompressTwo(one, other, hint);
  } else {
    SnappyDecompress(one, hint);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  InputReader in(data, size);
  try {
    switch (in.TakeBelow(5)) {
      case 0: {
        PageHeader header;
        const auto bytes = in.TakeBytes(in.left());
        ParsePageHeader(bytes.data(), bytes.size(), header);
        break;
      }
      case 1: ReadLevels(in); break;
      case 2: ReadDeltas(in); break;
      case 3: ReadValues(in); break;
      default: ReadSnappy(in);
    }
  } catch (const CorruptBytes&) {
  } catch (const UnsupportedBytes&) {
  }
  return 0;
}
