#include "faults.h"

#include <nanobind/stl/string.h>

#include <exception>

#include "base/error.h"
#include "base/fault.h"
#include "errors.h"

namespace nb = nanobind;

namespace lakebolt::python {

namespace {

void Arm(const std::string& plan) {
  try {
    Faults::Arm(plan);
  } catch (const UserError&) {
    Raise(std::current_exception(), "");
  }
}

}  // namespace

void BindFaults(nb::module_& module) {
  module.def("arm_faults", Arm);
  module.def("disarm_faults", &Faults::Disarm);
  module.def("faults_injected", &Faults::Injected);
  nb::enum_<FaultSite>(module, "FaultSite")
      .value("open", FaultSite::kOpen)
      .value("read", FaultSite::kRead)
      .value("write", FaultSite::kWrite)
      .value("sync", FaultSite::kSync)
      .value("rename", FaultSite::kRename)
      .value("reserve", FaultSite::kReserve)
      .value("allocate", FaultSite::kAllocate)
      .value("thread", FaultSite::kThread);
  module.def("fault_operations", &Faults::Operations);
}

}  // namespace lakebolt::python
