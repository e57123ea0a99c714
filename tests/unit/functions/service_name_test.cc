#include "functions/service_name.h"

#include <gtest/gtest.h>

#include <string>

namespace cf_billing {
namespace {

std::string service(std::string_view name) { return std::string(split_service_name(name).service); }

TEST(ServiceName, IsTheNameWithoutItsNote) {
  EXPECT_EQ(service("R2 Storage Class A Operations (First 1M included)"),
            "R2 Storage Class A Operations");
  EXPECT_EQ(service("Workers Standard Requests (first 10M are included)"),
            "Workers Standard Requests");
  EXPECT_EQ(service("D1 - Rows Read (first 25 billion included)"), "D1 - Rows Read");
  EXPECT_EQ(service("Container Memory, per GiB-Second (First 25 GiB-hours included)"),
            "Container Memory, per GiB-Second");
  EXPECT_EQ(service("Durable Objects Compute Duration (GB*S, First 400,000 GB*S is included)"),
            "Durable Objects Compute Duration");
  EXPECT_EQ(service("Something (10,000 free)"), "Something");
  EXPECT_EQ(service("Something (FIRST 1M INCLUDED)"), "Something");
}

TEST(ServiceName, TheNoteIsWhatIsInTheParentheses) {
  EXPECT_EQ(split_service_name("KV Storage (GB, First GB is included)").note,
            "GB, First GB is included");
  EXPECT_EQ(split_service_name("Zaraz Loads").note, "");
}

TEST(ServiceName, OtherParenthesesAreParts) {
  for (const char* name :
       {"Regular Twitch Neurons (RTN)", "Fast Twitch Neurons (FTN)",
        "Container Egress Everywhere Else (First 500 GB)", "Argo (First 1M included) per zone",
        "Argo (First 1M included) (EU)", "(First 1M included) Argo", "Argo First 1M included",
        "Zaraz", "", "()", "Argo ()", "Argo (carefree)", "Argo (error-free requests)",
        "Argo (freemium)", "Argo (free\xc3\xbc)", "Argo (not_included)"}) {
    EXPECT_EQ(service(name), name);
    EXPECT_EQ(split_service_name(name).note, "") << name;
  }
  EXPECT_EQ(service("Argo (EU) (First 1M included)"), "Argo (EU)");
  EXPECT_EQ(service("Argo (in the EU (First 1M included))"), "Argo");
  EXPECT_EQ(service("Argo (carefree, the first is free)"), "Argo");
}

TEST(ServiceName, UnbalancedParentheses) {
  EXPECT_EQ(service("Argo First 1M included)"), "Argo First 1M included)");
  EXPECT_EQ(service("Argo (First 1M included"), "Argo (First 1M included");
  EXPECT_EQ(service("Argo (First 1M) included)"), "Argo (First 1M) included)");
  EXPECT_EQ(service("Argo ) (First 1M included)"), "Argo )");
  EXPECT_EQ(service("Argo ((First 1M included)"), "Argo (");
  EXPECT_EQ(service(")"), ")");
  EXPECT_EQ(service("(included)"), "(included)");  // All of the name that there is.
  EXPECT_EQ(service("  (included)  "), "  (included)  ");
}

TEST(ServiceName, BlanksAroundTheNote) {
  EXPECT_EQ(service("Argo(First 1M included)"), "Argo");
  EXPECT_EQ(service("Argo \t (First 1M included) \n"), "Argo");
  EXPECT_EQ(service(" Argo "), " Argo ");
}

TEST(ServiceName, AnyBytes) {
  const std::string bytes("\xff\x00(\xfe included)", 14);
  EXPECT_EQ(service(bytes), std::string("\xff\x00", 2));
  const std::string huge(1 << 20, '(');
  EXPECT_EQ(service(huge + ")"), huge + ")");
  EXPECT_EQ(service("Argo " + huge + " free" + std::string(1 << 20, ')')), "Argo");
}

TEST(ServiceKey, IsTheSameOfALineUnderAnotherName) {
  EXPECT_EQ(service_key("Browser Run - Browser Hours (First 10 hours included)"),
            "browser rendering - browser hours");
  EXPECT_EQ(service_key("Browser Rendering - Browser Hours"), "browser rendering - browser hours");
  EXPECT_EQ(service_key("BROWSER RUN - x"), "browser rendering - x");
  for (const std::string name : {"browser run", "browser running - x", "my browser run - x", ""}) {
    EXPECT_EQ(service_key(name), name);
  }
}

}  // namespace
}  // namespace cf_billing
