#include "control_api.h"

#include <chrono>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "json_text.h"
#include "sockets.h"
#include "truths.h"

namespace sandbox {
namespace {

constexpr const char* kTruths = "/sandbox/truth/";

struct Order {
  const httplib::Request& request;
  const std::string& body;
};

Reply refuse(int status, const std::string& why) {
  ObjectText text;
  text.text("error", why);
  Reply reply;
  reply.status = status;
  reply.body = std::move(text).finish();
  return reply;
}

Reply ok(std::string json) {
  Reply reply;
  reply.body = std::move(json);
  return reply;
}

Reply truth(Sandbox& state, const httplib::Request& request) {
  const auto snapshot = state.snapshot();
  const std::string kind = request.path.substr(std::string(kTruths).size());
  if (const UserTruth tell = find_user_truth(kind)) {
    return ok(tell(*snapshot));
  }
  const AccountTruth tell = find_account_truth(kind);
  const Account* account = snapshot->find(request.get_param_value("account"));
  if (!tell) {
    return refuse(404, "there is no such truth");
  }
  return account ? ok(tell(*snapshot, *account))
                 : refuse(404, "there is no such account; GET /sandbox/accounts lists them");
}

Reply done() { return ok(R"({"ok":true})"); }

std::string subscription_object(const Account& account, const Subscription& subscription) {
  ObjectText object;
  object.text("id", subscription.id);
  object.text("plan", subscription.plan);
  object.raw("anchor_day", std::to_string(subscription.anchor_day));
  object.raw("fee", cents_text(subscription.fee));
  object.text("start", format_day(subscription.start));
  object.text_or_null("end", subscription.end ? format_day(*subscription.end) : "");
  object.text("invoiced_with", account.subscriptions[subscription.invoiced_with].id);
  return std::move(object).finish();
}

Reply accounts(Sandbox& state, const Order&) {
  return ok(json_list(state.snapshot()->accounts(), [](const Account& account) {
    ObjectText object;
    object.text("id", account.id);
    object.text("name", account.name);
    object.text("currency", account.currency);
    object.boolean("covered", account.covered);
    object.boolean("focus_restricted", account.focus_restricted);
    const auto tell = [&](const Subscription& item) { return subscription_object(account, item); };
    object.raw("subscriptions", json_list(account.subscriptions, tell));
    object.raw("zone_plans", json_list(account.zone_plans, tell));
    return std::move(object).finish();
  }));
}

Reply organizations(Sandbox&, const Order&) {
  ObjectText object;
  object.text("id", organization().id);
  object.text("name", organization().name);
  object.raw("accounts", json_list(organization().account_ids,
                                   [](const std::string& id) { return json_string(id); }));
  ArrayText list;
  list.add(std::move(object).finish());
  return ok(std::move(list).finish());
}

Reply requests(Sandbox& state, const Order&) { return ok(state.log.listing()); }

// Clients that gave up may have sent requests that no thread has read yet: they are no part of what
// comes next.
void await_what_is_unread() {
  constexpr int kMostTries = 400;
  constexpr std::chrono::milliseconds kPause{5};
  for (int tries = 0; tries < kMostTries && holds_what_is_unread(); ++tries) {
    std::this_thread::sleep_for(kPause);
  }
}

Reply clear_requests(Sandbox& state, const Order&) {
  await_what_is_unread();
  state.log.clear();
  return done();
}

Reply show_settings(Sandbox& state, const Order&) {
  return ok(nlohmann::json(state.settings.current().all()).dump());
}

Reply change_settings(Sandbox& state, const Order& order) {
  const auto wanted = nlohmann::json::parse(order.body);
  if (!wanted.is_object()) {
    return refuse(400, "settings are given as an object");
  }
  Settings settings = state.settings.current();
  for (const auto& [name, value] : wanted.items()) {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (const std::string wrong = settings.set(name, text); !wrong.empty()) {
      return refuse(400, wrong);
    }
  }
  state.settings.replace(std::move(settings));
  return show_settings(state, order);
}

Reply reset(Sandbox& state, const Order&) {
  await_what_is_unread();
  state.reset();
  return done();
}

Reply show_today(Sandbox& state, const Order&) {
  return ok("{\"today\":" + json_string(format_day(state.clock.today())) + "}");
}

Reply change_today(Sandbox& state, const Order& order) {
  const auto day = parse_day(nlohmann::json::parse(order.body).at("today").get<std::string>());
  if (!day) {
    return refuse(400, "today is a date written YYYY-MM-DD");
  }
  state.clock.pin(*day);
  return show_today(state, order);
}

Reply show_faults(Sandbox& state, const Order&) { return ok(state.faults.listing()); }

Reply change_faults(Sandbox& state, const Order& order) {
  const std::string wrong = state.faults.replace(order.body);
  return wrong.empty() ? show_faults(state, order) : refuse(400, wrong);
}

Reply clear_faults(Sandbox& state, const Order&) {
  state.faults.clear();
  return done();
}

using Control = Reply (*)(Sandbox&, const Order&);

const std::map<std::string, Control>& controls() {
  static const std::map<std::string, Control> all = {
      {"GET /sandbox/accounts", accounts},      {"GET /sandbox/organizations", organizations},
      {"GET /sandbox/requests", requests},      {"DELETE /sandbox/requests", clear_requests},
      {"GET /sandbox/settings", show_settings}, {"POST /sandbox/settings", change_settings},
      {"POST /sandbox/reset", reset},           {"GET /sandbox/today", show_today},
      {"POST /sandbox/today", change_today},    {"GET /sandbox/faults", show_faults},
      {"POST /sandbox/faults", change_faults},  {"DELETE /sandbox/faults", clear_faults},
  };
  return all;
}

}  // namespace

Reply control(Sandbox& state, const httplib::Request& request, const std::string& body) {
  const Order order{request, body};
  try {
    if (request.method == "GET" && request.path.starts_with(kTruths)) {
      return truth(state, request);
    }
    const auto found = controls().find(request.method + " " + request.path);
    return found == controls().end() ? refuse(404, "the sandbox has no such control")
                                     : found->second(state, order);
  } catch (const nlohmann::json::exception& error) {
    return refuse(400, error.what());
  }
}

}  // namespace sandbox
