#include "gateway/adapters/lua/sandbox.h"

#include <fmt/format.h>
#include <lua.hpp>

#include <algorithm>
#include <cstdlib>
#include <ctime>

namespace tollgate::lua {
namespace {

constexpr std::size_t kErrorBytesMax = 400;

Duration thread_cpu_time() {
  timespec time{};
  CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0);
  return std::chrono::duration_cast<Duration>(std::chrono::seconds(time.tv_sec) +
                                              std::chrono::nanoseconds(time.tv_nsec));
}

}  // namespace

Result<std::unique_ptr<Sandbox>> Sandbox::create() {
  std::unique_ptr<Sandbox> sandbox(new Sandbox);
  sandbox->state_ = lua_newstate(&Sandbox::allocate, sandbox.get());
  if (sandbox->state_ == nullptr)
    return Error{ErrorCode::unavailable, "There is no memory for a rule interpreter.",
                 "Give the gateway more memory."};
  *static_cast<Sandbox**>(lua_getextraspace(sandbox->state_)) = sandbox.get();
  return sandbox;
}

Sandbox::~Sandbox() {
  if (state_ != nullptr) lua_close(state_);
}

Sandbox& Sandbox::of(lua_State* state) {
  return **static_cast<Sandbox**>(lua_getextraspace(state));
}

bool Sandbox::may_grow(std::size_t by) const {
  return !limited_ || (by <= used_max_ - std::min(used_, used_max_) &&
                       by <= churned_max_ - std::min(churned_, churned_max_));
}

void* Sandbox::allocate(void* self, void* block, std::size_t old_size, std::size_t new_size) {
  auto& sandbox = *static_cast<Sandbox*>(self);
  if (block == nullptr) old_size = 0;  // Lua passes a type there
  if (new_size == 0) {
    std::free(block);
    sandbox.used_ -= old_size;
    return nullptr;
  }
  const std::size_t growth = new_size > old_size ? new_size - old_size : 0;
  if (growth > 0 && !sandbox.may_grow(growth)) {
    return nullptr;  // Lua collects garbage, asks once more, then raises
  }
  void* const moved = std::realloc(block, new_size);
  if (moved == nullptr) return nullptr;
  sandbox.used_ = sandbox.used_ - old_size + new_size;
  sandbox.churned_ += growth;
  return moved;
}

void Sandbox::on_count(lua_State* state, lua_Debug* /*event*/) {
  Sandbox& sandbox = of(state);
  sandbox.instructions_left_ -= kHookInstructions;
  if (!sandbox.is_exhausted_ && sandbox.instructions_left_ > 0 &&
      thread_cpu_time() < sandbox.cpu_end_)
    return;
  sandbox.is_exhausted_ = true;
  lua_sethook(state, &Sandbox::on_count, LUA_MASKCOUNT, 1);
  luaL_where(state, 0);  // the line that was running: a hook has no level of its own
  lua_pushliteral(state, "stopped: the rules computed for too long; simplify this one or its loop");
  lua_concat(state, 2);
  lua_error(state);
}

void Sandbox::begin_budget(const Budget& budget) {
  budget_ = budget;
  is_exhausted_ = false;
  instructions_left_ = budget.instructions;
  cpu_end_ = thread_cpu_time() + budget.cpu_time;
  used_max_ = used_ + budget.bytes;
  lua_sethook(state_, &Sandbox::on_count, LUA_MASKCOUNT, kHookInstructions);
}

CallEnd Sandbox::call(int arguments, int results) {
  churned_ = 0;
  churned_max_ = budget_.bytes * kChurnFactor;
  limited_ = true;
  const int status = lua_pcall(state_, arguments, results, 0);
  limited_ = false;
  if (status == LUA_OK) return CallEnd::returned;
  std::size_t size = 0;
  // Errors are always texts: rules have no error(). lua_tolstring would convert a number only.
  const char* const text = lua_tolstring(state_, -1, &size);
  last_error_ = text == nullptr ? "an error without a text" : std::string(text, size);
  if (status == LUA_ERRMEM)
    last_error_ =
        fmt::format("stopped after using {} KiB of memory: build smaller texts and tables",
                    budget_.bytes >> 10);
  if (last_error_.size() > kErrorBytesMax) last_error_.resize(kErrorBytesMax);
  lua_pop(state_, 1);
  return is_exhausted_ || status == LUA_ERRMEM ? CallEnd::stopped : CallEnd::failed;
}

void Sandbox::tune_collector(std::size_t garbage_bytes) {
  // The pause is the size, in percent of what is alive, at which the next round starts.
  lua_gc(state_, LUA_GCCOLLECT);
  const std::size_t pause = 100 + garbage_bytes * 100 / std::max<std::size_t>(used_, 1);
  constexpr int kStepMultiplier = 400;  // finishes a round well before as much has gathered again
  lua_gc(state_, LUA_GCINC, static_cast<int>(std::min<std::size_t>(pause, 1000)), kStepMultiplier,
         0);
}

}  // namespace tollgate::lua
