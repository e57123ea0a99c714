#include "http/host_tls.h"

#include <curl/curl.h>

#include <filesystem>
#include <string_view>

#if defined(__GLIBC__) && !defined(CURL_STATICLIB)
#include <dlfcn.h>
#include <link.h>
#define CF_BILLING_SHARED_LIBCURL
#endif

namespace cf_billing {

namespace {

#ifdef CF_BILLING_SHARED_LIBCURL
std::string find_tls_conflict() {
  const char* library = curl_version_info(CURLVERSION_NOW)->ssl_version;
  if (library == nullptr || !std::string_view(library).starts_with("OpenSSL")) return {};
  const void* function = dlsym(RTLD_DEFAULT, "SSL_CTX_new");
  Dl_info where{};
  void* object = nullptr;
  if (function == nullptr || dladdr1(function, &where, &object, RTLD_DL_LINKMAP) == 0) return {};
  // The program itself has no name in the list of what is loaded.
  if (object == nullptr || static_cast<const link_map*>(object)->l_name[0] != '\0') return {};
  return "this program has an OpenSSL of its own, which would be mixed with libcurl's: load the "
         "self-contained build, see ext/packages/README.md";
}
#else
std::string find_tls_conflict() { return {}; }
#endif

std::string find_ca_file() {
#ifdef CURL_STATICLIB
  // Debian's, which this libcurl was built for, comes first; then Fedora's and its relatives',
  // SUSE's, Alpine's.
  for (const char* file :
       {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"}) {
    std::error_code unreadable;
    if (std::filesystem::is_regular_file(file, unreadable)) return file;
  }
#endif
  return {};
}

}  // namespace

const std::string& tls_conflict() {
  static const std::string conflict = find_tls_conflict();
  return conflict;
}

const std::string& system_ca_file() {
  static const std::string file = find_ca_file();
  return file;
}

long tls_options(bool /*has_ca_file*/) noexcept { return 0; }

std::string system_words(std::string words) { return words; }

}  // namespace cf_billing
