#include "app/config_yaml.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "app/config_text.hpp"
#include "base/readable_text.hpp"

namespace trigo {

namespace {

/// Thrown through yaml-cpp's parser, which has no other way to be stopped.
struct Refused {
  YAML::Mark mark;
  std::string message;
};

TextPlace place_of(const YAML::Mark& mark) {
  return {std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1};
}

/// Builds the tree from the parser's events.
class TreeBuilder final : public YAML::EventHandler {
 public:
  std::shared_ptr<const YamlNode> root() const { return root_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (std::exchange(begun_, true))
      throw Refused{mark, "a second document begins here; keep only one in the file"};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    attach(create(YamlNode::Kind::null, mark), anchor, mark);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_tag(mark, tag);
    auto node = create(YamlNode::Kind::scalar, mark);
    node->scalar = value;
    attach(std::move(node), anchor, mark);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto known = anchors_.find(anchor);
    if (known == anchors_.end()) throw Refused{mark, "an alias stands inside its own anchor"};
    count(known->second->size, mark);
    check_depth(open_.size() + known->second->height, mark);
    attach(known->second, YAML::NullAnchor, mark);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::mapping, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    std::shared_ptr<YamlNode> node;
    YAML::anchor_t anchor;
    YAML::Mark mark;
    std::optional<YamlNode::Entry> key;  // Of a mapping: its value comes next.
  };

  static void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    const bool usual = tag.empty() || tag == "?" || tag == "!";
    if (!usual && tag.rfind("tag:yaml.org,2002:", 0) != 0)
      throw Refused{mark, fmt::format("the tag '{}' means nothing here; remove it", shown(tag))};
  }

  void count(std::size_t values, const YAML::Mark& mark) {
    values_ += values;
    if (values_ > most_yaml_values)
      throw Refused{mark, fmt::format("more than {} values (aliases written out); remove some",
                                      most_yaml_values)};
  }

  static void check_depth(std::size_t depth, const YAML::Mark& mark) {
    if (depth > deepest_yaml)
      throw Refused{mark, fmt::format("lists and mappings nested more than {} deep; flatten them",
                                      deepest_yaml)};
  }

  std::shared_ptr<YamlNode> create(YamlNode::Kind kind, const YAML::Mark& mark) {
    count(1, mark);
    auto node = std::make_shared<YamlNode>();
    node->kind = kind;
    node->place = place_of(mark);
    return node;
  }

  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    refuse_tag(mark, tag);
    check_depth(open_.size() + 1, mark);
    auto node = create(kind, mark);
    node->height = 1;
    open_.push_back({std::move(node), anchor, mark, std::nullopt});
  }

  void close() {
    auto done = std::move(open_.back());
    open_.pop_back();
    attach(std::move(done.node), done.anchor, done.mark);
  }

  void attach(std::shared_ptr<const YamlNode> node, YAML::anchor_t anchor, const YAML::Mark& mark) {
    if (anchor != YAML::NullAnchor) anchors_[anchor] = node;
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    auto& [parent, parent_anchor, parent_mark, key] = open_.back();
    if (parent->kind == YamlNode::Kind::mapping && !key) {
      if (node->kind != YamlNode::Kind::scalar)
        throw Refused{mark, "a key must be plain text, as in 'name: value'"};
      key = YamlNode::Entry{node->scalar, place_of(mark), nullptr};
      return;
    }
    parent->size += node->size;
    parent->height = std::max(parent->height, node->height + 1);
    if (key) {
      key->value = std::move(node);
      parent->entries.push_back(std::move(*key));
      key.reset();
    } else {
      parent->items.push_back(std::move(node));
    }
  }

  bool begun_ = false;
  std::size_t values_ = 0;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, std::shared_ptr<const YamlNode>> anchors_;
  std::shared_ptr<const YamlNode> root_ = std::make_shared<YamlNode>();
};

std::string_view line_at(std::string_view text, int line) {
  for (; line > 1; --line) {
    const auto end = text.find('\n');
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return text.substr(0, text.find('\n'));
}

std::string not_yaml(std::string_view text, const YAML::Exception& error) {
  const auto line = line_at(text, place_of(error.mark).line);
  std::string_view advice = "check indentation, colons, quotes and brackets";
  if (line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos)
    advice = "indent with spaces, not tabs";
  else if (line.find("${") != std::string_view::npos)  // It ends at its brace, which means a map.
    advice = "inside {} and [] a ${NAME} must stand in quotes";
  return fmt::format("not YAML: {}; {}", shown(error.msg), advice);
}

}  // namespace

TextPlace place_of_byte(std::string_view text, std::size_t byte) {
  const auto before = text.substr(0, byte);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const auto line_start = lines == 0 ? 0 : before.rfind('\n') + 1;
  return {static_cast<int>(lines) + 1, static_cast<int>(byte - line_start) + 1};
}

TextPlace in_characters(std::string_view text, TextPlace place) {
  const auto before =
      line_at(text, place.line).substr(0, static_cast<std::size_t>(place.column - 1));
  const auto inside = std::count_if(before.begin(), before.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;  // All but a character's first byte.
  });
  return {place.line, place.column - static_cast<int>(inside)};
}

tl::expected<std::shared_ptr<const YamlNode>, TextFault> parse_yaml(std::string_view text) {
  if (const auto odd = first_unreadable(text); odd != std::string_view::npos)
    return tl::unexpected(TextFault{
        place_of_byte(text, odd),
        fmt::format("not YAML: byte 0x{:02x} is no readable UTF-8 text; is this the right file?",
                    static_cast<unsigned char>(text[odd]))});
  TreeBuilder builder;
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refused& refused) {
    return tl::unexpected(TextFault{place_of(refused.mark), refused.message});
  } catch (const YAML::Exception& error) {
    return tl::unexpected(TextFault{place_of(error.mark), not_yaml(text, error)});
  }
  return builder.root();
}

}  // namespace trigo
