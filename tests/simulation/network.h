// Network: the way between the gateway's processes and the channels, which loses, doubles, delays
// and garbles. ChannelLine is one process's end of it: the ChannelPort of its use cases. What has
// left a process arrives even if the process dies meanwhile. One thread.
#pragma once

#include "gateway/app/ports/channel_port.h"
#include "tests/simulation/books.h"
#include "tests/simulation/places.h"

namespace tollgate::simulation {

class ChannelLine final : public ChannelPort {
 public:
  ChannelLine(Stage& stage, Books& books, Places& places, Owner owner, std::uint64_t& messages)
      : stage_(stage), books_(books), places_(places), owner_(owner), messages_(messages) {}

  Task<Outcome> execute(ChannelCall call) override;
  const ChannelTraits* find_traits(std::string_view channel_account) const override;
  std::chrono::milliseconds deadline(std::string_view channel_account) const override;
  std::uint64_t next_sequence(std::string_view channel_account) override;

 private:
  void arrive_later(Operation operation, std::uint64_t message, Duration after);
  Outcome arrive(const ChannelCall& call, std::uint64_t message);
  Outcome tamper(const ChannelCall& call, Outcome truth);
  void judge_card(const ChannelCall& call);

  Stage& stage_;
  Books& books_;
  Places& places_;
  const Owner owner_;
  std::uint64_t& messages_;  // sent so far, by all processes
  std::uint64_t sequence_ = 0;
};

}  // namespace tollgate::simulation
