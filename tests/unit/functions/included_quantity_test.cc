#include "functions/included_quantity.h"

#include <gtest/gtest.h>

#include <string>

namespace cf_billing {
namespace {

TEST(IncludedQuantity, OfPublishedNames) {
  struct Case {
    const char* name;
    double quantity;
  };
  for (const auto& [name, quantity] :
       {Case{"Workers Standard Requests (first 10M are included)", 1e7},
        Case{"Workers CPU ms (first 30M are included)", 3e7},
        Case{"Workers Bundled Requests (First 10M is included)", 1e7},
        Case{"Workers Unbound Duration (GB*S, First 400,000 GB*S is included)", 400000},
        Case{"Durable Objects Storage Rows Read (First 25B included)", 2.5e10},
        Case{"Durable Objects SQL Storage (First 5 GB-month included)", 5},
        Case{"D1 - Rows Read (first 25 billion included)", 2.5e10},
        Case{"D1 - Rows Written (first 50 million included)", 5e7},
        Case{"D1 - Storage GB-mo (first 5GB included)", 5},
        Case{"KV Storage (GB, First GB is included)", 1},
        Case{"R2 Storage Class A Operations (First 1M included)", 1e6},
        Case{"R2 Data Storage (First 10GB-Month included)", 10},
        Case{"Vectorize - Stored Dimensions (First 10 million dimension-month included)", 1e7},
        Case{"Worker Build Minutes (6000 minutes included per month)", 6000},
        Case{"Browser Rendering - Browser Hours (First 10 hours included)", 10},
        Case{"Dynamic Workers (First 1,000 are included)", 1000},
        // Of another unit than the line's: 25 hours are 90,000 seconds.
        Case{"Container Memory, per GiB-Second (First 25 GiB-hours included)", 90000},
        Case{"Container Disk, per GB second (First 200 GB hours included)", 720000},
        Case{"Container Egress North America + Europe per GB (First 1 TB included)", 1000}}) {
    EXPECT_EQ(included_quantity(name, ""), quantity) << name;
    EXPECT_EQ(included_quantity(name, "Count"), quantity) << name;
  }
}

TEST(IncludedQuantity, WithoutANoteThereIsNone) {
  for (const char* name : {"Regular Twitch Neurons (RTN)", "Zaraz Loads", "", "(First 1M included)",
                           "Argo (First 500 GB)", "Argo First 1M included"}) {
    EXPECT_EQ(included_quantity(name, ""), std::nullopt) << name;
  }
}

std::optional<double> of_note(const std::string& note, std::string_view unit = "") {
  return included_quantity("Argo (" + note + ")", unit);
}

TEST(IncludedQuantity, Spellings) {
  EXPECT_EQ(of_note("FIRST 10M IS INCLUDED"), 1e7);
  EXPECT_EQ(of_note("10,000 free"), 10000);
  EXPECT_EQ(of_note("first 10k free each month"), 10000);
  EXPECT_EQ(of_note("first 1.5M included every month"), 1.5e6);
  EXPECT_EQ(of_note("First million included"), 1e6);
  EXPECT_EQ(of_note("First 2 thousand included a month"), 2000);
  EXPECT_EQ(of_note("First 1T included"), 1e12);
  EXPECT_EQ(of_note("First 0.5 GB included"), 0.5);
  EXPECT_EQ(of_note("First 0 included"), 0);
  EXPECT_EQ(of_note("First 10M requests included"), 1e7);
}

TEST(IncludedQuantity, WhatSaysSomethingElseIsNoQuantity) {
  for (const char* note : {"included",
                           "free",
                           "all included",
                           "First included",
                           "First requests included",
                           "10,000 neurons per day free",
                           "10,000 neurons/day free",
                           "10,000 free each day",
                           "10,000 free daily",
                           "10% free",
                           "First 10M included, then 5M free",
                           "10 GB, 1M included",
                           "10M to 20M included",
                           "up to 10M included",
                           "not included",
                           "First -5 included",
                           "First 1,00 included",
                           "First 1,0000 included",
                           "First ,100 included",
                           "First 100, included",
                           "First 1.2.3 included",
                           "First 1. included",
                           "First .5 included",
                           "First 1e5 included",
                           "First 10m included",
                           "First 25b included",
                           "First 10 M included",
                           "First 10X included",
                           "First \xc2\xbd GB included",
                           "First 10\xc2\xa0M included",
                           "First 10M of requests free",
                           "First 10M included per account",
                           "First 10M included per",
                           "First 10M is",
                           "First 10M"}) {
    EXPECT_EQ(of_note(note + std::string(" ")), of_note(note)) << note;
    EXPECT_EQ(of_note(note), std::nullopt) << note;
  }
  EXPECT_EQ(of_note("First 1" + std::string(400, '0') + " included"), std::nullopt);
  EXPECT_EQ(of_note("First 1M" + std::string(1 << 20, ' ') + " included"), std::nullopt);
}

TEST(IncludedQuantity, InTheUnitOfTheRecord) {
  const std::string memory = "25 GiB-hours included";
  EXPECT_EQ(of_note(memory, "GiB-seconds"), 90000);
  EXPECT_EQ(of_note(memory, "GiB-hours"), 25);
  EXPECT_EQ(of_note(memory, "MiB-minutes"), 25.0 * 60 * 1024);
  EXPECT_EQ(of_note("375 vCPU-minutes included", "vCPU-seconds"), 22500);
  EXPECT_EQ(of_note("First 10GB-Month included", "GB-months"), 10);
  EXPECT_EQ(of_note("First 5GB included", "GB-mo"), 5);
  EXPECT_EQ(of_note("First 1 TB included", "GB"), 1000);
  EXPECT_EQ(of_note("First 30M included", "Milliseconds"), 3e7);
  EXPECT_EQ(of_note("First 10M requests included", "Requests"), 1e7);
  // The record's unit counts, whatever the name says.
  EXPECT_EQ(included_quantity("Memory, per GiB-second (25 GiB-hours included)", "GiB-hours"), 25);
}

TEST(IncludedQuantity, InAnotherUnitItIsNotKnown) {
  EXPECT_EQ(of_note("25 GiB-hours included", "GB-seconds"), std::nullopt);
  EXPECT_EQ(of_note("25 GiB-hours included", "seconds"), std::nullopt);
  EXPECT_EQ(of_note("25 GiB-hours included", "Requests"), std::nullopt);
  EXPECT_EQ(of_note("10M requests included", "Operations"), std::nullopt);
  EXPECT_EQ(of_note("5 GB included", "GB/month"), std::nullopt);
  EXPECT_EQ(of_note("5 GB included", "\xff"), std::nullopt);
  std::string powers = "1 GB";
  for (int n = 1; n < 50; ++n) powers += "-GB";
  EXPECT_EQ(of_note(powers + " included", powers.substr(2)), std::nullopt);
  // Nothing tells whether this is measured in hours, or how.
  EXPECT_EQ(of_note("25 GiB-hours included"), std::nullopt);
  EXPECT_EQ(of_note("First 10 hours included"), std::nullopt);
  EXPECT_EQ(of_note("First 1 TB included"), std::nullopt);
  EXPECT_EQ(of_note("First 100 bytes included"), std::nullopt);
  EXPECT_EQ(included_quantity("Container vCPU (First 375 vCPU-minutes included)", ""),
            std::nullopt);
}

}  // namespace
}  // namespace cf_billing
