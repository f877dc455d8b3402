#include "live/overlay.hpp"

#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "live/test_jpeg.hpp"

namespace trigo {
namespace {

constexpr Box body{100, 60, 180, 200};

bool differs(Rgb a, Rgb b) {
  // JPEG spreads an edge a little over its block.
  return std::abs(a[0] - b[0]) + std::abs(a[1] - b[1]) + std::abs(a[2] - b[2]) > 60;
}

TestPicture dark_picture(const Tracks& tracks) {
  return {.size = {320, 240}, .y = 16, .u = 128, .v = 128, .tracks = tracks};
}

/// How many pixels of an area the overlay changed.
int changed_in(const TestPicture& picture, const Box& area) {
  const Decoded without = shown(picture, {.quality = 95});
  const Decoded with = shown(picture, {.quality = 95, .overlay = true});
  int changed = 0;
  for (int y = 0; y < with.size.height; ++y)
    for (int x = 0; x < with.size.width; ++x)
      if (x >= area.left && x < area.right && y >= area.top && y < area.bottom)
        changed += differs(with.at(x, y), without.at(x, y)) ? 1 : 0;
  return changed;
}

int changed(const TestPicture& picture) {
  return changed_in(picture, {0, 0, 1e4F, 1e4F});
}

/// How many pixels are as bright as ink on a dark picture.
int bright(const TestPicture& picture) {
  const Decoded with = shown(picture, {.quality = 95, .overlay = true});
  int count = 0;
  for (int y = 0; y < with.size.height; ++y)
    for (int x = 0; x < with.size.width; ++x) count += with.at(x, y)[1] > 100 ? 1 : 0;
  return count;
}

/// How many pixels the overlay changed, where none may far from the outline and the label of
/// `body`.
int changed_at_body(const TestPicture& picture) {
  const int all = changed(picture);
  EXPECT_EQ(all, changed_in(picture, {body.left - 4, body.top - 20, body.right + 4, 204}));
  EXPECT_EQ(changed_in(picture, {body.left + 6, body.top + 6, body.right - 6, body.bottom - 6}), 0);
  return all;
}

TEST(Overlay, ChangesPixelsOnlyAtTheBoxAndIsSeenOnEveryGround) {
  for (const std::uint8_t ground : {16, 120, 170, 235})
    for (std::int64_t id = 0; id < 6; ++id) {
      TestPicture picture = dark_picture({{.id = id, .box = body, .confirmed = true}});
      picture.y = ground;
      EXPECT_GT(changed_at_body(picture), 600)
          << "ground " << static_cast<int>(ground) << ", id " << id;
    }
}

TEST(Overlay, BoxesThatAreNoTracksAreNotDrawn) {
  TestPicture picture = dark_picture({});
  picture.boxes = {{body, 0.9F, 0}};
  EXPECT_EQ(changed(picture), 0);
}

TEST(Overlay, APredictedTrackIsDashed) {
  Track track{.id = 5, .box = body, .confirmed = true};
  const int whole = changed_at_body(dark_picture({track}));
  track.seen = false;
  const int dashed = changed_at_body(dark_picture({track}));
  EXPECT_LT(dashed, whole * 3 / 4);
  EXPECT_GT(dashed, whole / 4);
}

TEST(Overlay, AnUnconfirmedTrackIsThinAndHasNeitherLabelNorTrail) {
  Track track{.id = 5, .box = body, .confirmed = true};
  const Box label{body.left, body.top - 8, body.left + 20, body.top - 2};
  const int confirmed = bright(dark_picture({track}));
  EXPECT_GT(changed_in(dark_picture({track}), label), 20);
  track.confirmed = false;
  EXPECT_EQ(changed_in(dark_picture({track}), label), 0);
  const int thin = bright(dark_picture({track}));
  EXPECT_GT(thin, confirmed / 4);
  EXPECT_LT(thin, confirmed * 3 / 4);
  track.trail = {{20, 220}};
  EXPECT_EQ(bright(dark_picture({track})), thin);
}

TEST(Overlay, LabelsShowTheLastThreeDigitsOfTheId) {
  const auto with_id = [](std::int64_t id) {
    // A still one: its ink does not depend on its id.
    const Track track{.id = id, .box = body, .confirmed = true, .still = true};
    return *encode_jpeg(*make_picture(dark_picture({track})), {.overlay = true});
  };
  EXPECT_EQ(with_id(417), with_id(9'007'199'254'740'417));
  EXPECT_EQ(with_id(7), with_id(2007));
  EXPECT_NE(with_id(417), with_id(418));
}

TEST(Overlay, ATrailLeadsFromPointToPointToTheFeet) {
  Track track{.id = 5, .box = body, .confirmed = true, .trail = {{20, 230}, {80, 230}}};
  // From (80, 230) the last piece rises to the feet at (140, 200).
  const TestPicture picture = dark_picture({track});
  for (const Box& place : {Box{18, 226, 30, 234}, Box{60, 226, 90, 234}, Box{105, 208, 115, 222}})
    EXPECT_GT(changed_in(picture, place), 10) << place.left;
  EXPECT_EQ(changed_in(picture, {0, 0, 95, 220}), 0);
  EXPECT_EQ(changed_in(picture, {150, 206, 320, 240}), 0);
  track.still = true;
  EXPECT_EQ(changed_in(dark_picture({track}), {0, 206, 320, 240}), 0);
}

TEST(Overlay, TwoWithNeighbouringIdsHaveDifferentColorsAndAStillOneIsGrey) {
  const auto color_of = [](const Track& track) {
    return shown(dark_picture({track}), {.quality = 98, .overlay = true}).at(101, 150);
  };
  Track track{.id = 6, .box = body, .confirmed = true};
  const Rgb green = color_of(track);
  EXPECT_GT(green[1], green[0] + 40);
  track.id = 7;
  EXPECT_TRUE(differs(color_of(track), green));
  track.still = true;
  const Rgb grey = color_of(track);
  EXPECT_NEAR(grey[0], grey[2], 30);
  EXPECT_GT(grey[1], 150);
}

TEST(Overlay, TracksAtAndBeyondTheEdgesAreDrawnAsFarAsTheyReach) {
  constexpr float far = std::numeric_limits<float>::max();
  constexpr float none = std::numeric_limits<float>::quiet_NaN();
  for (const Size size : {Size{64, 48}, Size{7, 5}})
    for (const bool seen : {true, false}) {
      TestPicture picture{.size = size};
      for (const Box& box :
           {Box{-20, -20, 30, 30}, Box{50, 40, 90, 90}, Box{-1e9F, -1e9F, 1e9F, 1e9F},
            Box{-far, -far, far, far}, Box{10, 10, 10, 10}, Box{200, 200, 210, 210},
            Box{30, 20, 20, 10}, Box{far, far, far, far}, Box{none, none, none, none}})
        picture.tracks.push_back(
            {.id = std::numeric_limits<std::int64_t>::max(),
             .box = box,
             .seen = seen,
             .confirmed = true,
             .trail = {{-far, far}, {far, -far}, {10, 10}, {10, 10}, {1e9F, 20}, {none, 0}}});
      EXPECT_EQ(shown(picture, {.overlay = true}).size, jpeg_size(size, {}));
    }
}

TEST(Overlay, ATrailFromFarOutsideEntersWhereItShould) {
  const Track track{.box = body, .confirmed = true, .trail = {{-1e5F, 200}}};
  EXPECT_GT(changed_in(dark_picture({track}), {0, 196, 90, 204}), 80);
  EXPECT_EQ(changed_in(dark_picture({track}), {0, 0, 90, 190}), 0);
}

constexpr Box middle{100, 60, 220, 180};

/// A zone over `middle`, in some state.
TestPicture picture_of_zone(PresenceState state, int count) {
  TestPicture picture = dark_picture({});
  const float left = middle.left / 320;
  const float right = middle.right / 320;
  picture.scene.zones.push_back(
      {.name = "middle",
       .polygon = {{left, 0.25F}, {right, 0.25F}, {right, 0.75F}, {left, 0.75F}}});
  picture.presence.zones.push_back({.name = "middle", .state = state, .count = count});
  return picture;
}

TEST(Overlay, AZoneIsThickWithItsCountThinOrHatchedByItsState) {
  const Box inside{middle.left + 8, middle.top + 8, middle.right - 8, middle.bottom - 8};
  const Box label{middle.left, middle.top - 8, middle.left + 8, middle.top - 2};
  const auto occupied = picture_of_zone(PresenceState::occupied, 2);
  const auto vacant = picture_of_zone(PresenceState::vacant, 0);
  const auto unknown = picture_of_zone(PresenceState::unknown, 0);
  EXPECT_GT(bright(occupied), bright(vacant) * 3 / 2);
  EXPECT_GT(changed_in(occupied, label), 10);
  EXPECT_EQ(changed_in(vacant, label), 0);
  EXPECT_EQ(changed_in(unknown, label), 0) << "no number where nothing is known";
  EXPECT_EQ(changed_in(occupied, inside), 0);
  EXPECT_EQ(changed_in(vacant, inside), 0);
  EXPECT_GT(changed_in(unknown, inside), 500);
  EXPECT_EQ(changed_in(unknown, {0, 0, middle.left - 8, 240}), 0);
}

TEST(Overlay, ALineHasATickAtItsRight) {
  TestPicture picture = dark_picture({});
  picture.scene.lines.push_back(
      {.name = "line", .from = {0.5F, 0.25F}, .to = {0.5F, 0.75F}, .filter = {}});
  EXPECT_GT(changed_in(picture, {156, 60, 164, 180}), 100);
  EXPECT_GT(changed_in(picture, {138, 112, 152, 128}), 10) << "walked downwards";
  EXPECT_EQ(changed_in(picture, {168, 0, 320, 240}), 0);
}

TEST(Overlay, ThePageHasTheSameColors) {
  std::ostringstream page;
  page << std::ifstream(TRIGO_SOURCE_DIR "/ui/src/picture/overlay.ts").rdbuf();
  std::string list;
  for (const std::uint32_t color : track_colors)
    list += fmt::format("{}\"#{:06x}\"", list.empty() ? "" : ", ", color);
  EXPECT_NE(page.str().find("[" + list + "]"), std::string::npos) << list;
  for (const std::uint32_t color :
       {still_color, occupied_color, vacant_color, unknown_color, line_color})
    EXPECT_NE(page.str().find(fmt::format("\"#{:06x}\"", color)), std::string::npos) << color;
}

}  // namespace
}  // namespace trigo
