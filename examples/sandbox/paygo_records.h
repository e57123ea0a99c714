// Pay-as-you-go usage records as the three generations of the endpoint serialise them.
#pragma once

#include <string>

#include "accounts.h"
#include "usage.h"

namespace sandbox {

enum class PaygoGeneration { kFirst, kSecond, kCurrent };  // 11, 15 and 27 fields

std::string paygo_record(const Account& account, const Usage& usage, PaygoGeneration generation);

}  // namespace sandbox
