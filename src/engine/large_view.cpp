#include "engine/large_view.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/log.hpp"
#include "decode/decode_plan.hpp"
#include "decode/decoder.hpp"
#include "source/media_clock.hpp"
#include "source/pacer.hpp"
#include "source/source_url.hpp"
#include "source/video_input.hpp"

namespace trigo {
namespace {

/// Packets without any key frame among them, after which a stream is taken to have none.
constexpr int longest_search = 250;
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
  SourceKind kind;
  VideoInput input;
  Decoder decoder;
  Pacer pacer;
  DecodePlan plan{DecodeMode::all};
  std::optional<MediaClock> media_clock;  // Of the epoch; none before its first picture.
  Size picture = {};
  std::int64_t pictures = 0;
  int searched = 0;       // Packets before the first key frame.
  bool left_out = false;  // Some packets were, because we were late.
};

std::shared_ptr<LargeView> LargeView::create(StreamId stream, std::string url,
                                             std::shared_ptr<LiveStream> wall, Clock& clock) {
  struct Open : LargeView {  // make_shared needs a public constructor.
    Open(StreamId id, std::string own_url, std::shared_ptr<LiveStream> own_wall, Clock& own_clock)
        : LargeView(id, std::move(own_url), std::move(own_wall), own_clock) {}
  };
  const std::shared_ptr<LargeView> view =
      std::make_shared<Open>(stream, std::move(url), std::move(wall), clock);
  view->live_ = LiveStream::create(view->wall_->name(), [weak = std::weak_ptr(view)] {
    if (const auto there = weak.lock()) there->look();
  });
  return view;
}

LargeView::LargeView(StreamId stream, std::string url, std::shared_ptr<LiveStream> wall,
                     Clock& clock)
    : stream_(stream),
      url_(std::move(url)),
      shown_url_(without_passwords(url_)),
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
  for (Duration pause = first_pause; !leave(stop);) {
    const std::int64_t epoch_before = epoch_;
    const Error end = play(stop);
    if (end.kind == ErrorKind::cancelled) continue;  // leave() knows why.
    if (epoch_ > epoch_before) pause = first_pause;  // It gave pictures.
    // A file stands for a camera: it begins anew.
    if (end.kind != ErrorKind::end_of_stream) pause = fail_for_now(end, pause);
    if (rest(pause, stop)) pause = std::min(pause * 2, longest_pause);
  }
}

/// Opens the input and plays it while somebody looks; says why that ended.
Error LargeView::play(std::stop_token stop) {
  {
    std::lock_guard lock(mutex_);
    state_ = LargeViewState::connecting;
  }
  auto play = open(stop);
  if (!play) return play.error();
  Result<void> going;
  while (going)
    going = is_looked_at() ? step(*play, stop) : fail(ErrorKind::cancelled, "nobody looks");
  if (going.error().kind != ErrorKind::end_of_stream) return going.error();
  if (play->pictures == 0 && !play->left_out)
    return {ErrorKind::invalid_argument, shown_url_ + ": no picture in it could be decoded"};
  if (play->kind != SourceKind::file)
    return {ErrorKind::unavailable, shown_url_ + ": the sender ended the stream"};
  return going.error();
}

Result<LargeView::Play> LargeView::open(std::stop_token stop) {
  auto source = parse_source(url_);
  if (!source) return pass_on(source);
  auto input = VideoInput::open(*source, open_timeout, std::move(stop));
  if (!input) return pass_on(input);
  auto decoder = Decoder::open(input->format());
  if (!decoder)
    return fail(decoder.error().kind, shown_url_ + ": " + std::move(decoder.error().message));
  const Pace pace = source->kind == SourceKind::file ? Pace::real_time : Pace::live;
  return Play{.kind = source->kind,
              .input = std::move(*input),
              .decoder = std::move(*decoder),
              .pacer = Pacer(pace, clock_)};
}

/// Reads one packet and shows what comes of it.
Result<void> LargeView::step(Play& play, std::stop_token stop) {
  auto packet = play.input.read(stop);
  if (!packet) {
    if (packet.error().kind == ErrorKind::cancelled) return pass_on(packet);
    play.decoder.finish();
    if (auto fetched = fetch(play); !fetched) return fetched;
    return pass_on(packet);
  }
  const auto arrival = play.pacer.arrive(packet->due_s, stop);
  if (!arrival) return fail(ErrorKind::cancelled, "stopped");
  const auto verdict = play.plan.judge({.key = packet->key, .due_s = packet->due_s},
                                       [] { return DecodePlan::Wanted{.watched = true}; });
  if (play.pacer.lag() > max_lag) {
    play.plan.abandon(Discard::behind);
    play.left_out = true;
    return {};
  }
  if (verdict.discard) {
    if (*verdict.discard == Discard::no_key && ++play.searched == longest_search)
      play.plan.trust_all();
    return {};
  }
  if (verdict.restart) play.decoder.restart();
  if (!play.decoder.submit(*packet, *arrival)) return {};
  return fetch(play);
}

Result<void> LargeView::fetch(Play& play) {
  while (auto decoded = play.decoder.next()) {
    const std::int64_t sequence = play.pictures++;
    if (decoded->corrupt) continue;
    std::optional<double> media_time;
    if (play.media_clock && play.picture == decoded->picture.size())
      media_time = play.media_clock->at(decoded->timestamp);
    if (!media_time) {
      const VideoFormat& format = play.input.format();
      ++epoch_;
      play.picture = decoded->picture.size();
      play.media_clock.emplace(format.time_base, format.picture_period_s);
      media_time = play.media_clock->at(decoded->timestamp);
    }
    auto shown = show({.stream = stream_,
                       .epoch = epoch_,
                       .sequence = sequence,
                       .media_time_s = *media_time,
                       .arrival = decoded->arrival,
                       .picture = std::move(decoded->picture)});
    if (!shown) return shown;
  }
  return {};
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

/// Says why it failed; gives the pause before the next try.
Duration LargeView::fail_for_now(const Error& why, Duration pause) {
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
  return mistake ? longest_pause : pause;
}

/// False: nobody looks any more, or stop was requested.
bool LargeView::rest(Duration pause, std::stop_token stop) {
  for (const Instant end = clock_.now() + pause; clock_.now() < end;)
    if (!clock_.sleep_until(std::min(end, clock_.now() + rest_step), stop) || !is_looked_at())
      return false;
  return true;
}

}  // namespace trigo
