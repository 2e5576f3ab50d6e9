#include "format/parquet/write/chunk_pages.h"

#include <limits>

#include "base/error.h"
#include "format/parquet/write/thrift_writer.h"

namespace lakebolt::parquet_format {

namespace {

int32_t SizeOf(size_t bytes) {
  if (bytes > static_cast<size_t>(std::numeric_limits<int32_t>::max())) {
    throw UserError(ErrorCode::kOutOfRange, "a row's values are more than 2 GiB in one column", {},
                    "Parquet has no larger pages");
  }
  return static_cast<int32_t>(bytes);
}

void AppendWithSize(const ByteArray& levels, ByteArray& out) {
  const auto size = static_cast<uint32_t>(levels.size());
  out.Append(reinterpret_cast<const uint8_t*>(&size), sizeof(size));
  out.Append(levels.data(), levels.size());
}

}  // namespace

template <typename Fields>
void ChunkPages::AddPage(PageType type, size_t uncompressed, const ByteArray& body,
                         Fields&& fields) {
  std::string header;
  ThriftWriter thrift(header);
  thrift.Root([&] {
    thrift.Int32(1, static_cast<int32_t>(type));
    thrift.Int32(2, SizeOf(uncompressed));
    thrift.Int32(3, SizeOf(body.size()));
    fields(thrift);
  });
  SizeOf(header.size() + body.size());  // as the index of pages has it
  chunk_.bytes.Append(reinterpret_cast<const uint8_t*>(header.data()), header.size());
  chunk_.bytes.Append(body.data(), body.size());
  chunk_.uncompressed_bytes += header.size() + uncompressed;
}

void ChunkPages::AddDictionary(const ByteArray& plain, uint32_t entries) {
  body_.Clear();
  compressor_.Append(plain.data(), plain.size(), body_);
  AddPage(PageType::kDictionary, plain.size(), body_, [&](ThriftWriter& thrift) {
    thrift.Struct(7, [&] {
      thrift.Int32(1, static_cast<int32_t>(entries));
      thrift.Int32(2, static_cast<int32_t>(PageEncoding::kPlain));
    });
  });
  chunk_.dictionary_bytes = chunk_.bytes.size();
}

void ChunkPages::AddData(PageDraft& draft) {
  const uint64_t begin = chunk_.bytes.size();
  SizeOf(draft.entries);
  SizeOf(draft.repetitions.size() + draft.definitions.size() + draft.values->size());
  second_version_ ? AddSecondVersion(draft) : AddFirstVersion(draft);
  EncodedPage& page = chunk_.pages.emplace_back();
  page.offset = begin;
  page.bytes = static_cast<uint32_t>(chunk_.bytes.size() - begin);
  page.first_row = rows_;
  page.entries = draft.entries;
  page.nulls = draft.nulls;
  page.bounds = std::move(draft.bounds);
  rows_ += draft.rows;
  chunk_.encoding = draft.encoding;
  chunk_.entries += draft.entries;
  chunk_.nulls += draft.nulls;
}

void ChunkPages::AddFirstVersion(const PageDraft& draft) {
  plain_.Clear();
  if (draft.repetitions.size() > 0) AppendWithSize(draft.repetitions, plain_);
  if (draft.has_definitions) AppendWithSize(draft.definitions, plain_);
  plain_.Append(draft.values->data(), draft.values->size());
  body_.Clear();
  compressor_.Append(plain_.data(), plain_.size(), body_);
  AddPage(PageType::kData, plain_.size(), body_, [&](ThriftWriter& thrift) {
    thrift.Struct(5, [&] {
      thrift.Int32(1, static_cast<int32_t>(draft.entries));
      thrift.Int32(2, static_cast<int32_t>(draft.encoding));
      thrift.Int32(3, static_cast<int32_t>(PageEncoding::kRle));
      thrift.Int32(4, static_cast<int32_t>(PageEncoding::kRle));
    });
  });
}

void ChunkPages::AddSecondVersion(const PageDraft& draft) {
  const size_t levels = draft.repetitions.size() + draft.definitions.size();
  body_.Clear();
  body_.Append(draft.repetitions.data(), draft.repetitions.size());
  body_.Append(draft.definitions.data(), draft.definitions.size());
  const ByteArray& values = *draft.values;
  // An empty page is stored as nothing at all.
  if (values.size() > 0) compressor_.Append(values.data(), values.size(), body_);
  AddPage(PageType::kDataV2, levels + values.size(), body_, [&](ThriftWriter& thrift) {
    thrift.Struct(8, [&] {
      thrift.Int32(1, static_cast<int32_t>(draft.entries));
      thrift.Int32(2, static_cast<int32_t>(draft.nulls));
      thrift.Int32(3, static_cast<int32_t>(draft.rows));
      thrift.Int32(4, static_cast<int32_t>(draft.encoding));
      thrift.Int32(5, static_cast<int32_t>(draft.definitions.size()));
      thrift.Int32(6, static_cast<int32_t>(draft.repetitions.size()));
      thrift.Bool(7, values.size() > 0);
    });
  });
}

}  // namespace lakebolt::parquet_format
