// JSON of which something must be read although it is not all there, or not all sound.
#pragma once

#include <string>
#include <string_view>

namespace cf_billing {

/// `text` as a JSON text that its reader does not stumble over: of one that was cut off, what came
/// before (a text value that was cut ends there, a number or name is dropped), with what is open
/// closed. In texts a half of a surrogate pair and what is no UTF-8 becomes U+FFFD, a control
/// character a space. What is wrong in other ways stays so.
std::string sound_json(std::string_view text);

}  // namespace cf_billing
