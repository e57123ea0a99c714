#include "sockets.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <string>

namespace sandbox {
namespace {

void for_each_connection(const std::function<void(int fd, int peer_port)>& visit) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error)) {
    const int fd = std::stoi(entry.path().filename().string());
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    if (getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) == 0 &&
        peer.sin_family == AF_INET) {
      visit(fd, ntohs(peer.sin_port));
    }
  }
}

}  // namespace

void reset_connection(int peer_port) {
  for_each_connection([peer_port](int fd, int port) {
    if (port != peer_port) {
      return;
    }
    const linger at_once{1, 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(nowhere, fd);  // closes the socket, and with that resets the connection
    close(nowhere);
  });
}

void end_connections() {
  for_each_connection([](int fd, int) { shutdown(fd, SHUT_RDWR); });
}

}  // namespace sandbox
