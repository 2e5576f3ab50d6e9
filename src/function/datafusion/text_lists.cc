// Lists from and to text. In DataFusion an empty text has no parts, an empty separator cuts
// nothing, and one that is NULL parts the characters; lists within lists are joined as one.

#include "function/scalar/text/text_lists.h"
#include "base/utf8.h"
#include "function/cast.h"
#include "function/datafusion/families.h"
#include "function/scalar/family.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/nested_overload.h"
#include "function/scalar/text/find_bytes.h"

namespace lakebolt {

namespace {

/// Calls `add` for each part of a text that is not empty.
template <typename Add>
void EachPart(std::string_view text, const StringView* separator, Add add) {
  const std::string_view mark = separator == nullptr ? std::string_view() : separator->view();
  while (!text.empty()) {
    size_t length = text.size();
    size_t skipped = 0;
    if (separator == nullptr) {
      length = std::min<size_t>(Utf8Length(text[0]), text.size());
    } else if (const size_t at = mark.empty() ? std::string_view::npos : FindBytes(text, mark);
               at != std::string_view::npos) {
      length = at;
      skipped = mark.size();
    }
    add(text.substr(0, length));
    text.remove_prefix(length + skipped);
    if (text.empty() && skipped > 0) add(text);
  }
}

/// string_to_array(text, separator [, the text that stands for NULL]).
Vector StringToArray(std::span<const Vector> args, RowSet rows) {
  const VectorReader<StringView> texts(args[0]);
  const VectorReader<StringView> separators(args[1]);
  std::optional<VectorReader<StringView>> nulls;
  if (args.size() > 2) nulls.emplace(args[2]);
  TextLists lists(rows.size);
  rows.ForEach([&](uint32_t row) {
    lists.Begin();
    if (texts.IsNull(row)) {
      lists.SetNull(row);
    } else {
      const StringView text = texts[row];
      const StringView separator = separators.IsNull(row) ? StringView() : separators[row];
      const bool has_null = nulls && !nulls->IsNull(row);
      const StringView null = has_null ? (*nulls)[row] : StringView();
      EachPart(text.view(), separators.IsNull(row) ? nullptr : &separator,
               [&](std::string_view part) {
                 has_null&& part == null.view() ? lists.AppendNull() : lists.Append(part);
               });
    }
    lists.End(row);
  });
  return lists.Finish(args[0]);
}

/// Appends the texts of all elements, of inner lists too; NULLs as `null`, if that is given.
class ListJoin {
 public:
  ListJoin(const Vector& lists, std::string_view separator, const StringView* null)
      : lists_(lists), separator_(separator), null_(null) {}

  std::string Join(uint32_t row) {
    AppendList(lists_, row);
    return std::move(text_);
  }

 private:
  void AppendList(const Vector& lists, uint32_t row) {
    const ListReader reader(lists);
    const Vector& elements = reader.elements();
    const ListEntry entry = reader[row];
    for (uint32_t k = entry.offset; k < entry.offset + entry.length; ++k) {
      const Value value = elements.GetValue(k);
      if (value.IsNull()) {
        if (null_ != nullptr) AppendText(null_->view());
      } else if (elements.type().id() == TypeId::kList) {
        AppendList(elements, k);
      } else {
        AppendText(TextOf(value));
      }
    }
  }

  /// Writes numbers without a fraction as whole ones.
  static std::string TextOf(const Value& value) {
    std::string text = CastValue(value, TypeId::kVarchar).string();
    const TypeId type = value.type().id();
    const bool real = type == TypeId::kFloat32 || type == TypeId::kFloat64;
    if (real && text.ends_with(".0")) text.resize(text.size() - 2);
    return text;
  }

  void AppendText(std::string_view text) {
    if (!first_) text_ += separator_;
    first_ = false;
    text_ += text;
  }

  const Vector& lists_;
  std::string_view separator_;
  const StringView* null_;
  std::string text_;
  bool first_ = true;
};

Vector ArrayToString(std::span<const Vector> args, RowSet rows) {
  const ListReader lists(args[0]);
  const VectorReader<StringView> separators(args[1]);
  std::optional<VectorReader<StringView>> nulls;
  if (args.size() > 2) nulls.emplace(args[2]);
  Vector out(TypeId::kVarchar, rows.size);
  auto heap = std::make_shared<StringHeap>();
  auto* values = out.mutable_values<StringView>();
  rows.ForEach([&](uint32_t row) {
    if (lists.IsNull(row) || separators.IsNull(row)) {
      out.SetNull(row);
      return;
    }
    const StringView separator = separators[row];
    const bool has_null = nulls && !nulls->IsNull(row);
    const StringView null = has_null ? (*nulls)[row] : StringView();
    values[row] =
        heap->Add(ListJoin(args[0], separator.view(), has_null ? &null : nullptr).Join(row));
  });
  out.AddOwner(std::move(heap));
  return out;
}

ScalarOverload SplitOverload(size_t parameters) {
  ScalarOverload overload;
  overload.parameters.assign(parameters, TypeId::kVarchar);
  overload.result = LogicalType::List(TypeId::kVarchar);
  overload.kernel = StringToArray;
  return overload;
}

ScalarOverload JoinOverload(size_t parameters) {
  Types shown(parameters, TypeId::kVarchar);
  shown[0] = AnyList();
  return MakeBinding(shown, [](const Types& actual) -> std::optional<BoundScalar> {
    if (actual[0].id() != TypeId::kList) return std::nullopt;
    Types arguments(actual.size(), TypeId::kVarchar);
    arguments[0] = actual[0];
    return MakeBound(std::move(arguments), TypeId::kVarchar, ArrayToString);
  });
}

}  // namespace

void RegisterDataFusionTextLists(FunctionRegistry& registry) {
  Family(registry, "string")
      .Add({"string_split"}, "", {{"string_split('a-b-c', '-', 'b')", "[a, NULL, c]"}},
           {SplitOverload(3)}, SeesNulls());
  Family own(registry, "string", "datafusion");
  own.Add({"string_to_array", "string_to_list"},
          "Cuts text at a separator into a list; parts equal to a third argument are NULL.",
          {{"string_to_array('a-b-c', '-')", "[a, b, c]"}, {"string_to_array('', '-')", "[]"}},
          {SplitOverload(2), SplitOverload(3)}, SeesNulls());
  own.Add({"array_to_string", "list_to_string", "array_join", "list_join"},
          "Joins the elements of a list, and of lists within it, with a separator; NULLs are left "
          "out, or written as a third argument says.",
          {{"array_to_string([[1, 2], [3]], '+')", "1+2+3"}}, {JoinOverload(2), JoinOverload(3)},
          SeesNulls());
}

}  // namespace lakebolt
