#include "base/readable_text.hpp"

#include <gtest/gtest.h>

namespace trigo {
namespace {

TEST(ReadableText, OnOneLineKeepsWhatPeopleCanReadAndShowsTheRestAsQuestionMarks) {
  EXPECT_EQ(on_one_line("caf\u00e9 \u2028"), "caf\u00e9 \u2028");
  EXPECT_EQ(on_one_line("a\nb\tc\r\x1b[0m"), "a?b?c??[0m");
  EXPECT_EQ(on_one_line("\xff\xc3|\u0085|"), "??|?|");
  EXPECT_EQ(on_one_line(std::string_view("\0", 1)), "?");
  EXPECT_EQ(on_one_line(""), "");
}

TEST(ReadableText, TheFirstByteThatIsNoTextIsFound) {
  EXPECT_EQ(first_unreadable("line\n\u00e9"), std::string_view::npos);
  EXPECT_EQ(first_unreadable("a\x7f"), 1U);
  EXPECT_EQ(first_unreadable("\u00e9\xed\xa0\x80"), 2U);  // Half of a pair.
}

}  // namespace
}  // namespace trigo
