#include <nanobind/nanobind.h>

// Needs Python.h, which nanobind includes.
#include <datetime.h>

#include <algorithm>

#include "base/error.h"
#include "convert.h"
#include "function/cast.h"
#include "types/calendar.h"
#include "types/decimal.h"

namespace nb = nanobind;

namespace lakebolt::python {

namespace {

Value IntegerValue(nb::handle object) {
  int overflow = 0;
  const long long number = PyLong_AsLongLongAndOverflow(object.ptr(), &overflow);
  if (overflow == 0) {
    if (number == -1 && PyErr_Occurred() != nullptr) throw nb::python_error();
    const bool small = number >= INT32_MIN && number <= INT32_MAX;
    return small ? Value::Int32(static_cast<int32_t>(number)) : Value::Int64(number);
  }
  const std::string digits = Utf8(nb::str(object));
  const bool negative = digits[0] == '-';
  constexpr size_t kMostDigits = 39;
  Int256 value = 0;
  for (const char digit : digits.substr(negative ? 1 : 0, kMostDigits + 1)) {
    value = value * Int256(10) + Int256(digit - '0');
  }
  if (negative) value = -value;
  if (FitsInt128(value)) return Value::Wide(TypeId::kInt128, value);
  if (negative || value > Int256(~uint128_t{0})) {
    throw UserError(ErrorCode::kOutOfRange, "an integer parameter is too large: " + digits);
  }
  return Value::Wide(TypeId::kUInt128, value);
}

/// Makes a decimal from decimal.Decimal.as_tuple(): sign, digits, exponent.
Value DecimalValue(nb::handle object) {
  const nb::object parts = object.attr("as_tuple")();
  const nb::object exponent_object = parts.attr("exponent");
  if (!PyLong_Check(exponent_object.ptr())) {
    throw UserError(ErrorCode::kInvalidArgument, "a decimal parameter must be a finite number");
  }
  const int64_t exponent = nb::cast<int64_t>(exponent_object);
  const nb::tuple digits = nb::cast<nb::tuple>(parts.attr("digits"));
  const int64_t scale = exponent < 0 ? -exponent : 0;
  const int64_t zeros = exponent > 0 ? exponent : 0;
  const int64_t precision =
      std::max<int64_t>({static_cast<int64_t>(digits.size()) + zeros, scale, 1});
  if (precision > kMaxDecimalPrecision) {
    throw UserError(ErrorCode::kOutOfRange, "a decimal parameter has more than 76 digits");
  }
  Int256 value = 0;
  for (const nb::handle digit : digits) value = value * Int256(10) + Int256(nb::cast<int>(digit));
  value *= WidePowerOfTen(static_cast<int>(zeros));
  if (nb::cast<int>(parts.attr("sign")) != 0) value = -value;
  return Value::Wide(LogicalType::Decimal(static_cast<int>(precision), static_cast<int>(scale)),
                     value);
}

int64_t TimeMicros(int hour, int minute, int second, int micros) {
  return ((hour * 60LL + minute) * 60 + second) * kMicrosPerSecond + micros;
}

Value TimestampValue(nb::handle object) {
  nb::object moment = nb::borrow(object);
  const bool with_zone = !moment.attr("tzinfo").is_none();
  if (with_zone) {
    moment = moment.attr("astimezone")(nb::borrow(PyDateTime_TimeZone_UTC));
  }
  PyObject* raw = moment.ptr();
  const int32_t days =
      DaysFromCivil({PyDateTime_GET_YEAR(raw), PyDateTime_GET_MONTH(raw), PyDateTime_GET_DAY(raw)});
  const int64_t micros =
      TimeMicros(PyDateTime_DATE_GET_HOUR(raw), PyDateTime_DATE_GET_MINUTE(raw),
                 PyDateTime_DATE_GET_SECOND(raw), PyDateTime_DATE_GET_MICROSECOND(raw));
  return Value::Integral(LogicalType::Timestamp(TimeUnit::kMicro, with_zone),
                         static_cast<int128_t>(days) * kMicrosPerDay + micros);
}

Value DateTimeValue(nb::handle object) {
  PyObject* raw = object.ptr();
  if (PyDateTime_Check(raw)) return TimestampValue(object);
  if (PyDate_Check(raw)) {
    return Value::Date(DaysFromCivil(
        {PyDateTime_GET_YEAR(raw), PyDateTime_GET_MONTH(raw), PyDateTime_GET_DAY(raw)}));
  }
  if (PyTime_Check(raw)) {
    return Value::Integral(
        LogicalType::Time(),
        TimeMicros(PyDateTime_TIME_GET_HOUR(raw), PyDateTime_TIME_GET_MINUTE(raw),
                   PyDateTime_TIME_GET_SECOND(raw), PyDateTime_TIME_GET_MICROSECOND(raw)));
  }
  const int64_t micros =
      PyDateTime_DELTA_GET_SECONDS(raw) * kMicrosPerSecond + PyDateTime_DELTA_GET_MICROSECONDS(raw);
  return Value::MakeInterval({0, PyDateTime_DELTA_GET_DAYS(raw), micros * 1000});
}

/// Makes a list of values, of the type that all of them become.
Value ListValue(nb::handle object) {
  std::vector<Value> parts;
  LogicalType element = TypeId::kNull;
  for (const nb::handle item : object) {
    parts.push_back(FromPython(item));
    const auto common = CommonType(element, parts.back().type());
    if (!common) {
      throw UserError(ErrorCode::kInvalidArgument,
                      "a list in a parameter holds " + element.ToString() + " and " +
                          parts.back().type().ToString() + ", which have no common type");
    }
    element = *common;
  }
  for (Value& part : parts) {
    if (part.type() != element) part = CastValue(part, element);
  }
  return Value::Nested(LogicalType::List(element), std::move(parts));
}

/// Makes a struct of a dict; names are its keys.
Value StructValue(const nb::dict& dict) {
  std::vector<Field> fields;
  std::vector<Value> parts;
  for (const auto [name, value] : dict) {
    parts.push_back(FromPython(value));
    fields.push_back({Utf8(nb::str(name)), parts.back().type(), true});
  }
  if (fields.empty()) {
    throw UserError(ErrorCode::kInvalidArgument, "a dict in a parameter has no keys");
  }
  return Value::Nested(LogicalType::Struct(std::move(fields)), std::move(parts));
}

/// Tells whether an object is pandas' NaT, which is a datetime too, or NA.
bool IsMissing(PyObject* raw) {
  const std::string_view name = Py_TYPE(raw)->tp_name;
  return name == "NaTType" || name == "NAType" || name.ends_with(".NaTType") ||
         name.ends_with(".NAType");
}

bool IsInstance(nb::handle object, const char* module, const char* cls) {
  return nb::isinstance(object, nb::module_::import_(module).attr(cls));
}

}  // namespace

std::string Utf8(nb::handle object) {
  Py_ssize_t length = 0;
  const char* data = PyUnicode_AsUTF8AndSize(object.ptr(), &length);
  if (data == nullptr) {
    PyErr_Clear();
    throw UserError(ErrorCode::kInvalidArgument, "a text has half of a pair of surrogates in it");
  }
  return std::string(data, static_cast<size_t>(length));
}

Value FromPython(nb::handle object) {
  PyObject* raw = object.ptr();
  if (object.is_none()) return Value();
  if (PyBool_Check(raw)) return Value::Boolean(raw == Py_True);
  if (PyLong_Check(raw)) return IntegerValue(object);
  if (PyFloat_Check(raw)) return Value::Float64(PyFloat_AS_DOUBLE(raw));
  if (PyUnicode_Check(raw)) return Value::Varchar(Utf8(object));
  if (PyBytes_Check(raw)) {
    return Value::Blob(std::string(PyBytes_AS_STRING(raw), PyBytes_GET_SIZE(raw)));
  }
  if (PyByteArray_Check(raw)) {
    return Value::Blob(std::string(PyByteArray_AS_STRING(raw), PyByteArray_GET_SIZE(raw)));
  }
  if (PyMemoryView_Check(raw)) return FromPython(object.attr("tobytes")());
  if (IsMissing(raw)) return Value();
  if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
  if (PyDate_Check(raw) || PyTime_Check(raw) || PyDelta_Check(raw)) return DateTimeValue(object);
  if (IsInstance(object, "decimal", "Decimal")) return DecimalValue(object);
  if (IsInstance(object, "uuid", "UUID")) {
    return CastValue(Value::Varchar(Utf8(nb::str(object))), TypeId::kUuid);
  }
  if (PyList_Check(raw) || PyTuple_Check(raw)) return ListValue(object);
  if (PyDict_Check(raw)) return StructValue(nb::borrow<nb::dict>(object));
  // NumPy's scalars, and arrays, as Python's own.
  if (nb::hasattr(object, "tolist") && nb::hasattr(object, "dtype")) {
    return FromPython(object.attr("tolist")());
  }
  throw UserError(
      ErrorCode::kInvalidArgument,
      "a parameter has type " + std::string(Py_TYPE(raw)->tp_name) + ", which has no SQL type");
}

}  // namespace lakebolt::python
