#include "detect/replay.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/readable_text.hpp"
#include "detect/yolox_head.hpp"

namespace trigo {
namespace {

constexpr std::size_t fewest_columns = 6;
constexpr std::size_t most_columns = 10;  // MOT15 has so many; what follows is not looked at.
constexpr double largest_number = 1e7;    // Of a frame or a pixel.
constexpr std::size_t longest_line_bytes = 1000;

bool is_separator(char letter) {
  return letter == ',' || letter == ' ' || letter == '\t' || letter == '\r';
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (words.size() < most_columns) {
    const auto begin = std::find_if_not(line.begin(), line.end(), is_separator);
    const auto end = std::find_if(begin, line.end(), is_separator);
    if (begin == end) break;
    words.emplace_back(&*begin, static_cast<std::size_t>(end - begin));
    line.remove_prefix(static_cast<std::size_t>(end - line.begin()));
  }
  return words;
}

Result<double> number_in(std::string_view word) {
  double number = 0;
  const char* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, number);
  if (error != std::errc() || stop != end || !(std::abs(number) <= largest_number))
    return fail(ErrorKind::invalid_argument,
                fmt::format("'{}' is no number here", on_one_line(word)));
  return number;
}

struct Row {
  std::int64_t frame = 0;
  Detection detection;
};

Result<Row> parse(std::string_view line) {
  const auto words = words_of(line);
  if (words.size() < fewest_columns)
    return fail(ErrorKind::invalid_argument,
                fmt::format("{} columns, but MOT text has frame,id,left,top,width,height,score",
                            words.size()));
  std::vector<double> numbers;
  for (const auto word : words) {
    auto number = number_in(word);
    if (!number) return pass_on(number);
    numbers.push_back(*number);
  }
  if (numbers[0] < 1 || numbers[0] != std::floor(numbers[0]))
    return fail(ErrorKind::invalid_argument,
                fmt::format("frame '{}': frames are numbered 1, 2, …", words[0]));
  const double score = numbers.size() > fewest_columns ? numbers[6] : 1;
  if (score > 1)
    return fail(ErrorKind::invalid_argument, fmt::format("score {} is above 1", words[6]));
  const Box box{static_cast<float>(numbers[2]), static_cast<float>(numbers[3]),
                static_cast<float>(numbers[2] + numbers[4]),
                static_cast<float>(numbers[3] + numbers[5])};
  if (!(box.left < box.right && box.top < box.bottom))  // Also by rounding.
    return fail(ErrorKind::invalid_argument,
                fmt::format("a box of {} x {} is empty", words[4], words[5]));
  return Row{static_cast<std::int64_t>(numbers[0]), {box, static_cast<float>(score), 0}};
}

/// Nothing: that was the last one.
std::optional<Result<std::string>> next_line(std::istream& text) {
  std::array<char, longest_line_bytes + 1> line{};
  text.getline(line.data(), line.size());
  if (text.bad()) return fail(ErrorKind::unavailable, "cannot be read to its end");
  if (text.fail() && text.eof()) return std::nullopt;
  if (text.fail())
    return fail(ErrorKind::invalid_argument,
                fmt::format("longer than {} bytes; is this MOT text?", longest_line_bytes));
  const auto end = static_cast<std::size_t>(text.gcount()) - (text.eof() ? 0 : 1);
  return std::string(line.data(), end);
}

Result<ReplayModel::Rows> read_rows(std::istream& text, const std::string& name) {
  ReplayModel::Rows rows;
  for (int number = 1;; ++number) {
    const auto refuse = [&](const Error& error) {
      return fail(error.kind, fmt::format("{}:{}: {}", name, number, error.message));
    };
    const auto line = next_line(text);
    if (!line) return rows;
    if (!*line) return refuse(line->error());
    if (words_of(**line).empty() || (*line)->starts_with('#')) continue;
    const auto row = parse(**line);
    if (!row) return refuse(row.error());
    if (row->detection.score >= lowest_score) rows[row->frame].push_back(row->detection);
  }
}

class ReplayLane final : public Detector {
 public:
  ReplayLane(const ReplayModel::Rows& rows, std::chrono::milliseconds delay)
      : rows_(rows), delay_(delay) {}

  std::vector<Result<Detections>> detect(std::span<const Frame> frames) override {
    if (delay_.count() > 0) std::this_thread::sleep_for(delay_);
    std::vector<Result<Detections>> answers;
    for (const Frame& frame : frames) {
      const auto row = rows_.find(frame.sequence + 1);
      answers.emplace_back(row == rows_.end() ? Detections{} : row->second);
    }
    return answers;
  }

 private:
  const ReplayModel::Rows& rows_;  // The model's, which outlives this.
  const std::chrono::milliseconds delay_;
};

ReplayModel::Rows sorted(ReplayModel::Rows rows) {
  for (auto& [number, boxes] : rows)
    std::stable_sort(boxes.begin(), boxes.end(),
                     [](const Detection& a, const Detection& b) { return a.score > b.score; });
  return rows;
}

}  // namespace

ReplayModel::ReplayModel(Rows rows, ReplayOptions options)
    : rows_(sorted(std::move(rows))),
      options_(options),
      traits_{.model = "replay",
              .device = "replay",
              .precision = "none",
              .lanes = options.lanes,
              .classes = {"person"}} {}

Result<std::shared_ptr<ReplayModel>> ReplayModel::load(const std::filesystem::path& file,
                                                       ReplayOptions options) {
  std::error_code ignored;
  std::ifstream text(file);
  if (!text || std::filesystem::is_directory(file, ignored))
    return fail(ErrorKind::invalid_argument,
                fmt::format("replay {}: {}", file.string(),
                            text ? "is a directory" : std::strerror(errno)));
  auto rows = read_rows(text, file.string());
  if (!rows) return pass_on(rows);
  return std::make_shared<ReplayModel>(*std::move(rows), options);
}

Size ReplayModel::shape(Size /*picture*/) const {
  return {416, 416};
}

Result<void> ReplayModel::prepare(Size /*shape*/) {
  return {};
}

Result<std::unique_ptr<Detector>> ReplayModel::make_detector() {
  return std::make_unique<ReplayLane>(rows_, options_.delay);
}

}  // namespace trigo
