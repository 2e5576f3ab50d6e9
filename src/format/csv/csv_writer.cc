#include <algorithm>

#include "base/ascii.h"
#include "format/result_writer.h"
#include "function/cast.h"

namespace lakebolt {

namespace {

/// Writes CSV. NULL is the text for it without quotes, a text equal to that has quotes, so that
/// nothing is lost.
class CsvWriter : public ResultWriter {
 public:
  CsvWriter(Output* output, CsvWriteOptions options)
      : output_(output), options_(std::move(options)) {
    special_ = std::string("\r\n") + options_.quote + options_.delimiter[0];
  }

  void Begin(const Schema& schema) override {
    for (const Field& field : schema) quoted_.push_back(IsQuoted(field.name) ? 1 : 0);
    if (!options_.header) return;
    for (size_t i = 0; i < schema.size(); ++i) {
      if (i > 0) output_->buffer() += options_.delimiter;
      AppendField(schema[i].name, quoted_[i] != 0);
    }
    output_->Append("\n");
  }

  void Write(const Chunk& chunk) override {
    std::vector<Vector> texts;
    for (const Vector& column : chunk.columns()) {
      texts.push_back(CastVector(column, TypeId::kVarchar, chunk.rows(), CastMode::kStrict));
    }
    std::vector<VectorReader<StringView>> readers(texts.begin(), texts.end());
    chunk.rows().ForEach([&](uint32_t row) {
      for (size_t i = 0; i < readers.size(); ++i) {
        if (i > 0) output_->buffer() += options_.delimiter;
        if (readers[i].IsNull(row)) {
          output_->buffer() += options_.null_text;
        } else {
          AppendField(readers[i][row], quoted_[i] != 0);
        }
      }
      output_->Append("\n");
    });
  }

  void Finish() override { output_->Flush(); }

 private:
  bool IsQuoted(const std::string& name) const {
    return options_.quote_all ||
           std::any_of(
               options_.quoted_names.begin(), options_.quoted_names.end(),
               [&](const std::string& other) { return AsciiLower(other) == AsciiLower(name); });
  }

  void AppendField(std::string_view text, bool quoted) {
    std::string& out = output_->buffer();
    const bool plain = !quoted && text != options_.null_text &&
                       text.find_first_of(special_) == std::string_view::npos;
    if (plain || options_.quote == 0) {
      out += text;
      return;
    }
    out += options_.quote;
    for (const char c : text) {
      if (c == options_.quote || c == options_.escape) out += options_.escape;
      out += c;
    }
    out += options_.quote;
  }

  Output* output_;
  CsvWriteOptions options_;
  std::string special_;  // texts with one of these are quoted
  std::vector<uint8_t> quoted_;
};

}  // namespace

std::unique_ptr<ResultWriter> MakeCsvWriter(Output* output, CsvWriteOptions options) {
  return std::make_unique<CsvWriter>(output, std::move(options));
}

}  // namespace lakebolt
