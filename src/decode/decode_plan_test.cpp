#include "decode/decode_plan.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/check.hpp"
#include "decode/decoder.hpp"
#include "decode/disposable_packets.hpp"
#include "decode/test_demux.hpp"
#include "media/test_clip.hpp"

#if defined(__SANITIZE_ADDRESS__)
// The encoder that writes a clip here leaks; the product does not use it.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libx265";
}
#endif

namespace trigo {
namespace {

using Wanted = DecodePlan::Wanted;

/// Judges pictures of 25 a second, written as "K" key, "P" referred to, "b" disposable, "I" not
/// marked, though it stands alone. Gives a "+" for each that is decoded, "-" for each that is not.
class Judge {
 public:
  explicit Judge(DecodeMode mode) : plan(mode) {}

  std::string operator()(const std::string& kinds, const Wanted& wanted) {
    std::string decoded;
    for (const char kind : kinds) {
      const auto verdict =
          plan.judge({kind == 'K', kind == 'b', due_s_, kind == 'I'}, [&] { return wanted; });
      decoded += verdict.discard ? '-' : '+';
      due_s_ += 0.04;
    }
    return decoded;
  }

  DecodePlan plan;

 private:
  double due_s_ = 0;
};

constexpr Wanted every_fourth{.detect_period_s = 0.16};

TEST(DecodePlan, NothingIsDecodedBeforeTheFirstKeyFrame) {
  Judge judge(DecodeMode::all);
  EXPECT_EQ(judge("PPbKPP", every_fourth), "---+++");
}

TEST(DecodePlan, KeyFramesAreMissedOnceTheyCeaseToCome) {
  Judge judge(DecodeMode::keyframes);
  judge("PPK", every_fourth);
  EXPECT_FALSE(judge.plan.misses_key(DecodePlan::key_patience_s));
  EXPECT_TRUE(judge.plan.misses_key(DecodePlan::key_patience_s + 0.1));
  DecodePlan rare(DecodeMode::keyframes);
  for (const double due_s : {0.0, 20.0})
    rare.judge({.key = true, .due_s = due_s}, [] { return every_fourth; });
  EXPECT_FALSE(rare.misses_key(79)) << "three times what is usual is not too long";
  EXPECT_TRUE(rare.misses_key(81));
}

TEST(DecodePlan, WhereNoKeyFrameIsMarkedAPictureThatStandsAloneWillDoAtTheBeginning) {
  Judge judge(DecodeMode::all);
  EXPECT_TRUE(judge.plan.searching());
  EXPECT_EQ(judge("PPIPPb", every_fourth), "--++++");
  EXPECT_FALSE(judge.plan.searching());
  judge.plan.abandon(Discard::behind);  // What it refers to may be older than it.
  EXPECT_EQ(judge("PIPKP", every_fourth), "---++");
}

TEST(DecodePlan, EachModeDecodesWhatItSays) {
  EXPECT_EQ(Judge(DecodeMode::all)("KbPbPKbP", every_fourth), "++++++++");
  EXPECT_EQ(Judge(DecodeMode::reference)("KbPbPKbP", every_fourth), "+-+-++-+");
  EXPECT_EQ(Judge(DecodeMode::keyframes)("KbPbPKbP", every_fourth), "+----+--");
}

TEST(DecodePlan, WhatIsLeftOutTakesWithItWhatRefersToIt) {
  Judge judge(DecodeMode::all);
  EXPECT_EQ(judge("KPP", every_fourth), "+++");
  judge.plan.abandon(Discard::behind);
  EXPECT_EQ(judge("PPb", every_fourth), "---");
  const auto verdict = judge.plan.judge({.key = true}, [] { return every_fourth; });
  EXPECT_FALSE(verdict.discard);
  EXPECT_TRUE(verdict.restart) << "the decoder must forget what the gap refers to";
}

TEST(DecodePlan, AutoTakesTheCheapestModeThatGivesDetectionItsPictures) {
  // Unknown at first: everything. Once seen often enough: a key frame every 0.12 s will do.
  Judge often(DecodeMode::automatic);
  EXPECT_EQ(often("KPPKPPKPPKPP", every_fourth), std::string(12, '+'));
  EXPECT_EQ(often("KPPKPP", every_fourth), "+--+--");
  EXPECT_EQ(often.plan.now(), DecodeMode::keyframes);

  Judge reordered(DecodeMode::automatic);
  const std::string group = "KPbbPbbPbb";
  EXPECT_EQ(reordered(group + group + group + group, every_fourth), std::string(40, '+'));
  EXPECT_EQ(reordered(group, every_fourth), "++--+--+--");
  EXPECT_EQ(reordered.plan.now(), DecodeMode::reference);
  EXPECT_EQ(reordered(group, {.detect_period_s = 0.04}), "++++++++++")
      << "every picture is looked at";

  Judge plain(DecodeMode::automatic);
  EXPECT_EQ(plain("KPPPPPPPKPPPPPPP", every_fourth), std::string(16, '+'));
  EXPECT_NE(plain.plan.reason().find("referred to by others"), std::string::npos);
}

TEST(DecodePlan, ASceneCutDoesNotMakeKeyFramesLookFrequent) {
  Judge judge(DecodeMode::automatic);
  const std::string group = "KPPPPPPPPPPP";
  judge(group + group + group + group, every_fourth);
  EXPECT_EQ(judge("KP" + group, every_fourth), std::string(14, '+'));
}

TEST(DecodePlan, OfNothingButKeyFramesOnlyThoseThatAreDueAreDecoded) {
  Judge stills(DecodeMode::automatic);
  EXPECT_EQ(stills("KKKKK", every_fourth), "+++++");
  EXPECT_EQ(stills("KKK", {.detect_period_s = 0.16, .due = false}), "---");
  EXPECT_EQ(stills("K", every_fourth), "+");
}

TEST(DecodePlan, WhoWatchesGetsEveryPictureInFullFromTheNextKeyFrameOn) {
  const Wanted watched{.detect_period_s = 0.16, .watched = true};
  Judge judge(DecodeMode::automatic);
  EXPECT_EQ(judge("KPKPKPKPKP", every_fourth), "+++++++++-");
  EXPECT_EQ(judge("P", watched), "-") << "before a key frame nothing can change";
  EXPECT_EQ(judge("KPP", watched), "+++");
  EXPECT_TRUE(judge.plan.judge({}, [&] { return watched; }).loop_filter);
  EXPECT_FALSE(
      judge.plan.judge({.key = true, .due_s = 1}, [&] { return every_fourth; }).loop_filter);
}

TEST(DecodePlan, WithoutTimeTheKeyFrameAloneIsDecodedAndTheNextGroupMayBeWhole) {
  const Wanted short_of_time{.detect_period_s = 0.16, .whole = false};
  Judge judge(DecodeMode::automatic);
  const std::string group = "KPPPPPPPPP";
  EXPECT_EQ(judge(group, every_fourth), "++++++++++");
  EXPECT_EQ(judge(group, short_of_time), "+---------");
  EXPECT_TRUE(judge.plan.is_cut());
  EXPECT_EQ(judge(group, every_fourth), "++++++++++");
  EXPECT_FALSE(judge.plan.is_cut());
  EXPECT_EQ(Judge(DecodeMode::all)(group, short_of_time), "++++++++++") << "as configured";
}

TEST(DecodePlan, HowOftenKeyFramesComeIsToldOnceItIsKnown) {
  const Wanted short_of_time{.detect_period_s = 0.16, .whole = false};
  Judge judge(DecodeMode::automatic);
  judge("KPPPP", short_of_time);
  EXPECT_EQ(judge.plan.reason(),
            "the machine is short of time: key frames, and whole groups of pictures in turns");
  judge("KPPPP", short_of_time);
  EXPECT_NE(judge.plan.reason().find(": key frames, every 0.2 s, and"), std::string::npos);
}

TEST(DecodePlan, AStreamWithoutKeyFrameMarksIsTrustedInTheEnd) {
  Judge judge(DecodeMode::automatic);
  constexpr std::size_t longest = DecodePlan::longest_search;
  EXPECT_EQ(judge(std::string(longest, 'P'), every_fourth), std::string(longest, '-'));
  EXPECT_EQ(judge("PPP", every_fourth), "+++");
}

/// The numbers that the pictures of a clip show, after some packets of it went through `mode`.
std::vector<int> shown(const TestClip& clip, const std::string& name, DecodeMode mode) {
  const TestFolder folder;
  write_clip(folder / name, clip);
  const Demuxed demuxed = demux(folder / name);
  auto decoder = Decoder::open(demuxed.format);
  TRIGO_CHECK(decoder.has_value());
  DisposablePackets disposable(demuxed.format);
  DecodePlan plan(mode);
  std::vector<int> numbers;
  const auto fetch = [&] {
    while (const auto decoded = decoder->next()) {
      EXPECT_EQ(decoded->damage, Damage::none);
      numbers.push_back(shown_number(decoded->picture));
    }
  };
  for (const Packet& packet : demuxed.packets) {
    const auto verdict = plan.judge({packet.key, disposable.contains(packet), packet.due_s},
                                    [] { return every_fourth; });
    if (verdict.discard) continue;
    if (verdict.restart) decoder->restart();
    EXPECT_TRUE(decoder->submit(packet, {}));
    if (verdict.alone) decoder->finish();
    fetch();
  }
  decoder->finish();
  fetch();
  return numbers;
}

class EveryCodec : public testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(EveryCodec, NoWrongPictureComesOutWhateverIsLeftOut) {
  const auto& [codec, name] = GetParam();
  if (!can_write(codec)) GTEST_SKIP() << "this libav has no encoder " << codec;
  const TestClip clip{.size = {160, 96}, .pictures = 60, .codec = codec, .gop = 12, .b_frames = 2};
  const auto all = shown(clip, name, DecodeMode::all);
  ASSERT_EQ(all.size(), 60U);
  const auto references = shown(clip, name, DecodeMode::reference);
  EXPECT_LT(references.size(), 45U) << "B-frames that nobody refers to are left out";
  EXPECT_GT(references.size(), 15U);
  EXPECT_TRUE(std::is_sorted(references.begin(), references.end()));
  const auto keys = shown(clip, name, DecodeMode::keyframes);
  EXPECT_GE(keys.size(), 5U);
  EXPECT_LT(keys.size(), 12U);
  EXPECT_EQ(keys.front(), 0);
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
}

INSTANTIATE_TEST_SUITE_P(
    DecodePlan, EveryCodec,
    testing::Values(std::pair("libx264", "lengths.mp4"), std::pair("libx264", "start_codes.ts"),
                    std::pair("libx265", "lengths.mp4"), std::pair("libx265", "start_codes.ts")),
    [](const auto& kind) {
      return kind.param.first + "_" + kind.param.second.substr(0, kind.param.second.find('.'));
    });

}  // namespace
}  // namespace trigo
