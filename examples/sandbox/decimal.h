// Exact decimal numbers. Quantities, prices and costs are whole numbers of a small unit, so that
// an invoice equals the sum of its usage to the last digit.
#pragma once

#include <cstdint>
#include <string>

namespace sandbox {

using Micros = std::int64_t;  // quantities: 10^-6
using Picos = std::int64_t;   // unit prices: 10^-12
using Tenths = std::int64_t;  // costs: 10^-10
using Cents = std::int64_t;   // invoiced amounts: 10^-2

// quantity x price, rounded to ten decimals.
Tenths cost_of(Micros quantity, Picos unit_price);

// Rounded half up.
Cents to_cents(Tenths cost);

// The shortest decimal spelling of value x 10^-decimals: 12.5, 7, -0.000001.
std::string decimal_text(std::int64_t value, int decimals);

inline std::string quantity_text(Micros quantity) { return decimal_text(quantity, 6); }
inline std::string cost_text(Tenths cost) { return decimal_text(cost, 10); }
inline std::string cents_text(Cents amount) { return decimal_text(amount, 2); }

// As JSON libraries spell small doubles: 5e-07, 0.015.
std::string price_text(Picos unit_price);

}  // namespace sandbox
