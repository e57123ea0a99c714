#include "usage/focus_post_memory.h"

#include <utility>

namespace cf_billing {

FocusPostMemory::FocusPostMemory(Session& session, std::string account)
    : session_(session), account_(std::move(account)) {}

void FocusPostMemory::remember_answer() { known() = {session_.clock().boot_now(), std::nullopt}; }

void FocusPostMemory::remember_refusal() { known() = {std::nullopt, session_.clock().boot_now()}; }

}  // namespace cf_billing
