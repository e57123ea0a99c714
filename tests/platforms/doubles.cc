// Whether doubles are read the same with libc++, which cannot, as with the library of this machine.
#include <charconv>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>
#undef __cpp_lib_to_chars  // As libc++ says it.
#include "core/double_from_chars.h"

namespace {

std::mt19937_64 chance(1);

bool is_read_the_same(const std::string& text) {
  double expected = 7;
  double value = 7;
  const auto library = std::from_chars(text.data(), text.data() + text.size(), expected);
  const auto ours = cf_billing::double_from_chars(text, value);
  if (library.ec != ours.ec) return false;
  // Also the sign of a zero.
  return ours.ec != std::errc{} ||
         (library.ptr == ours.ptr && std::memcmp(&expected, &value, sizeof value) == 0);
}

void add_digits(std::string& text, std::size_t count) {
  while (count-- > 0) text += static_cast<char>('0' + chance() % 10);
}

std::string any_number() {
  std::string text = chance() % 3 == 0 ? "-" : "";
  add_digits(text, 1 + chance() % 20);
  if (chance() % 2 == 0) add_digits(text += '.', chance() % 22);
  if (chance() % 3 != 0) return text;
  text += chance() % 2 == 0 ? "e" : "E";
  if (chance() % 2 == 0) text += chance() % 2 == 0 ? "-" : "+";
  return text + std::to_string(chance() % 340);
}

}  // namespace

int main() {
  int failed = 0;
  int passed = 0;
  const auto check = [&](const std::string& text) {
    if (is_read_the_same(text)) {
      ++passed;
    } else if (++failed < 20) {
      std::printf("read otherwise: %s\n", text.c_str());
    }
  };
  for (const char* text : {"",
                           "e",
                           "e+",
                           "1.",
                           "-.5",
                           "-",
                           "1e400",
                           "-1e400",
                           "1e-400",
                           "-1e-400",
                           "0.1e",
                           "1,5",
                           "0,5",
                           "00",
                           "-0",
                           "5 ",
                           "0e9",
                           "9007199254740993",
                           "2.2250738585072011e-308",
                           "4.9e-324",
                           "2.4e-324",
                           "1.7976931348623158e308",
                           "1.7976931348623159e308"}) {
    check(text);
  }
  for (int i = 0; i < 500000; ++i) check(any_number());
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
