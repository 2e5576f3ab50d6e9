#include "function/scalar/json/json_function.h"

#include "base/error.h"

namespace lakebolt {

namespace {

using Missing = std::function<void(JsonColumn&)>;

/// Remembers the path of the last row, as neighbouring rows mostly share it.
class PathCache {
 public:
  const JsonPath& Get(const StringView& text) {
    if (!path_ || text.view() != text_) {
      path_ = JsonPath::Parse(text.view());
      text_ = text.str();
    }
    return *path_;
  }

 private:
  std::string text_;
  std::optional<JsonPath> path_;
};

/// Finds the value of each row by `find(row, document)`.
template <typename Find>
Vector EmitRows(const LogicalType& result, const Vector& json, RowSet rows, const JsonEmit& emit,
                const Missing& missing, const Find& find) {
  const VectorReader<StringView> texts(json);
  JsonColumn out(result, rows.size);
  JsonDocument document;
  rows.ForEach([&](uint32_t row) {
    if (texts.IsNull(row)) return;
    RequireJson(document, texts[row].view());
    out.At(row);
    const std::optional<uint32_t> id = find(row, document);
    if (id) {
      emit(document, *id, out);
    } else if (missing) {
      missing(out);
    }
  });
  return out.Finish();
}

/// Gives a list for each row: of the values of several paths, or of all that a path fits.
Vector EmitLists(const LogicalType& element, const Vector& json, RowSet rows, const JsonEmit& emit,
                 const Missing& missing, const std::vector<JsonPath>& paths, bool wildcard) {
  const VectorReader<StringView> texts(json);
  JsonColumn elements(element, 0);
  std::vector<ListEntry> entries(rows.size);
  std::vector<uint8_t> valid(rows.size, 0);
  JsonDocument document;
  std::vector<uint32_t> found;
  rows.ForEach([&](uint32_t row) {
    if (texts.IsNull(row)) return;
    RequireJson(document, texts[row].view());
    valid[row] = 1;
    entries[row].offset = elements.size();
    const auto add = [&](std::optional<uint32_t> id) {
      elements.Append();
      if (id) {
        emit(document, *id, elements);
      } else if (missing) {
        missing(elements);
      }
    };
    if (wildcard) {
      found.clear();
      paths[0].FindAll(document, 0, found);
      for (const uint32_t id : found) add(id);
    } else {
      for (const JsonPath& path : paths) add(path.Find(document));
    }
    entries[row].length = elements.size() - entries[row].offset;
  });
  return FinishJsonList(elements, element, entries, valid);
}

ScalarKernel ListKernel(const LogicalType& result, const JsonEmit& emit, const Missing& missing,
                        std::vector<JsonPath> paths, bool wildcard) {
  return [=](std::span<const Vector> args, RowSet rows) {
    return EmitLists(result, args[0], rows, emit, missing, paths, wildcard);
  };
}

ScalarKernel PathKernel(const LogicalType& result, const JsonEmit& emit, const Missing& missing,
                        const JsonPath& path) {
  return [=](std::span<const Vector> args, RowSet rows) {
    return EmitRows(result, args[0], rows, emit, missing,
                    [&](uint32_t, const JsonDocument& document) { return path.Find(document); });
  };
}

/// Makes the kernel whose paths come from the rows.
ScalarKernel RowPathKernel(const LogicalType& result, const JsonEmit& emit, const Missing& missing,
                           bool index) {
  return [=](std::span<const Vector> args, RowSet rows) {
    PathCache paths;
    const auto by_path = [&](uint32_t row, const JsonDocument& document) {
      const JsonPath& path = paths.Get(VectorReader<StringView>(args[1])[row]);
      if (path.HasWildcard()) {
        throw UserError(ErrorCode::kInvalidArgument,
                        "a JSON path with wildcards must be a constant");
      }
      return path.Find(document);
    };
    const auto by_index = [&](uint32_t row, const JsonDocument& document) {
      return document.Element(0, VectorReader<int64_t>(args[1])[row]);
    };
    return index ? EmitRows(result, args[0], rows, emit, missing, by_index)
                 : EmitRows(result, args[0], rows, emit, missing, by_path);
  };
}

std::vector<JsonPath> ConstantPaths(const Value& list) {
  std::vector<JsonPath> paths;
  for (const Value& part : list.parts()) {
    if (part.IsNull()) throw UserError(ErrorCode::kInvalidArgument, "a JSON path is NULL");
    paths.push_back(JsonPath::Parse(part.string()));
    if (paths.back().HasWildcard()) {
      throw UserError(ErrorCode::kNotSupported,
                      "a list of JSON paths cannot hold one with wildcards");
    }
  }
  return paths;
}

bool IsText(const LogicalType& type) {
  return type.id() == TypeId::kVarchar || type.id() == TypeId::kNull;
}

std::optional<BoundScalar> BindPath(const LogicalType& result, const JsonEmit& emit,
                                    const Missing& missing, const std::vector<LogicalType>& actual,
                                    std::span<const Value* const> constants) {
  if (actual.size() != 2 || !IsText(actual[0])) return std::nullopt;
  const Value* path = constants[1] != nullptr && !constants[1]->IsNull() ? constants[1] : nullptr;
  BoundScalar bound;
  bound.result = result;
  if (actual[1].id() == TypeId::kList) {
    const bool fits = path != nullptr &&
                      (path->type().element().id() == TypeId::kVarchar || path->parts().empty());
    if (!fits) return std::nullopt;
    bound.arguments = {actual[0], actual[1]};
    bound.kernel = ListKernel(result, emit, missing, ConstantPaths(*path), false);
    bound.result = LogicalType::List(result);
  } else if (actual[1].IsInteger()) {
    bound.arguments = {actual[0], TypeId::kInt64};
    bound.kernel = RowPathKernel(result, emit, missing, true);
  } else if (IsText(actual[1])) {
    bound.arguments = {actual[0], TypeId::kVarchar};
    if (path == nullptr) {
      bound.kernel = RowPathKernel(result, emit, missing, false);
    } else {
      const JsonPath parsed = JsonPath::Parse(path->string());
      if (parsed.HasWildcard()) bound.result = LogicalType::List(result);
      bound.kernel = parsed.HasWildcard() ? ListKernel(result, emit, missing, {parsed}, true)
                                          : PathKernel(result, emit, missing, parsed);
    }
  } else {
    return std::nullopt;
  }
  if (bound.arguments[0].id() == TypeId::kNull) bound.arguments[0] = TypeId::kVarchar;
  return bound;
}

}  // namespace

void RequireJson(JsonDocument& document, std::string_view text) {
  JsonError error;
  if (document.Parse(text, &error)) return;
  constexpr size_t kShown = 200;
  throw UserError(ErrorCode::kInvalidArgument,
                  "malformed JSON at byte " + std::to_string(error.offset) + ": " + error.reason +
                      "; the text is \"" + std::string(text.substr(0, kShown)) + "\"");
}

ScalarOverload OfTextOrList(ScalarOverload overload) {
  overload.bind = [result = overload.result, kernel = overload.kernel](
                      const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 1 || (!IsText(actual[0]) && actual[0].id() != TypeId::kList)) {
      return std::nullopt;
    }
    BoundScalar bound;
    bound.arguments = {TypeId::kVarchar};
    bound.result = result;
    bound.kernel = kernel;
    return bound;
  };
  return overload;
}

std::vector<ScalarOverload> JsonPathOverloads(const LogicalType& result, bool whole, JsonEmit emit,
                                              std::function<void(JsonColumn&)> missing) {
  std::vector<ScalarOverload> overloads;
  if (whole) {
    ScalarOverload of_whole;
    of_whole.parameters = {TypeId::kVarchar};
    of_whole.result = result;
    of_whole.kernel = [=](std::span<const Vector> args, RowSet rows) {
      return EmitRows(result, args[0], rows, emit, missing,
                      [](uint32_t, const JsonDocument&) { return std::optional<uint32_t>(0); });
    };
    overloads.push_back(OfTextOrList(std::move(of_whole)));
  }
  ScalarOverload of_path;
  of_path.parameters = {TypeId::kVarchar, TypeId::kVarchar};
  of_path.bind_constants = [=](const std::vector<LogicalType>& actual,
                               std::span<const Value* const> constants) {
    return BindPath(result, emit, missing, actual, constants);
  };
  overloads.push_back(std::move(of_path));
  return overloads;
}

}  // namespace lakebolt
