// gzip, made here rather than by the HTTP library so that faults have a say in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sandbox {

std::string gzip(std::string_view plain);

// A small file that unpacks to a well-formed envelope of `mib` MiB.
std::string gzip_bomb(std::size_t mib);

}  // namespace sandbox
