// What decoding a body of FOCUS records costs, next to a parser that builds a tree of it:
// cf_decoder_bench FILE [options of Google Benchmark]. records.py writes the file.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "records/record_reader.h"
#include "tables/all_tables.h"

namespace cf_billing {
namespace {

using Body = std::shared_ptr<const std::string>;

FieldMask mask_of(const std::vector<std::string_view>& columns) {
  FieldMask mask = 0;
  for (const std::string_view column : columns) {
    mask |= field_bit(field_index(focus_usage_table().layout, column));
  }
  return mask;
}

/// The only use of the decoder here. Returns how many records there are, 0 if something is wrong.
std::size_t decode(const Body& body, FieldMask wanted, bool keep_raw) {
  DecodeOptions options;
  options.wanted = wanted;
  options.keep_raw = keep_raw;
  const DecodedBody decoded = decode_records(*body, focus_usage_table().layout, options);
  return decoded.records == nullptr ? 0 : decoded.records->size();
}

std::size_t parse_tree(const Body& body) {
  return nlohmann::json::parse(*body).at("result").size();
}

/// `count` reads the body and returns the number of records, which never changes.
template <typename Count>
void compare(const char* name, const Body& body, Count count) {
  const std::size_t records = parse_tree(body);
  const auto run = [body, count, records](benchmark::State& state) {
    for (auto _ : state) {
      if (count(body) != records) state.SkipWithError("records are missing");
    }
    const auto rounds = static_cast<std::int64_t>(state.iterations());
    state.SetBytesProcessed(rounds * static_cast<std::int64_t>(body->size()));
    state.SetItemsProcessed(rounds * static_cast<std::int64_t>(records));
  };
  benchmark::RegisterBenchmark(name, run)->Unit(benchmark::kMillisecond);
}

void register_all(const Body& body) {
  const FieldMask few = mask_of({"ChargePeriodStart", "ContractedCost", "x_ZoneId"});
  compare("few_columns", body, [few](const Body& text) { return decode(text, few, false); });
  compare("all_columns", body, [](const Body& text) { return decode(text, ~FieldMask{0}, false); });
  compare("raw", body, [](const Body& text) { return decode(text, 0, true); });
  compare("nlohmann_tree", body, parse_tree);
}

}  // namespace
}  // namespace cf_billing

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  std::ifstream file(argc == 2 ? argv[1] : "", std::ios::binary);
  if (!file) {
    std::fputs("usage: cf_decoder_bench FILE\n", stderr);
    return 2;
  }
  cf_billing::register_all(std::make_shared<const std::string>(std::istreambuf_iterator<char>(file),
                                                               std::istreambuf_iterator<char>()));
  benchmark::RunSpecifiedBenchmarks();
}
