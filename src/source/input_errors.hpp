#pragma once

#include "base/result.hpp"
#include "source/open_format.hpp"

namespace trigo {

/// The Error for what libav answered while it opened or read `source`, in plain words. Uses up this
/// thread's take_libav_complaint().
Error input_error(int code, const SourceUrl& source, const Watch& watch);

/// "no answer within 5 s" for `source`.
Error timed_out(const SourceUrl& source, const Watch& watch);

}  // namespace trigo
