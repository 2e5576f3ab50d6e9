#include "catalog/sequence.h"

#include "base/error.h"

namespace lakebolt {

int64_t Sequence::Next() {
  const std::lock_guard lock(mutex_);
  const bool up = options_.increment > 0;
  const bool past = exhausted_ || next_ > options_.max || next_ < options_.min;
  if (past) {
    if (!options_.cycle) {
      throw UserError(ErrorCode::kOutOfRange, "the sequence \"" + name_ + "\" has reached its " +
                                                  (up ? "maximum " + std::to_string(options_.max)
                                                      : "minimum " + std::to_string(options_.min)));
    }
    next_ = up ? options_.min : options_.max;
  }
  last_ = next_;
  exhausted_ = __builtin_add_overflow(next_, options_.increment, &next_);
  return *last_;
}

void Sequence::Set(int64_t value, bool called) {
  const std::lock_guard lock(mutex_);
  if (value < options_.min || value > options_.max) {
    throw UserError(ErrorCode::kOutOfRange, "setval: " + std::to_string(value) +
                                                " is out of the bounds of the sequence \"" + name_ +
                                                "\" (" + std::to_string(options_.min) + " to " +
                                                std::to_string(options_.max) + ")");
  }
  next_ = value;
  exhausted_ = called && __builtin_add_overflow(value, options_.increment, &next_);
  if (called) last_ = value;
}

int64_t Sequence::Current() const {
  const std::lock_guard lock(mutex_);
  if (last_) return *last_;
  throw UserError(ErrorCode::kInvalidArgument,
                  "the sequence \"" + name_ + "\" has not given a number yet", {},
                  "call nextval first");
}

std::optional<int64_t> Sequence::last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

}  // namespace lakebolt
