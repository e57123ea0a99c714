// The whole truth behind the endpoints, for tests: every record there is, as it would be sent.
#pragma once

#include <string>

#include "snapshot.h"

namespace sandbox {

using UserTruth = std::string (*)(const Snapshot&);
using AccountTruth = std::string (*)(const Snapshot&, const Account&);

// Of `kind`, which is the last part of the path. Null when there is none.
UserTruth find_user_truth(const std::string& kind);
AccountTruth find_account_truth(const std::string& kind);

}  // namespace sandbox
