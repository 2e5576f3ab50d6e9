// Casts from text to lists, maps and structs: `[1, 2]`, `{k=v}`, `{'a': 1}`, `(1, 2)`. Each level
// cuts its text into the texts of its parts; those are cast as columns of their own.

#include "function/cast/text_to_nested.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "function/cast/array_size.h"

namespace lakebolt {

namespace {

bool IsSpace(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

/// Returns what stands between the brackets, or nothing.
bool Open(std::string_view& text, char open, char close) {
  text = Trim(text);
  if (text.size() < 2 || text.front() != open || text.back() != close) return false;
  text = text.substr(1, text.size() - 2);
  return true;
}

/// Cuts text at separators outside of quotes and brackets.
class TextCutter {
 public:
  explicit TextCutter(std::string_view text) : text_(text) {}

  bool AtEnd() const { return at_ >= text_.size(); }
  /// Tells whether the last part ended at a separator.
  bool ended_at_separator() const { return ended_at_separator_; }

  /// Reads up to the next `separator` and steps over it; false when brackets or quotes do not
  /// match.
  bool Next(char separator, std::string_view& part) {
    const size_t begin = at_;
    size_t depth = 0;
    bool may_quote = true;  // quotes open only where a value starts
    ended_at_separator_ = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if ((c == '\'' || c == '"') && may_quote) {
        if (!SkipQuoted(c)) return false;
        may_quote = false;
        continue;
      }
      if (c == separator && depth == 0) {
        part = Trim(text_.substr(begin, at_ - begin));
        ++at_;
        ended_at_separator_ = true;
        return true;
      }
      if (c == '[' || c == '{' || c == '(') ++depth;
      if (c == ']' || c == '}' || c == ')') {
        if (depth == 0) return false;
        --depth;
      }
      if (c == '\\') ++at_;
      const bool structural = c == '[' || c == '{' || c == '(' || c == ',' || c == ':' || c == '=';
      if (!IsSpace(c)) may_quote = structural;
    }
    at_ = std::min(at_, text_.size());
    part = Trim(text_.substr(begin));
    return depth == 0;
  }

 private:
  bool SkipQuoted(char quote) {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == quote) {
        return true;
      }
    }
    return false;
  }

  std::string_view text_;
  size_t at_ = 0;
  bool ended_at_separator_ = false;
};

/// Collects the texts of parts as a column.
class PartColumn {
 public:
  PartColumn() : heap_(std::make_shared<StringHeap>()) {}

  /// Adds a part; quotes around it are taken off. NULL without quotes is NULL.
  void Add(std::string_view part) {
    const bool quoted = part.size() >= 2 && (part.front() == '\'' || part.front() == '"') &&
                        part.back() == part.front();
    nulls_.push_back(!quoted && IsNull(part));
    if (quoted) part = part.substr(1, part.size() - 2);
    if (part.find('\\') == std::string_view::npos) {
      texts_.push_back(heap_->Add(part));
      return;
    }
    std::string plain;
    for (size_t i = 0; i < part.size(); ++i) {
      if (part[i] == '\\' && i + 1 < part.size()) ++i;
      plain += part[i];
    }
    texts_.push_back(heap_->Add(plain));
  }
  void AddNull() {
    nulls_.push_back(true);
    texts_.emplace_back();
  }
  uint32_t size() const { return static_cast<uint32_t>(texts_.size()); }
  /// Drops what was added after the first `size` parts.
  void Shrink(uint32_t size) {
    texts_.resize(size);
    nulls_.resize(size);
  }

  /// Casts the parts to `type`.
  Vector Cast(const LogicalType& type, CastMode mode) const {
    Vector column(TypeId::kVarchar, size());
    std::copy(texts_.begin(), texts_.end(), column.mutable_values<StringView>());
    for (uint32_t i = 0; i < size(); ++i) {
      if (nulls_[i]) column.SetNull(i);
    }
    column.AddOwner(heap_);
    return CastVector(column, type, RowSet::Dense(size()), mode).Flatten();
  }

 private:
  static bool IsNull(std::string_view part) {
    constexpr std::string_view kNull = "null";
    return std::equal(part.begin(), part.end(), kNull.begin(), kNull.end(),
                      [](char a, char b) { return (a | 0x20) == b; });
  }

  std::shared_ptr<StringHeap> heap_;
  std::vector<StringView> texts_;
  std::vector<bool> nulls_;
};

bool CutList(std::string_view text, PartColumn& parts) {
  if (!Open(text, '[', ']')) return false;
  if (Trim(text).empty()) return true;
  TextCutter cutter(text);
  std::string_view part;
  do {
    if (!cutter.Next(',', part)) return false;
    parts.Add(part);
  } while (!cutter.AtEnd() || cutter.ended_at_separator());
  return true;
}

/// Cuts `{k=v, …}` into keys and values.
bool CutMap(std::string_view text, PartColumn& keys, PartColumn& values) {
  if (!Open(text, '{', '}')) return false;
  if (Trim(text).empty()) return true;
  TextCutter cutter(text);
  std::string_view entry;
  do {
    if (!cutter.Next(',', entry)) return false;
    TextCutter pair(entry);
    std::string_view key;
    if (!pair.Next('=', key) || !pair.ended_at_separator()) return false;
    std::string_view value;
    if (!pair.Next('\0', value)) return false;
    keys.Add(key);
    values.Add(value);
  } while (!cutter.AtEnd() || cutter.ended_at_separator());
  return true;
}

std::string_view WithoutQuotes(std::string_view name) {
  const bool quoted = name.size() >= 2 && (name.front() == '\'' || name.front() == '"') &&
                      name.back() == name.front();
  return quoted ? name.substr(1, name.size() - 2) : name;
}

/// Cuts `{name: value, …}`, or `(value, …)`, into the texts of the fields, in their order.
bool CutStruct(std::string_view text, const std::vector<Field>& fields,
               std::vector<std::string_view>& values, std::vector<bool>& found) {
  found.assign(fields.size(), false);
  values.assign(fields.size(), {});
  const bool by_place = Trim(text).starts_with('(');
  if (!Open(text, by_place ? '(' : '{', by_place ? ')' : '}')) return false;
  if (Trim(text).empty()) return !by_place;
  TextCutter cutter(text);
  std::string_view entry;
  size_t count = 0;
  do {
    if (!cutter.Next(',', entry)) return false;
    size_t field = count++;
    if (!by_place) {
      TextCutter pair(entry);
      std::string_view name;
      if (!pair.Next(':', name) || !pair.ended_at_separator()) return false;
      name = WithoutQuotes(name);
      field =
          static_cast<size_t>(std::find_if(fields.begin(), fields.end(),
                                           [&](const Field& known) { return known.name == name; }) -
                              fields.begin());
      if (!pair.Next('\0', entry)) return false;
    }
    if (field >= fields.size() || found[field]) return false;
    values[field] = entry;
    found[field] = true;
  } while (!cutter.AtEnd() || cutter.ended_at_separator());
  return !by_place || count == fields.size();
}

/// Raises an error for a text that is no such value, or makes it NULL.
void Reject(const Vector& input, uint32_t row, const LogicalType& to, CastMode mode, Vector& out,
            bool& owned) {
  if (mode == CastMode::kStrict) ThrowCastError(input.GetValue(row), to);
  if (!owned) OwnValidity(out);
  owned = true;
  out.SetNull(row);
}

Vector TextToList(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  Vector out(to, rows.size);
  out.SetValidity(input.validity_buffer());
  auto* entries = out.mutable_values<ListEntry>();
  const auto* texts = input.values<StringView>();
  PartColumn parts;
  PartColumn values;  // of a map
  bool owned = false;
  const bool is_map = to.id() == TypeId::kMap;
  rows.ForEach([&](uint32_t row) {
    if (input.IsNull(row)) return;
    const uint32_t begin = parts.size();
    const bool good =
        is_map ? CutMap(texts[row].view(), parts, values) : CutList(texts[row].view(), parts);
    if (good) {
      entries[row] = {begin, parts.size() - begin};
      return;
    }
    parts.Shrink(begin);
    values.Shrink(is_map ? begin : 0);
    Reject(input, row, to, mode, out, owned);
  });
  if (!is_map) {
    out.mutable_children()[0] = parts.Cast(to.element(), mode);
    CheckArraySize(input, to, rows, mode, out);
    return out;
  }
  Vector structs(to.element(), parts.size());
  structs.mutable_children()[0] = parts.Cast(to.element().children()[0].type, mode);
  structs.mutable_children()[1] = values.Cast(to.element().children()[1].type, mode);
  out.mutable_children()[0] = std::move(structs);
  return out;
}

Vector TextToStruct(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  Vector out(to, rows.size);
  out.SetValidity(input.validity_buffer());
  const std::vector<Field>& fields = to.children();
  std::vector<PartColumn> columns(fields.size());
  std::vector<uint8_t> wanted(rows.size, 0);
  rows.ForEach([&](uint32_t row) { wanted[row] = input.IsNull(row) ? 0 : 1; });
  std::vector<std::string_view> values;
  std::vector<bool> found;
  bool owned = false;
  for (uint32_t row = 0; row < rows.size; ++row) {
    bool good = wanted[row] != 0;
    if (good && !CutStruct(input.values<StringView>()[row].view(), fields, values, found)) {
      Reject(input, row, to, mode, out, owned);
      good = false;
    }
    for (size_t i = 0; i < fields.size(); ++i) {
      if (good && found[i]) {
        columns[i].Add(values[i]);
      } else {
        columns[i].AddNull();
      }
    }
  }
  for (size_t i = 0; i < fields.size(); ++i) {
    out.mutable_children()[i] = columns[i].Cast(fields[i].type, mode);
  }
  return out;
}

}  // namespace

CastKernel FindTextToNestedCast(const LogicalType& from, const LogicalType& to) {
  if (from.id() != TypeId::kVarchar || !to.IsNested() || to.id() == TypeId::kUnion) {
    return nullptr;
  }
  for (const Field& child : to.children()) {
    if (!CanCast(from, child.type)) return nullptr;
  }
  return to.id() == TypeId::kStruct ? TextToStruct : TextToList;
}

}  // namespace lakebolt
