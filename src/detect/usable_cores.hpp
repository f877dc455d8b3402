#pragma once

#include <filesystem>

namespace trigo {

/// Cores that this process may use, at least 1: those it may be scheduled on, or fewer where a
/// control group (version 2) allows less time than that. `groups` is where the groups are mounted,
/// `own_group` the file that names the process's own.
int usable_cores(const std::filesystem::path& groups = "/sys/fs/cgroup",
                 const std::filesystem::path& own_group = "/proc/self/cgroup");

}  // namespace trigo
