#include "engine/stream_worker.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <time.h>

#include "base/log.hpp"
#include "source/media_clock.hpp"

namespace trigo {
namespace {

/// Packets without any key frame among them, after which a stream is taken to have none.
constexpr int longest_search = 250;
constexpr double cpu_step_s = 0.5;

std::int64_t thread_cpu_us() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::int64_t{used.tv_sec} * 1'000'000 + used.tv_nsec / 1000;
}

}  // namespace

struct StreamWorker::Play {
  VideoInput input;
  Decoder decoder;
  DisposablePackets disposable;
  DecodePlan plan;
  // Of the epoch; none before its first picture.
  std::optional<MediaClock> media_clock;
  std::optional<Schedule> detect;
  std::optional<Schedule> live;
  double detect_period_s = 0;
  Size picture;
  Size shape;
  std::int64_t reported_missed = 0;
  // Of the whole input.
  int searched = 0;  // Packets before the first key frame.
  std::int64_t pictures = 0;
  bool left_out = false;  // Some packets were, by choice.
  double last_due_s = 0;
};

StreamWorker::StreamWorker(StreamId stream, StreamSettings settings,
                           WorkerSurroundings surroundings, std::shared_ptr<StreamStatus> status,
                           std::shared_ptr<const LiveStream> live)
    : stream_(stream),
      settings_(std::move(settings)),
      around_(surroundings),
      status_(std::move(status)),
      live_(std::move(live)),
      cpu_noted_(around_.clock.now()),
      thread_([this](std::stop_token stop) {
        name_this_thread("s:" + settings_.id);
        run(stop);
      }) {}

void StreamWorker::run(std::stop_token stop) {
  for (Duration pause = first_pause; !stop.stop_requested();) {
    status_->set_state(StreamState::connecting, status_->reason());
    const std::int64_t epoch_before = epoch_;
    const Error end = play(stop);
    if (end.kind == ErrorKind::cancelled) return;
    if (end.kind == ErrorKind::end_of_stream)
      return status_->set_state(StreamState::ended, end.message);
    ++status_->failures;
    if (end.kind == ErrorKind::invalid_argument)
      return status_->set_state(StreamState::error, end.message);
    status_->set_state(StreamState::waiting, end.message);
    if (epoch_ > epoch_before) pause = first_pause;  // It gave pictures.
    if (!around_.clock.sleep_for(pause, stop)) return;
    pause = std::min(pause * 2, longest_pause);
    if (pacer_) pacer_->restart(0);
  }
}

/// Opens the input and plays it, again and again if it loops; says why that ended.
Error StreamWorker::play(std::stop_token stop) {
  while (true) {
    auto play = open(stop);
    if (!play) return play.error();
    Result<void> going;
    while (going) going = step(*play, stop);
    const bool was_file = kind_ == SourceKind::file;
    const bool played = going.error().kind == ErrorKind::end_of_stream;
    if (played && play->pictures == 0 && !play->left_out)
      return {was_file ? ErrorKind::invalid_argument : ErrorKind::unavailable,
              status_->shown_url + ": no picture in it could be decoded"};
    if (played && !was_file)
      return {ErrorKind::unavailable, status_->shown_url + ": the sender ended the stream"};
    if (!played || !settings_.loop) return going.error();
    pacer_->restart(play->last_due_s + play->input.format().picture_period_s);
  }
}

Result<StreamWorker::Play> StreamWorker::open(std::stop_token stop) {
  auto source = parse_source(settings_.url);
  if (!source) return pass_on(source);
  kind_ = source->kind;
  if (!pacer_) {
    pacer_.emplace(kind_ == SourceKind::file ? around_.file_pace : Pace::live, around_.clock);
    if (settings_.begins) pacer_->begin_at(*settings_.begins);
  }
  auto input = VideoInput::open(*source, open_timeout, stop);
  if (!input) return pass_on(input);
  auto decoder = Decoder::open(input->format());
  if (!decoder)
    return fail(decoder.error().kind,
                status_->shown_url + ": " + std::move(decoder.error().message));
  DisposablePackets disposable(input->format());
  return Play{.input = std::move(*input),
              .decoder = std::move(*decoder),
              .disposable = disposable,
              .plan = DecodePlan(settings_.decode)};
}

/// Reads one packet and deals with it.
Result<void> StreamWorker::step(Play& play, std::stop_token stop) {
  auto packet = play.input.read(stop);
  if (!packet) return finish(play, packet.error(), stop);
  const auto arrival = pacer_->arrive(packet->due_s, stop);
  if (!arrival) return fail(ErrorKind::cancelled, "stopped");
  play.last_due_s = packet->due_s;
  status_->lag_ms = to_seconds(pacer_->lag()) * 1000;
  note_cpu();
  return feed(play, *packet, *arrival, stop);
}

Result<void> StreamWorker::feed(Play& play, const Packet& packet, Instant arrival,
                                std::stop_token stop) {
  const auto verdict = judge(play, packet);
  if (verdict.discard) {
    status_->ledger->packet_discarded(*verdict.discard);
    if (*verdict.discard != Discard::no_key)
      play.left_out = true;
    else if (++play.searched == longest_search)
      play.plan.trust_all();
    return {};
  }
  if (verdict.restart) play.decoder.restart();
  play.decoder.set_loop_filter(verdict.loop_filter);
  if (!play.decoder.submit(packet, arrival)) {
    status_->ledger->packet_rejected();
    return {};
  }
  status_->ledger->packet_submitted();
  const std::int64_t before = play.pictures;
  auto fetched = fetch(play, stop);
  if (!fetched || !verdict.alone || play.pictures > before) return fetched;
  play.decoder.finish();  // It holds the picture back for ones that precede it, which do not come.
  return fetch(play, stop);
}

/// Whether the packet is decoded. Looks at how late we are, too.
DecodePlan::Verdict StreamWorker::judge(Play& play, const Packet& packet) {
  const Duration lag = pacer_->lag();
  if (around_.governor) around_.governor->note(stream_, lag);
  auto verdict = play.plan.judge({packet.key, play.disposable.contains(packet), packet.due_s},
                                 [&] { return wanted(play, packet); });
  if (lag > max_lag) {
    play.plan.abandon(Discard::behind);
    verdict.discard = Discard::behind;
  } else if (!verdict.discard && !packet.key && around_.governor &&
             settings_.decode == DecodeMode::automatic && around_.governor->leave(stream_, lag)) {
    play.plan.abandon(Discard::economy);
    verdict.discard = Discard::economy;
    tell_decoding(play);
  }
  if (packet.key) tell_decoding(play);
  return verdict;
}

DecodePlan::Wanted StreamWorker::wanted(const Play& play, const Packet& packet) const {
  DecodePlan::Wanted wanted{.detect_period_s = play.detect_period_s,
                            .watched = live_->watchers() > 0,
                            .whole = !around_.governor || around_.governor->turn(stream_)};
  if (!play.media_clock) return wanted;
  // A copy: the picture itself is still to come.
  const auto media_time = MediaClock(*play.media_clock).at(packet.av->pts);
  wanted.due = !media_time || play.detect->would_be_due(*media_time) ||
               (wanted.watched && play.live->would_be_due(*media_time));
  return wanted;
}

void StreamWorker::tell_decoding(const Play& play) {
  const DecodePlan& plan = play.plan;
  // Between two turns, and in one: what is told shall not change every other second.
  const bool takes_turns = around_.governor && around_.governor->share() < 1 &&
                           settings_.decode == DecodeMode::automatic &&
                           plan.now() != DecodeMode::keyframes;
  status_->set_decode({settings_.decode, plan.now(), plan.reason(), plan.is_cut() || takes_turns,
                       plan.key_period_s()});
  // While only key frames are decoded, looks cannot come more often than they do.
  const double key_period_s = plan.now() == DecodeMode::keyframes ? plan.key_period_s() : 0;
  status_->detect_period_s = std::max(play.detect_period_s, key_period_s);
}

/// The input gave its last packet, or broke.
Result<void> StreamWorker::finish(Play& play, const Error& why, std::stop_token stop) {
  if (why.kind == ErrorKind::cancelled) return fail(why.kind, why.message);
  play.decoder.finish();
  if (auto fetched = fetch(play, stop); !fetched) return fetched;
  // A file that breaks off is played as far as it goes; trying it again would not help.
  if (why.kind != ErrorKind::end_of_stream && kind_ == SourceKind::file)
    return fail(ErrorKind::end_of_stream, why.message);
  return fail(why.kind, why.kind == ErrorKind::end_of_stream ? "" : why.message);
}

Result<void> StreamWorker::fetch(Play& play, std::stop_token stop) {
  while (auto decoded = play.decoder.next())
    if (auto done = on_picture(play, std::move(*decoded), stop); !done) return done;
  return {};
}

Result<void> StreamWorker::on_picture(Play& play, DecodedPicture decoded, std::stop_token stop) {
  status_->decoded.add();
  ++around_.meter.decoded;
  const std::int64_t sequence = play.pictures++;
  if (settings_.picture_rate) decoded.timestamp = AV_NOPTS_VALUE;
  if (decoded.corrupt) {
    status_->ledger->frame_corrupt();
    // Its time passes all the same.
    if (settings_.picture_rate && play.media_clock)
      static_cast<void>(play.media_clock->at(decoded.timestamp));
    return {};
  }
  std::optional<double> media_time;
  if (play.media_clock && play.picture == decoded.picture.size())
    media_time = play.media_clock->at(decoded.timestamp);
  if (!media_time) {
    if (auto begun = begin_epoch(play, decoded); !begun) return begun;
    media_time = play.media_clock->at(decoded.timestamp);
  }
  Frame frame{.stream = stream_,
              .epoch = epoch_,
              .sequence = sequence,
              .media_time_s = *media_time,
              .arrival = decoded.arrival,
              .picture = std::move(decoded.picture)};
  const bool detect = detect_due(play, *media_time);
  const bool live = play.live->due(*media_time);
  status_->ledger->missed(play.detect->missed() - play.reported_missed);
  play.reported_missed = play.detect->missed();
  if (!detect) status_->ledger->frame_not_due();
  if (detect || live) around_.analysis.announce(frame, live, detect);
  if (detect) around_.mailbox.put({std::move(frame), play.shape, status_->ledger->offer()}, stop);
  return {};
}

/// Continuity broke, or begins: clocks and schedules start anew with this picture.
Result<void> StreamWorker::begin_epoch(Play& play, DecodedPicture& first) {
  const VideoFormat& format = play.input.format();
  const double period_s =
      settings_.picture_rate ? 1 / *settings_.picture_rate : format.picture_period_s;
  ++epoch_;
  play.media_clock.emplace(format.time_base, period_s);
  play.detect.emplace(settings_.detect, period_s);
  play.live.emplace(settings_.live, period_s);
  play.reported_missed = 0;
  play.picture = first.picture.size();
  play.shape = around_.model.shape(play.picture);
  const Instant before = around_.clock.now();
  if (auto ready = around_.model.prepare(play.shape); !ready) return ready;
  // Compiling the model may have taken seconds. That is no lag of the stream.
  const Duration waited = around_.clock.now() - before;
  pacer_->postpone(waited);
  first.arrival += waited;
  status_->set_shape({format.codec, play.picture, 1 / period_s, format.picture_count});
  play.detect_period_s = play.detect->period_s();
  tell_decoding(play);
  around_.mailbox.set_weight(stream_, settings_.priority / play.detect_period_s);
  status_->set_state(StreamState::running);
  return {};
}

/// Live, the schedule is a grid in time. Offline, `every` counts pictures, so that the numbers of
/// the pictures looked at do not depend on their stamps.
bool StreamWorker::detect_due(Play& play, double media_time_s) const {
  const auto* every = std::get_if<Every>(&settings_.detect);
  if (every && pacer_->pace() == Pace::as_fast_as_possible)
    return (play.pictures - 1) % every->pictures == 0;
  return play.detect->due(media_time_s);
}

void StreamWorker::note_cpu() {
  const Instant now = around_.clock.now();
  const double wall_s = to_seconds(now - cpu_noted_);
  if (wall_s < cpu_step_s) return;
  const std::int64_t cpu_us = thread_cpu_us();
  const auto used_us = cpu_us - cpu_us_;
  status_->cpu_ms_per_s = static_cast<double>(used_us) / 1000 / wall_s;
  around_.meter.decode_us += used_us;
  cpu_us_ = cpu_us;
  cpu_noted_ = now;
}

}  // namespace trigo
