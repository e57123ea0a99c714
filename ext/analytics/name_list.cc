#include "analytics/name_list.h"

#include <array>
#include <utility>

#include "scan/blame.h"
#include "scan/paged_fetch.h"

namespace cf_billing {

namespace {

constexpr std::int64_t kPerPage = 50;  // The most that each of the lists is known to give.

struct ListOf {
  ResourceNames names;
  std::string_view name;
  std::string_view endpoint;  // Below the account; of zones below the API.
  std::string_view permission;
};
constexpr std::array kLists = {
    ListOf{ResourceNames::d1_databases, "d1", "d1/database", "Account › D1 › Read"},
    ListOf{ResourceNames::kv_namespaces, "kv", "storage/kv/namespaces",
           "Account › Workers KV Storage › Read"},
    ListOf{ResourceNames::durable_objects, "durable_objects", "workers/durable_objects/namespaces",
           "Account › Workers Scripts › Read"},
    ListOf{ResourceNames::queues, "queues", "queues", "Account › Queues › Read"},
    ListOf{ResourceNames::zones, "zones", "zones", "Zone › Zone › Read"}};

const ListOf* list_of(ResourceNames names) {
  for (const ListOf& list : kLists) {
    if (list.names == names) return &list;
  }
  return nullptr;
}

/// Each list has its own names for the same.
const RecordLayout& layout() {
  static const RecordLayout fields = {{"id", FieldType::text, {"id", "uuid", "queue_id"}},
                                      {"name", FieldType::text, {"name", "title", "queue_name"}},
                                      {"script", FieldType::text, {"script"}},
                                      {"class", FieldType::text, {"class"}}};
  return fields;
}
enum Field : std::size_t { kId, kName, kScript, kClass };

std::string text_in(const Cell& cell) {
  return cell.is_text() ? std::string(cell.text()) : std::string();
}

ApiRequest request_for(const ListOf& list, const std::string& account) {
  ApiRequest request = account_request(account, std::string(list.endpoint));
  if (list.names == ResourceNames::zones) {
    request.path = "/zones";
    request.query = {{"account.id", account}};
  }
  request.permission = list.permission;
  request.layout = &layout();
  request.reading.wanted = all_fields(layout());
  return request;
}

}  // namespace

bool has_list(ResourceNames names) { return list_of(names) != nullptr; }

std::string_view list_name(ResourceNames names) { return list_of(names)->name; }

const AnalyticsKnowledge::Names* known_names(Session& session, const std::string& account,
                                             ResourceNames names) {
  const auto& known = session.analytics_knowledge(account).names;
  const auto found = known.find(list_name(names));
  if (found == known.end()) return nullptr;
  const bool is_believed = session.clock().boot_now() - found->second.at < kAnalyticsLifetime;
  return is_believed ? &found->second.what : nullptr;
}

NameList::NameList(ResourceNames names, const std::string& account, bool accepts_incomplete)
    : of_(names),
      fetch_(paged_fetch(request_for(*list_of(names), account), account,
                         {.per_page = kPerPage, .identifier = "id"})) {
  if (accepts_incomplete) fetch_->accept_incomplete();
}

std::vector<ApiRequest> NameList::next() {
  return denial_.empty() ? fetch_->next() : std::vector<ApiRequest>();
}

void NameList::accept(std::size_t index, const Delivery& answer) {
  const bool is_absent = is_refused_with(*answer, 404);
  if (answer->error && (is_absent || is_refusal(*answer->error, *answer))) {
    denial_ = answer->error->what();
    names_.clear();
    return;
  }
  fetch_->accept(index, answer);
  for (const auto& block : fetch_->take()) read(*block);
}

void NameList::fail(const Error& error) {
  denial_ = error.what();
  has_failed_ = true;
  names_.clear();
}

void NameList::read(const RowBlock& rows) {
  InterruptCheck check_interrupt = rows.interrupt_check();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    check_interrupt();
    std::string name = text_in(rows.cell(row, kScript));
    const std::string object = text_in(rows.cell(row, kClass));
    if (name.empty() || object.empty()) {
      name = text_in(rows.cell(row, kName));
    } else {
      name.append(":").append(object);
    }
    names_[text_in(rows.cell(row, kId))] = std::move(name);
  }
}

}  // namespace cf_billing
