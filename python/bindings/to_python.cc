#include <nanobind/nanobind.h>

// Needs Python.h, which nanobind includes.
#include <datetime.h>
#include <nanobind/stl/string.h>

#include <algorithm>

#include "convert.h"
#include "types/array_type.h"
#include "types/calendar.h"
#include "types/row_type.h"
#include "types/session_time.h"
#include "types/union_type.h"
#include "types/variant/variant_decode.h"

namespace nb = nanobind;

namespace lakebolt::python {

namespace {

constexpr int64_t kMicrosPerMinute = 60 * kMicrosPerSecond;
constexpr int64_t kNanosPerMicro = 1000;
constexpr int kDaysPerMonth = 30;

nb::object Text(const std::string& text) {
  return nb::steal(
      PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "replace"));
}

bool InPythonYears(const CivilDate& date) {
  return date.year >= 1 && date.year <= 9999;
}

nb::object DateObject(const Value& value) {
  const CivilDate date = CivilFromDays(static_cast<int32_t>(value.integral()));
  if (!InPythonYears(date)) return Text(value.ToString());
  return nb::steal(PyDate_FromDate(date.year, date.month, date.day));
}

struct ClockTime {
  int hour, minute, second, micros;
};

ClockTime SplitMicros(int64_t micros) {
  const int64_t minutes = micros / kMicrosPerMinute;
  return {static_cast<int>(minutes / 60), static_cast<int>(minutes % 60),
          static_cast<int>(micros % kMicrosPerMinute / kMicrosPerSecond),
          static_cast<int>(micros % kMicrosPerSecond)};
}

nb::object TimeObject(const Value& value) {
  const int64_t ticks = static_cast<int64_t>(value.integral());
  const int64_t second = TicksPerSecond(value.type().unit());
  const int64_t micros = second > kMicrosPerSecond ? ticks / (second / kMicrosPerSecond)
                                                   : ticks * (kMicrosPerSecond / second);
  // 24:00:00, and what files hold that is no time of day.
  if (micros < 0 || micros >= kMicrosPerDay) return Text(value.ToString());
  const ClockTime clock = SplitMicros(micros);
  return nb::steal(PyTime_FromTime(clock.hour, clock.minute, clock.second, clock.micros));
}

/// Returns a module's class, which `kept` holds for the life of the process from the first call on:
/// a look-up takes longer than most calls of the class. The interpreter's lock guards `kept`. A
/// guard of its own, as of a static in a function, would be waited for with that lock held, which
/// the import under way in another thread needs to go on.
nb::handle KeptClass(PyObject*& kept, const char* module, const char* name) {
  if (kept == nullptr) {
    nb::object found = nb::module_::import_(module).attr(name);
    if (kept == nullptr) kept = found.release().ptr();
  }
  return kept;
}

/// Returns the tzinfo of the session's zone.
nb::object ZoneObject(const TimeZone& zone) {
  if (zone.IsUtc()) return nb::borrow(PyDateTime_TimeZone_UTC);
  static PyObject* zone_info = nullptr;
  return KeptClass(zone_info, "zoneinfo", "ZoneInfo")(zone.name());
}

/// Tells whether the wall clock has shown the time of this moment before, its hour being set back.
bool ComesAgain(const TimeZone& zone, int64_t utc_seconds) {
  const TimeZone::Period period = zone.PeriodAt(utc_seconds);
  if (period.begin == INT64_MIN) return false;
  return utc_seconds - period.begin < zone.OffsetAt(period.begin - 1) - period.offset;
}

nb::object TimestampObject(const Value& value) {
  int64_t ticks = static_cast<int64_t>(value.integral());
  const int64_t second = TicksPerSecond(value.type().unit());
  if (!IsFiniteTimestamp(ticks)) return Text(value.ToString());
  int fold = 0;
  if (value.type().with_zone()) {
    fold = ComesAgain(SessionZone(), FloorDiv(ticks, second)) ? 1 : 0;
    ticks = ZoneClock(SessionZone(), second).ToLocal(ticks);
  }
  const int64_t days = FloorDiv(FloorDiv(ticks, second), kSecondsPerDay);
  const int64_t in_day = ticks - days * kSecondsPerDay * second;
  if (days < INT32_MIN || days > INT32_MAX) return Text(value.ToString());
  const CivilDate date = CivilFromDays(static_cast<int32_t>(days));
  if (!InPythonYears(date)) return Text(value.ToString());
  const int64_t micros = second > kMicrosPerSecond ? in_day / (second / kMicrosPerSecond)
                                                   : in_day * (kMicrosPerSecond / second);
  const ClockTime clock = SplitMicros(micros);
  if (value.type().with_zone()) {
    return nb::steal(PyDateTimeAPI->DateTime_FromDateAndTimeAndFold(
        date.year, date.month, date.day, clock.hour, clock.minute, clock.second, clock.micros,
        ZoneObject(SessionZone()).ptr(), fold, PyDateTimeAPI->DateTimeType));
  }
  return nb::steal(PyDateTime_FromDateAndTime(date.year, date.month, date.day, clock.hour,
                                              clock.minute, clock.second, clock.micros));
}

nb::object IntervalObject(const Value& value) {
  const Interval interval = value.interval();
  const int64_t micros = interval.nanos / kNanosPerMicro;
  const int64_t days = static_cast<int64_t>(interval.months) * kDaysPerMonth + interval.days +
                       micros / kMicrosPerDay;
  constexpr int64_t kMostDays = 999'999'999;  // of a timedelta
  if (days > kMostDays || days < -kMostDays) return Text(value.ToString());
  const int64_t rest = micros % kMicrosPerDay;
  return nb::steal(PyDelta_FromDSU(static_cast<int>(days),
                                   static_cast<int>(rest / kMicrosPerSecond),
                                   static_cast<int>(rest % kMicrosPerSecond)));
}

nb::object DecimalObject(const Value& value) {
  static PyObject* decimal = nullptr;
  return KeptClass(decimal, "decimal", "Decimal")(Text(value.ToString()));
}

nb::object UuidObject(const Value& value) {
  static PyObject* uuid = nullptr;
  return KeptClass(uuid, "uuid", "UUID")(Text(value.ToString()));
}

nb::object Integer(const Value& value) {
  const Int256 number = value.wide();
  if (number >= Int256(INT64_MIN) && number <= Int256(INT64_MAX)) {
    return nb::int_(static_cast<int64_t>(number));
  }
  return nb::steal(PyLong_FromString(value.ToString().c_str(), nullptr, 10));
}

/// Makes an int of any length; from bytes, as Python limits the digits of text.
nb::object BignumObject(const Value& value) {
  const std::string& bytes = value.string();
  const bool negative = (static_cast<uint8_t>(bytes[0]) & 0x80) == 0;
  std::string magnitude = bytes.substr(3);
  for (char& byte : magnitude) byte = negative ? static_cast<char>(~byte) : byte;
  nb::object number = nb::module_::import_("builtins")
                          .attr("int")
                          .attr("from_bytes")(nb::bytes(magnitude.data(), magnitude.size()), "big");
  return negative ? -number : number;
}

nb::object ValueObject(const Value& value);

nb::object RowObject(const Value& value) {
  const std::vector<Value>& parts = value.parts();
  nb::object row = nb::steal(PyTuple_New(static_cast<Py_ssize_t>(parts.size())));
  for (size_t i = 0; i < parts.size(); ++i) {
    PyTuple_SET_ITEM(row.ptr(), static_cast<Py_ssize_t>(i), ValueObject(parts[i]).release().ptr());
  }
  return row;
}

nb::object StructObject(const Value& value) {
  if (IsRowType(value.type())) return RowObject(value);
  nb::dict fields;
  const auto& children = value.type().children();
  for (size_t i = 0; i < children.size(); ++i) {
    fields[children[i].name.c_str()] = ValueObject(value.parts()[i]);
  }
  return fields;
}

/// Makes a dict; of keys that Python cannot hash, one of two lists.
nb::object MapObject(const Value& value) {
  nb::dict entries;
  const LogicalType& entry = value.type().element();
  if (entry.children()[0].type.IsNested()) {
    nb::list keys;
    nb::list values;
    for (const Value& part : value.parts()) {
      keys.append(ValueObject(part.parts()[0]));
      values.append(ValueObject(part.parts()[1]));
    }
    entries["key"] = keys;
    entries["value"] = values;
    return entries;
  }
  for (const Value& entry : value.parts()) {
    entries[ValueObject(entry.parts()[0])] = ValueObject(entry.parts()[1]);
  }
  return entries;
}

nb::object ListObject(const Value& value) {
  if (ArraySize(value.type()) != 0) return RowObject(value);
  nb::list items;
  for (const Value& part : value.parts()) items.append(ValueObject(part));
  return items;
}

nb::object ValueObject(const Value& value) {
  if (value.IsNull()) return nb::none();
  const LogicalType& type = value.type();
  if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
  switch (type.id()) {
    case TypeId::kNull: return nb::none();
    case TypeId::kBoolean: return nb::bool_(value.boolean());
    case TypeId::kFloat32:
    case TypeId::kFloat64: return nb::float_(value.floating());
    case TypeId::kDecimal: return DecimalObject(value);
    case TypeId::kDate: return DateObject(value);
    case TypeId::kTime: return TimeObject(value);
    case TypeId::kTimestamp: return TimestampObject(value);
    case TypeId::kInterval: return IntervalObject(value);
    case TypeId::kEnum:
    case TypeId::kBit:
    case TypeId::kTimeTz: return Text(value.ToString());
    case TypeId::kVariant: return ValueObject(DecodeVariant(VariantView(value.string())));
    case TypeId::kVarchar: return Text(value.string());
    case TypeId::kBlob: return nb::bytes(value.string().data(), value.string().size());
    case TypeId::kUuid: return UuidObject(value);
    case TypeId::kStruct: return StructObject(value);
    case TypeId::kList: return ListObject(value);
    case TypeId::kMap: return MapObject(value);
    case TypeId::kUnion: return ValueObject(UnionMember(value));
    case TypeId::kBignum: return BignumObject(value);
    default: return Integer(value);
  }
}

}  // namespace

bool AnyNull(std::span<const Vector> args, uint32_t row) {
  return std::any_of(args.begin(), args.end(), [row](const Vector& arg) {
    return arg.type().id() == TypeId::kNull || arg.IsNull(row);
  });
}

nb::object ToPython(const Vector& column, uint32_t row) {
  if (column.IsNull(row)) return nb::none();
  switch (column.type().id()) {  // the common ones without the detour over a Value
    case TypeId::kInt32: return nb::int_(VectorReader<int32_t>(column)[row]);
    case TypeId::kInt64: return nb::int_(VectorReader<int64_t>(column)[row]);
    case TypeId::kFloat64: return nb::float_(VectorReader<double>(column)[row]);
    case TypeId::kVarchar: {
      const StringView text = VectorReader<StringView>(column)[row];
      return nb::steal(PyUnicode_DecodeUTF8(text.data(), text.size(), "replace"));
    }
    default: return ValueObject(column.GetValue(row));
  }
}

}  // namespace lakebolt::python
