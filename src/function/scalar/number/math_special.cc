// Inverse hyperbolic and gamma functions, and those of numbers near a limit. Outside a function's
// domain the result is NaN or infinite, as IEEE arithmetic has it.

#include <cmath>
#include <numbers>

#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/further_families.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kDouble = TypeId::kFloat64;

using Unary = double (*)(double);
using Binary = double (*)(double, double);

std::vector<ScalarOverload> OneNumber(Unary fn) {
  return {MakeOverload<double>({kDouble}, kDouble, fn)};
}

std::vector<ScalarOverload> TwoNumbers(Binary fn) {
  return {MakeOverload<double, double>({kDouble, kDouble}, kDouble, fn)};
}

/// Returns the next even whole number away from zero.
double Even(double x) {
  const double away = x < 0 ? std::floor(x) : std::ceil(x);
  if (!std::isfinite(away) || std::fmod(away, 2) == 0) return away;
  return away < 0 ? away - 1 : away + 1;
}

/// Returns Euler's gamma function; infinite at its pole 0, with the zero's sign.
double Gamma(double x) {
  return std::tgamma(x);
}

ScalarOverload Constant(double value) {
  ScalarOverload overload;
  overload.result = kDouble;
  overload.kernel = [value](std::span<const Vector>, RowSet rows) {
    return Vector::Constant(Value::Float64(value), rows.size);
  };
  return overload;
}

void RegisterHyperbolic(Family& family) {
  const FunctionTraits traits = NeverFails();
  family.Add({"acosh"}, "Returns the inverse hyperbolic cosine.", {{"acosh(1)", "0.0"}},
             OneNumber(std::acosh), traits);
  family.Add({"asinh"}, "Returns the inverse hyperbolic sine.", {{"asinh(0)", "0.0"}},
             OneNumber(std::asinh), traits);
  family.Add({"atanh"}, "Returns the inverse hyperbolic tangent.", {{"atanh(0)", "0.0"}},
             OneNumber(std::atanh), traits);
  family.Add({"sec"}, "Returns the secant.", {{"sec(0)", "1.0"}},
             OneNumber([](double x) { return 1 / std::cos(x); }), traits);
  family.Add({"csc"}, "Returns the cosecant.", {{"round(csc(1), 3)", "1.188"}},
             OneNumber([](double x) { return 1 / std::sin(x); }), traits);
}

}  // namespace

void RegisterSpecialMath(FunctionRegistry& registry) {
  Family family(registry, "math");
  const FunctionTraits traits = NeverFails();
  RegisterHyperbolic(family);
  family.Add({"gamma"}, "Returns Euler's gamma function, (x - 1)! for whole numbers.",
             {{"gamma(5.5)", "52.34277778455352"}}, OneNumber(Gamma), traits);
  family.Add({"lgamma"}, "Returns the logarithm of the gamma function's absolute value.",
             {{"lgamma(2)", "0.0"}}, OneNumber(std::lgamma), traits);
  family.Add({"even"}, "Rounds away from zero to an even number.", {{"even(2.9)", "4.0"}},
             OneNumber(Even), traits);
  family.Add({"signum"}, "Returns -1.0, 0.0 or 1.0 by the sign.", {{"signum(-3)", "-1.0"}},
             OneNumber([](double x) { return x > 0   ? 1.0
                                             : x < 0 ? -1.0
                                                     : x; }), traits);
  family.Add({"iszero"}, "Tells whether a number is zero.", {{"iszero(0.0)", "true"}},
             {MakeOverload<double>({kDouble}, TypeId::kBoolean, [](double x) { return x == 0; })},
             traits);
  family.Add({"rint"}, "Rounds to a whole number, halves to the even one.", {{"rint(2.5)", "2.0"}},
             OneNumber(std::nearbyint), traits);
  family.Add({"expm1"}, "Returns e to the power of x, less 1; exact near 0.", {{"expm1(0)", "0.0"}},
             OneNumber(std::expm1), traits);
  family.Add({"log1p"}, "Returns the natural logarithm of 1 + x; exact near 0.",
             {{"log1p(0)", "0.0"}}, OneNumber(std::log1p), traits);
  family.Add({"hypot"}, "Returns the length of the vector (x, y).", {{"hypot(3, 4)", "5.0"}},
             TwoNumbers(std::hypot), traits);
  family.Add({"fdiv"}, "Divides and rounds down.", {{"fdiv(-5, 2)", "-3.0"}},
             TwoNumbers([](double x, double y) { return std::floor(x / y); }), traits);
  family.Add({"fmod"}, "Gives the remainder of fdiv, with the sign of the divisor.",
             {{"fmod(-5, 3)", "1.0"}},
             TwoNumbers([](double x, double y) { return x - y * std::floor(x / y); }), traits);
  const LogicalType single = TypeId::kFloat32;
  family.Add({"nextafter"}, "Returns the next number that can be told from x, towards y.",
             {{"nextafter(1::DOUBLE, 2)", "1.0000000000000002"}},
             {MakeOverload<double, double>({kDouble, kDouble}, kDouble,
                                           [](double x, double y) { return std::nextafter(x, y); }),
              MakeOverload<float, float>({single, single}, single,
                                         [](float x, float y) { return std::nextafter(x, y); })},
             traits);
  family.Add({"e"}, "Returns Euler's number.", {{"e()", "2.718281828459045"}},
             {Constant(std::numbers::e)}, traits);
}

}  // namespace lakebolt
