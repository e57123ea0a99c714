// The program's own malloc() and its kin stand before those of the C library for everything that is
// in the process: SQLite, the module, libcurl, the TLS library, C++'s operator new.
#include "failing_malloc.h"

#include <atomic>
#include <cerrno>
#include <cstddef>

extern "C" {
// glibc's own, under the names that it exports them by for such a purpose.
void* __libc_malloc(std::size_t size);                           // NOLINT
void* __libc_calloc(std::size_t count, std::size_t size);        // NOLINT
void* __libc_realloc(void* old, std::size_t size);               // NOLINT
void* __libc_memalign(std::size_t alignment, std::size_t size);  // NOLINT
}

namespace {

std::atomic<long> step{0};  // 0: nothing fails.
std::atomic<bool> fails_again{false};
std::atomic<long> left{0};
std::atomic<long> refused{0};

bool is_refused() {
  const long n = step.load(std::memory_order_relaxed);
  if (n == 0) return false;
  const long now_left = --left;
  if (now_left > 0) return false;
  const bool fails = fails_again ? now_left % n == 0 : now_left == 0;
  if (!fails) return false;
  ++refused;
  errno = ENOMEM;
  return true;
}

}  // namespace

namespace cf_billing {

void fail_allocations(long n, bool again) {
  refused = 0;
  left = n;
  fails_again = again;
  step = n;
}

long stop_failing() {
  step = 0;
  return refused;
}

}  // namespace cf_billing

extern "C" {

void* malloc(std::size_t size) { return is_refused() ? nullptr : __libc_malloc(size); }

void* calloc(std::size_t count, std::size_t size) {
  return is_refused() ? nullptr : __libc_calloc(count, size);
}

void* realloc(void* old, std::size_t size) {
  return is_refused() ? nullptr : __libc_realloc(old, size);
}

void* memalign(std::size_t alignment, std::size_t size) {
  return is_refused() ? nullptr : __libc_memalign(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return is_refused() ? nullptr : __libc_memalign(alignment, size);
}

int posix_memalign(void** made, std::size_t alignment, std::size_t size) {
  void* memory = is_refused() ? nullptr : __libc_memalign(alignment, size);
  if (memory == nullptr) return ENOMEM;
  *made = memory;
  return 0;
}
}
