#include "products.h"

#include <algorithm>
#include <array>

namespace sandbox {
namespace {

struct Family {
  std::string_view family;
  Product product;
};

// Nobody has published the rate plans of services that are billed by zone: those have the names
// that the documentation calls the services by.
constexpr std::array<Family, 5> kFamilies = {
    {{"R2", {"r2_paid", "R2 Paid"}},
     {"Argo", {"argo", "Argo Smart Routing"}},
     {"Load Balancing", {"load_balancing", "Load Balancing"}},
     {"Cache", {"cache_reserve", "Cache Reserve"}},
     {"Rate Limiting", {"rate_limiting", "Rate Limiting"}}}};

}  // namespace

const Product& workers_product() {
  static const Product product = {"workers_paid", "Workers Paid"};
  return product;
}

const Product& product_of(const Service& service) {
  const auto* known = std::ranges::find(kFamilies, service.family, &Family::family);
  return known == kFamilies.end() ? workers_product() : known->product;
}

}  // namespace sandbox
