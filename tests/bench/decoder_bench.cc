// What decoding costs, next to a parser that builds a tree of the same body, and what the rows cost
// afterwards.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "records/record_reader.h"
#include "records/row_block.h"
#include "tables/all_tables.h"

namespace cf_billing {
namespace {

constexpr int kRecords = 10'000;

const std::vector<std::string_view> kThree = {"ChargePeriodStart", "ContractedCost", "x_ZoneId"};
const std::vector<std::string_view> kTen = {
    "BillingAccountId",    "ChargePeriodStart",    "ChargePeriodEnd", "ConsumedQuantity",
    "ConsumedUnit",        "ContractedCost",       "BillingCurrency", "x_BillableMetricName",
    "x_ProductFamilyName", "x_ProductCategoryName"};

// In the fields and lengths of real ones. A few texts repeat, ids and figures do not.
constexpr std::string_view kRecord =
    R"({"BillingAccountId":"023e105f4ecef8ad9ca31a8372d0c353","BillingAccountName":"Lighthouse Ltd",
"ChargeCategory":"Usage","ChargeDescription":"Use of @metric","ChargeFrequency":"Usage-Based",
"ChargePeriodStart":"2026-10-@dayT00:00:00Z","ChargePeriodEnd":"2026-10-@dayT23:59:59Z",
"ConsumedQuantity":@number.125,"ConsumedUnit":"Requests","HostProviderName":"Cloudflare",
"InvoiceIssuerName":"Cloudflare","ServiceProviderName":"Cloudflare",
"x_BillableMetricName":"Metric @metric","BilledCost":0.@number,"BillingCurrency":"USD",
"BillingPeriodStart":"2026-10-01T00:00:00Z","BillingPeriodEnd":"2026-11-01T00:00:00Z",
"ChargeClass":null,"ContractedCost":0.@number,"ContractedUnitPrice":0.0000005,
"EffectiveCost":0.@number,"ListCost":0.@number,"ListUnitPrice":0.0000005,
"PricingQuantity":@number.125,"PricingUnit":"Requests","RegionId":null,"RegionName":null,
"SubAccountId":"@zonee105f4ecef8ad9ca31a8372d0c353","SubAccountName":"zone-@zone.example",
"x_BillableMetricId":"id_of_metric_@metric","x_ProductFamilyName":"Family",
"x_ZoneId":"@zonee105f4ecef8ad9ca31a8372d0c353","x_ZoneName":"zone-@zone.example",
"x_ProductCategoryName":"Category","x_ProductFamilyId":"family","Tags":{"team":"t@metric"}})";

std::string focus_record(int number) {
  const std::map<std::string_view, std::string> values = {
      {"@metric", std::to_string(number % 40)},
      {"@day", std::to_string(10 + number % 19)},
      {"@number", std::to_string(number)},
      {"@zone", std::to_string(100 + number % 23)}};
  std::string record;
  for (std::size_t at = 0; at < kRecord.size();) {
    const std::string_view rest = kRecord.substr(at);
    const auto fits = [&](const auto& value) { return rest.starts_with(value.first); };
    const auto found = std::find_if(values.begin(), values.end(), fits);
    if (found == values.end()) {
      if (rest.front() != '\n') record += rest.front();
      ++at;
    } else {
      record += found->second;
      at += found->first.size();
    }
  }
  return record;
}

const std::shared_ptr<const std::string>& body() {
  static const auto text = [] {
    std::string records;
    for (int i = 0; i < kRecords; ++i) records += (i > 0 ? "," : "") + focus_record(i);
    return std::make_shared<const std::string>(
        R"({"success":true,"errors":[],"messages":[],"result":[)" + records + "]}");
  }();
  return text;
}

FieldMask mask_of(const std::vector<std::string_view>& columns) {
  FieldMask mask = 0;
  for (const std::string_view column : columns) {
    mask |= field_bit(field_index(kFocusUsage.layout, column));
  }
  return mask;
}

/// The only use of the decoder here.
std::shared_ptr<const RecordBlock> decode(FieldMask wanted) {
  DecodeOptions options;
  options.wanted = wanted;
  return decode_records(*body(), kFocusUsage.layout, options).records;
}

void count_bytes(benchmark::State& state) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(body()->size()));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * kRecords);
}

void count_rows(benchmark::State& state) {
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * kRecords);
}

void decode_columns(benchmark::State& state, FieldMask wanted) {
  for (auto _ : state) {
    const auto records = decode(wanted);
    if (records == nullptr || records->size() != kRecords) {
      state.SkipWithError("records are missing");
    }
    benchmark::DoNotOptimize(records.get());
  }
  count_bytes(state);
}
BENCHMARK_CAPTURE(decode_columns, 3, mask_of(kThree))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode_columns, 10, mask_of(kTen))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode_columns, all, ~FieldMask{0})->Unit(benchmark::kMillisecond);

void nlohmann_parse(benchmark::State& state) {
  for (auto _ : state) {
    const auto tree = nlohmann::json::parse(*body());
    if (tree.at("result").size() != kRecords) state.SkipWithError("records are missing");
    benchmark::DoNotOptimize(&tree);
  }
  count_bytes(state);
}
BENCHMARK(nlohmann_parse)->Unit(benchmark::kMillisecond);

/// What each scan that is answered from the cache pays, whatever it then reads.
void make_rows(benchmark::State& state) {
  const auto records = decode(mask_of(kThree));
  for (auto _ : state) {
    RowBlock rows(records);
    rows.set_account("023e105f4ecef8ad9ca31a8372d0c353");
    benchmark::DoNotOptimize(rows.size());
  }
  count_rows(state);
}
BENCHMARK(make_rows)->Unit(benchmark::kMicrosecond);

void count_occurrences(benchmark::State& state) {
  RowBlock rows(decode(mask_of(kThree)));
  for (auto _ : state) {
    RowBlock::Occurrences seen;
    rows.count_occurrences(seen);
    benchmark::DoNotOptimize(rows.rowid(kRecords - 1));
  }
  count_rows(state);
}
BENCHMARK(count_occurrences)->Unit(benchmark::kMicrosecond);

void read_cells(benchmark::State& state) {
  const RowBlock rows(decode(mask_of(kThree)));
  const std::size_t cost = field_index(kFocusUsage.layout, "ContractedCost");
  const std::size_t zone = field_index(kFocusUsage.layout, "x_ZoneId");
  for (auto _ : state) {
    double sum = 0;
    std::size_t length = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      sum += rows.cell(row, cost).real;
      length += rows.cell(row, zone).text().size();
    }
    benchmark::DoNotOptimize(sum);
    benchmark::DoNotOptimize(length);
  }
  count_rows(state);
}
BENCHMARK(read_cells)->Unit(benchmark::kMicrosecond);

void retain_every_second(benchmark::State& state) {
  const auto records = decode(mask_of(kThree));
  for (auto _ : state) {
    RowBlock rows(records);
    rows.retain([](std::size_t row) { return row % 2 == 0; });
    benchmark::DoNotOptimize(rows.size());
  }
  count_rows(state);
}
BENCHMARK(retain_every_second)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace cf_billing

BENCHMARK_MAIN();
