// Functions that make JSON of JSON: merging, normalizing.

#include <algorithm>
#include <optional>

#include "function/scalar/json/json_function.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

/// Says how two values become one.
enum class MergeKind : uint8_t {
  kPatch,  // RFC 7396: a null deletes its member
  kDeep,   // a null leaves its member alone
};

/// Holds the document and id of a value.
struct JsonRef {
  const JsonDocument* document;
  uint32_t id;
  const JsonNode& node() const { return document->node(id); }
};

/// Writes the names of an object's members, with commas between members.
class MemberNames {
 public:
  explicit MemberNames(std::string& out) : out_(out) {}

  void Write(const JsonNode& key) {
    if (!first_) out_ += ',';
    first_ = false;
    AppendJsonString(key.view(), out_);
    out_ += ':';
  }

 private:
  std::string& out_;
  bool first_ = true;
};

void WriteMerged(JsonRef base, JsonRef patch, MergeKind kind, std::string& out);

/// Writes a patch that nothing is below: without the members that it would delete.
void WritePatch(JsonRef patch, MergeKind kind, std::string& out) {
  if (patch.node().kind != JsonKind::kObject || kind == MergeKind::kDeep) {
    patch.document->Write(patch.id, out);
    return;
  }
  out += '{';
  MemberNames names(out);
  patch.document->ForEachMember(patch.id, [&](const JsonNode& key, uint32_t value) {
    if (patch.document->node(value).kind == JsonKind::kNull) return;
    names.Write(key);
    WritePatch({patch.document, value}, kind, out);
  });
  out += '}';
}

/// Writes the members of `base` that the patch leaves alone, then those that it sets.
void WriteMerged(JsonRef base, JsonRef patch, MergeKind kind, std::string& out) {
  const auto is_null = [&](uint32_t value) {
    return patch.document->node(value).kind == JsonKind::kNull;
  };
  if (kind == MergeKind::kDeep && is_null(patch.id)) {
    base.document->Write(base.id, out);
    return;
  }
  if (patch.node().kind != JsonKind::kObject || base.node().kind != JsonKind::kObject) {
    WritePatch(patch, kind, out);
    return;
  }
  MemberNames names(out);
  out += '{';
  base.document->ForEachMember(base.id, [&](const JsonNode& key, uint32_t value) {
    const auto changed = patch.document->Member(patch.id, key.view());
    if (changed && (kind == MergeKind::kPatch || !is_null(*changed))) return;
    names.Write(key);
    base.document->Write(value, out);
  });
  patch.document->ForEachMember(patch.id, [&](const JsonNode& key, uint32_t value) {
    if (is_null(value)) return;
    names.Write(key);
    const auto old = base.document->Member(base.id, key.view());
    if (old) {
      WriteMerged({base.document, *old}, {patch.document, value}, kind, out);
    } else {
      WritePatch({patch.document, value}, kind, out);
    }
  });
  out += '}';
}

/// Writes the patch that makes `to` of `from`.
void WriteDifference(JsonRef from, JsonRef to, std::string& out) {
  if (from.node().kind != JsonKind::kObject || to.node().kind != JsonKind::kObject) {
    to.document->Write(to.id, out);
    return;
  }
  MemberNames names(out);
  out += '{';
  from.document->ForEachMember(from.id, [&](const JsonNode& key, uint32_t) {
    if (to.document->Member(to.id, key.view())) return;
    names.Write(key);
    out += "null";
  });
  to.document->ForEachMember(to.id, [&](const JsonNode& key, uint32_t value) {
    const auto before = from.document->Member(from.id, key.view());
    std::string old_text;
    std::string new_text;
    if (before) from.document->Write(*before, old_text);
    to.document->Write(value, new_text);
    if (before && old_text == new_text) return;
    names.Write(key);
    if (before) {
      WriteDifference({from.document, *before}, {to.document, value}, out);
    } else {
      out += new_text;
    }
  });
  out += '}';
}

/// Makes the kernel that folds its arguments from left to right by `combine(a, b, out)`; it begins
/// anew behind a NULL.
template <typename Combine>
ScalarOverload FoldOverload(bool variadic, Combine combine) {
  ScalarOverload overload;
  overload.parameters = variadic ? std::vector{kText, kText, kText} : std::vector{kText, kText};
  overload.variadic = variadic;
  overload.result = JsonType();
  overload.kernel = [=](std::span<const Vector> args, RowSet rows) {
    std::vector<VectorReader<StringView>> texts;
    for (const Vector& arg : args) texts.emplace_back(arg);
    JsonColumn out(JsonType(), rows.size);
    JsonDocument a;
    JsonDocument b;
    rows.ForEach([&](uint32_t row) {
      std::optional<std::string> merged;
      for (const VectorReader<StringView>& text : texts) {
        if (text.IsNull(row)) {
          merged.reset();
          continue;
        }
        RequireJson(b, text[row].view());
        std::string result;
        if (merged) {
          RequireJson(a, *merged);
          combine(JsonRef{&a, 0}, JsonRef{&b, 0}, result);
        } else {
          b.Write(0, result);
        }
        merged = std::move(result);
      }
      if (!merged) return;
      out.At(row);
      out.Text(*merged);
    });
    return out.Finish();
  };
  return overload;
}

std::vector<ScalarOverload> MergeOverloads(MergeKind kind) {
  const auto merge = [=](JsonRef a, JsonRef b, std::string& out) {
    // DuckDB takes the patch of what is no object as it is, nulls and all.
    const bool whole = kind == MergeKind::kPatch && a.node().kind != JsonKind::kObject;
    if (whole) return b.document->Write(b.id, out);
    WriteMerged(a, b, kind, out);
  };
  return {FoldOverload(false, merge), FoldOverload(true, merge)};
}

/// Writes a value with the members of objects in order of their keys.
void WriteSorted(const JsonDocument& document, uint32_t id, std::string& out) {
  const JsonNode& node = document.node(id);
  if (!node.IsContainer()) return document.Write(id, out);
  const bool object = node.kind == JsonKind::kObject;
  bool first = true;
  out += object ? '{' : '[';
  const auto separate = [&] {
    if (!first) out += ',';
    first = false;
  };
  if (object) {
    std::vector<std::pair<std::string_view, uint32_t>> members;
    document.ForEachMember(
        id, [&](const JsonNode& key, uint32_t value) { members.emplace_back(key.view(), value); });
    std::stable_sort(members.begin(), members.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [key, value] : members) {
      separate();
      AppendJsonString(key, out);
      out += ':';
      WriteSorted(document, value, out);
    }
  } else {
    document.ForEachElement(id, [&](uint32_t value) {
      separate();
      WriteSorted(document, value, out);
    });
  }
  out += object ? '}' : ']';
}

/// Writes a value without the members of objects that are null.
void WriteWithoutNulls(const JsonDocument& document, uint32_t id, std::string& out) {
  const JsonNode& node = document.node(id);
  if (!node.IsContainer()) return document.Write(id, out);
  const bool object = node.kind == JsonKind::kObject;
  bool first = true;
  out += object ? '{' : '[';
  const auto add = [&](const JsonNode* key, uint32_t value) {
    if (key != nullptr && document.node(value).kind == JsonKind::kNull) return;
    if (!first) out += ',';
    first = false;
    if (key != nullptr) {
      AppendJsonString(key->view(), out);
      out += ':';
    }
    WriteWithoutNulls(document, value, out);
  };
  if (object) {
    document.ForEachMember(id, [&](const JsonNode& key, uint32_t value) { add(&key, value); });
  } else {
    document.ForEachElement(id, [&](uint32_t value) { add(nullptr, value); });
  }
  out += object ? '}' : ']';
}

using WriteValue = void (*)(const JsonDocument& document, uint32_t id, std::string& out);

void AddRewrite(FunctionRegistry& registry, const char* name, const char* description,
                FunctionExample example, const LogicalType& result, WriteValue write) {
  const auto emit = [write](const JsonDocument& document, uint32_t id, JsonColumn& out) {
    out.scratch().clear();
    write(document, id, out.scratch());
    out.Text(out.scratch());
  };
  auto overloads = JsonPathOverloads(result, true, emit);
  overloads.resize(1);
  registry.Add(ScalarFunction{
      name, {}, "json", description, {std::move(example)}, {}, std::move(overloads)});
}

}  // namespace

void RegisterJsonMerge(FunctionRegistry& registry) {
  FunctionTraits sees_nulls;
  sees_nulls.nulls = NullHandling::kSpecial;
  registry.Add(ScalarFunction{
      "json_merge_patch",
      {},
      "json",
      "Merges JSON objects (RFC 7396): later members win, and null deletes.",
      {{"json_merge_patch('{\"a\":1,\"b\":2}', '{\"b\":null,\"c\":3}')", "{\"a\":1,\"c\":3}"}},
      sees_nulls,
      MergeOverloads(MergeKind::kPatch)});
  registry.Add(ScalarFunction{
      "json_deep_merge",
      {},
      "json",
      "Merges JSON objects, those within them too: later members win, but for null.",
      {{"json_deep_merge('{\"a\":{\"b\":1}}', '{\"a\":{\"c\":2}}')", "{\"a\":{\"b\":1,\"c\":2}}"}},
      sees_nulls,
      MergeOverloads(MergeKind::kDeep)});
  registry.Add(
      ScalarFunction{"json_merge_patch_diff",
                     {},
                     "json",
                     "Returns the patch that makes the second JSON value of the first.",
                     {{"json_merge_patch_diff('{\"a\":1}', '{\"a\":1,\"b\":2}')", "{\"b\":2}"}},
                     sees_nulls,
                     {FoldOverload(false, WriteDifference)}});
  AddRewrite(registry, "json_normalize", "Sorts the members of objects by their keys.",
             {"json_normalize('{\"b\":1,\"a\":2}')", "{\"a\":2,\"b\":1}"}, kText, WriteSorted);
  AddRewrite(registry, "json_strip_nulls", "Takes members that are null out of objects.",
             {"json_strip_nulls('{\"a\":null,\"b\":[null]}')", "{\"b\":[null]}"}, JsonType(),
             WriteWithoutNulls);
}

}  // namespace lakebolt
