// Sandbox: one Lua interpreter in which nothing the rules do can take more than its share. It
// opens no standard library; what rules may call is built by environment.h. One thread at a time.
//
// Host code (ours) runs without limits. Rule code runs only inside call(), under a Budget:
//   instructions  counted by a hook every kHookInstructions, which once over budget fires on every
//                 instruction. Not a time, because a busy machine must fail no rule and a backtest
//                 must end as the live decision did;
//   cpu_time      of this thread, read by the same hook: a backstop for instructions that each are
//                 slow, far above what the others allow;
//   bytes         that the state may grow by. A call may allocate kChurnFactor times as much in
//                 all, which bounds what a single concatenation or comparison can cost.
// Rules have no pcall and no metatables, so an error always reaches call().
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "gateway/base/clock.h"
#include "gateway/base/result.h"

struct lua_State;
struct lua_Debug;

namespace tollgate::lua {

inline constexpr int kHookInstructions = 1000;
inline constexpr std::size_t kChurnFactor = 16;

struct Budget {
  std::int64_t instructions;
  Duration cpu_time;
  std::size_t bytes;
};

enum class CallEnd {
  returned,
  failed,   // an ordinary error
  stopped,  // a limit was reached
};

class Sandbox {
 public:
  // Fails when there is no memory for an interpreter.
  static Result<std::unique_ptr<Sandbox>> create();
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  lua_State* state() const { return state_; }

  void begin_budget(const Budget& budget);
  // Calls the function below its `arguments` on the stack, as lua_pcall does. On failure nothing
  // is left on the stack and last_error() says why.
  CallEnd call(int arguments, int results);
  const std::string& last_error() const { return last_error_; }  // "cards.lua:12: …"

  // Instructions or time are used up: every call stops until the next budget begins.
  bool is_exhausted() const { return is_exhausted_; }

  std::size_t bytes() const { return used_; }
  // Told how much garbage may gather before the collector starts a round.
  void tune_collector(std::size_t garbage_bytes);

 private:
  Sandbox() = default;

  static Sandbox& of(lua_State* state);
  static void* allocate(void* self, void* block, std::size_t old_size, std::size_t new_size);
  static void on_count(lua_State* state, lua_Debug* event);
  bool may_grow(std::size_t by) const;

  lua_State* state_ = nullptr;
  std::size_t used_ = 0;
  std::size_t churned_ = 0;  // allocated since the call began, freed or not
  bool limited_ = false;     // inside call()
  bool is_exhausted_ = false;
  std::size_t used_max_ = 0;
  std::size_t churned_max_ = 0;
  Budget budget_{};
  std::int64_t instructions_left_ = 0;
  Duration cpu_end_{0};
  std::string last_error_;
};

}  // namespace tollgate::lua
