// Casts from text to lists, maps and structs: `[1, 2]`, `{k=v}`, `{'a': 1}`, `(1, 2)`. Each level
// cuts its text into the texts of its parts; those are cast as columns of their own.

#include "function/cast/text_to_nested.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/growing_array.h"
#include "function/cast/array_size.h"
#include "function/cast/map_keys.h"

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

char ClosingOf(char open) {
  switch (open) {
    case '[': return ']';
    case '{': return '}';
    case '(': return ')';
    default: return '\0';
  }
}

bool IsQuote(char c) {
  return c == '\'' || c == '"';
}

/// Cuts what stands between two brackets at separators. Quotes and inner brackets hide separators;
/// a backslash hides a quote, and within quotes any character.
class TextCutter {
 public:
  /// `close` is the bracket that ended the text: it cannot stand within a value.
  TextCutter(std::string_view text, char close) : text_(text), close_(close) {}

  bool AtEnd() const { return Trim(text_.substr(at_)).empty(); }
  /// Tells whether the last part ended at a separator.
  bool ended_at_separator() const { return ended_at_separator_; }

  /// Reads a value up to the next comma and steps over it; false when brackets or quotes do not
  /// match.
  bool NextValue(std::string_view& part) { return Next(',', true, true, part); }
  /// Reads a key of a map, or with a colon the name of a field, where brackets mean nothing.
  bool NextKey(char separator, std::string_view& part) {
    return Next(separator, false, separator != ':', part) && ended_at_separator_;
  }

 private:
  bool Next(char separator, bool is_value, bool brackets, std::string_view& part) {
    const size_t begin = at_;
    bool escaped = false;
    ended_at_separator_ = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == separator) {
        part = Trim(text_.substr(begin, at_ - begin));
        ++at_;
        ended_at_separator_ = true;
        return true;
      }
      if (is_value && c == close_) return false;
      if (IsQuote(c) && !escaped && !SkipQuoted()) return false;
      if (brackets && ClosingOf(c) != '\0' && !SkipBrackets()) return false;
      escaped = c == '\\';
    }
    part = Trim(text_.substr(begin));
    return true;
  }

  /// Steps from a quote to the one that ends it.
  bool SkipQuoted() {
    const char quote = text_[at_];
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == quote) {
        return true;
      }
    }
    return false;
  }

  /// Steps from a bracket to the one that closes it.
  bool SkipBrackets() {
    std::string closings;
    bool escaped = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (IsQuote(c)) {
        if (!escaped && !SkipQuoted()) return false;
      } else if (ClosingOf(c) != '\0') {
        closings += ClosingOf(c);
      } else if (c == closings.back()) {
        closings.pop_back();
        if (closings.empty()) return true;
      }
      escaped = c == '\\';
    }
    return false;
  }

  std::string_view text_;
  char close_;
  size_t at_ = 0;
  bool ended_at_separator_ = false;
};

/// Takes quotes and the backslashes that they need off a part; what stands in brackets stays as it
/// is for the next level, unless they mean nothing, as in names of fields.
std::string PlainText(std::string_view part, bool brackets) {
  std::string out;
  std::string closings;
  char quote = '\0';
  for (size_t i = 0; i < part.size(); ++i) {
    const char c = part[i];
    if (closings.empty() && c == '\\' && i + 1 < part.size() &&
        (quote != '\0' || IsQuote(part[i + 1]))) {
      out += part[++i];
      continue;
    }
    if (closings.empty() && IsQuote(c) && (quote == '\0' || quote == c)) {
      quote = quote == '\0' ? c : '\0';
      continue;
    }
    if (quote == '\0' && !closings.empty() && c == closings.back()) closings.pop_back();
    if (quote == '\0' && brackets && ClosingOf(c) != '\0') closings += ClosingOf(c);
    out += c;
  }
  return out;
}

/// Collects the texts of parts as a column.
class PartColumn {
 public:
  PartColumn() : heap_(std::make_shared<StringHeap>()) {}

  /// Adds a part without its quotes. NULL without quotes is NULL.
  void Add(std::string_view part) {
    nulls_.Add(IsNull(part) ? 1 : 0);
    const bool plain = part.find_first_of("\\'\"") == std::string_view::npos;
    texts_.Add(plain ? heap_->Add(part) : heap_->Add(PlainText(part, true)));
  }
  void AddNull() {
    nulls_.Add(1);
    texts_.Add({});
  }
  uint32_t size() const { return static_cast<uint32_t>(texts_.size()); }
  /// Drops what was added after the first `size` parts.
  void Shrink(uint32_t size) {
    texts_.Shrink(size);
    nulls_.Shrink(size);
  }

  /// Casts the parts to `type`.
  Vector Cast(const LogicalType& type, CastMode mode) const {
    Vector column(TypeId::kVarchar, size());
    if (size() > 0) {
      CopyBytes(column.mutable_values<StringView>(), texts_.data(), size() * sizeof(StringView));
    }
    ForEachBlock(size(), [&](size_t begin, size_t end) {
      for (auto i = static_cast<uint32_t>(begin); i < end; ++i) {
        if (nulls_[i] != 0) column.SetNull(i);
      }
    });
    column.AddOwner(heap_);
    return CastVector(column, type, RowSet::Dense(size()), mode).Flatten();
  }

  /// Tells whether a part is the word NULL.
  static bool IsNull(std::string_view part) {
    constexpr std::string_view kNull = "null";
    return std::equal(part.begin(), part.end(), kNull.begin(), kNull.end(),
                      [](char a, char b) { return (a | 0x20) == b; });
  }

 private:
  std::shared_ptr<StringHeap> heap_;
  GrowingArray<StringView> texts_;
  GrowingArray<uint8_t> nulls_;
};

bool CutList(std::string_view text, PartColumn& parts) {
  if (!Open(text, '[', ']')) return false;
  if (Trim(text).empty()) return true;
  TextCutter cutter(text, ']');
  std::string_view part;
  do {
    if (!cutter.NextValue(part)) return false;
    parts.Add(part);
  } while (!cutter.AtEnd() || cutter.ended_at_separator());
  return true;
}

/// Cuts `{k=v, …}` into keys and values.
bool CutMap(std::string_view text, PartColumn& keys, PartColumn& values) {
  if (!Open(text, '{', '}')) return false;
  if (Trim(text).empty()) return true;
  TextCutter cutter(text, '}');
  std::string_view key;
  std::string_view value;
  do {
    if (!cutter.NextKey('=', key) || PartColumn::IsNull(key) || !cutter.NextValue(value)) {
      return false;
    }
    keys.Add(key);
    values.Add(value);
  } while (!cutter.AtEnd() || cutter.ended_at_separator());
  return true;
}

/// Cuts `{name: value, …}`, or `(value, …)`, into the texts of the fields, in their order.
bool CutStruct(std::string_view text, const std::vector<Field>& fields,
               std::vector<std::string_view>& values, std::vector<bool>& found) {
  found.assign(fields.size(), false);
  values.assign(fields.size(), {});
  const bool by_place = Trim(text).starts_with('(');
  const char close = by_place ? ')' : '}';
  if (!Open(text, by_place ? '(' : '{', close)) return false;
  if (Trim(text).empty()) return true;
  TextCutter cutter(text, close);
  std::string_view part;
  size_t count = 0;
  do {
    size_t field = count++;
    if (!by_place) {
      if (!cutter.NextKey(':', part) || PartColumn::IsNull(part)) return false;
      const std::string name = PlainText(part, false);
      field =
          static_cast<size_t>(std::find_if(fields.begin(), fields.end(),
                                           [&](const Field& known) { return known.name == name; }) -
                              fields.begin());
    }
    if (!cutter.NextValue(part) || field >= fields.size() || found[field]) return false;
    values[field] = part;
    found[field] = true;
    // (1,) is a row of one.
    if (by_place && cutter.AtEnd()) break;
  } while (!cutter.AtEnd() || cutter.ended_at_separator());
  return true;  // what is left out is NULL
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
  CheckMapKeys(out, rows, mode);
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
