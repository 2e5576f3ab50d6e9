#include "format/parquet/bounds.h"

#include <cmath>
#include <cstring>

#include "base/buffer.h"
#include "base/utf8.h"
#include "format/parquet/corrupt.h"
#include "format/parquet/encoding/value_decoder.h"
#include "format/parquet/value_conversion.h"
#include "vector/vector.h"

namespace lakebolt::parquet_format {

namespace {

std::optional<Value> DecodeBound(const Leaf& leaf, const std::string& raw) {
  if (leaf.conversion == Conversion::kInterval || leaf.conversion == Conversion::kInt96) {
    return std::nullopt;  // their byte order says nothing
  }
  if (leaf.type.id() == TypeId::kVarchar && !IsUtf8(raw)) return std::nullopt;
  if (leaf.type.IsStringLike()) return Value::String(leaf.type, raw);
  const bool is_bytes = leaf.physical == PhysicalKind::kByteArray;
  if (!is_bytes && raw.size() != DecodedWidth(leaf)) return std::nullopt;
  const BufferPtr in = Buffer::AllocateZeroed(raw.size() + sizeof(StringView));
  std::memcpy(in->data(), raw.data(), raw.size());
  if (is_bytes) new (in->data()) StringView(raw);
  const BufferPtr out = Buffer::AllocateZeroed(sizeof(Int256));
  try {
    ConvertValues(leaf, in->data(), 1, out->data());
  } catch (const CorruptBytes&) {
    return std::nullopt;
  }
  Value value = Vector::Flat(leaf.type, 1, out, nullptr).GetValue(0);
  if (leaf.type.IsFloating() && std::isnan(value.floating())) return std::nullopt;
  return value;
}

Verdict Both(Verdict a, Verdict b) {
  if (a == Verdict::kNever || b == Verdict::kNever) return Verdict::kNever;
  if (a == Verdict::kAlways && b == Verdict::kAlways) return Verdict::kAlways;
  return Verdict::kSometimes;
}

Verdict Either(Verdict a, Verdict b) {
  if (a == Verdict::kAlways || b == Verdict::kAlways) return Verdict::kAlways;
  if (a == Verdict::kNever && b == Verdict::kNever) return Verdict::kNever;
  return Verdict::kSometimes;
}

/// Judges `column op value` from `below` = max < value and so on.
struct Sides {
  bool all_below;     // max < value
  bool all_above;     // min > value
  bool all_at_most;   // max <= value
  bool all_at_least;  // min >= value
};

Verdict JudgeBySides(CompareOp op, const Sides& sides) {
  const auto pick = [](bool never, bool always) {
    return never ? Verdict::kNever : always ? Verdict::kAlways : Verdict::kSometimes;
  };
  const bool all_equal = sides.all_at_most && sides.all_at_least;
  const bool none_equal = sides.all_below || sides.all_above;
  switch (op) {
    case CompareOp::kEqual:
    case CompareOp::kNotDistinct: return pick(none_equal, all_equal);
    case CompareOp::kNotEqual:
    case CompareOp::kDistinct: return pick(all_equal, none_equal);
    case CompareOp::kLess: return pick(sides.all_at_least, sides.all_below);
    case CompareOp::kLessEqual: return pick(sides.all_above, sides.all_at_most);
    case CompareOp::kGreater: return pick(sides.all_at_most, sides.all_above);
    case CompareOp::kGreaterEqual: return pick(sides.all_below, sides.all_at_least);
  }
  return Verdict::kSometimes;
}

/// Takes back what a NaN among the rows, which no bound tells of, would belie.
Verdict MindNan(CompareOp op, Verdict verdict) {
  const bool nan_passes = op == CompareOp::kGreater || op == CompareOp::kGreaterEqual ||
                          op == CompareOp::kNotEqual || op == CompareOp::kDistinct;
  if (nan_passes) return verdict == Verdict::kNever ? Verdict::kSometimes : verdict;
  return verdict == Verdict::kAlways ? Verdict::kSometimes : verdict;
}

Verdict JudgeByBounds(CompareOp op, const ColumnBounds& bounds, const Value& value) {
  const bool null_safe = op == CompareOp::kDistinct || op == CompareOp::kNotDistinct;
  if (null_safe && !bounds.HasNoNulls()) return Verdict::kSometimes;
  if (!null_safe && (value.IsNull() || bounds.AllNull())) return Verdict::kNever;
  if (value.IsNull() || !bounds.min || !bounds.max || bounds.min->type() != value.type()) {
    return Verdict::kSometimes;
  }
  const bool is_floating = value.type().IsFloating();
  if (is_floating && std::isnan(value.floating())) return Verdict::kSometimes;
  const int to_min = Value::Compare(*bounds.min, value);
  const int to_max = Value::Compare(*bounds.max, value);
  Verdict verdict = JudgeBySides(op, {to_max < 0, to_min > 0, to_max <= 0, to_min >= 0});
  if (is_floating) verdict = MindNan(op, verdict);
  // A NULL among the rows makes the comparison NULL, thus not true.
  if (verdict == Verdict::kAlways && !bounds.HasNoNulls()) return Verdict::kSometimes;
  return verdict;
}

Verdict JudgeValue(CompareOp op, const ColumnBounds& bounds, const Value& value) {
  const Verdict verdict = JudgeByBounds(op, bounds, value);
  const bool is_open = verdict == Verdict::kSometimes && op == CompareOp::kEqual;
  return is_open && bounds.may_contain && !bounds.may_contain(value) ? Verdict::kNever : verdict;
}

/// Finds `column op constant` in either order.
Verdict JudgeCompare(const CompareExpr& compare, const BoundsLookup& lookup) {
  const Expr* column = compare.left().get();
  const Expr* constant = compare.right().get();
  CompareOp op = compare.op();
  if (column->kind() == ExprKind::kConstant) {
    std::swap(column, constant);
    op = Flip(op);
  }
  if (column->kind() != ExprKind::kInput || constant->kind() != ExprKind::kConstant) {
    return Verdict::kSometimes;
  }
  const ColumnBounds* bounds = lookup(As<InputExpr>(*column).position());
  if (bounds == nullptr) return Verdict::kSometimes;
  return JudgeValue(op, *bounds, As<ConstantExpr>(*constant).value());
}

Verdict JudgeIn(const Expr& in, const BoundsLookup& lookup) {
  if (in.child(0)->kind() != ExprKind::kInput) return Verdict::kSometimes;
  const ColumnBounds* bounds = lookup(As<InputExpr>(in.child(0)).position());
  if (bounds == nullptr) return Verdict::kSometimes;
  Verdict verdict = Verdict::kNever;
  for (size_t i = 1; i < in.children().size(); ++i) {
    if (in.child(i)->kind() != ExprKind::kConstant) return Verdict::kSometimes;
    const Value& value = As<ConstantExpr>(in.child(i)).value();
    verdict = Either(verdict, JudgeValue(CompareOp::kEqual, *bounds, value));
    if (verdict == Verdict::kSometimes) break;
  }
  return verdict;
}

Verdict JudgeIsNull(const Expr& is_null, const BoundsLookup& lookup) {
  if (is_null.child(0)->kind() != ExprKind::kInput) return Verdict::kSometimes;
  const ColumnBounds* bounds = lookup(As<InputExpr>(is_null.child(0)).position());
  if (bounds == nullptr || !bounds->null_count) return Verdict::kSometimes;
  if (bounds->HasNoNulls()) return Verdict::kNever;
  return bounds->AllNull() ? Verdict::kAlways : Verdict::kSometimes;
}

/// Judges NOT: "always" turns to "never"; "never" may come of NULLs, which NOT keeps, except that
/// IS NULL is never NULL.
Verdict JudgeNot(const Expr& input, const BoundsLookup& lookup) {
  const Verdict verdict = Judge(input, lookup);
  if (verdict == Verdict::kAlways) return Verdict::kNever;
  if (verdict == Verdict::kNever && input.kind() == ExprKind::kIsNull) return Verdict::kAlways;
  if (input.kind() == ExprKind::kCompare) {
    const auto& compare = As<CompareExpr>(input);
    return JudgeCompare(CompareExpr(Negate(compare.op()), compare.left(), compare.right()), lookup);
  }
  return Verdict::kSometimes;
}

}  // namespace

ColumnBounds BoundsOf(const Leaf& leaf, const ChunkMetadata& chunk, int64_t row_count) {
  ColumnBounds bounds;
  bounds.row_count = row_count;
  bounds.null_count = chunk.null_count;
  if (leaf.max_definition == 0) bounds.null_count = 0;
  if (chunk.min && chunk.max) {
    bounds.min = DecodeBound(leaf, *chunk.min);
    bounds.max = DecodeBound(leaf, *chunk.max);
    if (!bounds.min || !bounds.max || Value::Compare(*bounds.min, *bounds.max) > 0) {
      bounds.min.reset();
      bounds.max.reset();
    }
    bounds.exact = chunk.exact_bounds;
  }
  return bounds;
}

Verdict Judge(const Expr& filter, const BoundsLookup& bounds) {
  switch (filter.kind()) {
    case ExprKind::kConstant: {
      const Value& value = As<ConstantExpr>(filter).value();
      if (value.type().id() != TypeId::kBoolean) return Verdict::kSometimes;
      return value.IsNull() || !value.boolean() ? Verdict::kNever : Verdict::kAlways;
    }
    case ExprKind::kCompare: return JudgeCompare(As<CompareExpr>(filter), bounds);
    case ExprKind::kIn: return JudgeIn(filter, bounds);
    case ExprKind::kIsNull: return JudgeIsNull(filter, bounds);
    case ExprKind::kNot: return JudgeNot(*filter.child(0), bounds);
    case ExprKind::kConjunction: {
      const bool is_and = As<ConjunctionExpr>(filter).is_and();
      Verdict verdict = is_and ? Verdict::kAlways : Verdict::kNever;
      for (const ExprPtr& term : filter.children()) {
        const Verdict one = Judge(*term, bounds);
        verdict = is_and ? Both(verdict, one) : Either(verdict, one);
      }
      return verdict;
    }
    default: return Verdict::kSometimes;
  }
}

bool MayContain(const ColumnBounds& bounds, const Value& value) {
  return JudgeValue(CompareOp::kEqual, bounds, value) != Verdict::kNever;
}

bool IsOutside(const ColumnBounds& bounds, const Value& min, const Value& max) {
  if (bounds.AllNull()) return true;
  if (!bounds.min || !bounds.max) return false;
  const bool is_floating = bounds.min->type().IsFloating();
  if (!max.IsNull() && max.type() == bounds.min->type() && Value::Compare(*bounds.min, max) > 0 &&
      !is_floating) {
    return true;
  }
  return !min.IsNull() && min.type() == bounds.max->type() &&
         Value::Compare(*bounds.max, min) < 0 && !is_floating;
}

}  // namespace lakebolt::parquet_format
