#include "snapshots/snapshot_folder.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/utc_text.hpp"

namespace trigo {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view unfinished = ".part";

std::optional<std::int64_t> take_number(std::string_view& name) {
  std::int64_t number = 0;
  const auto parsed = std::from_chars(name.data(), name.data() + name.size(), number);
  if (parsed.ec != std::errc()) return std::nullopt;
  name.remove_prefix(static_cast<std::size_t>(parsed.ptr - name.data()));
  if (!name.starts_with('.')) return std::nullopt;
  name.remove_prefix(1);
  return number;
}

/// Whose the file is, by its name. Nothing: it is not ours.
std::optional<EventRecord> owner_of(const fs::path& file) {
  const std::string text = file.filename().string();
  std::string_view name = text;
  constexpr std::string_view ending = ".jpg";
  if (!name.ends_with(ending)) return std::nullopt;
  name.remove_suffix(ending.size());
  const auto utc_us = take_number(name);
  const auto person = utc_us ? take_number(name) : std::nullopt;
  const auto dot = name.find('.');
  if (!person || dot == std::string_view::npos) return std::nullopt;
  return EventRecord{.utc_us = *utc_us,
                     .stream = std::string(name.substr(0, dot)),
                     .place = std::string(name.substr(dot + 1)),
                     .person = *person};
}

/// What is in a folder, in the order of the names; nothing if it cannot be read.
std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed))
    entries.push_back(entry->path());
  std::sort(entries.begin(), entries.end());
  return entries;
}

std::int64_t size_of(const fs::path& file) {
  std::error_code failed;
  const auto size = fs::file_size(file, failed);
  return failed ? 0 : static_cast<std::int64_t>(size);
}

Failure failure(const fs::path& file, std::error_code why) {
  return fail(ErrorKind::unavailable, fmt::format("{}: {}", file.string(), why.message()));
}

std::error_code last_error() {
  return {errno, std::generic_category()};
}

}  // namespace

fs::path SnapshotFolder::path_of(const EventRecord& entered) const {
  constexpr std::size_t day = 10;  // "2026-11-27"
  return folder_ / utc_text(entered.utc_us).substr(0, day) /
         fmt::format("{:016}.{}.{}.{}.jpg", entered.utc_us, entered.person, entered.stream,
                     entered.place);
}

Result<void> SnapshotFolder::write(const EventRecord& entered, const std::string& jpeg) {
  const fs::path file = path_of(entered);
  const fs::path part = file.string() + std::string(unfinished);
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  if (failed) return failure(file.parent_path(), failed);
  std::ofstream out(part, std::ios::binary);
  out.write(jpeg.data(), static_cast<std::streamsize>(jpeg.size()));
  out.close();
  if (!out) {
    const auto why = last_error();
    fs::remove(part, failed);
    return failure(part, why);
  }
  fs::rename(part, file, failed);
  if (failed) return failure(file, failed);
  bytes_ += static_cast<std::int64_t>(jpeg.size());
  return {};
}

Result<std::optional<std::string>> SnapshotFolder::read(const EventRecord& entered) const {
  const fs::path file = path_of(entered);
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    const auto why = last_error();
    if (why == std::errc::no_such_file_or_directory) return std::optional<std::string>();
    return failure(file, why);
  }
  std::string jpeg(std::istreambuf_iterator<char>(in), {});
  if (in.bad()) return failure(file, last_error());
  return std::optional(std::move(jpeg));
}

bool SnapshotFolder::sweep(
    std::int64_t before_us,
    const std::function<std::optional<bool>(const EventRecord&)>& is_wanted) {
  bytes_ = 0;
  for (const fs::path& day : entries_of(folder_)) {
    for (const fs::path& file : entries_of(day)) {
      std::error_code ignored;
      if (file.string().ends_with(unfinished)) fs::remove(file, ignored);
      const auto owner = owner_of(file);
      if (!owner) continue;
      const std::int64_t size = size_of(file);
      bytes_ += size;
      if (owner->utc_us >= before_us) continue;
      const auto wanted = is_wanted(*owner);
      if (!wanted) return false;
      if (!*wanted) remove(file, size);
    }
    std::error_code not_empty;
    fs::remove(day, not_empty);
  }
  return true;
}

void SnapshotFolder::remove(const fs::path& file, std::int64_t size) {
  std::error_code failed;
  if (fs::remove(file, failed)) bytes_ -= size;
}

std::int64_t SnapshotFolder::trim(std::int64_t since_us, std::int64_t most_bytes) {
  std::int64_t none_before_us = since_us;
  const std::string first_day = utc_text(since_us).substr(0, 10);
  for (const fs::path& day : entries_of(folder_)) {
    if (day.filename().string() > first_day && bytes_ <= most_bytes) break;
    for (const fs::path& file : entries_of(day)) {
      const auto owner = owner_of(file);
      if (!owner) continue;
      if (owner->utc_us >= since_us && bytes_ <= most_bytes) return none_before_us;
      remove(file, size_of(file));
      none_before_us = std::max(none_before_us, owner->utc_us + 1);
    }
    std::error_code not_empty;
    fs::remove(day, not_empty);
  }
  return none_before_us;
}

void SnapshotFolder::clear() {
  std::error_code failed;
  fs::remove_all(folder_, failed);
  bytes_ = 0;
}

}  // namespace trigo
