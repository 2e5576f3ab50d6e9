#include "exec/join/block_matches.h"

#include <numeric>

#include "exec/join/join_output.h"
#include "exec/join/probe_matches.h"

namespace lakebolt {

BlockMatches::BlockMatches(const JoinTable& join, const SpilledJoin::Pieces& rows,
                           MemoryPool* memory)
    : join_(join), memory_(memory, "join") {
  size_t words = 0;
  for (const SpilledJoin::Piece& piece : rows) {
    begins_.push_back(words);
    words += BitmapWords(piece.piece.rows);
  }
  memory_.Grow(static_cast<int64_t>(2 * words * sizeof(uint64_t)));
  matched_.assign(words, 0);
  unknown_.assign(words, 0);
}

bool BlockMatches::AreNeeded(const JoinTable& join) {
  return join.traits.presence || join.traits.keeps_probe;
}

JoinSpec BlockMatches::SpecOf(JoinSpec spec) {
  switch (spec.kind) {
    case JoinKind::kAnti: spec.kind = JoinKind::kSemi; return spec;
    case JoinKind::kLeft:
    case JoinKind::kSingle: spec.kind = JoinKind::kInner; break;
    case JoinKind::kFull: spec.kind = JoinKind::kRight; break;
    default: return spec;
  }
  const auto number = static_cast<uint32_t>(spec.probe_types.size());
  if (spec.residual != nullptr) {
    spec.residual = TransformExpr(spec.residual, [&](ExprPtr expr) -> ExprPtr {
      if (expr->kind() != ExprKind::kInput) return expr;
      const auto& input = As<InputExpr>(expr);
      if (input.position() < number) return expr;
      return std::make_shared<InputExpr>(input.position() + 1, input.type(), "");
    });
  }
  spec.probe_types.emplace_back(TypeId::kUInt32);
  spec.probe_output.push_back(number);
  return spec;
}

/// Lists the rows of a chunk that have no match yet.
Selection BlockMatches::Undecided(size_t chunk, uint32_t rows) const {
  Selection undecided = Selection::Allocate(rows + 1);
  uint32_t count = 0;
  for (uint32_t row = 0; row < rows; ++row) {
    undecided.data()[count] = row;
    count += Get(matched_, chunk, row) ? 0 : 1;
  }
  undecided.set_count(count);
  return undecided;
}

bool BlockMatches::Prepare(size_t chunk, Chunk& input) const {
  if (join_.traits.presence) {
    Selection undecided = Undecided(chunk, input.size());
    if (undecided.count() == 0) return false;
    if (undecided.count() < input.size()) input.SetSelection(std::move(undecided));
    return true;
  }
  Vector numbers(TypeId::kUInt32, input.size());
  auto* values = numbers.mutable_values<uint32_t>();
  std::iota(values, values + input.size(), 0);
  input.mutable_columns().push_back(std::move(numbers));
  return true;
}

void BlockMatches::Note(size_t chunk, Chunk& out) {
  if (!join_.traits.presence) {
    NotePairs(chunk, out);
  } else if (join_.spec.kind == JoinKind::kMark) {
    NoteMark(chunk, out);
    out = Chunk();
  } else {
    const RowSet rows = out.rows();
    rows.ForEach([&](uint32_t row) { Set(matched_, chunk, row); });
    if (join_.spec.kind == JoinKind::kAnti) out = Chunk();
  }
}

void BlockMatches::NotePairs(size_t chunk, Chunk& out) {
  if (out.count() == 0) return;
  const Vector numbers = out.column(join_.spec.probe_output.size());
  const VectorReader<uint32_t> number_of(numbers);
  const bool single = join_.spec.kind == JoinKind::kSingle;
  out.rows().ForEach([&](uint32_t row) {
    if (single && Get(matched_, chunk, number_of[row])) ThrowSecondMatch();
    Set(matched_, chunk, number_of[row]);
  });
  DropNumbers(out);
}

void BlockMatches::DropNumbers(Chunk& out) const {
  if (join_.traits.presence || out.count() == 0) return;
  const auto position = static_cast<std::ptrdiff_t>(join_.spec.probe_output.size());
  out.mutable_columns().erase(out.mutable_columns().begin() + position);
}

void BlockMatches::NoteMark(size_t chunk, const Chunk& out) {
  if (out.count() == 0) return;
  const Vector& mark = out.columns().back();
  const VectorReader<uint8_t> value(mark);
  out.rows().ForEach([&](uint32_t row) {
    if (value.IsNull(row)) {
      Set(unknown_, chunk, row);
    } else if (value[row] != 0) {
      Set(matched_, chunk, row);
    }
  });
}

Chunk BlockMatches::Rest(size_t chunk, const Chunk& input) const {
  if (join_.spec.kind == JoinKind::kMark) return WithMark(chunk, input);
  if (join_.spec.kind == JoinKind::kSemi) return {};
  Selection rows = Undecided(chunk, input.size());
  if (rows.count() == 0) return {};
  const JoinOutput output(join_);
  return join_.traits.presence ? output.ProbeOnly(input, std::move(rows))
                               : output.ProbeAlone(input, std::move(rows));
}

Chunk BlockMatches::WithMark(size_t chunk, const Chunk& input) const {
  Vector mark(TypeId::kBoolean, input.size());
  auto* values = mark.mutable_values<uint8_t>();
  for (uint32_t row = 0; row < input.size(); ++row) {
    const bool matched = Get(matched_, chunk, row);
    values[row] = matched ? 1 : 0;
    if (!matched && Get(unknown_, chunk, row)) mark.SetNull(row);
  }
  Chunk out = JoinOutput(join_).ProbeOnly(input, std::nullopt);
  out.mutable_columns().push_back(std::move(mark));
  return out;
}

}  // namespace lakebolt
