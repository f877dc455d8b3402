#include "app/source_probes.hpp"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <stop_token>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "app/config.hpp"
#include "app/probe_source.hpp"
#include "base/log.hpp"
#include "report/figures_json.hpp"

namespace trigo {
namespace {

using nlohmann::json;

std::string_view to_string(SourceKind kind) {
  switch (kind) {
    case SourceKind::file:
      return "file";
    case SourceKind::rtsp:
      return "rtsp";
    case SourceKind::http:
      return "http";
    case SourceKind::device:
      break;
  }
  return "device";
}

std::string base64(const std::string& bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // It writes a zero byte, too.
  const int written = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                      reinterpret_cast<const unsigned char*>(bytes.data()),
                                      static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(written));
  return text;
}

json probed_json(const SourceUrl& source, const ProbedSource& probed) {
  return {{"reachable", true},
          {"url", source.shown()},
          {"kind", to_string(source.kind)},
          {"codec", probed.codec},
          {"width", probed.picture.width},
          {"height", probed.picture.height},
          {"declared_fps", rounded(probed.declared_fps)},
          {"measured_fps", rounded(probed.measured_fps)},
          {"duration_s", probed.duration_s > 0 ? rounded(probed.duration_s) : json(nullptr)},
          {"picture", "data:image/jpeg;base64," + base64(probed.jpeg)}};
}

Result<json> answer(const std::string& body, const std::filesystem::path& folder,
                    const InputSettings& input, std::stop_token stop) {
  auto wanted = parse_probe(body, folder, input);
  if (!wanted) return pass_on(wanted);
  auto source = parse_source(wanted->url);
  if (!source) return pass_on(source);
  const auto probed = probe_source(*source, wanted->input, stop);
  if (probed) return probed_json(*source, *probed);
  if (stop.stop_requested()) return fail(ErrorKind::cancelled, "the program is stopping");
  return json{{"reachable", false},
              {"url", source->shown()},
              {"reason", without_passwords(probed.error().message)}};
}

}  // namespace

/// Shared with the threads, which may outlive everything else.
struct SourceProbes::State {
  std::filesystem::path folder;
  InputSettings input;
  std::stop_source stop;
  std::mutex mutex;  // Guards `running`.
  std::condition_variable ended;
  int running = 0;

  bool begin() {
    std::lock_guard lock(mutex);
    if (running >= most) return false;
    ++running;
    return true;
  }

  void end() {
    std::lock_guard lock(mutex);
    --running;
    ended.notify_all();
  }

  void run(const std::string& body, const WebChanges::Done<json>& done) {
    Result<json> found = [&]() -> Result<json> {
      try {
        return answer(body, folder, input, stop.get_token());
      } catch (const std::exception& error) {
        return fail(ErrorKind::unavailable,
                    fmt::format("the source cannot be tried: {}", error.what()));
      }
    }();
    end();  // Before the answer: whoever has it may ask for the next one.
    done(std::move(found));
  }
};

SourceProbes::SourceProbes(std::filesystem::path folder, const InputSettings& input)
    : state_(std::make_shared<State>()) {
  state_->folder = std::move(folder);
  state_->input = input;
}

SourceProbes::~SourceProbes() {
  stop();
}

void SourceProbes::probe(std::string body, WebChanges::Done<json> done) {
  if (state_->stop.stop_requested())
    return done(fail(ErrorKind::cancelled, "the program is stopping"));
  if (!state_->begin())
    return done(fail(ErrorKind::unavailable,
                     fmt::format("{} sources are being tried already: try later", most)));
  try {
    std::thread([state = state_, body = std::move(body), done] {
      name_this_thread("probe");
      state->run(body, done);
    }).detach();
  } catch (const std::system_error& error) {
    state_->end();
    done(fail(ErrorKind::unavailable, fmt::format("no thread to try it: {}", error.what())));
  }
}

void SourceProbes::stop() {
  state_->stop.request_stop();
  std::unique_lock lock(state_->mutex);
  state_->ended.wait_for(lock, farewell, [&] { return state_->running == 0; });
}

}  // namespace trigo
