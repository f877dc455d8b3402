#include "web/track_json.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace trigo {
namespace {

using nlohmann::json;

TEST(TrackJson, TellsOfATrackWhatAViewerNeedsRounded) {
  const Track track{.id = 9'007'199'254'740'992,
                    .class_id = 2,
                    .box = {10, 20, 110.26F, 220},
                    .score = 0.8765F,
                    .seen = false,
                    .confirmed = true,
                    .still = true,
                    .since_s = 1.00049,
                    .seen_s = 12.34567,
                    .trail = {{-5.04F, 219}, {60.13F, 220}}};
  const json expected = {{"id", 9'007'199'254'740'992},
                         {"class", 2},
                         {"x", 10.0},
                         {"y", 20.0},
                         {"w", 100.3},
                         {"h", 200.0},
                         {"score", 0.877},
                         {"seen", false},
                         {"confirmed", true},
                         {"still", true},
                         {"since", 1.0},
                         {"last_seen", 12.346},
                         {"trail", {{-5.0, 219.0}, {60.1, 220.0}}}};
  EXPECT_EQ(track_json({track}), json::array({expected}));
}

TEST(TrackJson, NobodyIsAnEmptyListAndATrackWithoutATrailHasAnEmptyOne) {
  EXPECT_EQ(track_json({}).dump(), "[]");
  EXPECT_EQ(track_json({Track{}})[0]["trail"].dump(), "[]");
}

TEST(TrackJson, PlacesFarOutsideStayNumbers) {
  constexpr float far = std::numeric_limits<float>::max();
  const json track =
      track_json({{.box = {-far, -far, far / 2, far / 2}, .trail = {{far, -far}}}})[0];
  EXPECT_TRUE(json::parse(track.dump())["x"].is_number());
  EXPECT_TRUE(json::parse(track.dump())["trail"][0][1].is_number());
}

}  // namespace
}  // namespace trigo
