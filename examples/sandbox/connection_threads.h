// Runs every connection on a thread of its own. Open connections hold their thread, also when idle
// or slow, so with any fixed number of threads some clients would wait for others.
#pragma once

#include <httplib.h>

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace sandbox {

class ConnectionThreads : public httplib::TaskQueue {
 public:
  void enqueue(std::function<void()> serve) override {
    const std::lock_guard lock(mutex_);
    std::thread([this, serve = std::move(serve)] {
      serve();
      // Notified under the lock: shutdown() may destroy this as soon as it is free.
      const std::lock_guard done(mutex_);
      --running_;
      ended_.notify_all();
    }).detach();
    ++running_;
  }

  // Waits for them to end.
  void shutdown() override {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return running_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t running_ = 0;
};

}  // namespace sandbox
