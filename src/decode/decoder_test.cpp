#include "decode/decoder.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <gtest/gtest.h>

#include "base/check.hpp"
#include "decode/test_demux.hpp"
#include "media/test_clip.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

Demuxed clip(const TestClip& wanted, const std::string& name) {
  const TestFolder folder;
  write_clip(folder / name, wanted);
  return demux(folder / name);
}

Decoder opened(const VideoFormat& format) {
  auto decoder = Decoder::open(format);
  TRIGO_CHECK(decoder.has_value());
  return std::move(*decoder);
}

void drain(Decoder& decoder, std::vector<DecodedPicture>& into) {
  while (auto picture = decoder.next()) into.push_back(std::move(*picture));
}

/// Packet n arrives n seconds after the clock's epoch.
std::vector<DecodedPicture> decode(const Demuxed& demuxed) {
  Decoder decoder = opened(demuxed.format);
  std::vector<DecodedPicture> pictures;
  for (std::size_t n = 0; n < demuxed.packets.size(); ++n) {
    EXPECT_TRUE(decoder.submit(demuxed.packets[n], Instant(std::chrono::seconds(n))));
    drain(decoder, pictures);
  }
  decoder.finish();
  drain(decoder, pictures);
  return pictures;
}

struct Kind {
  std::string codec;
  std::string file;
  int b_frames = 0;
};

class EveryKind : public testing::TestWithParam<Kind> {};

TEST_P(EveryKind, GivesEveryPictureInOrderWithItsStampAndArrival) {
  const Kind& kind = GetParam();
  if (!can_write(kind.codec)) GTEST_SKIP() << "this libav has no encoder " << kind.codec;
  TestClip wanted{.size = {160, 96}, .pictures = 40, .codec = kind.codec};
  wanted.b_frames = kind.b_frames;
  if (kind.codec == "mjpeg") wanted.pixel_format = AV_PIX_FMT_YUVJ420P;
  const auto demuxed = clip(wanted, kind.file);
  const auto pictures = decode(demuxed);
  ASSERT_EQ(pictures.size(), 40U);
  std::int64_t previous = -1000;
  for (int n = 0; n < 40; ++n) {
    const DecodedPicture& decoded = pictures[static_cast<std::size_t>(n)];
    EXPECT_EQ(shown_number(decoded.picture), n);
    EXPECT_EQ(decoded.damage, Damage::none);
    EXPECT_GT(decoded.timestamp, previous);
    previous = decoded.timestamp;
    // The packet that arrived then is the one with this picture's stamp.
    const auto packet = static_cast<std::size_t>(decoded.arrival.time_since_epoch() / 1s);
    ASSERT_LT(packet, demuxed.packets.size());
    const AVPacket& av = *demuxed.packets[packet].av;
    EXPECT_EQ(av.pts != AV_NOPTS_VALUE ? av.pts : av.dts, decoded.timestamp);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Decoder, EveryKind,
    testing::Values(Kind{"mpeg4", "plain.mp4"}, Kind{"mpeg4", "reordered.mp4", 2},
                    Kind{"msmpeg4", "no_presentation_stamps.avi"}, Kind{"mjpeg", "stills.mkv"},
                    Kind{"libx264", "reordered.ts", 2}, Kind{"libvpx", "web.webm"}),
    [](const auto& kind) {
      return kind.param.codec + (kind.param.b_frames > 0 ? "_with_b_frames" : "");
    });

TEST(Decoder, TurnsPicturesUprightByTheContainersMatrixAndAspect) {
  auto demuxed = clip({.size = {64, 48}, .pictures = 3}, "clip.mp4");
  demuxed.format.display_matrix = {0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30};
  demuxed.format.sample_aspect = {2, 1};
  const auto pictures = decode(demuxed);
  ASSERT_EQ(pictures.size(), 3U);
  EXPECT_EQ(pictures[0].picture.transform().rotation, Rotation::quarter);
  EXPECT_EQ(pictures[0].picture.size(), (Size{48, 128}));
}

TEST(Decoder, AMessageInTheStreamTurnsPicturesUpToTheNextKeyFrame) {
  if (!can_write("libx264")) GTEST_SKIP() << "this libav has no encoder libx264";
  auto demuxed = clip({.pictures = 30, .codec = "libx264", .gop = 10}, "clip.ts");
  demuxed.format.display_matrix = {0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30};  // A quarter.
  // Display orientation (H.264, D.1.27): half a turn, no mirror, until it is told otherwise.
  constexpr std::array<std::uint8_t, 11> half_turn = {0, 0, 0, 1, 6, 47, 3, 0x10, 0, 0x09, 0x80};
  const PacketHandle plain = std::move(demuxed.packets[10].av);
  ASSERT_TRUE(plain->flags & AV_PKT_FLAG_KEY);
  PacketHandle turned(av_packet_alloc());
  ASSERT_EQ(av_new_packet(turned.get(), plain->size + static_cast<int>(half_turn.size())), 0);
  ASSERT_EQ(av_packet_copy_props(turned.get(), plain.get()), 0);
  std::copy(half_turn.begin(), half_turn.end(), turned->data);
  std::copy(plain->data, plain->data + plain->size, turned->data + half_turn.size());
  demuxed.packets[10].av = std::move(turned);
  const auto pictures = decode(demuxed);
  ASSERT_EQ(pictures.size(), 30U);
  for (std::size_t n = 0; n < 30; ++n)
    EXPECT_EQ(pictures[n].picture.transform().rotation,
              n >= 10 && n < 20 ? Rotation::half : Rotation::quarter)
        << n;
}

TEST(Decoder, FollowsAChangeOfSizeInTheMiddle) {
  if (!can_write("libx264")) GTEST_SKIP() << "this libav has no encoder libx264";
  auto small = clip({.size = {64, 48}, .pictures = 10, .codec = "libx264"}, "small.ts");
  auto large = clip({.size = {96, 64}, .pictures = 10, .codec = "libx264"}, "large.ts");
  for (auto& packet : large.packets) small.packets.push_back(std::move(packet));
  const auto pictures = decode(small);
  ASSERT_EQ(pictures.size(), 20U);
  EXPECT_EQ(pictures[9].picture.size(), (Size{64, 48}));
  EXPECT_EQ(pictures[10].picture.size(), (Size{96, 64}));
}

TEST(Decoder, KeepsTheCropExact) {
  if (!can_write("libx264")) GTEST_SKIP() << "this libav has no encoder libx264";
  const auto pictures =
      decode(clip({.size = {90, 58}, .pictures = 5, .codec = "libx264"}, "clip.mp4"));
  ASSERT_EQ(pictures.size(), 5U);
  EXPECT_EQ(pictures[4].picture.size(), (Size{90, 58}));
  EXPECT_EQ(shown_number(pictures[4].picture), 4);
}

TEST(Decoder, SaysWhenAPacketIsDamagedAndGoesOn) {
  auto demuxed = clip({.pictures = 10, .codec = "mpeg4", .gop = 1}, "clip.mp4");
  Decoder decoder = opened(demuxed.format);
  std::vector<DecodedPicture> pictures;
  int refused = 0;
  for (std::size_t n = 0; n < demuxed.packets.size(); ++n) {
    AVPacket* packet = demuxed.packets[n].av.get();
    if (n == 4) {
      ASSERT_EQ(av_packet_make_writable(packet), 0);
      std::fill_n(packet->data, packet->size, std::uint8_t{0xff});
    }
    if (!decoder.submit(demuxed.packets[n], {})) ++refused;
    drain(decoder, pictures);
  }
  decoder.finish();
  drain(decoder, pictures);
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(pictures.size(), 9U);
}

TEST(Decoder, FlagsPicturesWhoseDamageItConceals) {
  if (!can_write("libx264")) GTEST_SKIP() << "this libav has no encoder libx264";
  auto demuxed =
      clip({.size = {320, 240}, .pictures = 20, .codec = "libx264", .gop = 1}, "clip.ts");
  ASSERT_EQ(demuxed.packets.size(), 20U);
  AVPacket* damaged = demuxed.packets[10].av.get();
  ASSERT_EQ(av_packet_make_writable(damaged), 0);
  std::fill_n(damaged->data + damaged->size / 2, damaged->size / 4, std::uint8_t{0x55});
  const auto pictures = decode(demuxed);
  ASSERT_EQ(pictures.size(), 20U);
  for (std::size_t n = 0; n < pictures.size(); ++n)
    EXPECT_EQ(pictures[n].damage == Damage::own, n == 10) << n;
}

/// Of each picture, in order of presentation.
std::vector<Damage> damage_of(const std::vector<DecodedPicture>& pictures) {
  std::vector<Damage> damage;
  for (const DecodedPicture& picture : pictures) damage.push_back(picture.damage);
  return damage;
}

struct Lossy {
  std::string codec;
  std::string file;
  int b_frames = 0;
};

class EveryLossyKind : public testing::TestWithParam<Lossy> {};

TEST_P(EveryLossyKind, APictureThatIsLostDamagesAllUpToTheNextKeyFrame) {
  const Lossy& kind = GetParam();
  if (!can_write(kind.codec)) GTEST_SKIP() << "this libav has no encoder " << kind.codec;
  TestClip wanted{.size = {160, 96}, .pictures = 40, .codec = kind.codec, .gop = 20};
  wanted.b_frames = kind.b_frames;
  auto demuxed = clip(wanted, kind.file);
  // The first that refers to the first picture, and to which all of the others refer.
  demuxed.packets.erase(demuxed.packets.begin() + 1);
  const auto damage = damage_of(decode(demuxed));
  ASSERT_EQ(damage.size(), 39U);
  EXPECT_EQ(damage[0], Damage::none);
  EXPECT_EQ(std::count(damage.begin() + 1, damage.begin() + 19, Damage::none), 0);
  EXPECT_EQ(std::count(damage.begin() + 19, damage.end(), Damage::none), 20);
}

INSTANTIATE_TEST_SUITE_P(
    Decoder, EveryLossyKind,
    testing::Values(Lossy{"libx264", "plain.ts"}, Lossy{"libx264", "plain.mp4"},
                    Lossy{"libx264", "reordered.ts", 2}, Lossy{"libx265", "plain.mp4"},
                    Lossy{"libx265", "reordered.mp4", 2}),
    [](const auto& kind) {
      const std::string container = kind.param.file.substr(kind.param.file.find('.') + 1);
      return kind.param.codec + "_" + container + (kind.param.b_frames > 0 ? "_with_b_frames" : "");
    });

TEST(Decoder, ADamagedPictureDamagesAllUpToTheNextKeyFrame) {
  if (!can_write("libx264")) GTEST_SKIP() << "this libav has no encoder libx264";
  auto demuxed =
      clip({.size = {320, 240}, .pictures = 30, .codec = "libx264", .gop = 10}, "clip.ts");
  AVPacket* damaged = demuxed.packets[12].av.get();
  ASSERT_EQ(av_packet_make_writable(damaged), 0);
  std::fill_n(damaged->data + damaged->size / 2, damaged->size / 4, std::uint8_t{0x55});
  const auto damage = damage_of(decode(demuxed));
  ASSERT_EQ(damage.size(), 30U);
  for (std::size_t n = 0; n < 30; ++n)
    EXPECT_EQ(damage[n], n < 12 || n >= 20 ? Damage::none
                         : n == 12         ? Damage::own
                                           : Damage::inherited)
        << n;
}

TEST(Decoder, AContainersWordThatAPacketIsDamagedIsBelieved) {
  auto demuxed = clip({.pictures = 30, .codec = "mpeg4", .gop = 10}, "clip.ts");
  demuxed.packets[15].av->flags |= AV_PKT_FLAG_CORRUPT;
  const auto damage = damage_of(decode(demuxed));
  ASSERT_EQ(damage.size(), 30U);
  EXPECT_EQ(damage[14], Damage::none);
  EXPECT_EQ(damage[15], Damage::own);
  EXPECT_EQ(damage[19], Damage::inherited);
  EXPECT_EQ(damage[20], Damage::none);
}

TEST(Decoder, APacketThatHoldsNoPictureIsNoDamage) {
  if (!can_write("libx264")) GTEST_SKIP() << "this libav has no encoder libx264";
  auto demuxed = clip({.pictures = 20, .codec = "libx264", .gop = 20}, "clip.ts");
  Decoder decoder = opened(demuxed.format);
  Packet message{.av = PacketHandle(av_packet_alloc())};
  // "User data unregistered": a message of 16 bytes, as cameras send them between pictures.
  constexpr std::array<std::uint8_t, 24> sei = {0, 0, 0, 1, 6, 5, 16, 1, 2, 3, 4, 5,
                                                6, 7, 8, 9, 1, 2, 3,  4, 5, 6, 7, 0x80};
  ASSERT_EQ(av_new_packet(message.av.get(), sei.size()), 0);
  std::copy(sei.begin(), sei.end(), message.av->data);
  std::vector<DecodedPicture> pictures;
  for (const Packet& packet : demuxed.packets) {
    EXPECT_TRUE(decoder.submit(packet, {}));
    drain(decoder, pictures);
    decoder.submit(message, {});
    drain(decoder, pictures);
  }
  decoder.finish();
  drain(decoder, pictures);
  const auto damage = damage_of(pictures);
  EXPECT_EQ(std::count(damage.begin(), damage.end(), Damage::none), 20);
}

TEST(Decoder, WhatRefersToPicturesBeforeTheFirstIsDamagedAndCounted) {
  if (!can_write("libx264")) GTEST_SKIP() << "this libav has no encoder libx264";
  auto demuxed = clip({.pictures = 30, .codec = "libx264", .gop = 10}, "clip.ts");
  demuxed.packets.erase(demuxed.packets.begin(), demuxed.packets.begin() + 5);
  const auto damage = damage_of(decode(demuxed));
  ASSERT_EQ(damage.size(), 25U);
  EXPECT_EQ(std::count(damage.begin(), damage.begin() + 5, Damage::none), 0);
  EXPECT_EQ(std::count(damage.begin() + 5, damage.end(), Damage::none), 20);
}

TEST(Decoder, PicturesAboveTheLimitAreRefusedAndItSaysWhy) {
  if (!can_write("libx264")) GTEST_SKIP() << "this libav has no encoder libx264";
  auto demuxed = clip({.size = {64, 48}, .pictures = 10, .codec = "libx264"}, "clip.ts");
  auto unknown = std::make_shared<AVCodecParameters>(*demuxed.format.parameters);
  unknown->width = unknown->height = 0;  // As of a stream whose size is not known beforehand.
  unknown->extradata_size = 0;
  demuxed.format.parameters = unknown;
  auto decoder = Decoder::open(demuxed.format, {64, 47});
  ASSERT_TRUE(decoder.has_value());
  for (const Packet& packet : demuxed.packets) {
    EXPECT_FALSE(decoder->submit(packet, {}));
    EXPECT_FALSE(decoder->next().has_value());
  }
  EXPECT_NE(decoder->take_complaint().find("(more than 64x47 is refused"), std::string::npos);
  EXPECT_EQ(decoder->take_complaint(), "");
}

TEST(DamagedPictures, AreLookedAtAsThePolicySays) {
  using enum DamagedPictures;
  for (const auto policy : {wait, skip, use}) EXPECT_TRUE(is_sound(Damage::none, policy));
  EXPECT_FALSE(is_sound(Damage::inherited, wait));
  EXPECT_TRUE(is_sound(Damage::inherited, skip));
  EXPECT_TRUE(is_sound(Damage::inherited, use));
  EXPECT_FALSE(is_sound(Damage::own, wait));
  EXPECT_FALSE(is_sound(Damage::own, skip));
  EXPECT_TRUE(is_sound(Damage::own, use));
}

TEST(Decoder, RefusesACodecThatNothingHereDecodes) {
  std::shared_ptr<AVCodecParameters> parameters(avcodec_parameters_alloc(),
                                                Free<avcodec_parameters_free>{});
  parameters->codec_type = AVMEDIA_TYPE_VIDEO;
  parameters->codec_id = AV_CODEC_ID_NONE;
  VideoFormat format;
  format.parameters = parameters;
  format.codec = "vvc";
  const auto decoder = Decoder::open(format);
  ASSERT_FALSE(decoder.has_value());
  EXPECT_EQ(decoder.error().kind, ErrorKind::invalid_argument);
  EXPECT_NE(decoder.error().message.find("vvc"), std::string::npos);
}

}  // namespace
}  // namespace trigo
