// cf_sandbox: an imitation of Cloudflare's billing API for trying and testing without an account.
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>

#include "auth.h"
#include "options.h"
#include "sandbox.h"
#include "server.h"

namespace {

constexpr int kBadArguments = 2;

// Renamed into place, so that a reader never sees half a number.
void write_port_file(const std::string& path, int port) {
  const std::string unfinished = path + ".tmp";
  std::ofstream file(unfinished);
  file << port << '\n';
  file.close();
  if (!file) {
    throw std::runtime_error("Cannot write the port file '" + path + "'.");
  }
  std::filesystem::rename(unfinished, path);
}

/// A shell starts what runs in the background so: Ctrl-C is meant for the program in front.
bool is_ignored(int signal) {
  struct sigaction action {};
  sigaction(signal, nullptr, &action);
  return action.sa_handler == SIG_IGN;
}

sigset_t ending_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  if (!is_ignored(SIGINT)) sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

int run(const sandbox::Options& options) {
  // Blocked before any thread starts, so that only sigwait() below sees them.
  const sigset_t signals = ending_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  sandbox::Sandbox state(options.today, options.settings, options.accepted);
  sandbox::Server server(state);
  const int port = server.bind(options.port);
  if (port <= 0) {
    throw std::runtime_error("Cannot listen on port " + std::to_string(options.port) + ".");
  }
  std::cout << "CLOUDFLARE_BASE_URL=http://127.0.0.1:" << port << sandbox::kBasePath << '\n'
            << "CLOUDFLARE_API_TOKEN=" << options.accepted.token << std::endl;
  // Who waits for this file reads then what was printed.
  if (!options.port_file.empty()) {
    write_port_file(options.port_file, port);
  }

  std::jthread serving([&server] { server.run(); });
  int received = 0;
  sigwait(&signals, &received);
  server.stop();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  sandbox::Options options;
  try {
    options = sandbox::read_options(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return kBadArguments;
  }
  if (options.help) {
    std::cout << sandbox::usage_text();
    return 0;
  }
  try {
    return run(options);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
