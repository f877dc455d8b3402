#pragma once

#include <string>
#include <string_view>

namespace trigo {

/// Sends spdlog to standard error, one line a message. Call once, from main.
void start_log(bool verbose);

/// `text` with the password of every URL in it replaced by `***`, also where it is a parameter of
/// the query (`?user=a&pwd=b`): whatever reaches a log, an error or an answer goes through here.
/// The user's name stays.
std::string without_passwords(std::string_view text);

/// Names the calling thread for `top` and debuggers by its stage; cut to 15 bytes.
void name_this_thread(const std::string& name);

}  // namespace trigo
