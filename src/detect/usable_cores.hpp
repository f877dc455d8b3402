#pragma once

#include <filesystem>

namespace trigo {

/// Cores that this process may use, at least 1: those it may be scheduled on, or fewer where a
/// control group (version 2) allows less time than that. `groups` is where the groups are mounted,
/// `own_group` the file that names the process's own.
int usable_cores(const std::filesystem::path& groups = "/sys/fs/cgroup",
                 const std::filesystem::path& own_group = "/proc/self/cgroup");

/// Seconds that the threads of this process, those that are left, were ready to run and waited for
/// a core, together. 0 where the kernel does not count it.
double waited_for_cores_s(const std::filesystem::path& threads = "/proc/self/task");

}  // namespace trigo
