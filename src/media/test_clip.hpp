#pragma once

#include <filesystem>
#include <string>

#include "media/picture.hpp"

namespace trigo {

/// A short video for a test. Every picture shows its number: see shown_number().
struct TestClip {
  Size size{64, 48};
  int pictures = 25;
  AVRational rate{25, 1};
  std::string codec = "mpeg4";  // An encoder's name: mpeg4, mjpeg, libx264, ffv1 …
  AVPixelFormat pixel_format = AV_PIX_FMT_YUV420P;
  int gop = 10;
  int b_frames = 0;
  AVRational sample_aspect{0, 1};
  int turn_degrees = 0;  // Clockwise, by a display matrix.
  bool mirror = false;   // Left to right, by the same.
  double start_s = 0;
};

/// Whether this libav can write `codec`; what cannot be written should be skipped, not failed.
bool can_write(const std::string& codec);

/// Writes `clip`, in the container that the file's extension names. Aborts when it cannot.
void write_clip(const std::filesystem::path& file, const TestClip& clip);

/// Writes a second of silence and no video.
void write_audio_only(const std::filesystem::path& file);

/// The number, from 0, of a picture of an unturned clip, read from its pixels.
int shown_number(const Picture& picture);

/// A directory of its own for a test's files, gone with it.
class TestFolder {
 public:
  TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder();

  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace trigo
