#include "focus_records.h"

#include <algorithm>
#include <array>

#include "billing_cycle.h"
#include "chance.h"
#include "json_text.h"

namespace sandbox {
namespace {

constexpr const char* kProvider = "Cloudflare";

// A record's figures as they are spelled.
struct Figures {
  std::string consumed;
  std::string priced;
  std::string unit_price;
  std::string cost;
};

struct Region {
  const char* id;
  const char* name;
};
constexpr std::array<Region, 3> kRegions = {
    {{"EEUR", "Eastern Europe"}, {"WNAM", "Western North America"}, {"APAC", "Asia-Pacific"}}};

class Writer {
 public:
  Writer(const Account& account, const Service& service) : account_(account), service_(service) {}

  FocusRecord usage(const Usage& usage, const Chance& chance) const {
    const Figures figures = {quantity_text(usage.consumed), quantity_text(usage.priced),
                             price_text(service_.unit_price), padded(usage.cost)};
    return record(usage, figures, chance, nullptr);
  }

  // Takes back a tenth of what was charged.
  FocusRecord correction(const Usage& usage, const Chance& chance) const {
    const Micros quantity = -usage.priced / 10;
    const Figures figures = {quantity_text(-usage.consumed / 10), quantity_text(quantity),
                             price_text(service_.unit_price),
                             cost_text(cost_of(quantity, service_.unit_price))};
    return record(usage, figures, chance, "Correction");
  }

  FocusRecord spelled(const Usage& usage, const char* quantity) const {
    return record(usage, {quantity, quantity, "5E-07", "0.00"}, Chance("spelled"), nullptr);
  }

  // Measured for the contract as a whole: belongs to no account.
  FocusRecord contract_level(const Usage& usage) const {
    ObjectText json;
    add_charge(json, usage, quantity_text(usage.consumed), nullptr);
    add_service(json);
    return finish(usage, std::move(json));
  }

 private:
  // Money with two decimals at least, as in 0.10.
  static std::string padded(Tenths cost) {
    std::string text = cost_text(cost);
    const std::size_t point = text.find('.');
    if (point == std::string::npos) {
      return text;
    }
    return text.size() - point == 2 ? text + "0" : text;
  }

  FocusRecord record(const Usage& usage, const Figures& figures, const Chance& chance,
                     const char* charge_class) const {
    ObjectText json;
    json.text("BillingAccountId", account_.id);
    json.text("BillingAccountName", account_.name);
    add_charge(json, usage, figures.consumed, charge_class);
    add_service(json);
    add_money(json, usage, figures, chance);
    const Subscription& subscription = account_.subscriptions[usage.subscription];
    json.text("SubAccountId", subscription.id);
    json.text("SubAccountName", subscription.plan);
    if (usage.zone) {
      json.text("x_ZoneId", usage.zone->id);
      json.text("x_ZoneName", usage.zone->name);
    } else if (chance.with("zone").one_in(2)) {
      json.null("x_ZoneId");
      json.null("x_ZoneName");
    }
    if (chance.with("region").one_in(3)) {
      const Region& region = kRegions[chance.with("which").bits() % kRegions.size()];
      json.text("RegionId", region.id);
      json.text("RegionName", region.name);
    }
    if (chance.with("tags").one_in(6)) {
      json.raw("Tags", R"({"team":"fintech","key-only":true})");
    }
    return finish(usage, std::move(json));
  }

  void add_charge(ObjectText& json, const Usage& usage, const std::string& consumed,
                  const char* charge_class) const {
    json.text("ServiceProviderName", kProvider);
    json.text("InvoiceIssuerName", kProvider);
    json.text("HostProviderName", kProvider);
    json.text("ChargeCategory", "Usage");
    if (charge_class) {
      json.text("ChargeClass", charge_class);
    } else if (account_.focus_money == FocusMoney::kNull) {
      json.null("ChargeClass");
    }
    json.text("ChargeFrequency", "Usage-Based");
    json.text("ChargeDescription", std::string(service_.name) + " — daily usage");
    json.text("ChargePeriodStart", start(usage.day));
    json.text("ChargePeriodEnd", end(usage.day + days{1}));
    json.raw("ConsumedQuantity", consumed);
    json.text("ConsumedUnit", service_.consumed_unit);
  }

  void add_service(ObjectText& json) const {
    json.text("x_BillableMetricId", service_.metric_id);
    json.text("x_BillableMetricName", service_.name);
    json.text("x_ProductFamilyName", service_.family);
    json.text("x_ProductFamilyId", service_.family_id);
    json.text("x_ProductCategoryName", service_.category);
  }

  void add_money(ObjectText& json, const Usage& usage, const Figures& figures,
                 const Chance& chance) const {
    if (account_.focus_money == FocusMoney::kAbsent) {
      return;
    }
    if (account_.focus_money == FocusMoney::kNull) {
      for (const char* name :
           {"BilledCost", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart",
            "ContractedCost", "ContractedUnitPrice", "EffectiveCost", "ListCost", "ListUnitPrice",
            "PricingQuantity", "PricingUnit"}) {
        if (!chance.with(name).one_in(4)) {  // the others are absent
          json.null(name);
        }
      }
      return;
    }
    const unsigned anchor = account_.subscriptions[usage.subscription].anchor_day;
    json.text("BillingCurrency", account_.currency);
    json.text("BillingPeriodStart", start(usage.cycle));
    json.text("BillingPeriodEnd", end(next_cycle_start(usage.cycle, anchor)));
    json.raw("PricingQuantity", figures.priced);
    json.text("PricingUnit", service_.pricing_unit);
    json.raw("ListUnitPrice", figures.unit_price);
    json.raw("ContractedUnitPrice", figures.unit_price);
    for (const char* name : {"ListCost", "ContractedCost", "EffectiveCost", "BilledCost"}) {
      json.raw(name, figures.cost);
    }
  }

  std::string start(Day day) const {
    return account_.focus_times == FocusTimes::kMilliseconds ? format_day(day) + "T00:00:00.000Z"
                                                             : format_midnight(day);
  }

  std::string end(Day day) const {
    return account_.focus_times == FocusTimes::kInclusiveEnds
               ? format_day(day - days{1}) + "T23:59:59Z"
               : start(day);
  }

  FocusRecord finish(const Usage& usage, ObjectText&& json) const {
    return {usage.day, service_.metric_id, std::move(json).finish()};
  }

  const Account& account_;
  const Service& service_;
};

// Numbers that a reader loses digits of when it takes them for doubles, or misreads otherwise.
constexpr std::array<const char*, 8> kSpellings = {
    "0.10", "1E+2", "12345678901234567890", "0.123456789012345678", "9007199254740993", "5e-07",
    "-0.0", "1.50"};

void add_odd_numbers(const Account& account, const Usage& usage, std::vector<FocusRecord>& out) {
  const Writer writer(account, odd_numbers_service());
  for (const char* spelling : kSpellings) {
    out.push_back(writer.spelled(usage, spelling));
  }
}

void add_once_a_month(const Account& account, const Usage& usage, std::vector<FocusRecord>& out) {
  const std::chrono::year_month_day date{usage.day};
  if (date.day() == std::chrono::day{7} && account.odd_focus_numbers) {
    add_odd_numbers(account, usage, out);
  }
  if (date.day() == std::chrono::day{3} && account.focus_money == FocusMoney::kNull) {
    out.push_back(Writer(account, catalog()[usage.service]).contract_level(usage));
  }
}

}  // namespace

const Service& odd_numbers_service() {
  static const Service service = {"log_explorer_ingested",
                                  "Log Explorer Ingested",
                                  "Log Explorer",
                                  "log-explorer",
                                  "Security",
                                  "GB",
                                  "GB",
                                  0,
                                  500'000,
                                  0,
                                  1,
                                  0,
                                  true,
                                  false,
                                  false};
  return service;
}

std::vector<FocusRecord> make_focus_records(const Account& account,
                                            const std::vector<Usage>& usage) {
  std::vector<FocusRecord> records;
  records.reserve(usage.size() + usage.size() / 50);
  for (const Usage& record : usage) {
    const Service& service = catalog()[record.service];
    const Writer writer(account, service);
    const Chance chance = Chance("focus")
                              .with(account.id)
                              .with(service.metric_id)
                              .with(record.day)
                              .with(static_cast<std::uint64_t>(record.consumed));
    records.push_back(writer.usage(record, chance));
    if (record.cost > 0 && chance.with("correction").one_in(150)) {
      records.push_back(writer.correction(record, chance));
    }
    if (record.service == account.services.front() && record.subscription == 0) {
      add_once_a_month(account, record, records);
    }
  }
  std::ranges::stable_sort(records, {}, &FocusRecord::day);
  return records;
}

}  // namespace sandbox
