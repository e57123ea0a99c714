#include "tables/local_rows.h"

#include "core/fingerprint.h"

namespace cf_billing {

void LocalRows::begin(std::string_view key) {
  end();
  records_->begin_record();
  key_ = Fingerprint().add(key).value();
  open_ = true;
}

void LocalRows::end() {
  if (open_) records_->end_record(key_);
  open_ = false;
}

std::shared_ptr<const RecordBlock> LocalRows::finish() {
  end();
  records_->finish_filling();
  return records_;
}

}  // namespace cf_billing
