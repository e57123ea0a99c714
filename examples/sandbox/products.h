// What an account subscribes to so that its services are billed: each service is billed on the
// subscription of its product.
#pragma once

#include <string_view>

#include "catalog.h"

namespace sandbox {

struct Product {
  const char* rate_plan_id;
  const char* public_name;
};

// The one that has everything for developers but R2.
const Product& workers_product();
const Product& product_of(const Service& service);

}  // namespace sandbox
