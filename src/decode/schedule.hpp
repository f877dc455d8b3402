#pragma once

#include <cstdint>
#include <variant>

namespace trigo {

/// Every n-th picture.
struct Every {
  int pictures = 1;  // >= 1
  bool operator==(const Every&) const = default;
};

/// So many a second of media time.
struct Rate {
  double per_second = 5;  // > 0
  bool operator==(const Rate&) const = default;
};

using Cadence = std::variant<Every, Rate>;

/// Which pictures of one epoch are due: a grid of due times from the epoch's start, one per period
/// (n picture periods, or 1/rate seconds). The first picture at or past a due time takes it; due
/// times that pass without a picture are missed, never made up. A picture may come up to a quarter
/// of a picture period early and still take its due time: containers round their stamps.
/// Reentrant; one instance per epoch and use.
class Schedule {
 public:
  Schedule(Cadence cadence, double picture_period_s);

  /// Whether the picture at this media time (never falling) is due.
  bool due(double media_time_s);
  /// What due() would answer, without taking the due time.
  bool would_be_due(double media_time_s) const;
  /// Due times passed over since construction.
  std::int64_t missed() const { return missed_; }
  double period_s() const { return period_s_; }

 private:
  /// The last due time that a picture at this media time takes.
  std::int64_t reached(double media_time_s) const;

  double period_s_;
  double tolerance_s_;
  std::int64_t next_ = 0;  // The first due time not yet taken is next_ * period_s_.
  std::int64_t missed_ = 0;
};

}  // namespace trigo
