#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "app/choices.hpp"
#include "app/config_yaml.hpp"

namespace trigo {

/// Smallest and largest allowed value.
template <typename T>
struct Limits {
  T low;
  T high;
};

/// Collects what is wrong; keeps what stands first in the file.
class ConfigFaults {
 public:
  /// Whether values of the text have ${NAME} replaced.
  enum class Environment { replaced, untouched };

  explicit ConfigFaults(Environment environment = Environment::replaced)
      : environment_(environment) {}

  Environment environment() const { return environment_; }
  void add(TextPlace place, std::string message);
  const std::optional<TextFault>& first() const { return first_; }

 private:
  const Environment environment_;
  std::optional<TextFault> first_;
};

class ConfigSection;

/// One value of the configuration under its full name ("detect.batch.max"). Whatever asks for a
/// type gives nothing, and adds a fault, if the value is not of it. ${NAME} is replaced first,
/// unless `faults` says that it is not; a fault shows the value as written. The tree and `faults`
/// outlive it.
class ConfigValue {
 public:
  ConfigValue(const YamlNode& node, TextPlace place, std::string name, ConfigFaults& faults);

  YamlNode::Kind kind() const { return node_->kind; }
  /// Without ${NAME} replaced.
  const std::string& as_written() const { return node_->scalar; }
  const std::string& name() const { return name_; }

  /// One line of text, not empty unless `may_be_empty`.
  std::optional<std::string> text(bool may_be_empty = false) const;
  std::optional<double> number(Limits<double> limits) const;
  std::optional<int> whole_number(Limits<int> limits) const;
  std::optional<bool> flag() const;
  std::optional<std::chrono::milliseconds> duration(Limits<std::chrono::milliseconds> limits) const;
  /// Place of the value among `words`.
  std::optional<std::size_t> choice(std::span<const std::string> words) const;
  std::optional<std::vector<ConfigValue>> list(const std::string& expected) const;
  /// Of a mapping, or of nothing: an empty section.
  std::optional<ConfigSection> section() const;

  /// The same value; no fault shows it.
  ConfigValue hidden() const;

  /// Adds a fault: "NAME `message`".
  void refuse(const std::string& message) const;
  /// Adds a fault: "NAME is VALUE; it must be `expected`".
  void refuse_value(const std::string& expected) const;

 private:
  std::optional<std::string> scalar(const std::string& expected) const;
  void refuse_range(const std::string& range) const;

  const YamlNode* node_;
  TextPlace place_;
  std::string name_;
  bool hidden_ = false;
  ConfigFaults* faults_;
};

/// A mapping of the configuration. The keys that were asked for are the known ones.
class ConfigSection {
 public:
  /// Adds a fault for a key that stands twice.
  ConfigSection(const YamlNode& node, std::string name, ConfigFaults& faults);

  struct Entry {
    std::string key;
    TextPlace place;
    ConfigValue value;
  };
  /// All of them, whatever their keys.
  std::vector<Entry> entries() const;

  std::optional<ConfigValue> find(const std::string& key);

  void read(const std::string& key, std::string& target);
  void read(const std::string& key, double& target, Limits<double> limits);
  void read(const std::string& key, int& target, Limits<int> limits);
  void read(const std::string& key, bool& target);
  void read(const std::string& key, std::chrono::milliseconds& target,
            Limits<std::chrono::milliseconds> limits);

  template <typename Enum>
  void read(const std::string& key, Enum& target, const Choices<Enum>& choices) {
    if (const auto value = find(key))
      if (const auto place = value->choice(words_of(choices))) target = choices[*place].second;
  }

  /// Calls `reader` with the section under `key`; an empty one if there is none.
  template <typename Reader>
  void read_section(const std::string& key, Reader&& reader) {
    const auto value = find(key);
    if (!value) return;
    if (auto inner = value->section()) reader(*inner);
  }

  /// Adds a fault for each key that nobody asked for; whether there was none. Call last.
  bool refuse_unknown() const;

  /// Adds a fault where the section begins.
  void refuse(const std::string& message) const;

  /// Adds a fault at `key`, which must be there.
  void refuse_key(const std::string& key, const std::string& message) const;

 private:
  std::string name_of(const std::string& key) const;
  ConfigValue value_of(const YamlNode::Entry& entry) const;

  const YamlNode* node_;
  std::string name_;  // Empty: the whole file.
  ConfigFaults* faults_;
  std::vector<std::string> known_;
};

}  // namespace trigo
