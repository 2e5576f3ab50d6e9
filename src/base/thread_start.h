#pragma once

#include <functional>
#include <thread>

namespace lakebolt {

/// Starts a thread that runs `body`; throws UserError kOutOfMemory when the system gives none.
std::thread StartThread(std::function<void()> body);

}  // namespace lakebolt
