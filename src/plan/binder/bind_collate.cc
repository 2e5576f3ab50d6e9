#include <algorithm>

#include "plan/binder/expression_binder.h"

namespace lakebolt {

namespace {

bool IsBinary(const std::string& collation) {
  return collation == "binary" || collation == "c" || collation == "posix" ||
         collation == "ucs_basic";
}

/// Returns the function whose results stand for what a collation compares; null when there is none.
const char* KeyFunction(const std::string& collation) {
  if (collation == "nocase") return "lower";
  if (collation == "noaccent") return "strip_accents";
  if (collation == "nfc") return "nfc_normalize";
  return nullptr;
}

}  // namespace

ExprPtr ExpressionBinder::BindCollate(const sql::CollateExpression& collate) {
  ExprPtr operand = Bind(*collate.operand);
  const TypeId type = operand->type().id();
  if (type != TypeId::kVarchar && type != TypeId::kNull) {
    throw UserError(ErrorCode::kTypeMismatch,
                    "COLLATE is for VARCHAR, not " + operand->type().ToString(), Where(collate));
  }
  std::string combined;
  for (const sql::Identifier& part : collate.collation) {
    const std::string name = FoldName(part.text);
    if (IsBinary(name)) continue;
    if (KeyFunction(name) == nullptr || !state_.functions().HasScalar(KeyFunction(name))) {
      throw UserError(ErrorCode::kNotSupported, "the collation \"" + name + "\" is not supported",
                      state_.Where(part.range), "there are NOCASE, NOACCENT, NFC, C and POSIX");
    }
    combined += (combined.empty() ? "" : ".") + name;
  }
  // A node of its own, so that the operand elsewhere is not collated; the optimizer drops the cast.
  ExprPtr collated = std::make_shared<CastExpr>(std::move(operand), LogicalType(TypeId::kVarchar),
                                                false, Where(collate));
  if (!combined.empty()) state_.NoteCollation(collated, std::move(combined));
  return collated;
}

void ExpressionBinder::ApplyCollation(std::vector<ExprPtr>& values, SourceRange range) {
  std::string collation;
  for (const ExprPtr& value : values) {
    const std::string& own = state_.CollationOf(*value);
    if (own.empty()) continue;
    if (!collation.empty() && own != collation) {
      throw UserError(ErrorCode::kInvalidQuery,
                      "the collations " + collation + " and " + own + " meet in one comparison",
                      range);
    }
    collation = own;
  }
  for (size_t begin = 0; begin < collation.size();) {
    const size_t end = std::min(collation.find('.', begin), collation.size());
    const char* function = KeyFunction(collation.substr(begin, end - begin));
    for (ExprPtr& value : values) {
      if (value->type().id() == TypeId::kVarchar) value = Call(function, {value}, range);
    }
    begin = end + 1;
  }
}

ExprPtr ExpressionBinder::CollationKey(ExprPtr expr) {
  std::vector<ExprPtr> values = {std::move(expr)};
  ApplyCollation(values, values[0]->range());
  return values[0];
}

}  // namespace lakebolt
