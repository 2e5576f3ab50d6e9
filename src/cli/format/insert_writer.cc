#include "cli/format/result_writer.h"
#include "format/cell.h"
#include "sql/formatter.h"

namespace lakebolt {

namespace {

/// Writes rows as statements that insert them.
class InsertWriter : public ResultWriter {
 public:
  InsertWriter(Output* output, const std::string& table)
      : output_(output), start_("INSERT INTO " + sql::QuoteIdentifier(table)) {}

  void Begin(const Schema& schema) override {
    std::string names;
    for (const Field& field : schema) {
      names += (names.empty() ? "" : ", ") + sql::QuoteIdentifier(field.name);
      bare_.push_back(field.type.id() == TypeId::kBoolean || field.type.IsNumeric());
    }
    start_ += " (" + names + ") VALUES (";
  }

  void Write(const Chunk& chunk) override {
    chunk.rows().ForEach([&](uint32_t row) {
      output_->Append(start_);
      for (size_t i = 0; i < chunk.columns().size(); ++i) {
        if (i > 0) output_->Append(", ");
        cell_.clear();
        const bool null = !AppendCell(chunk.column(i), row, &cell_);
        output_->Append(null ? "NULL" : bare_[i] && IsLiteral(cell_) ? cell_ : Quoted(cell_));
      }
      output_->Append(");\n");
    });
  }

  void Finish() override { output_->Flush(); }

 private:
  /// Tells whether the text of a number or a truth value is one in SQL, too: "inf" and "nan" are
  /// not.
  static bool IsLiteral(const std::string& text) {
    return text.find("inf") == std::string::npos && text.find("nan") == std::string::npos;
  }

  static std::string Quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
    return out + "'";
  }

  Output* output_;
  std::string start_;
  std::vector<bool> bare_;
  std::string cell_;
};

}  // namespace

std::unique_ptr<ResultWriter> MakeInsertWriter(Output* output, const std::string& table) {
  return std::make_unique<InsertWriter>(output, table);
}

}  // namespace lakebolt
