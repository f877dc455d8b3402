#pragma once

#include <memory>
#include <string>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
}

namespace trigo {

/// Deleter for libav objects whose free function takes a T** and clears it.
template <auto free_function>
struct Free {
  template <typename T>
  void operator()(T* object) const noexcept {
    free_function(&object);
  }
};

/// Deleter for libav objects whose free function takes a T*.
template <auto free_function>
struct Release {
  template <typename T>
  void operator()(T* object) const noexcept {
    free_function(object);
  }
};

using FormatHandle = std::unique_ptr<AVFormatContext, Free<avformat_close_input>>;
using CodecHandle = std::unique_ptr<AVCodecContext, Free<avcodec_free_context>>;
using CodecParametersHandle = std::unique_ptr<AVCodecParameters, Free<avcodec_parameters_free>>;
using PacketHandle = std::unique_ptr<AVPacket, Free<av_packet_free>>;
using FrameHandle = std::unique_ptr<AVFrame, Free<av_frame_free>>;
using SwsHandle = std::unique_ptr<SwsContext, Release<sws_freeContext>>;

/// libav's own words for one of its error codes.
std::string libav_message(int code);

/// Keeps libav from printing. Thread-safe; whoever opens something of libav calls it first.
void quiet_libav();

/// The first error that libav told on this thread since this was last called, or nothing: it often
/// says more than the code that came back. One line, without passwords.
std::string take_libav_complaint();

/// Whether a decoder told on this thread, since this was last called, that a picture refers to one
/// that never came. Nothing in libav's interface says so.
bool take_libav_gap();

}  // namespace trigo
