#pragma once

#include <string>

#include "function/scalar_function.h"

namespace lakebolt {

/// Tells whether a function of numbers is undefined for some of them, as sqrt is below zero.
bool HasDomain(const std::string& name);

/// Makes of such a function one that raises kOutOfRange outside its domain, where it gives NaN or
/// infinity otherwise.
BoundScalar CheckDomain(const BoundScalar& function);

}  // namespace lakebolt
