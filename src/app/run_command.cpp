#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/choose_detector.hpp"
#include "app/commands.hpp"
#include "app/event_keeping.hpp"
#include "app/live_settings.hpp"
#include "app/running_streams.hpp"
#include "app/signals.hpp"
#include "base/log.hpp"
#include "engine/pipeline.hpp"
#include "report/answers.hpp"
#include "source/source_url.hpp"
#include "web/server.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

/// `wanted`, or with the first of -2, -3 … that is free.
std::string free_id(const std::string& wanted, std::set<std::string>& taken) {
  std::string id = wanted;
  for (int n = 2; !taken.insert(id).second; ++n) {
    const std::string suffix = fmt::format("-{}", n);
    id = wanted.substr(0, 64 - suffix.size()) + suffix;
  }
  return id;
}

/// The streams of the config and of the command line.
Result<std::vector<StreamSettings>> list_streams(const Config& config, const RunOptions& options) {
  std::vector<StreamSettings> streams;
  std::set<std::string> taken;
  for (const StreamConfig& stream : config.streams) {
    if (!stream.enabled) continue;
    taken.insert(stream.id);
    streams.push_back(stream_settings(stream, config, options.loop));
  }
  const auto add = [&](const SourceUrl& source) {
    streams.push_back({.id = free_id(source.suggested_id(), taken),
                       .title = {},
                       .url = source.url,
                       .input = config.input,
                       .detect = config.detect.cadence,
                       .live = config.live.cadence,
                       .loop = options.loop});
  };
  for (const std::string& text : options.sources) {
    if (!std::filesystem::is_directory(text)) {
      add({SourceKind::file, text});
      continue;
    }
    auto files = list_directory(text);
    if (!files) return pass_on(files);
    for (const SourceUrl& file : *files) add(file);
  }
  if (streams.empty() && !options.config)
    return fail(ErrorKind::invalid_argument,
                "no source to watch: name a file, a directory or a URL, or give a config with "
                "--config");
  return streams;
}

/// Lets files begin one after the other within two seconds: with equal clocks all would ask for
/// detection at the same instants, which cameras do not.
void stagger(std::vector<StreamSettings>& streams, Instant now) {
  constexpr double spread = 0.5698402910;  // Multiples of it, modulo 1, lie evenly.
  constexpr double span_s = 2;
  for (std::size_t i = 1; i < streams.size(); ++i) {
    const double part = std::fmod(static_cast<double>(i) * spread, 1);
    streams[i].begins = now + from_seconds(part * span_s);
  }
}

Result<Config> configure(const RunOptions& options) {
  Config config;
  if (options.config) {
    auto loaded = load_config(*options.config);
    if (!loaded) return loaded;
    config = std::move(*loaded);
  }
  if (options.listen) {
    auto address = parse_listen_address(*options.listen);
    if (!address) return pass_on(address);
    config.listen = *address;
  }
  if (options.every) config.detect.cadence = Every{*options.every};
  options.detector.apply(config.detect);
  return config;
}

/// Logs what became of each stream since the last call.
class StateLog {
 public:
  void follow(const Pipeline& pipeline) {
    const auto before = std::exchange(seen_, {});
    for (const auto& stream : pipeline.streams()) {
      Seen now{stream->state(), stream->reason()};
      const auto found = before.find(stream);
      const Seen last = found == before.end() ? Seen{} : found->second;
      const bool changed = now.first != StreamState::connecting && now != last;
      if (changed) write(*stream, now.first, now.second);
      seen_.emplace(stream, changed ? std::move(now) : last);
    }
  }

 private:
  static void write(const StreamStatus& stream, StreamState state, const std::string& reason) {
    if (state == StreamState::running) {
      const StreamShape shape = stream.shape();
      spdlog::info("stream {}: running, {} {}x{} at {:g} pictures/s", stream.id, shape.codec,
                   shape.picture.width, shape.picture.height, shape.declared_fps);
    } else if (state == StreamState::ended) {
      spdlog::info("stream {}: ended{}{}", stream.id, reason.empty() ? "" : ": ", reason);
    } else {
      spdlog::warn("stream {}: {}: {}", stream.id, to_string(state), reason);
    }
  }

  using Seen = std::pair<StreamState, std::string>;
  std::map<std::shared_ptr<const StreamStatus>, Seen> seen_;  // Of those that there are.
};

/// The exit code if every stream failed and none ever ran; what is wrong is printed.
std::optional<int> all_failed(const Pipeline& pipeline) {
  const auto streams = pipeline.streams();
  if (streams.empty()) return std::nullopt;  // Those that there were are deleted.
  bool mistakes_only = true;
  for (const auto& stream : streams) {
    if (stream->ever_ran() || stream->failures == 0 || stream->reason().empty())
      return std::nullopt;
    mistakes_only = mistakes_only && stream->state() == StreamState::error;
  }
  for (const auto& stream : streams) report({ErrorKind::invalid_argument, stream->reason()});
  return mistakes_only ? exit_mistake : exit_failure;
}

/// Whether no source is worth loading a model for; what is wrong is printed.
bool all_mistaken(const std::vector<StreamSettings>& streams) {
  std::vector<Error> errors;
  for (const StreamSettings& stream : streams) {
    const auto source = parse_source(stream.url);
    if (source) return false;
    errors.push_back(source.error());
  }
  for (const Error& error : errors) report(error);
  return true;
}

bool any_ran(const Pipeline& pipeline) {
  const auto streams = pipeline.streams();
  return std::any_of(streams.begin(), streams.end(),
                     [](const auto& stream) { return stream->ever_ran(); });
}

void announce(std::size_t streams, const std::string& url) {
  if (streams == 0)
    fmt::print("Trigo waits for streams (PUT {}api/v1/streams/ID): {}\n", url, url);
  else
    fmt::print("Trigo is watching {} stream{}: {}\n", streams, streams == 1 ? "" : "s", url);
  std::fflush(stdout);
}

/// Until a signal, or, without a config, until no source could be opened. A server with a config
/// waits for its cameras instead.
int supervise(const Pipeline& pipeline, const WebServer& web, StopSignals& signals,
              bool waits_for_cameras) {
  StateLog log;
  bool begun = waits_for_cameras;
  bool announced = false;
  do {
    if (!begun) {
      if (const auto code = all_failed(pipeline)) return *code;
      begun = any_ran(pipeline);
    }
    if (!begun) continue;
    if (!std::exchange(announced, true)) {
      announce(pipeline.streams().size(), web.url());
    }
    log.follow(pipeline);
  } while (!signals.wait(50ms));
  spdlog::info("stopping");
  return exit_ok;
}

AnswerSettings answer_settings(const Config& config, const LanePlan& plan,
                               const EventKeeping* events) {
  AnswerSettings settings{.jpeg_quality = config.live.jpeg_quality, .plan = plan};
  if (events == nullptr) return settings;
  settings.news = events->news();
  settings.events = events->record();
  settings.writer = &events->writer();
  settings.snapshots = events->snapshot_folder();
  settings.snapshot_writer = events->snapshots();
  settings.webhooks = &events->webhooks();
  return settings;
}

}  // namespace

int run_command(const RunOptions& options) {
  StopSignals signals;
  auto config = configure(options);
  if (!config) return report(config.error());
  auto streams = list_streams(*config, options);
  if (!streams) return report(streams.error());
  if (!options.config && all_mistaken(*streams)) return exit_mistake;
  SteadyClock clock;
  auto detector = plan_detector(config->detect, options.detector.replay, clock,
                                [&] { return signals.wait(0ms); });
  if (!detector && detector.error().kind == ErrorKind::cancelled) return exit_ok;
  if (!detector) return report(detector.error());

  // Without a config no stream has zones, unless one comes later: that one is watched all the same.
  std::unique_ptr<EventKeeping> keeping;
  if (options.config) {
    auto started = EventKeeping::start(*config, clock);
    if (!started) return report(started.error());
    keeping = std::move(*started);
  }

  LiveBoard live;
  auto settings = live_settings(config->detect, detector->plan);
  Analysis::OnLook on_look;
  if (keeping != nullptr) {
    settings.analysis.on_events = [&keeping, model = detector->model](
                                      const std::string& stream, const PresenceEvents& decided) {
      keeping->keep(stream, decided, model->traits().classes);
    };
    settings.on_incident = [&keeping](const Incident& incident) { keeping->keep(incident); };
    on_look = [&keeping](const Look& look) { keeping->look(look); };
  }
  settings.analysis.first_id = PersonIds::first_at(std::chrono::system_clock::now());
  auto pipeline = Pipeline::start(settings, detector->model, clock, live, on_look);
  if (!pipeline) return report(pipeline.error());
  RunningStreams running({**pipeline, keeping.get(), *config,
                          options.config.value_or("").parent_path(), options.loop});
  auto told = answer_settings(*config, detector->plan, keeping.get());
  told.changes = &running;
  Answers answers(**pipeline, live, clock, std::move(told));
  auto web = WebServer::start(config->listen, answers);
  if (!web) return report(web.error());
  stagger(*streams, clock.now());
  if (auto started = running.start(std::move(*streams)); !started) return report(started.error());

  const int code = supervise(**pipeline, **web, signals, options.config.has_value());
  running.stop();  // While there is a server to tell those who wait.
  (*pipeline)->stop();
  return code;
}

}  // namespace trigo
