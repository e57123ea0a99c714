// What keeps a scan of PayGo usage from being right, in words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/answer.h"
#include "core/day_set.h"
#include "usage/generation_choice.h"

namespace cf_billing {

/// `answer`: the last of those that said that there is no such endpoint.
Error all_generations_gone(const Answer& answer, const GenerationChoice& generations);
/// The companion of the endpoint that `answer` says is gone does answer.
Error usage_gone_beside_info(const Answer& answer, const GenerationChoice& generations);
/// The endpoint whose companion `answer` says is gone does answer.
Error info_gone_beside_usage(const Answer& answer, const GenerationChoice& generations);
/// `answer`: the last of those that said that there is no such companion.
Error all_companions_gone(const Answer& answer, const GenerationChoice& generations);
/// The generation that the setting allows has none.
Error no_companion(const std::string& table, const GenerationChoice& generations);
Error account_not_covered(const Answer& info);

/// The generation that serves the account lacks columns that the query uses.
Error columns_lacking(const std::string& table, const std::string& account,
                      const GenerationChoice& generations,
                      const std::vector<std::string_view>& columns);
/// The column that names the account is one of them.
Error account_column_lacking(const std::string& table, const std::string& account,
                             const GenerationChoice& generations, const std::string& column);

/// The API no longer has the days `gone`; `first`: the first day that it has.
Error days_gone(const std::string& table, const std::string& account, const DaySet& gone,
                std::optional<Day> first);

Error endless_anchors(const std::string& table, const std::string& account);

}  // namespace cf_billing
