// A plugin's answers as the host takes them: believed, corrected, or called a fault.
#include "gateway/adapters/channel/operation_driver.h"

#include <gtest/gtest.h>

#include "tests/gateway/adapters/channel/channel_test_support.h"
#include "tests/gateway/adapters/channel/plugins/scripted_counters.h"

namespace tollgate::channel {
namespace {

constexpr auto kOk = WireStatus::ok;
constexpr auto kNotSent = WireStatus::not_sent;
constexpr auto kNoReply = WireStatus::no_reply;
constexpr auto kClosed = WireStatus::closed;

class OperationDriverTest : public ::testing::Test {
 protected:
  // Whatever happens, the plugin's operations are finished once each.
  void TearDown() override { EXPECT_EQ(counters().begun, counters().finished); }

  const ScriptedCounters& counters() const {
    return *static_cast<const ScriptedCounters*>(
        channel_->raw().ability(&channel_->raw(), kScriptedCounters));
  }

  Outcome drive(const ChannelCall& call, std::vector<WireStatus> statuses,
                DriveLimits limits = {}) {
    ScriptedWire wire(std::move(statuses));
    const PluginRequest request(*channel_, call, RequestRandom{});
    Outcome outcome = run(drive_operation(*channel_, wire, request, limits));
    sent_ = wire.sent().size();
    return outcome;
  }
  Outcome drive(const std::string& script, std::vector<WireStatus> statuses = {kOk}) {
    return drive(make_sale(script), std::move(statuses));
  }

  std::shared_ptr<PluginChannel> channel_ = make_channel(make_account("scripted"));
  std::size_t sent_ = 0;
};

TEST_F(OperationDriverTest, TellsAnOutcomeGivenAtOnce) {
  EXPECT_EQ(drive("approve").kind, OutcomeKind::approved);
  EXPECT_EQ(drive("decline").kind, OutcomeKind::declined);
  EXPECT_EQ(drive("not_sent").kind, OutcomeKind::not_sent);
  EXPECT_EQ(drive("unknown").kind, OutcomeKind::unknown);
  EXPECT_EQ(sent_, 0U);
}

TEST_F(OperationDriverTest, BelievesAnAnsweredMessage) {
  EXPECT_EQ(drive("send;approve").kind, OutcomeKind::approved);
  EXPECT_EQ(drive("send;decline").kind, OutcomeKind::declined);
  EXPECT_EQ(drive("send;pending").kind, OutcomeKind::pending);
  EXPECT_EQ(drive("send;send;send;approve").kind, OutcomeKind::approved);
  EXPECT_EQ(sent_, 3U);
}

TEST_F(OperationDriverTest, TellsThePluginHowTheWireFared) {
  drive("send;unknown", {kClosed});
  EXPECT_EQ(counters().last_wire_status, TOLLGATE_WIRE_CLOSED);
  drive("send;unknown", {kNoReply});
  EXPECT_EQ(counters().last_wire_status, TOLLGATE_WIRE_NO_REPLY);
}

// plugin's word after one message      what the wire said   what is told
TEST_F(OperationDriverTest, WeighsThePluginsWordAgainstTheWires) {
  for (const auto silence : {kNoReply, kClosed}) {
    EXPECT_EQ(drive("send;not_sent", {silence}).kind, OutcomeKind::unknown);
    EXPECT_EQ(drive("send;decline", {silence}).kind, OutcomeKind::unknown);
    EXPECT_EQ(drive("send;approve", {silence}).kind, OutcomeKind::unknown);
    EXPECT_EQ(drive("send;unknown", {silence}).kind, OutcomeKind::unknown);
  }
  EXPECT_EQ(drive("send;not_sent", {kOk}).kind, OutcomeKind::unknown);

  EXPECT_EQ(drive("send;not_sent", {kNotSent}).kind, OutcomeKind::not_sent);
  EXPECT_EQ(drive("send;unknown", {kNotSent}).kind, OutcomeKind::not_sent);
  EXPECT_EQ(drive("send;decline", {kNotSent}).kind, OutcomeKind::not_sent);
  const Outcome fault = drive("send;approve", {kNotSent});
  EXPECT_EQ(fault.kind, OutcomeKind::unknown);
  EXPECT_EQ(fault.code, "plugin_fault");

  // One of two messages left: it is no longer provable that nothing happened.
  EXPECT_EQ(drive("send;send;not_sent", {kOk, kNotSent}).kind, OutcomeKind::unknown);
  EXPECT_EQ(drive("send;send;not_sent", {kNotSent, kNotSent}).kind, OutcomeKind::not_sent);
}

TEST_F(OperationDriverTest, NeedsMoreThanAWrittenMessageForAFinalAnswer) {
  EXPECT_EQ(drive("send_one_way;approve").kind, OutcomeKind::unknown);
  EXPECT_EQ(drive("send_one_way;pending").kind, OutcomeKind::pending);
  EXPECT_EQ(drive("send_frame;approve").kind, OutcomeKind::approved);
}

TEST_F(OperationDriverTest, BelievesNotFoundOfAnAnsweredQueryOnly) {
  const auto ask = [this](OperationKind kind, WireStatus status) {
    ChannelCall call = make_call(kind, "send;not_found");
    call.original = make_sale("").operation;
    return drive(call, {status}).kind;
  };
  EXPECT_EQ(ask(OperationKind::query, kOk), OutcomeKind::not_sent);
  EXPECT_EQ(ask(OperationKind::query, kNoReply), OutcomeKind::unknown);
  EXPECT_EQ(ask(OperationKind::sale, kOk), OutcomeKind::unknown);
}

TEST_F(OperationDriverTest, TakesAPartOfTheAmount) {
  EXPECT_EQ(drive("send;approve_part").approved_minor, 999);
  EXPECT_EQ(drive("send;approve_all").approved_minor, std::nullopt);
}

// A refund of less than was asked would be booked as one of all, or one of nothing.
TEST_F(OperationDriverTest, BelievesNoPartOfARefund) {
  for (const char* script : {"send;approve_part", "send;approve_all"}) {
    ChannelCall call = make_call(OperationKind::refund, script);
    call.original = make_sale("").operation;
    const Outcome outcome = drive(call, {kOk});
    const bool whole = std::string_view(script) == "send;approve_all";
    EXPECT_EQ(outcome.kind, whole ? OutcomeKind::approved : OutcomeKind::unknown);
    EXPECT_EQ(outcome.approved_minor, std::nullopt);
  }
}

TEST_F(OperationDriverTest, CutsAndCleansALongMessage) {
  const Outcome outcome = drive("send;long_message");
  EXPECT_EQ(outcome.kind, OutcomeKind::declined);
  EXPECT_EQ(outcome.message, std::string(255, 'x'));  // the next character has two bytes
}

TEST_F(OperationDriverTest, EndsAnOperationThatSendsForEver) {
  const Outcome outcome = drive("send");
  EXPECT_EQ(outcome.code, "plugin_fault");
  EXPECT_EQ(sent_, static_cast<std::size_t>(TOLLGATE_STEPS_MAX));
}

TEST_F(OperationDriverTest, SendsNothingAfterTheDeadline) {
  DriveLimits limits;
  limits.deadline = std::chrono::milliseconds(0);
  const Outcome outcome = drive(make_sale("send;approve"), {kOk}, limits);
  EXPECT_EQ(outcome.kind, OutcomeKind::not_sent);
  EXPECT_EQ(outcome.code, "deadline_exceeded");
  EXPECT_EQ(sent_, 0U);
}

TEST_F(OperationDriverTest, ShowsTheCardOnlyToAKindThatNeedsIt) {
  ChannelCall call = make_sale("leak_card");
  call.card = make_card("4111111111111111");
  const Outcome leaked = drive(call, {kOk});
  EXPECT_EQ(leaked.code, "plugin_fault");
  EXPECT_EQ(leaked.message.find("4111111111111111"), std::string::npos);
  call.description = "leak_card_in_action";
  EXPECT_EQ(drive(call, {kOk}).code, "plugin_fault");
}

TEST_F(OperationDriverTest, ShowsTheMerchantsMetadataInItsOrder) {
  ChannelCall call = make_sale("approve");
  call.metadata = {{"payer_name", "Ada Lovelace"}, {"a", ""}};
  const PluginRequest request(*channel_, call, RequestRandom{});
  const tollgate_request& raw = request.raw();
  ASSERT_EQ(raw.metadata_count, 2U);
  const auto text = [](const tollgate_view& view) { return std::string(view.data, view.size); };
  EXPECT_EQ(text(raw.metadata[0].key), "payer_name");
  EXPECT_EQ(text(raw.metadata[0].value), "Ada Lovelace");
  EXPECT_EQ(text(raw.metadata[1].key), "a");
  EXPECT_EQ(raw.metadata[1].value.size, 0U);
}

TEST_F(OperationDriverTest, TellsWhatThePayerMustDo) {
  const Outcome redirect = drive("redirect");
  EXPECT_EQ(redirect.kind, OutcomeKind::pending);
  ASSERT_TRUE(redirect.next_action);
  EXPECT_EQ(redirect.next_action->kind, NextActionKind::redirect_to_url);
  EXPECT_EQ(redirect.next_action->url, "https://wallet.example/p?x=1");
  EXPECT_EQ(redirect.next_action->expires_at, std::nullopt);
  const Outcome code = drive("send;qr_code");
  ASSERT_TRUE(code.next_action);
  EXPECT_EQ(code.next_action->qr_code, "wallet:pay/1");
  EXPECT_EQ(code.next_action->expires_at, from_unix_micros(1'700'000'000'000'000));
  const Outcome challenge = drive("challenge");
  ASSERT_TRUE(challenge.next_action);
  ASSERT_EQ(challenge.next_action->data.size(), 1U);
  EXPECT_EQ(challenge.next_action->data[0].first, "creq");
  EXPECT_EQ(drive("await").next_action->kind, NextActionKind::await_notification);
  EXPECT_EQ(drive("pending").next_action, std::nullopt);
}

TEST_F(OperationDriverTest, ReadsNoMemberThatAnOlderPluginDoesNotHave) {
  const Outcome outcome = drive("older_plugin");
  EXPECT_EQ(outcome.kind, OutcomeKind::pending);
  EXPECT_EQ(outcome.next_action, std::nullopt);
}

TEST_F(OperationDriverTest, SendsAPayerOfALiveAccountToHttpsOnly) {
  EXPECT_TRUE(drive("redirect_plain").next_action);
  ChannelAccount account = make_account("scripted");
  account.mode = Mode::live;
  channel_ = make_channel(account);
  EXPECT_EQ(drive("redirect_plain").code, "plugin_fault");
  EXPECT_TRUE(drive("redirect").next_action);
}

TEST_F(OperationDriverTest, TellsWhetherMoreCapturesFollow) {
  ChannelCall last = make_call(OperationKind::capture, "tell_request", 700);
  EXPECT_EQ(drive(last, {}).message, "700 final card");
  last.operation.final_capture = false;
  EXPECT_EQ(drive(last, {}).message, "700 open card");
  EXPECT_EQ(drive(make_call(OperationKind::sale, "tell_request", 700), {}).message,
            "700 open card");
}

TEST_F(OperationDriverTest, TellsWhatThreeDSecureSaidBesideTheCardOnly) {
  ChannelCall call = make_sale("tell_request", 700);
  call.card = make_card("4242424242424242");
  call.authentication = Authentication{"2.2.0", "Y", "05", "cavv", "id"};
  EXPECT_EQ(drive(call, {}).message, "700 open card authenticated");
  call.card.reset();
  EXPECT_EQ(drive(call, {}).message, "700 open card");
}

TEST_F(OperationDriverTest, TellsWhoIsOnTheOtherSide) {
  ChannelCall call = make_call(OperationKind::payout, "tell_request", 700);
  call.method = "bank_transfer";
  call.counterparty = Party{"Ada", "GB29NWBK60161331926819", "", "NWBKGB2L", ""};
  call.purpose = "SUPP";
  // It sees the whole number, and is not heard saying it.
  EXPECT_EQ(drive(call, {}).message, "700 open bank_transfer Ada ****6819 NWBKGB2L SUPP 22");
}

TEST_F(OperationDriverTest, APayoutIsNotBelievedInPart) {
  const auto approved = drive(make_call(OperationKind::payout, "approve_part", 700), {});
  EXPECT_EQ(approved.kind, OutcomeKind::unknown);
}

TEST_F(OperationDriverTest, TellsHowThePayerPays) {
  ChannelCall call = make_call(OperationKind::sale, "tell_request", 700);
  call.method = "wallet";
  EXPECT_EQ(drive(call, {}).message, "700 open wallet");
}

TEST_F(OperationDriverTest, TellsAVoidHowMuchToReleaseWhereAPartCanBe) {
  ChannelCall call = make_call(OperationKind::void_payment, "tell_request", 300);
  call.original = make_sale("").operation;
  EXPECT_EQ(drive(call, {}).message, "300 open card");
}

class PluginFaultTest : public OperationDriverTest,
                        public ::testing::WithParamInterface<const char*> {};

// At the first step and after an answered message alike.
TEST_P(PluginFaultTest, IsUnknown) {
  for (const std::string before : {"", "send;"}) {
    const Outcome outcome = drive(before + GetParam());
    EXPECT_EQ(outcome.kind, OutcomeKind::unknown) << before << GetParam();
    EXPECT_EQ(outcome.code, "plugin_fault") << before << GetParam();
    EXPECT_EQ(sent_, before.empty() ? 0U : 1U);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, PluginFaultTest,
    ::testing::Values("null_step", "small_step", "unknown_step", "done_with_message",
                      "done_without_outcome", "send_with_outcome", "send_without_message", "throw",
                      "throw_number", "small_message", "no_wire", "two_wires", "small_http",
                      "bad_method", "file_url", "url_with_line_break", "header_injection",
                      "header_without_name", "hosts_own_header", "too_many_headers", "huge_body",
                      "body_without_bytes", "small_frame", "long_key", "small_outcome",
                      "unknown_outcome", "negative_outcome", "approve_more", "approve_nothing",
                      "approve_negative", "approve_other_currency", "approve_unterminated_currency",
                      "long_code", "text_without_bytes", "too_much_data", "data_without_entries",
                      "repeated_data", "action_when_approved", "small_action", "unknown_action",
                      "action_of_tomorrow", "redirect_nowhere", "redirect_to_script",
                      "redirect_without_host", "redirect_with_line_break", "redirect_with_quote",
                      "redirect_with_code", "long_url", "no_qr_code", "unreadable_qr_code",
                      "await_with_url", "expires_before_time", "expires_after_time",
                      "await_with_data", "challenge_with_missing_data"),
    [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace tollgate::channel
