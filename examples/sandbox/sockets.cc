#include "sockets.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <string>

namespace sandbox {
namespace {

bool is_listener(int fd) {
  int listens = 0;
  socklen_t size = sizeof listens;
  return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens != 0;
}

// Listeners among them.
void for_each_socket(const std::function<void(int fd)>& visit) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error)) {
    const int fd = std::stoi(entry.path().filename().string());
    sockaddr_in own{};
    socklen_t size = sizeof own;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&own), &size) == 0 &&
        own.sin_family == AF_INET) {
      visit(fd);
    }
  }
}

void for_each_connection(const std::function<void(int fd, int peer_port)>& visit) {
  for_each_socket([&visit](int fd) {
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    if (getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) == 0) {
      visit(fd, ntohs(peer.sin_port));
    }
  });
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

bool holds_what_is_unread() {
  bool found = false;
  for_each_socket([&found](int fd) {
    pollfd asked{fd, POLLIN, 0};
    char next = 0;
    // Of a connection that its peer has closed poll() says the same as of one that has sent.
    found = found || (poll(&asked, 1, 0) == 1 && (asked.revents & POLLIN) != 0 &&
                      (is_listener(fd) || recv(fd, &next, 1, MSG_PEEK | MSG_DONTWAIT) == 1));
  });
  return found;
}

void end_connections() {
  for_each_connection([](int fd, int) { shutdown(fd, SHUT_RDWR); });
}

}  // namespace sandbox
