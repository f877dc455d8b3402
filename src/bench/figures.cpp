#include "bench/figures.hpp"

#include <fmt/format.h>

#include "report/figures_json.hpp"

namespace trigo {
namespace {

using nlohmann::json;

constexpr double most_others_percent = 10;

json age_json(const AgeFigures& age) {
  return {{"p50", rounded(age.p50)}, {"p95", rounded(age.p95)}, {"p99", rounded(age.p99)}};
}

json cpu_json(const BenchFigures& figures) {
  json stages = json::object();
  for (int i = 0; i < cpu_stages; ++i)
    stages[std::string(to_string(static_cast<CpuStage>(i)))] =
        rounded(figures.stage_ms[static_cast<std::size_t>(i)] / figures.seconds / figures.streams);
  return {{"machine_percent", rounded(figures.machine_percent)},
          {"process_percent", rounded(figures.process_percent)},
          {"others_percent", rounded(figures.others_percent())},
          {"process_ms_per_s", rounded(figures.process_ms / figures.seconds)},
          {"ms_per_stream_second", std::move(stages)},
          {"remainder_percent", rounded(figures.remainder_percent())}};
}

std::string age_text(const AgeFigures& age) {
  if (!age.p50 || !age.p95 || !age.p99) return "nothing to measure";
  return fmt::format("p50 {:.1f}   p95 {:.1f}   p99 {:.1f} ms", *age.p50, *age.p95, *age.p99);
}

/// The ends of frames and packets that did not go all the way, if there were any.
std::string losses_text(const LedgerReading& ledger) {
  std::string text;
  const auto add = [&](std::string_view name, std::int64_t count) {
    if (count != 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, count);
  };
  for (int i = 0; i < frame_fates; ++i)
    if (const auto fate = static_cast<FrameFate>(i); fate != FrameFate::detected)
      add(to_string(fate), ledger[fate]);
  add("missed due times", ledger.missed);
  for (int i = 0; i < discard_reasons; ++i)
    add(fmt::format("{} (packets)", to_string(static_cast<Discard>(i))),
        ledger[static_cast<Discard>(i)]);
  add("rejected (packets)", ledger.rejected);
  add("corrupt", ledger.corrupt);
  return text.empty() ? "none" : text;
}

/// Empty if this program had the machine almost to itself.
std::string disturbed_text(const BenchFigures& figures) {
  if (figures.others_percent() <= most_others_percent) return {};
  return fmt::format(
      "disturbed    other programs took {:.0f} % of the machine: these figures say "
      "little\n",
      figures.others_percent());
}

std::string cpu_text(const BenchFigures& figures) {
  std::string text = fmt::format("cpu          machine {:.1f} %, of that this process {:.1f} %\n",
                                 figures.machine_percent, figures.process_percent);
  text += "             ms per stream-second:\n";
  for (int i = 0; i < cpu_stages; ++i)
    text += fmt::format(
        "               {:<10} {:8.2f}\n", to_string(static_cast<CpuStage>(i)),
        figures.stage_ms[static_cast<std::size_t>(i)] / figures.seconds / figures.streams);
  return text;
}

std::string viewers_text(const BenchFigures& figures) {
  const ViewerFigures& viewers = figures.viewers;
  if (viewers.viewers == 0) return {};
  const double pictures = static_cast<double>(viewers.pictures);
  return fmt::format(
      "viewers      {}: {:.1f} pictures/s in all, {:.0f} KB each; JPEGs encoded {:.1f}/s\n"
      "picture age  {}\n",
      viewers.viewers, pictures / figures.seconds,
      pictures > 0 ? static_cast<double>(viewers.bytes) / pictures / 1024 : 0,
      static_cast<double>(figures.jpegs) / figures.seconds, age_text(viewers.age_ms));
}

}  // namespace

double BenchFigures::percent_of_due() const {
  return due_per_s > 0 ? 100 * done_per_s / due_per_s : 0;
}

double BenchFigures::others_percent() const {
  return machine_percent - process_percent;
}

double BenchFigures::remainder_percent() const {
  const double remainder = stage_ms[static_cast<std::size_t>(CpuStage::remainder)];
  return process_ms > 0 ? 100 * remainder / process_ms : 0;
}

json to_json(const BenchFigures& figures) {
  const ViewerFigures& viewers = figures.viewers;
  return {{"streams", figures.streams},
          {"seconds", rounded(figures.seconds)},
          {"inferences",
           {{"due_per_s", rounded(figures.due_per_s)},
            {"done_per_s", rounded(figures.done_per_s)},
            {"percent_of_due", rounded(figures.percent_of_due())},
            {"stream_min_percent", rounded(figures.least_percent)},
            {"stream_max_percent", rounded(figures.most_percent)}}},
          {"age_ms", age_json(figures.age_ms)},
          {"ledger", ledger_json(figures.ledger)},
          {"cpu", cpu_json(figures)},
          {"rss_mb",
           {{"begin", rounded(figures.rss_begin_mb)},
            {"end", rounded(figures.rss_end_mb)},
            {"peak", rounded(figures.rss_peak_mb)}}},
          {"jpegs_encoded", figures.jpegs},
          {"viewers",
           {{"count", viewers.viewers},
            {"pictures", viewers.pictures},
            {"pictures_per_s", rounded(static_cast<double>(viewers.pictures) / figures.seconds)},
            {"bytes", viewers.bytes},
            {"age_ms", age_json(viewers.age_ms)}}}};
}

std::string to_text(const BenchFigures& figures) {
  return fmt::format(
             "streams      {}, measured for {:.1f} s\n"
             "inferences   {:.1f} of {:.1f} due a second, {:.1f} %; one stream {:.0f} to {:.0f} %\n"
             "age          {}\n"
             "losses       {}\n",
             figures.streams, figures.seconds, figures.done_per_s, figures.due_per_s,
             figures.percent_of_due(), figures.least_percent, figures.most_percent,
             age_text(figures.age_ms), losses_text(figures.ledger)) +
         viewers_text(figures) + cpu_text(figures) + disturbed_text(figures) +
         fmt::format("memory       {:.0f} MB at begin, {:.0f} at end, {:.0f} at most\n",
                     figures.rss_begin_mb, figures.rss_end_mb, figures.rss_peak_mb);
}

}  // namespace trigo
