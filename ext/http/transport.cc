#include "http/transport.h"

namespace cf_billing {

std::string_view name_of(HttpMethod method) {
  switch (method) {
    case HttpMethod::get:
      return "GET";
    case HttpMethod::post:
      return "POST";
  }
  return "";
}

}  // namespace cf_billing
