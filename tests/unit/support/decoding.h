// Bodies of records with a field of each kind, decoded at once.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "records/record_reader.h"
#include "support/bodies.h"

namespace cf_billing {

inline const RecordLayout kLayout = {
    {"text", FieldType::text, {"text"}},
    {"real", FieldType::real, {"real"}},
    {"integer", FieldType::integer, {"integer"}},
    {"period", FieldType::period, {"period"}},
    {"json", FieldType::json, {"json"}},
    {"zone_name", FieldType::text, {"zone.name"}},
    {"occurred_at", FieldType::text, {"occurred_at", "occured_at"}},
    {"deep", FieldType::text, {"a.b.c"}}};
enum Place : std::size_t { kText, kReal, kInteger, kPeriod, kJson, kZone, kOccurred, kDeep };

inline std::shared_ptr<const RecordBlock> decode(const std::string& body,
                                                 const DecodeOptions& options = {}) {
  DecodedBody decoded = decode_records(body, kLayout, options);
  EXPECT_EQ(decoded.defect, "") << body;
  return decoded.records;
}

/// One record, from its JSON text.
inline std::shared_ptr<const RecordBlock> record(const std::string& text) {
  return decode(envelope({text}));
}

}  // namespace cf_billing
