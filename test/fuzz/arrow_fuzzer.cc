// Hands over Arrow arrays with buffers as long as their lengths say, but of any content: offsets,
// sizes, codes and views that contradict each other, text that is none.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "parts/input_reader.h"
#include "parts/sandbox.h"
#include "vector/arrow_abi.h"

using namespace lakebolt;
using namespace lakebolt::fuzz;

namespace {

constexpr int kDeepest = 3;
constexpr uint32_t kMostRows = 40;

/// Is a node of a schema with its array, and owns all that they point to.
struct Node {
  std::string format;
  std::string name;
  std::vector<std::unique_ptr<Node>> children;
  std::unique_ptr<Node> dictionary;
  std::vector<std::unique_ptr<uint8_t[]>> memory;
  std::vector<const void*> buffers;
  std::vector<ArrowSchema*> child_schemas;
  std::vector<ArrowArray*> child_arrays;
  ArrowSchema schema{};
  ArrowArray array{};
};

/// Adds a buffer of exactly `size` bytes with bytes of the input, zeros behind them.
uint8_t* AddBuffer(Node& node, size_t size, InputReader& in) {
  node.memory.push_back(std::make_unique<uint8_t[]>(size));
  uint8_t* memory = node.memory.back().get();
  const auto bytes = in.TakeBytes(size);
  std::copy(bytes.begin(), bytes.end(), memory);
  node.buffers.push_back(memory);
  return memory;
}

/// Adds a bitmap, or none.
void AddValidity(Node& node, size_t rows, InputReader& in) {
  if (in.TakeBelow(2) == 0) {
    node.buffers.push_back(nullptr);
  } else {
    AddBuffer(node, (rows + 7) / 8, in);
    node.array.null_count = -1;
  }
}

/// Adds offsets of any content; only the last one is honest, as it says how long the data is.
template <typename Offset>
void AddOffsets(Node& node, size_t rows, Offset last, InputReader& in) {
  uint8_t* offsets = AddBuffer(node, (rows + 1) * sizeof(Offset), in);
  std::memcpy(offsets + rows * sizeof(Offset), &last, sizeof(Offset));
}

std::unique_ptr<Node> MakeNode(size_t rows, int depth, InputReader& in);

void AddChild(Node& node, size_t rows, int depth, InputReader& in) {
  node.children.push_back(MakeNode(rows, depth + 1, in));
  node.children.back()->name = std::string(1, static_cast<char>('a' + node.children.size() - 1));
}

struct FixedFormat {
  const char* format;
  size_t width;
};

constexpr FixedFormat kFixed[] = {{"c", 1},           {"C", 1},
                                  {"s", 2},           {"S", 2},
                                  {"i", 4},           {"I", 4},
                                  {"l", 8},           {"L", 8},
                                  {"e", 2},           {"f", 4},
                                  {"g", 8},           {"tdD", 4},
                                  {"tdm", 8},         {"tts", 4},
                                  {"ttm", 4},         {"ttu", 8},
                                  {"ttn", 8},         {"tss:", 8},
                                  {"tsm:", 8},        {"tsu:", 8},
                                  {"tsn:UTC", 8},     {"tsu:Europe/Berlin", 8},
                                  {"tDs", 8},         {"tDu", 8},
                                  {"tDn", 8},         {"tiM", 4},
                                  {"tiD", 8},         {"tin", 16},
                                  {"d:9,2", 16},      {"d:38,0", 16},
                                  {"d:76,3,256", 32}, {"d:7,1,32", 4},
                                  {"d:18,2,64", 8},   {"w:5", 5},
                                  {"w:0", 0}};

void MakeFixed(Node& node, size_t rows, InputReader& in) {
  const FixedFormat& fixed = kFixed[in.TakeBelow(std::size(kFixed))];
  node.format = fixed.format;
  AddValidity(node, rows, in);
  AddBuffer(node, rows * fixed.width, in);
}

void MakeText(Node& node, size_t rows, InputReader& in) {
  const char* formats[] = {"u", "z", "U", "Z"};
  const uint32_t choice = in.TakeBelow(4);
  node.format = formats[choice];
  const uint8_t size = in.Take<uint8_t>();
  AddValidity(node, rows, in);
  if (choice < 2) {
    AddOffsets<int32_t>(node, rows, size, in);
  } else {
    AddOffsets<int64_t>(node, rows, size, in);
  }
  AddBuffer(node, size, in);
}

void MakeViews(Node& node, size_t rows, InputReader& in) {
  constexpr size_t kViewBytes = 16;
  node.format = in.TakeBelow(2) == 0 ? "vu" : "vz";
  AddValidity(node, rows, in);
  AddBuffer(node, rows * kViewBytes, in);
  std::vector<int64_t> sizes;
  for (uint32_t n = in.TakeBelow(3); n > 0; --n) {
    sizes.push_back(in.Take<uint8_t>());
    AddBuffer(node, static_cast<size_t>(sizes.back()), in);
  }
  InputReader lengths(reinterpret_cast<const uint8_t*>(sizes.data()),
                      sizes.size() * sizeof(int64_t));
  AddBuffer(node, sizes.size() * sizeof(int64_t), lengths);
}

void MakeList(Node& node, size_t rows, int depth, InputReader& in) {
  const char* formats[] = {"+l", "+L", "+m", "+vl", "+vL", "+w:2"};
  const uint32_t choice = in.TakeBelow(6);
  node.format = formats[choice];
  size_t elements = in.TakeBelow(kMostRows);
  AddValidity(node, rows, in);
  switch (choice) {
    case 0:
    case 2: AddOffsets<int32_t>(node, rows, static_cast<int32_t>(elements), in); break;
    case 1: AddOffsets<int64_t>(node, rows, static_cast<int64_t>(elements), in); break;
    case 3:
      AddBuffer(node, rows * sizeof(int32_t), in);
      AddBuffer(node, rows * sizeof(int32_t), in);
      break;
    case 4:
      AddBuffer(node, rows * sizeof(int64_t), in);
      AddBuffer(node, rows * sizeof(int64_t), in);
      break;
    default: elements = 2 * rows;
  }
  if (choice != 2) {
    AddChild(node, elements, depth, in);
    return;
  }
  auto entries = std::make_unique<Node>();
  entries->format = "+s";
  entries->name = "entries";
  entries->array.length = static_cast<int64_t>(elements);
  entries->buffers.push_back(nullptr);
  AddChild(*entries, elements, depth, in);
  AddChild(*entries, elements, depth, in);
  node.children.push_back(std::move(entries));
}

void MakeStruct(Node& node, size_t rows, int depth, InputReader& in) {
  node.format = "+s";
  AddValidity(node, rows, in);
  for (uint32_t n = in.TakeBelow(3); n > 0; --n) AddChild(node, rows, depth, in);
}

void MakeUnion(Node& node, size_t rows, int depth, InputReader& in) {
  const bool dense = in.TakeBelow(2) == 1;
  node.format = dense ? "+ud:0,5" : "+us:0,5";
  AddBuffer(node, rows, in);
  if (dense) AddBuffer(node, rows * sizeof(int32_t), in);
  for (int i = 0; i < 2; ++i) AddChild(node, dense ? in.TakeBelow(kMostRows) : rows, depth, in);
}

void MakeDictionary(Node& node, size_t rows, int depth, InputReader& in) {
  const FixedFormat& codes = kFixed[in.TakeBelow(8)];
  node.format = codes.format;
  AddValidity(node, rows, in);
  AddBuffer(node, rows * codes.width, in);
  node.dictionary = MakeNode(in.TakeBelow(10), depth + 1, in);
}

void MakeBooleans(Node& node, size_t rows, InputReader& in) {
  node.format = "b";
  AddValidity(node, rows, in);
  AddBuffer(node, (rows + 7) / 8, in);
}

std::unique_ptr<Node> MakeNode(size_t rows, int depth, InputReader& in) {
  auto node = std::make_unique<Node>();
  // A slice of a longer array, at times.
  const size_t offset = in.TakeBelow(4) == 0 ? in.TakeBelow(10) : 0;
  node->array.length = static_cast<int64_t>(rows);
  node->array.offset = static_cast<int64_t>(offset);
  const size_t stored = rows + offset;
  const uint32_t choice = in.TakeBelow(depth < kDeepest ? 9 : 5);
  switch (choice) {
    case 0:
    case 1: MakeFixed(*node, stored, in); break;
    case 2: MakeText(*node, stored, in); break;
    case 3: MakeViews(*node, stored, in); break;
    case 4: MakeBooleans(*node, stored, in); break;
    case 5: MakeList(*node, stored, depth, in); break;
    case 6: MakeStruct(*node, stored, depth, in); break;
    case 7: MakeUnion(*node, stored, depth, in); break;
    default: MakeDictionary(*node, stored, depth, in);
  }
  return node;
}

/// Points the structs of the interface to what the nodes hold.
void Link(Node& node) {
  for (const auto& child : node.children) {
    Link(*child);
    node.child_schemas.push_back(&child->schema);
    node.child_arrays.push_back(&child->array);
  }
  node.schema = {node.format.c_str(),
                 node.name.c_str(),
                 nullptr,
                 ARROW_FLAG_NULLABLE,
                 static_cast<int64_t>(node.children.size()),
                 node.child_schemas.data(),
                 nullptr,
                 [](ArrowSchema* schema) { schema->release = nullptr; },
                 nullptr};
  node.array.n_buffers = static_cast<int64_t>(node.buffers.size());
  node.array.buffers = node.buffers.data();
  node.array.n_children = static_cast<int64_t>(node.children.size());
  node.array.children = node.child_arrays.data();
  node.array.release = [](ArrowArray* array) { array->release = nullptr; };
  if (node.dictionary != nullptr) {
    Link(*node.dictionary);
    node.schema.dictionary = &node.dictionary->schema;
    node.array.dictionary = &node.dictionary->array;
  }
}

/// Gives one table once.
ArrowArrayStream MakeStream(Node& table) {
  ArrowArrayStream stream{};
  stream.private_data = &table;
  stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
    *out = static_cast<Node*>(self->private_data)->schema;
    return 0;
  };
  stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
    auto& given = static_cast<Node*>(self->private_data)->array;
    *out = given;
    given.release = nullptr;
    return 0;
  };
  stream.get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
  stream.release = [](ArrowArrayStream* self) { self->release = nullptr; };
  return stream;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  InputReader in(data, size);
  Node table;
  table.format = "+s";
  const size_t rows = in.TakeBelow(kMostRows);
  table.array.length = static_cast<int64_t>(rows);
  table.buffers.push_back(nullptr);
  for (uint32_t n = 1 + in.TakeBelow(2); n > 0; --n) AddChild(table, rows, 0, in);
  Link(table);
  ArrowArrayStream stream = MakeStream(table);
  Sandbox sandbox;
  if (Survives([&] { sandbox.session().RegisterStream("given", &stream); })) {
    sandbox.Run("SELECT a, a::VARCHAR, count(*) OVER (PARTITION BY a) FROM given ORDER BY a");
  }
  if (stream.release != nullptr) stream.release(&stream);
  return 0;
}
