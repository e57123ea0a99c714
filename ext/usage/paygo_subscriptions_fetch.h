// PayGo subscriptions of an account: the companion of whichever generation of the PayGo endpoint
// serves it, by the rules that its usage is found by (paygo_fetch.h).
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "scan/fetch.h"
#include "scan/session.h"

namespace cf_billing {

/// `request_to`: a request of the account to an endpoint below it, whose records become the rows.
/// `table`: for messages. `session` outlives the fetch.
std::unique_ptr<Fetch> paygo_subscriptions_fetch(
    const std::string& table, const std::string& account, Session& session,
    const std::function<ApiRequest(const std::string& endpoint)>& request_to);

}  // namespace cf_billing
