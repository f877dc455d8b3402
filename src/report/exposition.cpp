#include "report/exposition.hpp"

#include <string_view>
#include <utility>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace trigo {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;
using Streams = std::vector<std::shared_ptr<const StreamStatus>>;

/// A stream with everything of it that has to fit together, read at one instant.
struct StreamReading {
  const StreamStatus& status;
  LedgerReading ledger;

  Labels labels() const { return {{"stream", status.id}}; }
  Labels labels(std::string name, std::string_view value) const {
    return {{"stream", status.id}, {std::move(name), std::string(value)}};
  }
};

ClientMetric counter(Labels labels, double value) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.counter.value = value;
  return metric;
}

ClientMetric counter(Labels labels, std::int64_t value) {
  return counter(std::move(labels), static_cast<double>(value));
}

ClientMetric gauge(Labels labels, double value) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.gauge.value = value;
  return metric;
}

ClientMetric histogram(Labels labels, const HistogramReading& reading) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.histogram.sample_count = reading.count;
  metric.histogram.sample_sum = reading.sum;
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < reading.upper_bounds.size(); ++i) {
    below += reading.counts[i];
    metric.histogram.bucket.push_back({below, reading.upper_bounds[i]});
  }
  return metric;  // The serializer adds the bucket of all values, +Inf.
}

/// One line of the ledger that is a number of its own.
struct LedgerLine {
  const char* name;
  const char* help;
  std::int64_t LedgerReading::*count;
};

constexpr LedgerLine counted[] = {
    {"trigo_stream_packets_total", "Packets read.", &LedgerReading::packets},
    {"trigo_stream_packets_rejected_total", "Packets that the decoder refused.",
     &LedgerReading::rejected},
    {"trigo_stream_packets_submitted_total", "Packets that the decoder took.",
     &LedgerReading::submitted},
    {"trigo_stream_frames_total", "Frames that came out of the decoder.", &LedgerReading::frames},
    {"trigo_stream_frames_corrupt_total", "Frames that were left out as damaged.",
     &LedgerReading::corrupt},
    {"trigo_stream_frames_not_due_total", "Frames that the detection schedule did not ask for.",
     &LedgerReading::not_due},
    {"trigo_stream_frames_offered_total", "Frames offered to the detector.",
     &LedgerReading::offered},
    {"trigo_stream_due_times_missed_total", "Due times that passed without a frame.",
     &LedgerReading::missed}};

constexpr LedgerLine held[] = {{"trigo_stream_frames_waiting",
                                "Offered frames that wait for a lane.", &LedgerReading::waiting},
                               {"trigo_stream_frames_in_flight",
                                "Offered frames that a lane works on.", &LedgerReading::in_flight}};

void add_ledgers(std::vector<MetricFamily>& families, const std::vector<StreamReading>& streams) {
  for (const LedgerLine& line : counted) {
    MetricFamily family{line.name, line.help, MetricType::Counter, {}};
    for (const auto& stream : streams)
      family.metric.push_back(counter(stream.labels(), stream.ledger.*line.count));
    families.push_back(std::move(family));
  }
  for (const LedgerLine& line : held) {
    MetricFamily family{line.name, line.help, MetricType::Gauge, {}};
    for (const auto& stream : streams)
      family.metric.push_back(
          gauge(stream.labels(), static_cast<double>(stream.ledger.*line.count)));
    families.push_back(std::move(family));
  }
  MetricFamily discarded{"trigo_stream_packets_discarded_total",
                         "Packets that were never given to the decoder, by reason.",
                         MetricType::Counter,
                         {}};
  MetricFamily settled{"trigo_stream_frames_settled_total",
                       "Offered frames by how they ended, their fate.",
                       MetricType::Counter,
                       {}};
  for (const auto& stream : streams) {
    for (int i = 0; i < discard_reasons; ++i) {
      const auto reason = static_cast<Discard>(i);
      discarded.metric.push_back(
          counter(stream.labels("reason", to_string(reason)), stream.ledger[reason]));
    }
    for (int i = 0; i < frame_fates; ++i) {
      const auto fate = static_cast<FrameFate>(i);
      settled.metric.push_back(
          counter(stream.labels("fate", to_string(fate)), stream.ledger[fate]));
    }
  }
  families.push_back(std::move(discarded));
  families.push_back(std::move(settled));
}

/// What is told of a stream besides its ledger.
struct StreamGauge {
  const char* name;
  const char* help;
  std::optional<double> (*read)(const StreamStatus& stream);  // Nothing: not known.
};

constexpr StreamGauge gauges[] = {
    {"trigo_stream_up", "1 while the stream gives pictures, else 0.",
     [](const StreamStatus& s) -> std::optional<double> {
       return s.state() == StreamState::running ? 1.0 : 0.0;
     }},
    {"trigo_stream_stalled", "1 while the stream is open but silent, else 0.",
     [](const StreamStatus& s) -> std::optional<double> {
       return s.state() == StreamState::stalled ? 1.0 : 0.0;
     }},
    {"trigo_stream_people", "People at the last look; absent while it is not known.",
     [](const StreamStatus& s) -> std::optional<double> { return s.people(); }},
    {"trigo_stream_lag_seconds", "How late packets are read.",
     [](const StreamStatus& s) -> std::optional<double> { return s.lag_ms / 1000; }},
    {"trigo_stream_detection_period_seconds",
     "Media time between two due detections; 0 until the stream runs.",
     [](const StreamStatus& s) -> std::optional<double> { return s.detect_period_s.load(); }},
    {"trigo_stream_worker_cpu_ratio", "Share of one core that reading and decoding take.",
     [](const StreamStatus& s) -> std::optional<double> { return s.cpu_ms_per_s / 1000; }}};

void add_streams(std::vector<MetricFamily>& families, const Streams& streams) {
  for (const StreamGauge& told : gauges) {
    MetricFamily family{told.name, told.help, MetricType::Gauge, {}};
    for (const auto& stream : streams)
      if (const auto value = told.read(*stream))
        family.metric.push_back(gauge({{"stream", stream->id}}, *value));
    families.push_back(std::move(family));
  }
  MetricFamily failures{"trigo_stream_failures_total",
                        "Times that the stream could not be opened, or broke off.",
                        MetricType::Counter,
                        {}};
  MetricFamily incidents{"trigo_stream_incidents_total",
                         "Times that the stream was lost, each until it gave pictures again.",
                         MetricType::Counter,
                         {}};
  MetricFamily ages{"trigo_stream_age_seconds",
                    "Age of the results of detected frames when they were published.",
                    MetricType::Histogram,
                    {}};
  for (const auto& stream : streams) {
    const Labels labels{{"stream", stream->id}};
    failures.metric.push_back(counter(labels, std::int64_t{stream->failures}));
    incidents.metric.push_back(counter(labels, std::int64_t{stream->incidents}));
    ages.metric.push_back(histogram(labels, stream->ages_s.read()));
  }
  families.push_back(std::move(failures));
  families.push_back(std::move(incidents));
  families.push_back(std::move(ages));
}

/// Of each zone; of what is not known there is no value.
void add_zones(std::vector<MetricFamily>& families, const Streams& streams) {
  MetricFamily people{"trigo_zone_people",
                      "People in the zone; absent while it is not known.",
                      MetricType::Gauge,
                      {}};
  MetricFamily occupied{"trigo_zone_occupied",
                        "1 while somebody is in the zone, else 0; absent while it is not known.",
                        MetricType::Gauge,
                        {}};
  MetricFamily known{
      "trigo_zone_known", "1 while it is known who is in the zone, else 0.", MetricType::Gauge, {}};
  MetricFamily entered{"trigo_zone_entered_total",
                       "People who came to be in the zone, by cause.",
                       MetricType::Counter,
                       {}};
  MetricFamily left{"trigo_zone_left_total",
                    "People who were no longer in the zone, by cause.",
                    MetricType::Counter,
                    {}};
  MetricFamily dwell{"trigo_zone_dwell_total",
                     "Stays that became as long as the zone's dwell.",
                     MetricType::Counter,
                     {}};
  for (const auto& stream : streams) {
    const auto reading = stream->presence();
    for (const ZoneReading& zone : reading->zones) {
      const Labels labels{{"stream", stream->id}, {"zone", zone.name}};
      const auto by_cause = [&](MetricFamily& family, PresenceCause cause, std::int64_t count) {
        Labels with_cause = labels;
        with_cause.push_back({"cause", std::string(to_string(cause))});
        family.metric.push_back(counter(std::move(with_cause), count));
      };
      const bool is_known = zone.state != PresenceState::unknown;
      known.metric.push_back(gauge(labels, is_known ? 1 : 0));
      if (is_known) {
        people.metric.push_back(gauge(labels, zone.count));
        occupied.metric.push_back(gauge(labels, zone.state == PresenceState::occupied ? 1 : 0));
      }
      by_cause(entered, PresenceCause::crossed, zone.counts.crossed);
      by_cause(entered, PresenceCause::appeared, zone.counts.appeared);
      by_cause(entered, PresenceCause::resumed, zone.counts.resumed);
      by_cause(left, PresenceCause::seen, zone.counts.seen);
      by_cause(left, PresenceCause::unobserved, zone.counts.unobserved);
      dwell.metric.push_back(counter(labels, zone.counts.dwell));
    }
  }
  for (MetricFamily* family : {&people, &occupied, &known, &entered, &left, &dwell})
    families.push_back(std::move(*family));
}

void add_lines(std::vector<MetricFamily>& families, const Streams& streams) {
  MetricFamily crossed{
      "trigo_line_crossed_total", "Crossings of the line, by direction.", MetricType::Counter, {}};
  for (const auto& stream : streams) {
    const auto reading = stream->presence();
    for (const LineReading& line : reading->lines)
      for (const auto direction : {Direction::left_to_right, Direction::right_to_left})
        crossed.metric.push_back(counter(
            {{"stream", stream->id},
             {"line", line.name},
             {"direction", std::string(to_string(direction))}},
            direction == Direction::left_to_right ? line.left_to_right : line.right_to_left));
  }
  families.push_back(std::move(crossed));
}

void add_engine(std::vector<MetricFamily>& families, const EngineFigures& engine) {
  const EngineMeter& meter = engine.meter;
  const auto add = [&](const char* name, const char* help, MetricType type, ClientMetric metric) {
    families.push_back({name, help, type, {std::move(metric)}});
  };
  add("trigo_frames_decoded_total", "Frames decoded, of removed streams too.", MetricType::Counter,
      counter({}, meter.decoded.load()));
  add("trigo_frames_inferred_total", "Frames inferred, of removed streams too.",
      MetricType::Counter, counter({}, meter.inferred.load()));
  add("trigo_decode_share_ratio",
      "Part of the groups of pictures that is decoded whole; below 1 time is short.",
      MetricType::Gauge, gauge({}, engine.decode_share));
  add("trigo_jpegs_encoded_total", "Pictures encoded for viewers.", MetricType::Counter,
      counter({}, engine.jpegs_encoded));
  add("trigo_inference_seconds", "Duration of the detect calls.", MetricType::Histogram,
      histogram({}, meter.detect_s.read()));
  add("trigo_batch_frames", "Frames in one detect call.", MetricType::Histogram,
      histogram({}, meter.batch_frames.read()));
  MetricFamily busy{"trigo_lane_busy_seconds_total",
                    "Time that the lane spent in detect calls.",
                    MetricType::Counter,
                    {}};
  for (std::size_t lane = 0; lane < meter.lane_busy.size(); ++lane)
    busy.metric.push_back(
        counter({{"lane", std::to_string(lane)}}, meter.lane_busy[lane].busy_s()));
  families.push_back(std::move(busy));
  add("trigo_detector_info", "What detects, and on what; always 1.", MetricType::Gauge,
      gauge({{"model", engine.detector.model}, {"device", engine.detector.device}}, 1));
  add("trigo_build_info", "The program; always 1.", MetricType::Gauge,
      gauge({{"version", TRIGO_VERSION}}, 1));
}

void add_events(std::vector<MetricFamily>& families, const EventWriter* events,
                const SnapshotWriter* snapshots) {
  const auto add = [&](const char* name, const char* help, MetricType type) -> MetricFamily& {
    return families.emplace_back(MetricFamily{name, help, type, {}});
  };
  auto& kept = add("trigo_events_kept_total", "Events put on record.", MetricType::Counter);
  if (events != nullptr) kept.metric.push_back(counter({}, events->kept()));
  auto& lost =
      add("trigo_events_lost_total", "Events that could not be kept.", MetricType::Counter);
  if (events != nullptr) lost.metric.push_back(counter({}, events->lost()));
  auto& up =
      add("trigo_events_up", "1 while events can be put on record, else 0.", MetricType::Gauge);
  if (events != nullptr) up.metric.push_back(gauge({}, events->trouble().empty() ? 1 : 0));
  auto& pictures = add("trigo_snapshots_kept_total", "Snapshots written.", MetricType::Counter);
  if (snapshots != nullptr) pictures.metric.push_back(counter({}, snapshots->kept()));
  auto& missed = add("trigo_snapshots_lost_total", "Snapshots that could not be written.",
                     MetricType::Counter);
  if (snapshots != nullptr) missed.metric.push_back(counter({}, snapshots->lost()));
}

void add_webhooks(std::vector<MetricFamily>& families, const std::vector<SinkReading>& webhooks) {
  const auto add = [&](const char* name, const char* help, MetricType type, auto value_of) {
    MetricFamily family{name, help, type, {}};
    for (const SinkReading& webhook : webhooks) {
      const Labels labels{{"webhook", webhook.name}};
      const auto value = static_cast<double>(value_of(webhook));
      family.metric.push_back(type == MetricType::Counter ? counter(labels, value)
                                                          : gauge(labels, value));
    }
    families.push_back(std::move(family));
  };
  add("trigo_webhook_delivered_total", "Events that the target acknowledged.", MetricType::Counter,
      [](const SinkReading& webhook) { return webhook.delivered; });
  add("trigo_webhook_failures_total", "Tries that failed; each is made again.", MetricType::Counter,
      [](const SinkReading& webhook) { return webhook.failures; });
  add("trigo_webhook_skipped_total", "Events that left the record before the target had them.",
      MetricType::Counter, [](const SinkReading& webhook) { return webhook.skipped; });
  add("trigo_webhook_behind", "Events on record that the target has not had yet.",
      MetricType::Gauge, [](const SinkReading& webhook) { return webhook.behind; });
  add("trigo_webhook_up", "0 while the last try failed, else 1.", MetricType::Gauge,
      [](const SinkReading& webhook) { return webhook.trouble.empty() ? 1 : 0; });
}

void add_process(std::vector<MetricFamily>& families, const EngineFigures& engine) {
  const auto add = [&](const char* name, const char* help, double value) {
    families.push_back({name, help, MetricType::Gauge, {gauge({}, value)}});
  };
  families.push_back({"process_cpu_seconds_total",
                      "Processor time used by this process, user and system.",
                      MetricType::Counter,
                      {counter({}, engine.cpu_s)}});
  add("process_resident_memory_bytes", "Resident memory of this process.",
      engine.machine.ram_used_mb * 1024 * 1024);
  add("process_start_time_seconds", "Unix time at which this process started.", engine.started_s);
  add("process_open_fds", "Open file descriptors of this process.", engine.machine.descriptors);
}

}  // namespace

std::string exposition(const Streams& streams, const EngineFigures& engine) {
  std::vector<StreamReading> readings;
  readings.reserve(streams.size());
  for (const auto& stream : streams) readings.push_back({*stream, stream->ledger->read()});
  std::vector<MetricFamily> families;
  add_ledgers(families, readings);
  add_streams(families, streams);
  add_zones(families, streams);
  add_lines(families, streams);
  add_engine(families, engine);
  add_events(families, engine.events, engine.snapshots);
  add_webhooks(families, engine.webhooks);
  add_process(families, engine);
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace trigo
