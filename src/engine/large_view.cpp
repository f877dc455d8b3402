#include "engine/large_view.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/log.hpp"
#include "base/rounding.hpp"
#include "decode/decodable_input.hpp"
#include "decode/decode_plan.hpp"
#include "source/arrival_clock.hpp"
#include "source/media_clock.hpp"
#include "source/pacer.hpp"
#include "source/source_url.hpp"

namespace trigo {
namespace {

/// How often somebody who rests looks whether it is still for anybody.
constexpr Duration rest_step = std::chrono::milliseconds(500);

double shape_of(Size size) {
  return static_cast<double>(size.width) / static_cast<double>(size.height);
}

/// "640x480 (4:3)"; odd shapes as "1366x768 (1.78:1)".
std::string shown_shape(Size size) {
  constexpr int largest = 32;
  const int divisor = std::gcd(size.width, size.height);
  const Size ratio{size.width / divisor, size.height / divisor};
  const std::string shape = std::max(ratio.width, ratio.height) <= largest
                                ? fmt::format("{}:{}", ratio.width, ratio.height)
                                : fmt::format("{:.2f}:1", shape_of(size));
  return fmt::format("{}x{} ({})", size.width, size.height, shape);
}

}  // namespace

std::string_view to_string(LargeViewState state) {
  switch (state) {
    case LargeViewState::idle:
      return "idle";
    case LargeViewState::connecting:
      return "connecting";
    case LargeViewState::running:
      return "running";
    case LargeViewState::waiting:
      return "waiting";
    case LargeViewState::error:
      return "error";
  }
  return "";
}

struct LargeView::Play {
  VideoInput input;
  Decoder decoder;
  Pacer pacer;
  SourceHealth& health;
  std::optional<ArrivalClock> arrivals = {};  // Always there, once the rest is.
  std::function<bool()> goes_on = {};         // See VideoInput::read(); empty: of a file.
  DecodePlan plan{DecodeMode::all};
  std::optional<MediaClock> media_clock = {};  // Of the epoch; none before its first picture.
  Size picture = {};
  std::int64_t pictures = 0;
  bool left_out = false;  // Some packets were, because we were late.

  ~Play() { health.closed(); }
};

std::shared_ptr<LargeView> LargeView::create(StreamId stream, std::string url,
                                             const InputSettings& input,
                                             std::shared_ptr<LiveStream> wall, Clock& clock) {
  struct Open : LargeView {  // make_shared needs a public constructor.
    Open(StreamId id, std::string own_url, const InputSettings& own_input,
         std::shared_ptr<LiveStream> own_wall, Clock& own_clock)
        : LargeView(id, std::move(own_url), own_input, std::move(own_wall), own_clock) {}
  };
  const std::shared_ptr<LargeView> view =
      std::make_shared<Open>(stream, std::move(url), input, std::move(wall), clock);
  view->live_ = LiveStream::create(view->wall_->name(), [weak = std::weak_ptr(view)] {
    if (const auto there = weak.lock()) there->look();
  });
  return view;
}

LargeView::LargeView(StreamId stream, std::string url, const InputSettings& input,
                     std::shared_ptr<LiveStream> wall, Clock& clock)
    : stream_(stream),
      url_(std::move(url)),
      shown_url_(without_passwords(url_)),
      input_(input),
      wall_(std::move(wall)),
      clock_(clock),
      shown_(clock) {}

LargeView::~LargeView() {
  close();
}

LargeView::Reading LargeView::reading() const {
  std::lock_guard lock(mutex_);
  const double fps = state_ == LargeViewState::running ? shown_.per_second() : 0;
  return {state_, reason_, picture_, fps, failures_};
}

void LargeView::request_stop() {
  std::lock_guard lock(mutex_);
  closed_ = true;
  thread_.request_stop();
}

void LargeView::close() {
  request_stop();
  if (thread_.joinable()) thread_.join();
}

/// Somebody subscribed: on their thread.
void LargeView::look() {
  std::lock_guard lock(mutex_);
  if (closed_) return;
  looked_at_ = clock_.now();
  if (open_) return;
  try {
    // Joins the one before, which has nothing left to do but to return.
    thread_ = std::jthread([this](std::stop_token stop) {
      name_this_thread("l:" + wall_->name());
      run(std::move(stop));
      live_->publish(nullptr);
    });
    open_ = true;
    state_ = LargeViewState::connecting;
  } catch (const std::system_error& error) {
    ++failures_;
    reason_ = fmt::format("{}: no thread to open it: {}", shown_url_, error.what());
  }
}

/// Whether somebody does, or did a moment ago.
bool LargeView::is_looked_at() {
  const bool watched = live_->watchers() > 0;
  const Instant now = clock_.now();
  std::lock_guard lock(mutex_);
  if (watched) looked_at_ = now;
  return now - looked_at_ < linger;
}

/// Whether the thread may end. Who looks from then on has a new one begun.
bool LargeView::leave(const std::stop_token& stop) {
  static_cast<void>(is_looked_at());  // Who watches and does nothing else is noticed here.
  std::lock_guard lock(mutex_);
  if (clock_.now() - looked_at_ < linger && !stop.stop_requested()) return false;
  open_ = false;
  recent_ = {};
  large_shown_.reset();
  state_ = LargeViewState::idle;
  return true;
}

/// On the thread that publishes the wall's pictures, and once on ours.
void LargeView::take_wall_picture() {
  auto picture = wall_->newest();
  if (!picture) return;
  {
    std::lock_guard lock(mutex_);
    if (!open_) return;
    const Instant now = clock_.now();
    recent_.add(*picture, now);
    if (large_shown_ && now - *large_shown_ < patience) return;
  }
  live_->publish(std::move(picture));
  if (!is_open()) live_->publish(nullptr);  // Closed meanwhile: nothing old is left in it.
}

bool LargeView::is_open() const {
  std::lock_guard lock(mutex_);
  return open_;
}

void LargeView::run(std::stop_token stop) {
  const auto following = wall_->subscribe([weak = weak_from_this()] {
    if (const auto there = weak.lock()) there->take_wall_picture();
  });
  take_wall_picture();
  // New each time: who looks again shall not wait for what failed long ago.
  SourceHealth health(input_, clock_, [] { return 0.0; });
  while (!leave(stop)) {
    const Error end = play(health, stop);
    if (end.kind == ErrorKind::cancelled) continue;  // leave() knows why.
    if (end.kind == ErrorKind::end_of_stream) {      // A file stands for a camera: it begins anew.
      rest(SourceHealth::first_pause, stop);
      continue;
    }
    fail_for_now(end);
    const bool mistake = end.kind == ErrorKind::invalid_argument;
    rest(mistake ? Duration(input_.max_pause) : health.next_pause(), stop);
  }
}

/// Opens the input and plays it while somebody looks; says why that ended.
Error LargeView::play(SourceHealth& health, std::stop_token stop) {
  {
    std::lock_guard lock(mutex_);
    state_ = LargeViewState::connecting;
  }
  auto play = open(health, stop);
  if (!play) return play.error();
  Result<void> going;
  while (going && is_looked_at()) going = step(**play, stop);
  if (going || !is_looked_at()) return {ErrorKind::cancelled, "nobody looks"};
  const bool in_vain = (*play)->pictures == 0 && !(*play)->left_out;
  if (going.error().kind == ErrorKind::end_of_stream && in_vain)
    return {ErrorKind::invalid_argument, shown_url_ + ": no picture in it could be decoded"};
  return going.error();
}

Result<std::unique_ptr<LargeView::Play>> LargeView::open(SourceHealth& health,
                                                         std::stop_token stop) {
  auto source = parse_source(url_);
  if (!source) return pass_on(source);
  auto opened = open_decodable(*source, input_, std::move(stop));
  if (!opened) return pass_on(opened);
  const VideoFormat& format = opened->input.format();
  const bool live = source->kind != SourceKind::file;
  const Pace pace = pace_of(source->kind, format, Pace::real_time);
  if (live) health.opened(format.picture_period_s);
  auto play = std::make_unique<Play>(std::move(opened->input), std::move(opened->decoder),
                                     Pacer(pace, clock_), health);
  play->arrivals.emplace(play->input.format(), play->pacer, clock_);
  if (live) play->goes_on = [this, &health] { return is_looked_at() && !health.hopeless(); };
  return play;
}

/// Reads one packet and shows what comes of it.
Result<void> LargeView::step(Play& play, std::stop_token stop) {
  auto packet = play.input.read(stop, play.goes_on);
  if (!packet) {
    if (packet.error().kind == ErrorKind::cancelled) return pass_on(packet);
    play.decoder.finish();
    if (auto fetched = fetch(play); !fetched) return fetched;
    return pass_on(packet);
  }
  const auto arrival = play.arrivals->arrive(*packet, std::move(stop));
  if (!arrival) return fail(ErrorKind::cancelled, "stopped");
  if (play.arrivals->changed()) play.media_clock.reset();
  play.health.forgive(play.pacer.held());
  if (play.health.hopeless())
    return fail(ErrorKind::unavailable,
                fmt::format("{}: no picture for {} s, though something comes; is it damaged?",
                            shown_url_, rounded_to(to_seconds(play.health.silence()), 10)));
  const auto verdict = play.plan.judge({.key = packet->key, .due_s = packet->due_s},
                                       [] { return DecodePlan::Wanted{.watched = true}; });
  if (play.pacer.lag() > Pacer::max_lag) {
    play.plan.abandon(Discard::behind);
    play.left_out = true;
    play.health.frame();
    return {};
  }
  if (verdict.discard) return {};
  if (verdict.restart) play.decoder.restart();
  if (!play.decoder.submit(*packet, *arrival)) return {};
  return fetch(play);
}

Result<void> LargeView::fetch(Play& play) {
  while (auto decoded = play.decoder.next()) {
    const std::int64_t sequence = play.pictures++;
    if (!is_sound(decoded->damage, input_.damaged)) continue;
    play.health.frame();
    const double time_s = media_time(play, *decoded);
    auto shown = show({.stream = stream_,
                       .epoch = epoch_,
                       .sequence = sequence,
                       .media_time_s = time_s,
                       .arrival = decoded->arrival,
                       .picture = std::move(decoded->picture)});
    if (!shown) return shown;
  }
  return {};
}

/// Begins an epoch where continuity breaks.
double LargeView::media_time(Play& play, const DecodedPicture& decoded) {
  const std::int64_t stamp = play.arrivals->stamp_of(decoded.timestamp, decoded.arrival);
  std::optional<double> time_s;
  if (play.media_clock && play.picture == decoded.picture.size())
    time_s = play.media_clock->at(stamp);
  if (time_s) return *time_s;
  ++epoch_;
  play.picture = decoded.picture.size();
  play.media_clock.emplace(play.arrivals->time_base(), play.arrivals->period_s());
  return play.media_clock->at(stamp).value_or(0);
}

/// Publishes a picture with what is known of the wall's at that time. Errors: invalid_argument if
/// its shape is another.
Result<void> LargeView::show(Frame frame) {
  const Size size = frame.picture.size();
  auto picture = std::make_shared<LivePicture>();
  picture->frame = std::move(frame);
  picture->view = View::large;
  picture->detected = false;
  if (const auto wall = wall_->newest()) {
    const Size wall_size = wall->frame.picture.size();
    if (std::abs(shape_of(size) / shape_of(wall_size) - 1) > shape_tolerance)
      return fail(ErrorKind::invalid_argument,
                  fmt::format("live_url: its pictures are {}, those of url {}; give a stream of "
                              "the same shape",
                              shown_shape(size), shown_shape(wall_size)));
    picture->scene = wall->scene;
    picture->presence = wall->presence;
  }
  {
    std::lock_guard lock(mutex_);
    const Instant now = clock_.now();
    recent_.annotate(*picture, now);
    large_shown_ = now;
    picture_ = size;
    state_ = LargeViewState::running;
    reason_.clear();
  }
  shown_.add();
  live_->publish(std::move(picture));
  return {};
}

void LargeView::fail_for_now(const Error& why) {
  const bool mistake = why.kind == ErrorKind::invalid_argument;
  const std::string reason = without_passwords(why.message);
  bool is_news = false;
  {
    std::lock_guard lock(mutex_);
    ++failures_;
    is_news = reason != reason_;
    reason_ = reason;
    state_ = mistake ? LargeViewState::error : LargeViewState::waiting;
    large_shown_.reset();
  }
  if (is_news) spdlog::warn("stream {}: large view: {}", wall_->name(), reason);
  take_wall_picture();  // The last large one is not left standing.
}

/// No longer than somebody looks.
void LargeView::rest(Duration pause, std::stop_token stop) {
  for (const Instant end = clock_.now() + pause; clock_.now() < end && is_looked_at();)
    if (!clock_.sleep_until(std::min(end, clock_.now() + rest_step), stop)) return;
}

}  // namespace trigo
