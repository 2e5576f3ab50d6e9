#include "exec/join/probe_keys.h"

#include "vector/row_match.h"

namespace lakebolt {

ProbeKeys::ProbeKeys(const JoinTable& table) : table_(table) {
  for (const ExprPtr& key : table.spec.probe_keys) {
    auto& evaluator = evaluators_.emplace_back();
    if (key->kind() != ExprKind::kInput) evaluator.emplace(key);
  }
  computed_.resize(evaluators_.size());
  pointers_.resize(evaluators_.size());
}

void ProbeKeys::Evaluate(const std::vector<Vector>& columns, RowSet rows) {
  for (size_t k = 0; k < evaluators_.size(); ++k) {
    if (evaluators_[k]) {
      computed_[k] = evaluators_[k]->Evaluate(columns, rows);
      pointers_[k] = &computed_[k];
    } else {
      pointers_[k] = &columns[As<InputExpr>(table_.spec.probe_keys[k]).position()];
    }
  }
}

void ProbeKeys::Find(RowSet rows, RowRef* refs) {
  if (!FindByDictionary(rows, refs)) Lookup(pointers_, rows, refs);
}

bool ProbeKeys::FindByDictionary(RowSet rows, RowRef* refs) {
  if (pointers_.size() != 1 || table_.IsNullSafe(0) || !pointers_[0]->IsDictionary()) return false;
  const Vector& key = *pointers_[0];
  const uint32_t entries = key.dictionary().size();
  if (dictionary_ != key.dictionary_ptr()) {
    dictionary_ = key.dictionary_ptr();
    dictionary_rows_ = 0;
    dictionary_refs_.clear();
  }
  dictionary_rows_ += rows.count;
  if (dictionary_refs_.empty()) {
    // Packed codes are about as cheap to look up as entries to remember. Hashed ones are dear:
    // wait until the rows seen outnumber the entries, so that the work at most doubles.
    if (entries == 0 || entries > (table_.codec.IsPacked() ? rows.count : dictionary_rows_)) {
      return false;
    }
    dictionary_refs_.resize(entries);
    Lookup({dictionary_.get()}, RowSet::Dense(entries), dictionary_refs_.data());
  }
  const uint32_t* codes = key.codes();
  const uint64_t* validity = key.validity();
  for (uint32_t i = 0; i < rows.count; ++i) {
    const uint32_t row = rows[i];
    const bool null = validity != nullptr && !GetBit(validity, row);
    refs[i] = null ? kNoRow : dictionary_refs_[codes[row]];
  }
  return true;
}

void ProbeKeys::Lookup(const std::vector<const Vector*>& keys, RowSet rows, RowRef* refs) {
  if (!keys.empty()) {
    codes_.resize(rows.count);
    table_.codec.Encode(keys, rows, codes_.data());
  }
  table_.index.Lookup(codes_.data(), rows.count, refs);
  if (!table_.codec.IsPacked() && !table_.mixed_chains) DropUnequal(keys, rows, refs);
}

/// Compares keys with those of the rows found by hash, and drops the rows that differ.
void ProbeKeys::DropUnequal(const std::vector<const Vector*>& keys, RowSet rows, RowRef* refs) {
  candidates_.clear();
  probe_rows_.clear();
  build_rows_.clear();
  for (uint32_t i = 0; i < rows.count; ++i) {
    if (refs[i] == kNoRow) continue;
    candidates_.push_back(i);
    probe_rows_.push_back(rows[i]);
    build_rows_.push_back(refs[i] - 1);
  }
  const auto count = static_cast<uint32_t>(candidates_.size());
  mask_.assign(count, 1);
  for (size_t k = 0; k < keys.size(); ++k) {
    const NullMatch nulls = table_.IsNullSafe(k) ? NullMatch::kBothNull : NullMatch::kNever;
    MatchRows(*keys[k], probe_rows_.data(), table_.key_column(k), build_rows_.data(), count, nulls,
              mask_.data());
  }
  for (uint32_t c = 0; c < count; ++c) {
    if (mask_[c] == 0) refs[candidates_[c]] = kNoRow;
  }
}

}  // namespace lakebolt
