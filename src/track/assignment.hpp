#pragma once

#include <vector>

namespace trigo {

/// Gains of giving column j to row i, row by row. A gain that is not positive means "never".
class GainMatrix {
 public:
  GainMatrix(int rows, int columns)
      : rows_(rows),
        columns_(columns),
        gains_(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns)) {}

  int rows() const { return rows_; }
  int columns() const { return columns_; }
  double& at(int row, int column) { return gains_[index(row, column)]; }
  double at(int row, int column) const { return gains_[index(row, column)]; }

 private:
  std::size_t index(int row, int column) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
           static_cast<std::size_t>(column);
  }

  int rows_;
  int columns_;
  std::vector<double> gains_;  // 0 at first.
};

/// The one-to-one assignment with the largest sum of gains: for each row its column, or -1. Rows
/// and columns may stay alone. Finite gains only. Time: rows² x columns, the Hungarian method with
/// shortest augmenting paths (Jonker and Volgenant 1987).
std::vector<int> assign(const GainMatrix& gains);

}  // namespace trigo
