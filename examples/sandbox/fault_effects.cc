#include "fault_effects.h"

#include <algorithm>
#include <cctype>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "gzip.h"
#include "sockets.h"

namespace sandbox {
namespace {

using Body = std::shared_ptr<const std::string>;

constexpr std::size_t kHeaderLine = 4000;
constexpr std::size_t kPiece = 65'536;

void add_huge_headers(std::size_t bytes, Reply& reply) {
  for (std::size_t left = bytes, line = 0; left > 0; ++line) {
    const std::size_t length = std::min(left, kHeaderLine);
    reply.headers.emplace_back("x-padding-" + std::to_string(line), std::string(length, 'x'));
    left -= length;
  }
}

// Header names are the same in whatever case.
bool same_name(const std::string& one, const std::string& other) {
  return std::ranges::equal(
      one, other, {}, [](unsigned char c) { return std::tolower(c); },
      [](unsigned char c) { return std::tolower(c); });
}

void change_headers(const Fault& fault, Reply& reply) {
  for (const auto& [name, value] : fault.headers) {
    const std::string& replaced = name;
    std::erase_if(reply.headers,
                  [&](const auto& header) { return same_name(header.first, replaced); });
    if (value) {
      reply.headers.emplace_back(name, *value);
    }
  }
}

// Sends pieces of the body up to `end`; false (which closes the connection) if that cuts it short.
bool write_until(const Body& body, std::size_t offset, std::size_t end, httplib::DataSink& sink) {
  if (offset >= end) {
    return false;
  }
  return sink.write(body->data() + offset, std::min(end - offset, kPiece));
}

// The Content-Length is that of the whole body.
void send_cut(httplib::Response& response, const std::string& type, const Body& body,
              std::size_t end) {
  response.set_content_provider(
      body->size(), type, [body, end](std::size_t offset, std::size_t, httplib::DataSink& sink) {
        return write_until(body, offset, std::min(end, body->size()), sink);
      });
}

// Without the chunk that would end the body.
void send_cut_in_chunks(httplib::Response& response, const std::string& type, const Body& body,
                        std::size_t end) {
  response.set_chunked_content_provider(
      type, [body, end](std::size_t offset, httplib::DataSink& sink) {
        return write_until(body, offset, std::min(end, body->size()), sink);
      });
}

void send_half_and_reset(httplib::Response& response, const std::string& type, const Body& body,
                         int peer_port) {
  constexpr std::chrono::milliseconds kTimeToArrive{30};
  response.set_content_provider(
      body->size(), type,
      [body, peer_port, kTimeToArrive](std::size_t offset, std::size_t, httplib::DataSink& sink) {
        const std::size_t half = body->size() / 2;
        if (offset < half) {
          return write_until(body, offset, half, sink);
        }
        std::this_thread::sleep_for(kTimeToArrive);
        reset_connection(peer_port);
        return false;
      });
}

void send_dripping(httplib::Response& response, const std::string& type, const Body& body,
                   const Fault& fault, const StopFlag& stopping) {
  response.set_content_provider(body->size(), type,
                                [body, pace = fault.drip, size = fault.drip_bytes, &stopping](
                                    std::size_t offset, std::size_t left, httplib::DataSink& sink) {
                                  return pause(pace, stopping) &&
                                         sink.write(body->data() + offset, std::min(left, size));
                                });
}

}  // namespace

bool pause(std::chrono::milliseconds length, const StopFlag& stopping) {
  constexpr std::chrono::milliseconds kSlice{50};
  const auto end = std::chrono::steady_clock::now() + length;
  for (auto now = std::chrono::steady_clock::now(); now < end && !stopping;
       now = std::chrono::steady_clock::now()) {
    std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(end - now, kSlice));
  }
  return !stopping;
}

Reply replacement(const Fault& fault) {
  Reply reply = fault.status.value_or(200) == 200 ? success("[]") : fitting_failure(*fault.status);
  if (fault.bomb_mib > 0) {
    reply.body = gzip_bomb(fault.bomb_mib);
    reply.headers.emplace_back("content-encoding", "gzip");
  }
  if (fault.body) {
    reply.body = *fault.body;
  }
  return reply;
}

void claim_total_count(std::size_t total, Reply& reply) {
  constexpr std::string_view kName = "\"total_count\":";
  // The last one: result_info follows the result.
  const std::size_t name = reply.body.rfind(kName);
  if (name == std::string::npos) {
    return;
  }
  const std::size_t from = name + kName.size();
  const std::size_t to = reply.body.find_first_not_of("0123456789", from);
  reply.body.replace(from, to - from, std::to_string(total));
}

void Sender::send(const httplib::Request& request, httplib::Response& response, Reply reply,
                  const Fault* fault) const {
  static const Fault none;
  const Fault& effects = fault ? *fault : none;
  if (!effects.content_type.empty()) {
    reply.content_type = effects.content_type;
  }
  add_huge_headers(effects.huge_headers, reply);

  const bool accepts_gzip =
      request.get_header_value("Accept-Encoding").find("gzip") != std::string::npos;
  if (!effects.content_encoding.empty()) {
    reply.headers.emplace_back("content-encoding", effects.content_encoding);
  } else if (effects.bomb_mib == 0 && gzip_allowed && accepts_gzip && !reply.body.empty()) {
    reply.body = gzip(reply.body);
    reply.headers.emplace_back("content-encoding", "gzip");
    reply.headers.emplace_back("vary", "accept-encoding");
  }
  change_headers(effects, reply);
  // The library would pack chunked bodies a second time. The request is its own, not const.
  const_cast<httplib::Request&>(request).headers.erase("Accept-Encoding");

  response.status = reply.status;
  for (const auto& [name, value] : reply.headers) {
    response.set_header(name, value);
  }
  const auto body = std::make_shared<const std::string>(std::move(reply.body));
  if (body->empty()) {
    return;
  }
  const std::string& type = reply.content_type;
  if (effects.reset) {
    send_half_and_reset(response, type, body, request.remote_port);
  } else if (effects.truncate_chunked) {
    send_cut_in_chunks(response, type, body, *effects.truncate_chunked);
  } else if (effects.drip.count() > 0) {
    send_dripping(response, type, body, effects, stopping);
  } else {
    send_cut(response, type, body, effects.truncate.value_or(body->size()));
  }
}

}  // namespace sandbox
