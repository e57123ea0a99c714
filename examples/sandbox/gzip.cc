#include "gzip.h"

#include <zlib.h>

#include <stdexcept>

namespace sandbox {
namespace {

constexpr int kGzipWindow = 15 + 16;
constexpr int kRawWindow = -15;
constexpr std::size_t kMib = 1'048'576;

std::string deflate_all(std::string_view plain, int level, int window, int flush) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib cannot start");
  }
  // Room for the flush marker too, which deflateBound() does not count.
  std::string packed(deflateBound(&stream, plain.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, flush);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

// A gzip file put together from blocks that were packed apart from each other.
class BlockFile {
 public:
  void add(std::string_view plain, std::string_view packed) {
    const uLong sum =
        crc32(0, reinterpret_cast<const Bytef*>(plain.data()), static_cast<uInt>(plain.size()));
    crc_ = crc32_combine(crc_, sum, static_cast<z_off_t>(plain.size()));
    size_ += plain.size();
    text_ += packed;
  }
  void add(std::string_view plain) {
    add(plain, deflate_all(plain, Z_BEST_COMPRESSION, kRawWindow, Z_FULL_FLUSH));
  }

  std::string finish() && {
    text_ += deflate_all("", Z_BEST_COMPRESSION, kRawWindow, Z_FINISH);
    add_little_endian(crc_);
    add_little_endian(size_);
    return std::move(text_);
  }

 private:
  void add_little_endian(std::size_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
      text_ += static_cast<char>(static_cast<unsigned char>(value >> shift));
    }
  }

  std::string text_{"\x1f\x8b\x08\0\0\0\0\0\0\xff", 10};
  uLong crc_ = 0;
  std::size_t size_ = 0;
};

}  // namespace

std::string gzip(std::string_view plain) {
  return deflate_all(plain, Z_BEST_SPEED, kGzipWindow, Z_FINISH);
}

std::string gzip_bomb(std::size_t mib) {
  const std::string blank(kMib, ' ');
  const std::string packed = deflate_all(blank, Z_BEST_COMPRESSION, kRawWindow, Z_FULL_FLUSH);
  BlockFile file;
  file.add(R"({"result":[)");
  for (std::size_t i = 0; i < mib; ++i) {
    file.add(blank, packed);
  }
  file.add(R"(],"success":true,"errors":[],"messages":[]})");
  return std::move(file).finish();
}

}  // namespace sandbox
