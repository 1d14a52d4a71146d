#include "gateway/adapters/http/edge/deadlines.h"

namespace tollgate::http {
namespace {

constexpr std::size_t index_of(Wait kind) { return static_cast<std::size_t>(kind); }

}  // namespace

Deadlines::Entry::Entry(Deadlines& deadlines, Connection& connection)
    : deadlines_(deadlines), connection_(&connection) {
  auto& idle = deadlines_.lists_[index_of(Wait::none)];
  position_ = idle.insert(idle.end(), this);
}

Deadlines::Entry::~Entry() { deadlines_.lists_[index_of(kind_)].erase(position_); }

void Deadlines::Entry::arm(Wait kind, SteadyTime now) {
  auto& from = deadlines_.lists_[index_of(kind_)];
  auto& to = deadlines_.lists_[index_of(kind)];
  to.splice(to.end(), from, position_);
  kind_ = kind;
  due_ = now + deadlines_.patience_[index_of(kind)];
}

void Deadlines::set_patience(Wait kind, std::chrono::milliseconds patience) {
  patience_[index_of(kind)] = patience;
}

Connection* Deadlines::first_due(SteadyTime now) const {
  for (std::size_t kind = index_of(Wait::none) + 1; kind < kKinds; ++kind) {
    const auto& list = lists_[kind];
    if (!list.empty() && list.front()->due_ <= now) return list.front()->connection_;
  }
  return nullptr;
}

}  // namespace tollgate::http
