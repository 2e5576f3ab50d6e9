#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "exec/join/join_spec.h"

namespace lakebolt {

/// Holds a table as rows of values, for tests.
struct TestTable {
  std::vector<LogicalType> types;
  std::vector<std::vector<Value>> rows;
};

/// Makes a vector of the values, in an encoding picked by `random`.
inline Vector MakeVector(const LogicalType& type, const std::vector<Value>& values,
                         std::mt19937& random) {
  const auto size = static_cast<uint32_t>(values.size());
  const bool all_same = std::all_of(values.begin(), values.end(), [&](const Value& value) {
    return value.ToString() == values[0].ToString();
  });
  const uint32_t choice = random() % 3;
  if (size > 0 && all_same && choice != 0) return Vector::Constant(values[0], size);
  if (choice == 1 && !type.IsNested()) {
    Vector entries(type, size + 1);
    for (uint32_t i = 0; i <= size; ++i)
      entries.SetValue(i, i < size ? values[size - 1 - i] : Value(type));
    BufferPtr codes = Buffer::Allocate(size * sizeof(uint32_t));
    for (uint32_t i = 0; i < size; ++i) codes->as<uint32_t>()[i] = size - 1 - i;
    return Vector::Dictionary(std::make_shared<const Vector>(std::move(entries)), codes, size);
  }
  Vector flat(type, size);
  for (uint32_t i = 0; i < size; ++i) flat.SetValue(i, values[i]);
  return flat;
}

/// Cuts a table into chunks of random sizes, some with selections over dead rows.
inline std::vector<Chunk> MakeChunks(const TestTable& table, uint32_t chunk_size,
                                     std::mt19937& random) {
  std::vector<Chunk> chunks;
  size_t row = 0;
  while (row < table.rows.size()) {
    std::vector<std::vector<Value>> rows;
    std::vector<uint32_t> live;
    const bool selected = random() % 2 == 0 && chunk_size > 1;
    const uint32_t size = 1 + random() % chunk_size;
    while (rows.size() < size && row < table.rows.size()) {
      if (selected && random() % 2 == 0) {
        rows.push_back(table.rows[random() % table.rows.size()]);
      } else {
        live.push_back(static_cast<uint32_t>(rows.size()));
        rows.push_back(table.rows[row++]);
      }
    }
    std::vector<Vector> columns;
    for (size_t c = 0; c < table.types.size(); ++c) {
      std::vector<Value> values;
      for (const auto& values_of_row : rows) values.push_back(values_of_row[c]);
      columns.push_back(MakeVector(table.types[c], values, random));
    }
    Chunk chunk(std::move(columns), static_cast<uint32_t>(rows.size()));
    if (selected) {
      Selection selection = Selection::Allocate(static_cast<uint32_t>(live.size()) + 1);
      std::copy(live.begin(), live.end(), selection.data());
      selection.set_count(static_cast<uint32_t>(live.size()));
      chunk.SetSelection(std::move(selection));
    }
    chunks.push_back(std::move(chunk));
  }
  return chunks;
}

/// Renders the live rows of a chunk.
inline void AppendRows(const Chunk& chunk, std::vector<std::string>& out) {
  const RowSet rows = chunk.rows();
  for (uint32_t i = 0; i < rows.count; ++i) {
    std::string text;
    for (const Vector& column : chunk.columns()) {
      text += column.GetValue(rows[i]).ToString() + "|";
    }
    out.push_back(std::move(text));
  }
}

/// Runs a join over chunks as the scheduler would, with `threads` workers, and renders its rows.
class JoinRunner {
 public:
  JoinRunner(uint32_t threads, uint32_t chunk_size) {
    query_.threads = threads;
    query_.chunk_size = chunk_size;
    query_.memory = &memory_;
    query_.cancellation = &cancellation_;
  }

  QueryContext& query() { return query_; }
  MemoryPool& memory() { return memory_; }

  std::vector<std::string> Run(JoinOperators& join, const std::vector<Chunk>& probe,
                               const std::vector<Chunk>& build) {
    Build(*join.build, build);
    std::vector<std::vector<std::string>> parts(query_.threads);
    OnAll([&](uint32_t worker) {
      TaskContext context{query_, [] {}};
      const auto local = join.probe->MakeLocal(context);
      for (size_t c = worker; c < probe.size(); c += query_.threads) {
        if (!Probe(context, *join.probe, *local, probe[c], parts[worker])) break;
      }
    });
    if (join.unmatched != nullptr) {
      OnAll([&](uint32_t worker) {
        TaskContext context{query_, [] {}};
        const auto local = join.unmatched->MakeLocal(context);
        Chunk out;
        while (join.unmatched->Next(context, *local, out) == SourceStatus::kRows) {
          largest_ = std::max(largest_, out.size());
          AppendRows(out, parts[worker]);
        }
      });
    }
    std::vector<std::string> rows;
    for (auto& part : parts) rows.insert(rows.end(), part.begin(), part.end());
    std::sort(rows.begin(), rows.end());
    return rows;
  }

  /// Returns the rows of the largest chunk given out.
  uint32_t largest() const { return largest_; }

  void Build(Sink& sink, const std::vector<Chunk>& chunks) {
    OnAll([&](uint32_t worker) {
      TaskContext context{query_, [] {}};
      const auto local = sink.MakeLocal(context);
      for (size_t c = worker; c < chunks.size(); c += query_.threads) {
        Chunk chunk = chunks[c];
        sink.Consume(context, *local, chunk);
      }
      sink.Merge(context, *local);
    });
    TaskContext context{query_, [] {}};
    for (uint32_t parts = sink.PrepareFinish(context); parts > 0; parts = sink.NextStage(context)) {
      OnAll([&](uint32_t worker) {
        TaskContext own{query_, [] {}};
        for (uint32_t part = worker; part < parts; part += query_.threads) {
          sink.FinishPart(own, part);
        }
      });
    }
    sink.Finish(context);
  }

 private:
  bool Probe(TaskContext& context, Transform& transform, LocalState& local, Chunk input,
             std::vector<std::string>& rows) {
    for (;;) {
      Chunk out;
      const TransformStatus status = transform.Process(context, local, input, out);
      if (query_.threads == 1) largest_ = std::max(largest_, out.size());
      AppendRows(out, rows);
      if (status == TransformStatus::kFinished) return false;
      if (status == TransformStatus::kNeedInput) return true;
    }
  }

  template <typename Body>
  void OnAll(Body body) {
    if (query_.threads == 1) return body(0);
    std::vector<std::thread> workers;
    std::vector<std::exception_ptr> errors(query_.threads);
    for (uint32_t w = 0; w < query_.threads; ++w) {
      workers.emplace_back([&, w] {
        try {
          body(w);
        } catch (...) {
          errors[w] = std::current_exception();
        }
      });
    }
    for (auto& worker : workers) worker.join();
    for (const auto& error : errors) {
      if (error) std::rethrow_exception(error);
    }
  }

  MemoryPool memory_{int64_t{1} << 33};
  CancellationToken cancellation_;
  QueryContext query_;
  uint32_t largest_ = 0;
};

}  // namespace lakebolt
