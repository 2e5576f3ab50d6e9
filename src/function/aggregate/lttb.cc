// Largest triangle, three buckets: Steinarsson, "Downsampling Time Series for Visual
// Representation", 2013. First and last point stay; the others are cut into buckets of about equal
// size, and of each that point stays which spans the largest triangle with the point kept before it
// and the average of the next bucket.

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "function/aggregate/buffered_states.h"
#include "function/aggregate/lttb.h"

namespace lakebolt {

namespace {

LogicalType PointType(const LogicalType& x, const LogicalType& y) {
  return LogicalType::Struct({{"x", x}, {"y", y}});
}

struct Point {
  double x = 0;
  double y = 0;
};

double TwiceArea(Point a, Point b, Point c) {
  return std::fabs((a.x - b.x) * (c.y - a.y) - (a.x - c.x) * (b.y - a.y));
}

Point Average(const std::vector<Point>& points, size_t begin, size_t end) {
  Point sum;
  for (size_t i = begin; i < end; ++i) {
    sum.x += points[i].x;
    sum.y += points[i].y;
  }
  const auto count = static_cast<double>(end - begin);
  return {sum.x / count, sum.y / count};
}

/// Returns the places of the points that stay, at most `wanted` (2 or more) of them.
std::vector<size_t> PlacesToKeep(const std::vector<Point>& points, size_t wanted) {
  std::vector<size_t> kept;
  if (points.size() <= wanted) {
    for (size_t i = 0; i < points.size(); ++i) kept.push_back(i);
    return kept;
  }
  kept.push_back(0);
  const size_t last = points.size() - 1;
  const size_t buckets = wanted - 2;
  const double width =
      buckets == 0 ? 0 : static_cast<double>(points.size() - 2) / static_cast<double>(buckets);
  const auto begin_of = [&](size_t bucket) {
    return static_cast<size_t>(std::floor(static_cast<double>(bucket) * width)) + 1;
  };
  for (size_t bucket = 0; bucket < buckets; ++bucket) {
    const size_t end = std::min(begin_of(bucket + 1), points.size());
    const size_t next_end = std::min(begin_of(bucket + 2), points.size());
    const Point next = Average(points, end, next_end);
    size_t best = begin_of(bucket);
    double largest = -1;
    for (size_t i = best; i < end; ++i) {
      const double area = TwiceArea(points[kept.back()], next, points[i]);
      if (area > largest) {
        largest = area;
        best = i;
      }
    }
    kept.push_back(best);
  }
  kept.push_back(last);
  return kept;
}

/// Keeps the points of a group, as structs, in the order in which they come.
class PointStates final : public BufferedStates {
 public:
  PointStates(const LogicalType& point, size_t wanted)
      : BufferedStates(point, false), wanted_(wanted) {}

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    Vector points = Vector::Flat(values().type(), rows.size, Buffer::Allocate(0), nullptr);
    points.mutable_children() = {args[0].Flatten(), args[1].Flatten()};
    rows.ForEach([&](uint32_t row) {
      if (args[0].IsNull(row) || args[1].IsNull(row)) points.SetNull(row);
    });
    BufferedStates::Update({&points, 1}, rows, groups);
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    const Vector all = values().View();
    Vector out(LogicalType::List(values().type()), count);
    std::vector<uint32_t> chosen;
    for (uint32_t i = 0; i < count; ++i) {
      const std::span<const uint32_t> own = rows().RowsOf(begin + i);
      const auto before = static_cast<uint32_t>(chosen.size());
      if (own.empty()) out.SetNull(i);
      const std::vector<Point> points = PointsOf(all, own);
      for (const size_t place : PlacesToKeep(points, wanted_)) chosen.push_back(own[place]);
      out.mutable_values<ListEntry>()[i] = {before, static_cast<uint32_t>(chosen.size()) - before};
    }
    out.mutable_children()[0] = all.Gather(chosen.data(), static_cast<uint32_t>(chosen.size()));
    return out;
  }

 private:
  /// Reads points as numbers; times as their distance from the first, which a DOUBLE can hold.
  static std::vector<Point> PointsOf(const Vector& all, std::span<const uint32_t> rows) {
    std::vector<Point> points(rows.size());
    for (size_t axis = 0; axis < 2; ++axis) {
      const Vector& column = all.children()[axis];
      DispatchPhysical(column.type().physical(), [&]<typename T>() {
        if constexpr (std::is_arithmetic_v<T>) {
          const T* numbers = column.values<T>();
          for (size_t i = 0; i < rows.size(); ++i) {
            double number = static_cast<double>(numbers[rows[i]]);
            if constexpr (std::is_integral_v<T>) {
              number = static_cast<double>(static_cast<int128_t>(numbers[rows[i]]) -
                                           static_cast<int128_t>(numbers[rows[0]]));
            }
            (axis == 0 ? points[i].x : points[i].y) = number;
          }
        }
      });
    }
    return points;
  }

  size_t wanted_;
};

LogicalType AxisType(const LogicalType& type, bool may_be_time) {
  const bool is_time = type.id() == TypeId::kTimestamp && may_be_time;
  return is_time || type.id() == TypeId::kFloat32 ? type : LogicalType(TypeId::kFloat64);
}

std::optional<BoundAggregate> BindLttb(const std::vector<LogicalType>& actual,
                                       std::span<const Value* const> constants) {
  if (actual.size() != 3 || !(actual[2].IsInteger() || actual[2].id() == TypeId::kNull)) {
    return std::nullopt;
  }
  const LogicalType x = AxisType(actual[0], true);
  const LogicalType y = AxisType(actual[1], false);
  if (constants[2] == nullptr || constants[2]->IsNull() || constants[2]->integral() < 2) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "lttb takes a constant number of points, 2 or more");
  }
  const auto most = std::min<int128_t>(constants[2]->integral(), UINT32_MAX);
  BoundAggregate bound;
  bound.arguments = {x, y};
  const LogicalType point = PointType(x, y);
  bound.result = LogicalType::List(point);
  bound.state = bound.result;
  bound.constants = {*constants[2]};
  bound.make_states = [point, wanted = static_cast<size_t>(most)] {
    return std::make_unique<PointStates>(point, wanted);
  };
  return bound;
}

}  // namespace

void RegisterLttb(FunctionRegistry& registry) {
  const LogicalType number = TypeId::kFloat64;
  registry.Add(AggregateFunction{
      "lttb",
      {},
      "Thins out a line to n of its points (x, y) that show its shape; best with ORDER BY x.",
      {{"lttb(1, 2, 10)", "[{'x': 1.0, 'y': 2.0}]"}},
      {{{number, number, TypeId::kInt64}, {}, BindLttb}}});
}

}  // namespace lakebolt
