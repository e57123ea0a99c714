#include "options.h"

#include <charconv>
#include <stdexcept>

namespace sandbox {
namespace {

constexpr int kHighestPort = 65535;

int read_port(const std::string& text) {
  int port = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port < 0 || port > kHighestPort) {
    throw std::invalid_argument("--port takes a number from 0 to 65535, not '" + text + "'.");
  }
  return port;
}

void read_setting(const std::string& name, const std::string& value, Settings& settings) {
  if (const std::string wrong = settings.set(name, value); !wrong.empty()) {
    throw std::invalid_argument(wrong + ".");
  }
}

// One that is empty would let everybody in who sends none.
std::string read_credential(const std::string& option, const std::string& value) {
  if (value.empty()) {
    throw std::invalid_argument(option + " takes an invented credential.");
  }
  return value;
}

void read_option(const std::string& option, const std::string& value, Options& options) {
  if (option == "--port") {
    options.port = read_port(value);
  } else if (option == "--port-file") {
    if (value.empty()) {
      throw std::invalid_argument("--port-file takes the name of a file.");
    }
    options.port_file = value;
  } else if (option == "--today") {
    options.today = parse_day(value);
    if (!options.today) {
      throw std::invalid_argument("--today takes a date written YYYY-MM-DD, not '" + value + "'.");
    }
  } else if (option == "--rate-limit") {
    read_setting("rate_limit", value, options.settings);
  } else if (option == "--token") {
    options.accepted.token = read_credential(option, value);
  } else if (option == "--key") {
    options.accepted.key = read_credential(option, value);
  } else if (option == "--email") {
    options.accepted.email = read_credential(option, value);
  } else if (option == "--set") {
    const std::size_t equals = value.find('=');
    if (equals == std::string::npos) {
      throw std::invalid_argument("--set takes key=value, not '" + value + "'.");
    }
    read_setting(value.substr(0, equals), value.substr(equals + 1), options.settings);
  } else {
    throw std::invalid_argument("There is no option '" + option + "'; see --help.");
  }
}

}  // namespace

const char* usage_text() {
  return "cf_sandbox [--port N] [--port-file FILE] [--today YYYY-MM-DD] [--rate-limit N]\n"
         "           [--token TOKEN] [--key KEY] [--email ADDRESS] [--set key=value]...\n"
         "\n"
         "Imitates Cloudflare's billing API on 127.0.0.1, with invented data.\n"
         "\n"
         "  --port N          listen on this port; 0, the default, takes a free one\n"
         "  --port-file FILE  write the port's number to FILE once listening\n"
         "  --today DATE      pretend that it is this day (UTC)\n"
         "  --rate-limit N    requests allowed in 300 seconds (1200); 0: any number\n"
         "  --token, --key, --email\n"
         "                    accept these invented credentials instead of those of the\n"
         "                    API's documentation\n"
         "  --set key=value   change a setting; README.md lists them\n"
         "  --help            show this text\n";
}

Options read_options(int count, const char* const* arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    std::string option = arguments[i];
    if (option == "--help") {
      options.help = true;
      return options;
    }
    const std::size_t equals = option.find('=');
    if (option.starts_with("--") && equals != std::string::npos) {
      const std::string value = option.substr(equals + 1);
      option.resize(equals);
      read_option(option, value, options);
    } else {
      const bool has_value = i + 1 < count;
      read_option(option, has_value ? arguments[++i] : "", options);
    }
  }
  return options;
}

}  // namespace sandbox
