#include "focus_records.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "billing_cycle.h"
#include "chance.h"
#include "json_text.h"

namespace sandbox {
namespace {

constexpr const char* kProvider = "Cloudflare";
constexpr const char* kCorrection = "Correction";

// A record's figures as they are spelled.
struct Figures {
  std::string consumed;
  std::string priced;
  std::string unit_price;
  std::string cost;
};

constexpr std::array<Region, 3> kRegions = {
    {{"EEUR", "Eastern Europe"}, {"WNAM", "Western North America"}, {"APAC", "Asia-Pacific"}}};

class Writer {
 public:
  Writer(const Account& account, const Service& service) : account_(account), service_(service) {}

  FocusRecord usage(const Usage& usage, const Chance& chance) const {
    return usage_of({usage.consumed, usage.charged, usage.cost}, usage, chance);
  }

  // About a tenth more than was used, and a correction that takes it back: together they are what
  // the pay-as-you-go feed and the invoice have.
  std::array<FocusRecord, 2> corrected_usage(const Usage& usage, const Chance& chance) const {
    Amounts first = {usage.consumed + tenth(usage.consumed),
                     usage.charged + charged_extra(usage.charged), 0};
    first.cost = cost_of(first.priced, service_.unit_price);
    FocusFacts facts;
    facts.is_correction = true;
    facts.amounts = {usage.consumed - first.consumed, usage.charged - first.priced,
                     usage.cost - first.cost};
    Figures figures = figures_of(facts.amounts);
    figures.cost = cost_text(facts.amounts.cost);
    return {usage_of(first, usage, chance), record(usage, figures, chance, facts)};
  }

  FocusRecord spelled(const Usage& usage, const char* quantity) const {
    FocusFacts facts;
    facts.spelled = quantity;
    return record(usage, odd_figures(quantity), Chance("spelled"), facts);
  }

  // Measured for the contract as a whole: belongs to no account.
  FocusRecord contract_level(const Usage& usage) const {
    FocusFacts facts;
    facts.is_contract_level = true;
    facts.amounts = {usage.consumed, 0, 0};
    ObjectText json;
    add_charge(json, usage.day, quantity_text(usage.consumed), nullptr);
    add_service(json);
    const std::string text = std::move(json).finish();
    return finish(usage, text, text, facts);
  }

  std::string group(const FocusGroup& group, bool with_costs) const {
    const FocusFacts& facts = group.facts;
    const Figures figures = facts.spelled ? odd_figures(facts.spelled) : figures_of(facts.amounts);
    ObjectText json;
    add_charge(json, group.day, figures.consumed, facts.is_correction ? kCorrection : nullptr);
    add_service(json);
    if (with_costs && account_.focus_money == FocusMoney::kFilled && !facts.is_contract_level) {
      add_costs(json, figures);
    }
    for (const auto& [name, value] : group.more) {
      json.raw(name, value);
    }
    return std::move(json).finish();
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

  // Rounded up; of what is counted in whole units.
  Micros tenth(Micros quantity) const {
    constexpr Micros kUnit = 1'000'000;
    return service_.fractional ? quantity / 10 + 1 : (quantity / (10 * kUnit) + 1) * kUnit;
  }

  // What is sold in blocks is charged by the block.
  Micros charged_extra(Micros charged) const {
    return service_.block == 0 ? tenth(charged) : service_.block * 1'000'000;
  }

  FocusRecord usage_of(const Amounts& amounts, const Usage& usage, const Chance& chance) const {
    FocusFacts facts;
    facts.amounts = amounts;
    return record(usage, figures_of(amounts), chance, facts);
  }

  Figures figures_of(const Amounts& amounts) const {
    return {quantity_text(amounts.consumed), quantity_text(amounts.priced),
            price_text(service_.unit_price), padded(amounts.cost)};
  }

  static Figures odd_figures(const char* quantity) { return {quantity, quantity, "5E-07", "0.00"}; }

  FocusRecord record(const Usage& usage, const Figures& figures, const Chance& chance,
                     FocusFacts facts) const {
    facts.zone = usage.zone;
    if (chance.with("region").one_in(3)) {
      facts.region = &kRegions[chance.with("which").bits() % kRegions.size()];
    }
    facts.is_tagged = chance.with("tags").one_in(6);
    return finish(usage, record_text(usage, figures, chance, facts, true),
                  record_text(usage, figures, chance, facts, false), facts);
  }

  std::string record_text(const Usage& usage, const Figures& figures, const Chance& chance,
                          const FocusFacts& facts, bool with_costs) const {
    ObjectText json;
    json.text("BillingAccountId", account_.id);
    json.text("BillingAccountName", account_.name);
    add_charge(json, usage.day, figures.consumed, facts.is_correction ? kCorrection : nullptr);
    add_service(json);
    add_money(json, usage, figures, chance, with_costs);
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
    if (facts.region) {
      json.text("RegionId", facts.region->id);
      json.text("RegionName", facts.region->name);
    }
    if (facts.is_tagged) {
      json.raw("Tags", kFocusTags);
    }
    return std::move(json).finish();
  }

  void add_charge(ObjectText& json, Day day, const std::string& consumed,
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
    json.text("ChargeDescription", service_.metric_name() + " — daily usage");
    json.text("ChargePeriodStart", start(day));
    json.text("ChargePeriodEnd", end(day + days{1}));
    json.raw("ConsumedQuantity", consumed);
    json.text("ConsumedUnit", service_.unit);
  }

  void add_service(ObjectText& json) const {
    json.text("x_BillableMetricId", service_.metric_id);
    json.text("x_BillableMetricName", service_.metric_name());
    json.text("x_ProductFamilyName", service_.family);
    json.text("x_ProductFamilyId", service_.family_id);
    json.text("x_ProductCategoryName", service_.category);
  }

  // Of the billing period, which is no money, always.
  void add_money(ObjectText& json, const Usage& usage, const Figures& figures, const Chance& chance,
                 bool with_costs) const {
    if (account_.focus_money == FocusMoney::kAbsent) {
      return;
    }
    if (account_.focus_money == FocusMoney::kNull) {
      add_nulls(json, chance, with_costs);
      return;
    }
    const unsigned anchor = account_.subscriptions[usage.subscription].anchor_day;
    json.text("BillingPeriodStart", start(usage.cycle));
    json.text("BillingPeriodEnd", end(next_cycle_start(usage.cycle, anchor)));
    if (with_costs) {
      add_costs(json, figures);
    }
  }

  static void add_nulls(ObjectText& json, const Chance& chance, bool with_costs) {
    for (const char* name :
         {"BilledCost", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart",
          "ContractedCost", "ContractedUnitPrice", "EffectiveCost", "ListCost", "ListUnitPrice",
          "PricingQuantity", "PricingUnit"}) {
      const bool is_period = std::string_view(name).starts_with("BillingPeriod");
      if ((with_costs || is_period) && !chance.with(name).one_in(4)) {  // the others are absent
        json.null(name);
      }
    }
  }

  void add_costs(ObjectText& json, const Figures& figures) const {
    json.text("BillingCurrency", account_.currency);
    json.raw("PricingQuantity", figures.priced);
    json.text("PricingUnit", service_.unit);
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

  FocusRecord finish(const Usage& usage, std::string json, std::string usage_json,
                     FocusFacts facts) const {
    facts.service = &service_;
    return {usage.day, service_.metric_id, std::move(json), std::move(usage_json), facts};
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

// One of the first subscription that is used every day; null: there is none.
const Service* steady_service(const Account& account) {
  for (const std::size_t service : account.services) {
    const Service& known = catalog()[service];
    if (!known.comes_and_goes && !known.pauses && !known.per_zone &&
        account.subscriptions.front().product == &product_of(known)) {
      return &known;
    }
  }
  return nullptr;
}

}  // namespace

const Service& odd_numbers_service() {
  static const Service service = {"r2_ia_data_retrieval",
                                  "R2 Infrequent Access - Data Retrieval",
                                  "R2",
                                  "r2",
                                  "Developer",
                                  "GB",
                                  false,
                                  0,
                                  500'000,
                                  0,
                                  0,
                                  1,
                                  0,
                                  true,
                                  false,
                                  false,
                                  false};
  return service;
}

std::string sent_text(const Account& account, const FocusRecord& record, bool with_costs,
                      bool names_always) {
  const std::string& text = with_costs ? record.json : record.usage_json;
  return names_always && record.facts.is_contract_level
             ? "{\"BillingAccountId\":" + json_string(account.id) + "," + text.substr(1)
             : text;
}

std::string focus_group(const Account& account, const FocusGroup& group, bool with_costs) {
  return Writer(account, *group.facts.service).group(group, with_costs);
}

std::vector<FocusRecord> make_focus_records(const Account& account,
                                            const std::vector<Usage>& usage) {
  std::vector<FocusRecord> records;
  records.reserve(usage.size() + usage.size() / 50);
  const Service* marked = steady_service(account);
  for (const Usage& record : usage) {
    const Service& service = catalog()[record.service];
    const Writer writer(account, service);
    const Chance chance = Chance("focus")
                              .with(account.id)
                              .with(service.metric_id)
                              .with(record.day)
                              .with(static_cast<std::uint64_t>(record.consumed));
    if (record.cost > 0 && chance.with("correction").one_in(150)) {
      std::ranges::move(writer.corrected_usage(record, chance), std::back_inserter(records));
    } else {
      records.push_back(writer.usage(record, chance));
    }
    if (&service == marked) {
      add_once_a_month(account, record, records);
    }
  }
  std::ranges::stable_sort(records, {}, &FocusRecord::day);
  return records;
}

}  // namespace sandbox
