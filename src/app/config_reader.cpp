#include "app/config_reader.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/config_text.hpp"
#include "base/nearest.hpp"
#include "base/readable_text.hpp"

namespace trigo {

namespace {

constexpr std::size_t longest_text_bytes = 4096;

std::string range(Limits<double> limits) {
  return fmt::format("{:g} … {:g}", limits.low, limits.high);
}

std::string range(Limits<std::chrono::milliseconds> limits) {
  return fmt::format("{} … {}", shown(limits.low), shown(limits.high));
}

}  // namespace

void ConfigFaults::add(TextPlace place, std::string message) {
  if (!first_ || place < first_->place) first_ = TextFault{place, std::move(message)};
}

ConfigValue::ConfigValue(const YamlNode& node, TextPlace place, std::string name,
                         ConfigFaults& faults)
    : node_(&node), place_(place), name_(std::move(name)), faults_(&faults) {}

ConfigValue ConfigValue::hidden() const {
  ConfigValue same = *this;
  same.hidden_ = true;
  return same;
}

void ConfigValue::refuse(const std::string& message) const {
  faults_->add(place_, fmt::format("{} {}", name_, message));
}

void ConfigValue::refuse_value(const std::string& expected) const {
  const auto what = [&]() -> std::string {
    switch (kind()) {
      case YamlNode::Kind::null:
        return "empty";
      case YamlNode::Kind::list:
        return "a list";
      case YamlNode::Kind::mapping:
        return "a mapping";
      case YamlNode::Kind::scalar:
        break;
    }
    if (as_written().empty()) return "empty";
    return hidden_ ? "'***'" : fmt::format("'{}'", shown(as_written()));
  }();
  refuse(fmt::format("is {}; it must be {}", what, expected));
}

void ConfigValue::refuse_range(const std::string& allowed) const {
  refuse(fmt::format("is {}; it must be {}", hidden_ ? "***" : shown(as_written()), allowed));
}

std::optional<std::string> ConfigValue::scalar(const std::string& expected) const {
  if (kind() != YamlNode::Kind::scalar) {
    refuse_value(expected);
    return std::nullopt;
  }
  if (faults_->environment() == ConfigFaults::Environment::untouched) return as_written();
  auto value = substitute_environment(as_written());
  if (!value) {
    faults_->add(place_, fmt::format("{}: {}", name_, value.error()));
    return std::nullopt;
  }
  return *std::move(value);
}

std::optional<std::string> ConfigValue::text(bool may_be_empty) const {
  auto value = scalar("text");
  if (!value) return std::nullopt;
  const auto unreadable = std::min(first_unreadable(*value), value->find_first_of("\t\r\n"));
  if (unreadable != std::string::npos)
    refuse_value("one line of UTF-8 text without control characters");
  else if (value->size() > longest_text_bytes)
    refuse_value(fmt::format("at most {} bytes long", longest_text_bytes));
  else if (value->empty() && !may_be_empty)
    refuse("is empty; write something or remove it");
  else
    return value;
  return std::nullopt;
}

std::optional<double> ConfigValue::number(Limits<double> limits) const {
  const auto expected = "a number, " + range(limits);
  const auto value = scalar(expected);
  if (!value) return std::nullopt;
  const auto number = parse_number(*value);
  if (!number)
    refuse_value(expected);
  else if (*number < limits.low || *number > limits.high)
    refuse_range(range(limits));
  else
    return number;
  return std::nullopt;
}

std::optional<int> ConfigValue::whole_number(Limits<int> limits) const {
  const Limits<double> wide{static_cast<double>(limits.low), static_cast<double>(limits.high)};
  const auto expected = "a whole number, " + range(wide);
  const auto value = scalar(expected);
  if (!value) return std::nullopt;
  const auto number = parse_number(*value);
  if (!number || *number != std::floor(*number))
    refuse_value(expected);
  else if (*number < wide.low || *number > wide.high)
    refuse_range(range(wide));
  else
    return static_cast<int>(*number);
  return std::nullopt;
}

std::optional<bool> ConfigValue::flag() const {
  const auto value = scalar("true or false");
  if (!value) return std::nullopt;
  if (*value == "true" || *value == "false") return *value == "true";
  refuse_value("true or false");
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> ConfigValue::duration(
    Limits<std::chrono::milliseconds> limits) const {
  const auto expected = fmt::format("a time with its unit (50ms, 30s, 2m, 1h), {}", range(limits));
  const auto value = scalar(expected);
  if (!value) return std::nullopt;
  const auto time = parse_duration(*value);
  if (!time)
    refuse_value(expected);
  else if (*time < limits.low || *time > limits.high)
    refuse_range(range(limits));
  else
    return time;
  return std::nullopt;
}

std::optional<std::size_t> ConfigValue::choice(std::span<const std::string> words) const {
  const auto expected = alternatives(words);
  const auto value = scalar(expected);
  if (!value) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), *value);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  refuse_value(alternatives_to(as_written(), words));
  return std::nullopt;
}

std::optional<std::vector<ConfigValue>> ConfigValue::list(const std::string& expected) const {
  if (kind() != YamlNode::Kind::list) {
    refuse_value(expected);
    return std::nullopt;
  }
  std::vector<ConfigValue> values;
  for (const auto& item : node_->items)
    values.emplace_back(*item, item->place, fmt::format("{}[{}]", name_, values.size()), *faults_);
  return values;
}

std::optional<ConfigSection> ConfigValue::section() const {
  if (kind() == YamlNode::Kind::mapping || kind() == YamlNode::Kind::null)
    return ConfigSection(*node_, name_, *faults_);
  refuse_value("a mapping, as in 'name: value'");
  return std::nullopt;
}

ConfigSection::ConfigSection(const YamlNode& node, std::string name, ConfigFaults& faults)
    : node_(&node), name_(std::move(name)), faults_(&faults) {
  std::map<std::string_view, TextPlace> seen;
  for (const auto& entry : node_->entries) {
    const auto [first, is_new] = seen.emplace(entry.key, entry.place);
    if (is_new) continue;
    faults_->add(entry.place,
                 fmt::format("'{}' stands twice{} (first in line {}); rename or remove one",
                             shown(entry.key), name_.empty() ? "" : fmt::format(" in '{}'", name_),
                             first->second.line));
  }
}

std::string ConfigSection::name_of(const std::string& key) const {
  return name_.empty() ? shown(key) : fmt::format("{}.{}", name_, shown(key));
}

ConfigValue ConfigSection::value_of(const YamlNode::Entry& entry) const {
  const auto& node = *entry.value;
  // An empty value has no place of its own.
  const auto place = node.kind == YamlNode::Kind::null ? entry.place : node.place;
  return ConfigValue(node, place, name_of(entry.key), *faults_);
}

std::vector<ConfigSection::Entry> ConfigSection::entries() const {
  std::vector<Entry> entries;
  for (const auto& entry : node_->entries)
    entries.push_back({entry.key, entry.place, value_of(entry)});
  return entries;
}

std::optional<ConfigValue> ConfigSection::find(const std::string& key) {
  known_.push_back(key);
  for (const auto& entry : node_->entries)
    if (entry.key == key) return value_of(entry);
  return std::nullopt;
}

void ConfigSection::read(const std::string& key, std::string& target) {
  if (const auto value = find(key)) target = value->text().value_or(target);
}

void ConfigSection::read(const std::string& key, double& target, Limits<double> limits) {
  if (const auto value = find(key)) target = value->number(limits).value_or(target);
}

void ConfigSection::read(const std::string& key, int& target, Limits<int> limits) {
  if (const auto value = find(key)) target = value->whole_number(limits).value_or(target);
}

void ConfigSection::read(const std::string& key, bool& target) {
  if (const auto value = find(key)) target = value->flag().value_or(target);
}

void ConfigSection::read(const std::string& key, std::chrono::milliseconds& target,
                         Limits<std::chrono::milliseconds> limits) {
  if (const auto value = find(key)) target = value->duration(limits).value_or(target);
}

bool ConfigSection::refuse_unknown() const {
  bool all_known = true;
  for (const auto& entry : node_->entries) {
    if (std::find(known_.begin(), known_.end(), entry.key) != known_.end()) continue;
    all_known = false;
    const auto meant = nearest(entry.key, known_);
    faults_->add(entry.place,
                 fmt::format("unknown key '{}'{}; {}", shown(entry.key),
                             name_.empty() ? "" : fmt::format(" in '{}'", name_),
                             meant ? fmt::format("did you mean '{}'?", *meant)
                                   : fmt::format("known keys: {}", fmt::join(known_, ", "))));
  }
  return all_known;
}

void ConfigSection::refuse(const std::string& message) const {
  faults_->add(node_->place, fmt::format("{} {}", name_, message));
}

void ConfigSection::refuse_key(const std::string& key, const std::string& message) const {
  for (const auto& entry : node_->entries)
    if (entry.key == key)
      return faults_->add(entry.place, name_.empty() ? message : name_ + " " + message);
}

}  // namespace trigo
