#include "tests/plugins/support/loaded_channel.h"

#include <dlfcn.h>

#include "gateway/base/check.h"

namespace tollgate::test {
namespace {

const void* no_ability(const tollgate_host*, const char*) { return nullptr; }

const tollgate_host kHost = {sizeof(tollgate_host), TOLLGATE_ABI_VERSION, {"test", 4}, &no_ability};

TestOutcome copy_outcome(const tollgate_outcome& outcome) {
  TestOutcome copied;
  copied.kind = outcome.kind;
  copied.retryable = outcome.retryable != 0;
  copied.channel_reference = copy(outcome.channel_reference);
  copied.code = copy(outcome.code);
  copied.channel_code = copy(outcome.channel_code);
  copied.message = copy(outcome.message);
  copied.authorization_code = copy(outcome.authorization_code);
  if (outcome.approved_amount != nullptr) copied.approved_minor = outcome.approved_amount->minor;
  for (std::size_t i = 0; i < outcome.data_count; ++i) {
    copied.data.emplace_back(copy(outcome.data[i].key), copy(outcome.data[i].value));
  }
  if (outcome.next_action != nullptr) {
    const tollgate_next_action& action = *outcome.next_action;
    copied.action = action.kind;
    copied.action_text = copy(action.qr_code) + copy(action.url);
    copied.action_expires_at_unix_us = action.expires_at_unix_us;
  }
  if (outcome.exchange != nullptr) {
    const tollgate_exchange& told = *outcome.exchange;
    copied.exchange = {told.settled, told.fee, copy(told.rate), copy(told.reference),
                       told.expires_unix_us};
  }
  return copied;
}

}  // namespace

LoadedChannel::LoadedChannel(const std::string& name, const std::string& settings_json) {
  const std::string path = std::string(TOLLGATE_BINARY_DIR) + "/plugins/" + name + ".so";
  library_ = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  CHECK(library_ != nullptr);
  const auto entry =
      reinterpret_cast<decltype(&tollgate_channel_entry)>(dlsym(library_, TOLLGATE_ENTRY_SYMBOL));
  CHECK(entry != nullptr);
  entry_ = entry();
  CHECK(entry_->abi_version == TOLLGATE_ABI_VERSION);

  const std::string account = "acct_1";
  const tollgate_settings settings = {sizeof settings, 0, text(account), text(settings_json)};
  std::string room(TOLLGATE_SENTENCE_MAX, '\0');
  tollgate_buffer buffer = {room.data(), room.size(), 0};
  channel_ = entry_->create(&kHost, &settings, &buffer);
  sentence_ = room.substr(0, buffer.size);
}

LoadedChannel::~LoadedChannel() {
  if (channel_ != nullptr) channel_->destroy(channel_);
  dlclose(library_);
}

const tollgate_framing* LoadedChannel::framing() const {
  return static_cast<const tollgate_framing*>(channel_->ability(channel_, TOLLGATE_FRAMING));
}

const tollgate_session* LoadedChannel::session() const {
  return static_cast<const tollgate_session*>(channel_->ability(channel_, TOLLGATE_SESSION));
}

tollgate_frame_kind LoadedChannel::correlate(const std::string& frame, std::string& key) const {
  char room[TOLLGATE_CORRELATION_KEY_MAX];
  tollgate_buffer buffer = {room, sizeof room, 0};
  const auto kind = framing()->correlate(channel_, text(frame), &buffer);
  key.assign(room, buffer.size);
  return kind;
}

TestOutcome LoadedChannel::run(TestRequest& request, const Wire& wire) const {
  tollgate_operation* operation = nullptr;
  const tollgate_step* step = channel_->begin(channel_, request.c(), &operation);
  for (int sent = 0; step != nullptr && step->kind == TOLLGATE_STEP_SEND; ++sent) {
    CHECK(sent < TOLLGATE_STEPS_MAX);
    const WireReply answer = wire(*step->message);
    tollgate_reply reply = {};
    reply.size = sizeof reply;
    reply.status = answer.status;
    reply.body = text(answer.body);
    reply.http_status = answer.http_status;
    step = channel_->resume(channel_, operation, &reply);
  }
  TestOutcome outcome;
  if (step != nullptr && step->kind == TOLLGATE_STEP_DONE) outcome = copy_outcome(*step->outcome);
  if (operation != nullptr) channel_->finish(channel_, operation);
  return outcome;
}

std::string first_frame(const LoadedChannel& channel, TestRequest request) {
  std::string bytes;
  (void)channel.run(request, [&](const tollgate_message& message) {
    bytes = copy(message.frame->bytes);
    return WireReply{};
  });
  return bytes;
}

}  // namespace tollgate::test
