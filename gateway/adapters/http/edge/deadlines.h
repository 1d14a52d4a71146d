// Deadlines: when each connection's patience ends. Connections that wait for the same thing wait
// equally long, so one list per kind is always in order of time: arming and disarming are O(1)
// and allocate nothing. One thread.
#pragma once

#include <array>
#include <chrono>
#include <list>

namespace tollgate::http {

class Connection;

using SteadyTime = std::chrono::steady_clock::time_point;

enum class Wait { none = 0, head, body, idle, handler, write, linger };

class Deadlines {
 public:
  // One connection's place in the lists; it lives in the connection and dies with it.
  class Entry {
   public:
    Entry(Deadlines& deadlines, Connection& connection);
    ~Entry();
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

    // Waits for `kind` from `now` on; whatever it waited for before is forgotten.
    void arm(Wait kind, SteadyTime now);
    void disarm() { arm(Wait::none, {}); }
    Wait kind() const { return kind_; }

   private:
    friend class Deadlines;
    Deadlines& deadlines_;
    Connection* connection_;
    Wait kind_ = Wait::none;
    SteadyTime due_;
    std::list<Entry*>::iterator position_;
  };

  void set_patience(Wait kind, std::chrono::milliseconds patience);

  // One connection whose time is up, or null. It stays first until it is armed anew.
  Connection* first_due(SteadyTime now) const;

 private:
  static constexpr std::size_t kKinds = 7;

  std::array<std::list<Entry*>, kKinds> lists_;  // [Wait::none] holds those that wait for nothing
  std::array<std::chrono::milliseconds, kKinds> patience_{};
};

}  // namespace tollgate::http
