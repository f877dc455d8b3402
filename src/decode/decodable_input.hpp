#pragma once

#include "decode/decoder.hpp"
#include "source/video_input.hpp"

namespace trigo {

/// An opened source with the decoder of its video stream.
struct DecodableInput {
  VideoInput input;
  Decoder decoder;
};

/// VideoInput::open(), which see, and the decoder for what it is. Errors: of both, in one line that
/// names the source.
Result<DecodableInput> open_decodable(const SourceUrl& source, const InputSettings& settings,
                                      std::stop_token stop);

}  // namespace trigo
