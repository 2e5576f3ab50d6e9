#include "types/enum_labels.h"
#include "vector/arrow_column.h"

namespace lakebolt {

namespace {

template <typename Code>
void CopyCodes(const ArrowColumn& in, uint32_t dictionary_size, uint32_t* out) {
  const auto codes = in.values<Code>(1);
  const uint8_t* valid = ValidityOf(in);
  for (uint32_t i = 0; i < in.count; ++i) {
    if (valid != nullptr && !BitAt(valid, in.first() + i)) {
      out[i] = 0;
      continue;
    }
    const Code code = codes[in.first() + i];
    if (code < 0 || static_cast<uint64_t>(code) >= dictionary_size) {
      in.Corrupt("a dictionary code outside of the dictionary");
    }
    out[i] = static_cast<uint32_t>(code);
  }
}

/// Returns labels as values of their ENUM.
Vector CodesOf(const ArrowColumn& in, const Vector& texts, const LogicalType& type) {
  Vector out(type, texts.size());
  for (uint32_t i = 0; i < texts.size(); ++i) {
    if (texts.IsNull(i)) {
      out.SetNull(i);
      continue;
    }
    const std::optional<uint32_t> code = type.labels().Find(texts.values<StringView>()[i].view());
    if (!code) in.Corrupt("a dictionary entry that its type does not list");
    switch (type.physical()) {
      case PhysicalType::kUInt8:
        out.mutable_values<uint8_t>()[i] = static_cast<uint8_t>(*code);
        break;
      case PhysicalType::kUInt16:
        out.mutable_values<uint16_t>()[i] = static_cast<uint16_t>(*code);
        break;
      default: out.mutable_values<uint32_t>()[i] = *code;
    }
  }
  return out;
}

}  // namespace

Vector ImportDictionary(const ArrowColumn& in, const LogicalType& type) {
  const ArrowArray& entries = *in.array.dictionary;
  if (entries.length > UINT32_MAX - 1) in.Corrupt("more than 4 billion entries");
  const auto size = static_cast<uint32_t>(entries.length);
  if (size == 0) {
    Vector nulls(type, in.count);
    for (uint32_t i = 0; i < in.count; ++i) nulls.SetNull(i);
    return nulls;
  }
  const bool is_enum = type.id() == TypeId::kEnum;
  auto values =
      std::make_shared<Vector>(ImportColumn({*in.schema.dictionary, entries, 0, size, in.owner},
                                            is_enum ? LogicalType(TypeId::kVarchar) : type)
                                   .Flatten());
  if (is_enum) *values = CodesOf(in, *values, type);
  BufferPtr codes = Buffer::Allocate(in.count * sizeof(uint32_t));
  auto* out = codes->as<uint32_t>();
  switch (in.schema.format[0]) {
    case 'c': CopyCodes<int8_t>(in, size, out); break;
    case 's': CopyCodes<int16_t>(in, size, out); break;
    case 'i': CopyCodes<int32_t>(in, size, out); break;
    case 'l': CopyCodes<int64_t>(in, size, out); break;
    case 'C': CopyCodes<uint8_t>(in, size, out); break;
    case 'S': CopyCodes<uint16_t>(in, size, out); break;
    case 'I': CopyCodes<uint32_t>(in, size, out); break;
    default: CopyCodes<uint64_t>(in, size, out);
  }
  Vector column = Vector::Dictionary(std::move(values), std::move(codes), in.count);
  ImportValidity(in, column);
  return column;
}

}  // namespace lakebolt
