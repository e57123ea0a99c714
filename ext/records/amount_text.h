// An amount of money as people write it, where it can mean one number only.
#pragma once

#include <optional>
#include <string_view>

namespace cf_billing {

/// The whole of a text as an amount; nothing where it is none, or could mean another number too.
///
///   12.5  -3  +4  .5  5.  1e-3        a number with a decimal point, as programs write it
///   12,345  1,234.56                  thousands marks: groups of exactly three, the first not 0…
///   $20.99  -$5  USD 20.99  20.99 €   one currency, as a sign or as a code of ISO 4217
///   (5.00)  ($5.00)  USD (5.00)       in parentheses: less than nothing
///
/// Blanks around it, and between currency and number, do not matter. The host's locale does not
/// either: `1.234,56` and `12,34` are no amounts. What would be infinite is none.
std::optional<double> amount_in(std::string_view text);

}  // namespace cf_billing
