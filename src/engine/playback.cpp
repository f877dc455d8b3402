#include "engine/playback.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "base/rounding.hpp"

namespace trigo {
namespace {

constexpr int told_fruitless = 10;  // Less is the common end of a file that was cut off.

}  // namespace

Playback::Playback(StreamRun& run, DecodableInput opened)
    : run_(run),
      input_(std::move(opened.input)),
      decoder_(std::move(opened.decoder)),
      disposable_(input_.format()),
      plan_(run_.settings.decode) {
  const Pace pace = pace_of(run_.kind, input_.format(), run_.around.file_pace);
  if (!run_.pacer || run_.pacer->pace() != pace) {
    run_.pacer.emplace(pace, run_.around.clock);
    if (run_.settings.begins) run_.pacer->begin_at(*run_.settings.begins);
  }
  arrivals_.emplace(input_.format(), *run_.pacer, run_.around.clock);
  run_.status->by_arrival = false;
  if (!is_live()) return;
  run_.health.opened(period_s());
  goes_on_ = [this] { return still_hoped_for(); };
}

Playback::~Playback() {
  run_.health.closed();
}

Playback::Sight Playback::sight_of(const Picture& picture) {
  return {picture.size(), picture.transform().rotation, picture.transform().mirrored};
}

std::string Playback::why_in_vain() {
  const LedgerReading ledger = run_.status->ledger->read();
  if (ledger.packets == 0) return "nothing in it";
  if (ledger.packets == ledger[Discard::no_key]) return "no key frame in it";
  const std::string complaint = decoder_.take_complaint();
  return complaint.empty() ? "is it damaged?" : "is it damaged? The decoder says: " + complaint;
}

bool Playback::is_live() const {
  const Pace pace = run_.pacer->pace();
  return pace == Pace::live || pace == Pace::buffered;
}

Result<void> Playback::step(std::stop_token stop) {
  auto packet = input_.read(stop, goes_on_);
  if (!packet) {
    const bool hopeless = packet.error().kind == ErrorKind::unavailable && run_.health.hopeless();
    return finish(hopeless ? no_picture() : packet.error(), stop);
  }
  comes_ = true;
  if (packet->new_format)
    if (auto changed = change_format(stop); !changed) return changed;
  const auto arrival = arrivals_->arrive(*packet, stop);
  if (!arrival) return fail(ErrorKind::cancelled, "stopped");
  if (arrivals_->changed()) {
    media_clock_.reset();
    run_.status->by_arrival = arrivals_->by_arrival();
  }
  run_.health.forgive(run_.pacer->held());
  last_due_s_ = packet->due_s;
  run_.status->lag_ms = to_seconds(run_.pacer->lag()) * 1000;
  run_.note_cpu();
  if (auto fed = feed(*packet, *arrival, stop); !fed) return fed;
  return check_health();
}

/// The stream goes on as another one: what was known of it holds no longer.
Result<void> Playback::change_format(std::stop_token stop) {
  decoder_.finish();
  if (auto fetched = fetch(stop); !fetched) return fetched;
  auto decoder = Decoder::open(input_.format(), run_.settings.input.max_picture);
  if (!decoder) {
    const Error& error = decoder.error();
    return finish({error.kind, fmt::format("{}: it goes on in another format: {}",
                                           run_.status->shown_url, error.message)},
                  stop);
  }
  decoder_ = std::move(*decoder);
  disposable_ = DisposablePackets(input_.format());
  plan_ = DecodePlan(run_.settings.decode);
  arrivals_.emplace(input_.format(), *run_.pacer, run_.around.clock);
  media_clock_.reset();
  return {};
}

/// Nothing comes. Tells so, once it takes too long.
bool Playback::still_hoped_for() {
  if (!run_.health.stalled()) return true;
  if (run_.status->state() == StreamState::running)
    run_.tell(StreamState::stalled,
              fmt::format("{}: no picture for {} s", run_.status->shown_url,
                          rounded_to(to_seconds(run_.health.gap_limit()), 10)));
  return !run_.health.hopeless();
}

/// Packets come. They may be of no use.
Result<void> Playback::check_health() {
  if (!is_live() || still_hoped_for()) return {};
  return Failure(no_picture());
}

Error Playback::no_picture() {
  return {ErrorKind::unavailable,
          fmt::format("{}: no picture for {} s{}", run_.status->shown_url,
                      rounded_to(to_seconds(run_.health.silence()), 10),
                      comes_ ? ", though something comes; " + why_in_vain() : "")};
}

Result<void> Playback::feed(const Packet& packet, Instant arrival, std::stop_token stop) {
  const auto verdict = judge(packet, arrival);
  if (verdict.discard) {
    run_.status->ledger->packet_discarded(*verdict.discard);
    if (*verdict.discard == Discard::no_key || plan_.misses_key(packet.due_s)) return {};
    left_out_ = true;
    sign_of_life();
    return {};
  }
  if (verdict.restart) decoder_.restart();
  decoder_.set_loop_filter(verdict.loop_filter);
  if (packet.av->size > 0) ++fruitless_;
  if (!decoder_.submit(packet, arrival)) {
    run_.status->ledger->packet_rejected();
    return {};
  }
  run_.status->ledger->packet_submitted();
  const std::int64_t before = pictures_;
  auto fetched = fetch(stop);
  if (!fetched || !verdict.alone || pictures_ > before) return fetched;
  decoder_.finish();  // It holds the picture back for ones that precede it, which do not come.
  return fetch(stop);
}

/// Whether the packet is decoded. Looks at how late we are, too.
DecodePlan::Verdict Playback::judge(const Packet& packet, Instant arrival) {
  DecodeGovernor* const governor = run_.around.governor;
  const Duration lag = run_.pacer->lag();
  if (governor) governor->note(run_.stream, lag);
  const bool intra = plan_.searching() && disposable_.is_intra(packet);
  auto verdict = plan_.judge({packet.key, disposable_.contains(packet), packet.due_s, intra},
                             [&] { return wanted(packet, arrival); });
  if (lag > Pacer::max_lag) {
    plan_.abandon(Discard::behind);
    verdict.discard = Discard::behind;
  } else if (!verdict.discard && !packet.key && governor &&
             run_.settings.decode == DecodeMode::automatic && governor->leave(run_.stream, lag)) {
    plan_.abandon(Discard::economy);
    verdict.discard = Discard::economy;
    tell_decoding();
  }
  if (packet.key) tell_decoding();
  return verdict;
}

DecodePlan::Wanted Playback::wanted(const Packet& packet, Instant arrival) const {
  DecodeGovernor* const governor = run_.around.governor;
  DecodePlan::Wanted wanted{.detect_period_s = detect_period_s_,
                            .watched = run_.live->watchers() > 0,
                            .whole = !governor || governor->turn(run_.stream)};
  if (!media_clock_) return wanted;
  // A copy: the picture itself is still to come.
  const auto media_time = MediaClock(*media_clock_).at(stamp_of(packet.av->pts, arrival));
  wanted.due = !media_time || detect_->would_be_due(*media_time) ||
               (wanted.watched && live_->would_be_due(*media_time));
  return wanted;
}

void Playback::tell_decoding() const {
  DecodeGovernor* const governor = run_.around.governor;
  // Between two turns, and in one: what is told shall not change every other second.
  const bool takes_turns = governor && governor->share() < 1 &&
                           run_.settings.decode == DecodeMode::automatic &&
                           plan_.now() != DecodeMode::keyframes;
  run_.status->set_decode({run_.settings.decode, plan_.now(), plan_.reason(),
                           plan_.is_cut() || takes_turns, plan_.key_period_s()});
  // While only key frames are decoded, looks cannot come more often than they do.
  const double key_period_s = plan_.now() == DecodeMode::keyframes ? plan_.key_period_s() : 0;
  run_.status->detect_period_s = std::max(detect_period_s_, key_period_s);
}

/// The input gave its last packet, or broke.
Result<void> Playback::finish(const Error& why, std::stop_token stop) {
  if (why.kind == ErrorKind::cancelled) return fail(why.kind, why.message);
  decoder_.finish();
  if (auto fetched = fetch(stop); !fetched) return fetched;
  if (why.kind == ErrorKind::end_of_stream && fruitless_ >= told_fruitless && pictures_ > 0)
    return fail(why.kind, fmt::format("{}: its last {} packets could not be decoded; are they "
                                      "damaged, or of another codec?",
                                      run_.status->shown_url, fruitless_));
  // A file that breaks off is played as far as it goes; trying it again would not help.
  if (why.kind != ErrorKind::end_of_stream && run_.kind == SourceKind::file)
    return fail(ErrorKind::end_of_stream, why.message);
  return fail(why.kind, why.kind == ErrorKind::end_of_stream ? "" : why.message);
}

Result<void> Playback::fetch(std::stop_token stop) {
  while (auto decoded = decoder_.next())
    if (auto done = on_picture(std::move(*decoded), stop); !done) return done;
  return {};
}

Result<void> Playback::on_picture(DecodedPicture decoded, std::stop_token stop) {
  run_.status->decoded.add();
  ++run_.around.meter.decoded;
  const std::int64_t sequence = pictures_++;
  fruitless_ = 0;
  const std::int64_t stamp = stamp_of(decoded.timestamp, decoded.arrival);
  if (!is_sound(decoded.damage, run_.settings.input.damaged)) {
    run_.status->ledger->frame_corrupt();
    // Its time passes all the same.
    if (run_.settings.picture_rate && media_clock_) static_cast<void>(media_clock_->at(stamp));
    return {};
  }
  std::optional<double> media_time;
  if (media_clock_ && sight_ == sight_of(decoded.picture)) media_time = media_clock_->at(stamp);
  if (!media_time) {
    if (auto begun = begin_epoch(decoded); !begun) return begun;
    media_time = media_clock_->at(stamp);
  }
  sign_of_life();
  Frame frame{.stream = run_.stream,
              .epoch = run_.epoch,
              .sequence = sequence,
              .media_time_s = *media_time,
              .arrival = decoded.arrival,
              .picture = std::move(decoded.picture)};
  const bool detect = detect_due(*media_time);
  const bool live = live_->due(*media_time);
  FrameLedger& ledger = *run_.status->ledger;
  ledger.missed(detect_->missed() - reported_missed_);
  reported_missed_ = detect_->missed();
  if (!detect) ledger.frame_not_due();
  if (detect || live) run_.around.analysis.announce(frame, live, detect);
  if (detect) run_.around.mailbox.put({std::move(frame), shape_, ledger.offer()}, stop);
  return {};
}

void Playback::sign_of_life() {
  if (!is_live()) return;
  comes_ = false;
  run_.health.frame();
  run_.status->gap_limit_s = to_seconds(run_.health.gap_limit());
  if (run_.status->state() == StreamState::stalled) run_.tell(StreamState::running);
}

/// Continuity broke, or begins: clocks and schedules start anew with this picture.
Result<void> Playback::begin_epoch(DecodedPicture& first) {
  const VideoFormat& format = input_.format();
  const double period = period_s();
  run_.status->epoch = ++run_.epoch;
  media_clock_.emplace(arrivals_->time_base(), period);
  detect_.emplace(run_.settings.detect, period);
  live_.emplace(run_.settings.live, period);
  reported_missed_ = 0;
  sight_ = sight_of(first.picture);
  shape_ = run_.around.model.shape(sight_.size);
  const Instant before = run_.around.clock.now();
  if (auto ready = run_.around.model.prepare(shape_); !ready) return ready;
  // Compiling the model may have taken seconds. That is no lag of the stream.
  const Duration waited = run_.around.clock.now() - before;
  run_.pacer->postpone(waited);
  run_.health.forgive(waited);
  first.arrival += waited;
  run_.status->set_shape({format.codec, sight_.size, 1 / period, format.picture_count});
  detect_period_s_ = detect_->period_s();
  run_.status->wanted_period_s = detect_period_s_;
  tell_decoding();
  run_.around.mailbox.set_weight(run_.stream, run_.settings.priority / detect_period_s_);
  run_.tell(StreamState::running);
  return {};
}

/// Live, the schedule is a grid in time. Offline, `every` counts pictures, so that the numbers of
/// the pictures looked at do not depend on their stamps.
bool Playback::detect_due(double media_time_s) {
  const auto* every = std::get_if<Every>(&run_.settings.detect);
  if (every && run_.pacer->pace() == Pace::as_fast_as_possible)
    return (pictures_ - 1) % every->pictures == 0;
  return detect_->due(media_time_s);
}

/// Between two pictures, as far as it is known.
double Playback::period_s() const {
  if (run_.settings.picture_rate) return 1 / *run_.settings.picture_rate;
  return arrivals_->period_s();
}

/// What the media clock goes by.
std::int64_t Playback::stamp_of(std::int64_t timestamp, Instant arrival) const {
  if (run_.settings.picture_rate) return AV_NOPTS_VALUE;
  return arrivals_->stamp_of(timestamp, arrival);
}

}  // namespace trigo
