#include "track/assignment.hpp"

#include <algorithm>
#include <limits>

namespace trigo {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// Rows are added one after the other, each along the shortest augmenting path. Row and column 0
/// stand for "none". There must be at least as many columns as rows.
class ShortestPaths {
 public:
  explicit ShortestPaths(const GainMatrix& gains, bool transposed)
      : gains_(gains),
        transposed_(transposed),
        rows_(transposed ? gains.columns() : gains.rows()),
        columns_(transposed ? gains.rows() : gains.columns()),
        row_price_(size(rows_)),
        column_price_(size(columns_)),
        row_of_(size(columns_)),
        way_(size(columns_)) {}

  /// The row of each column, from 1; 0: none.
  const std::vector<int>& solve() {
    for (int row = 1; row <= rows_; ++row) add(row);
    return row_of_;
  }

 private:
  static std::size_t size(int count) { return static_cast<std::size_t>(count) + 1; }

  double cost(int row, int column) const {
    const double gain =
        transposed_ ? gains_.at(column - 1, row - 1) : gains_.at(row - 1, column - 1);
    return -std::max(gain, 0.0);  // Staying alone costs nothing, so no pair costs more.
  }

  void add(int row) {
    std::vector<double> shortest(size(columns_), infinite);
    std::vector<char> done(size(columns_), 0);
    row_of_[0] = row;
    int column = 0;
    do {
      done[static_cast<std::size_t>(column)] = 1;
      column = grow(column, shortest, done);
    } while (row_of_[static_cast<std::size_t>(column)] != 0);
    while (column != 0) {
      const int before = way_[static_cast<std::size_t>(column)];
      row_of_[static_cast<std::size_t>(column)] = row_of_[static_cast<std::size_t>(before)];
      column = before;
    }
  }

  /// Extends the tree of paths by one column, which it returns.
  int grow(int from, std::vector<double>& shortest, const std::vector<char>& done) {
    const int row = row_of_[static_cast<std::size_t>(from)];
    int next = 0;
    double step = infinite;
    for (int j = 1; j <= columns_; ++j) {
      const auto column = static_cast<std::size_t>(j);
      if (done[column] != 0) continue;
      const double reduced =
          cost(row, j) - row_price_[static_cast<std::size_t>(row)] - column_price_[column];
      if (reduced < shortest[column]) {
        shortest[column] = reduced;
        way_[column] = from;
      }
      if (shortest[column] < step) {
        step = shortest[column];
        next = j;
      }
    }
    for (std::size_t column = 0; column < done.size(); ++column) {
      if (done[column] != 0) {
        row_price_[static_cast<std::size_t>(row_of_[column])] += step;
        column_price_[column] -= step;
      } else {
        shortest[column] -= step;
      }
    }
    return next;
  }

  const GainMatrix& gains_;
  const bool transposed_;
  const int rows_;
  const int columns_;
  std::vector<double> row_price_;
  std::vector<double> column_price_;
  std::vector<int> row_of_;
  std::vector<int> way_;
};

}  // namespace

std::vector<int> assign(const GainMatrix& gains) {
  std::vector<int> column_of(static_cast<std::size_t>(gains.rows()), -1);
  if (gains.rows() == 0 || gains.columns() == 0) return column_of;
  const bool transposed = gains.rows() > gains.columns();
  ShortestPaths paths(gains, transposed);
  const auto& row_of = paths.solve();
  for (std::size_t j = 1; j < row_of.size(); ++j) {
    if (row_of[j] == 0) continue;
    const int a = row_of[j] - 1;
    const int b = static_cast<int>(j) - 1;
    const int row = transposed ? b : a;
    const int column = transposed ? a : b;
    if (gains.at(row, column) > 0) column_of[static_cast<std::size_t>(row)] = column;
  }
  return column_of;
}

}  // namespace trigo
