// What the process that the module is loaded into means for TLS.
#pragma once

#include <string>

namespace cf_billing {

/// Why no https request may be made in this process, as a sentence; empty if nothing is against it.
///
/// A program that shows an OpenSSL of its own, as Node's official builds do, is searched first when
/// a shared libcurl and libssl look for their functions: they would work with two versions of
/// OpenSSL mixed at random. A module with libcurl inside has no such references.
const std::string& tls_conflict();

/// The system's file of trusted authorities, where the libcurl inside the module was not built for
/// this system; empty: libcurl's own default, or there is no such file.
const std::string& system_ca_file();

/// libcurl's CURLOPT_SSL_OPTIONS for requests whose server is known by a file of authorities, or by
/// the system's.
long tls_options(bool has_ca_file) noexcept;

/// What the system's libraries say, in UTF-8.
std::string system_words(std::string words);

}  // namespace cf_billing
