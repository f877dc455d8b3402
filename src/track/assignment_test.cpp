#include "track/assignment.hpp"

#include <algorithm>
#include <numeric>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace trigo {
namespace {

double total(const GainMatrix& gains, const std::vector<int>& chosen) {
  double sum = 0;
  for (std::size_t row = 0; row < chosen.size(); ++row)
    if (chosen[row] >= 0) sum += gains.at(static_cast<int>(row), chosen[row]);
  return sum;
}

/// By trying all of them.
double best_total(const GainMatrix& gains) {
  // Columns and one "nothing" for each row.
  std::vector<int> order(static_cast<std::size_t>(gains.columns() + gains.rows()));
  std::iota(order.begin(), order.end(), 0);
  double best = 0;
  do {
    double sum = 0;
    for (int row = 0; row < gains.rows(); ++row) {
      const int column = order[static_cast<std::size_t>(row)];
      if (column < gains.columns()) sum += std::max(gains.at(row, column), 0.0);
    }
    best = std::max(best, sum);
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

TEST(Assignment, IsAsGoodAsTheBestOfAll) {
  std::mt19937 chance(1);
  std::uniform_real_distribution<double> gain(-5, 10);
  for (const auto& [rows, columns] : {std::pair(1, 1), {2, 3}, {3, 2}, {3, 4}, {4, 3}, {4, 4}})
    for (int round = 0; round < 20; ++round) {
      GainMatrix gains(rows, columns);
      for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column) gains.at(row, column) = gain(chance);
      EXPECT_NEAR(total(gains, assign(gains)), best_total(gains), 1e-9) << rows << " x " << columns;
    }
}

TEST(Assignment, GivesNoColumnTwiceAndNoneWithoutGain) {
  std::mt19937 chance(2);
  std::uniform_real_distribution<double> gain(-5, 5);
  GainMatrix gains(40, 30);
  for (int row = 0; row < 40; ++row)
    for (int column = 0; column < 30; ++column) gains.at(row, column) = gain(chance);
  const auto chosen = assign(gains);
  std::set<int> taken;
  for (std::size_t row = 0; row < chosen.size(); ++row) {
    if (chosen[row] < 0) continue;
    EXPECT_TRUE(taken.insert(chosen[row]).second);
    EXPECT_GT(gains.at(static_cast<int>(row), chosen[row]), 0);
  }
  EXPECT_GT(taken.size(), 20);
}

TEST(Assignment, TakesLessForOneWhereBothTogetherGetMore) {
  GainMatrix gains(2, 2);
  gains.at(0, 0) = 10;
  gains.at(0, 1) = 9;
  gains.at(1, 0) = 8;
  EXPECT_EQ(assign(gains), (std::vector<int>{1, 0}));
}

TEST(Assignment, OfNothingIsNothing) {
  EXPECT_TRUE(assign(GainMatrix(0, 3)).empty());
  EXPECT_EQ(assign(GainMatrix(2, 0)), (std::vector<int>{-1, -1}));
}

}  // namespace
}  // namespace trigo
