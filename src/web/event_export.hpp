#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "events/event_store.hpp"
#include "web/history_query.hpp"

namespace trigo {

/// How answers about the record are written.
enum class Format { json, csv, ndjson };

/// `format=` of the query, else what `accept`, the header of that name, likes best; else JSON.
/// Errors: invalid_argument.
Result<Format> parse_format(std::string_view query, std::string_view accept);
std::string_view media_type(Format format);

/// The text of an answer, in pieces of at most some hundred kilobytes, however long it is in all.
/// Used by one thread at a time.
class RowSource {
 public:
  virtual ~RowSource() = default;
  /// Empty: that was all. Errors: those of the store.
  virtual Result<std::string> next(const EventStore& store) = 0;
};

/// Events as they are told, but no later ones than there are when it begins. `query.limit` is of
/// all of them together.
std::shared_ptr<RowSource> event_rows(const EventQuery& query, Format format);

/// Intervals or buckets.
std::shared_ptr<RowSource> history_rows(const HistoryQuery& query, Format format);

}  // namespace trigo
