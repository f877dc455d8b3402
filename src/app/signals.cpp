#include "app/signals.hpp"

#include <signal.h>

namespace trigo {
namespace {

sigset_t stop_set() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

StopSignals::StopSignals() {
  const sigset_t set = stop_set();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);  // A viewer who hangs up is an error of its socket, not of the program.
  signal(SIGXFSZ, SIG_IGN);  // So is a file that may not grow.
}

bool StopSignals::wait(std::chrono::milliseconds timeout) {
  const sigset_t set = stop_set();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(timeout);
  const timespec limit{seconds.count(), std::chrono::nanoseconds(timeout - seconds).count()};
  return sigtimedwait(&set, nullptr, &limit) > 0;
}

void StopSignals::release() {
  const sigset_t set = stop_set();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace trigo
