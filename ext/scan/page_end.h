// When a list that comes in numbered pages ends.
#pragma once

#include <cstdint>

#include "records/record_reader.h"

namespace cf_billing {

/// What one page showed.
struct PageShown {
  std::uint64_t received = 0;  ///< items on the page
  std::uint64_t fresh = 0;     ///< those of them that no earlier page brought
  std::uint64_t distinct = 0;  ///< fresh ones of all pages up to this
  PageInfo told{};             ///< its `result_info`
  bool is_reused = false;      ///< as in Delivery
};

/// An empty page ends the list. It may be a slip where the server told of more: then it is asked
/// for once more. A short page ends only if the server says how long a page is, as it may clamp
/// what was asked for without a word.
class PageEnd {
 public:
  enum class Next {
    page,     ///< the page behind this one
    same,     ///< this page once more
    none,     ///< the list is complete
    repeats,  ///< a page brought nothing new where more was to come: the server ignores its number
  };

  /// What to ask for after a page; to be told of every page, in the order of the answers.
  Next after(const PageShown& shown);

 private:
  std::int64_t told_ = 0;  // The largest total of items.
  std::uint64_t last_received_ = 0;
  bool was_asked_again_ = false;
};

}  // namespace cf_billing
