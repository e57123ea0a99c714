// What billing history and the list of unpaid invoices are made of (FACTS: History).
#pragma once

#include "records/record_layout.h"

namespace cf_billing {

RecordLayout invoice_item_layout();

}  // namespace cf_billing
