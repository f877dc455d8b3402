#include "decode/decodable_input.hpp"

#include <utility>

namespace trigo {

Result<DecodableInput> open_decodable(const SourceUrl& source, const InputSettings& settings,
                                      std::stop_token stop) {
  auto input = VideoInput::open(source, settings, std::move(stop));
  if (!input) return pass_on(input);
  auto decoder = Decoder::open(input->format(), settings.max_picture);
  if (!decoder)
    return fail(decoder.error().kind, source.shown() + ": " + std::move(decoder.error().message));
  return DecodableInput{std::move(*input), std::move(*decoder)};
}

}  // namespace trigo
