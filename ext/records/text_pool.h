// Texts that live as long as the pool: few allocations, and those that repeat are stored once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace cf_billing {

class TextPool {
 public:
  /// A copy of the text.
  std::string_view store(std::string_view text);
  /// The same, or the copy that was made of an equal one, if it is remembered.
  std::string_view intern(std::string_view text);
  /// Ends remembering, and gives back the memory for it.
  void forget();

  [[nodiscard]] std::size_t bytes() const {
    return bytes_ + known_.capacity() * sizeof(std::string_view);
  }
  [[nodiscard]] std::size_t remembered() const { return remembered_; }

 private:
  void grow();

  std::vector<std::unique_ptr<char[]>> chunks_;
  char* free_ = nullptr;
  std::size_t free_bytes_ = 0;
  std::size_t bytes_ = 0;
  std::vector<std::string_view> known_;  // Open addressing; a power of two of places.
  std::size_t remembered_ = 0;
};

}  // namespace cf_billing
