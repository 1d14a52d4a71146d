// Every failpoint, in the order in which a payment meets them. To add one, add its line here and
// call failpoint("name") in one place: the command `tollgate failpoints`, its tests and the crash
// campaign (tests/crash/run --failpoints) take it from here.
#include "gateway/base/failpoint.h"

namespace tollgate {
namespace {

// The name, and what is done when the process is there and what is not.
constexpr FailpointInfo kFailpoints[] = {
    // the request's edge
    {"edge_received", "a request is whole; nobody has looked at it"},
    {"api_authenticated", "a request's signature held; its use case has not begun"},
    {"api_answer_made", "the use case has ended; its answer is on no way to the client"},
    {"edge_before_answer", "the answer is about to be written to the client's connection"},
    {"edge_after_answer", "the answer was written"},
    // the guard: nonces, idempotency keys, stored answers
    {"guard_key_seen", "a key is met again; the store has not been asked"},
    {"guard_replay_found", "the stored answer of a key was read; its repeat is not recorded"},
    {"guard_before_replay_commit",
     "the first attempt's operation is settled, its answer not stored"},
    {"guard_after_replay_commit", "an answer made from the settled operation was stored"},
    {"guard_before_nonce_commit", "an answer without effect is made, its nonce not spent"},
    {"guard_after_nonce_commit", "the nonce of an answer without effect is spent"},
    {"guard_before_refusal_commit", "a final refusal is made, not stored"},
    {"guard_after_refusal_commit", "a final refusal is stored, not answered"},
    // card tokens
    {"token_before_seal", "the card number is in memory only"},
    {"token_before_commit", "the card is sealed, not stored"},
    {"token_after_commit", "the token is stored, not answered"},
    // use cases
    {"payment_screened", "the rules have decided; nothing is stored"},
    {"payment_before_stopped_commit",
     "the rules stopped the payment or want a person; nothing is stored"},
    {"payment_after_stopped_commit", "a stopped payment is stored, not answered"},
    {"change_planned", "a capture, cancel or refund is planned; nothing is stored"},
    {"perform_before_commit", "an operation is about to be stored as an intent"},
    {"perform_after_commit", "the intent is stored; the channel knows nothing"},
    {"carry_out_before_execute", "the channel is about to be asked"},
    {"carry_out_after_execute", "the outcome is known in memory only"},
    {"carry_out_before_commit", "the outcome's change is made, not stored"},
    {"carry_out_after_commit", "the outcome is stored, not answered"},
    // the commit pipeline: `commit` may fold many changes of many requests
    {"commit_queued", "a change waits for its writer"},
    {"commit_taken", "a writer has taken a batch of changes"},
    {"commit_set_aside", "the conflicts of a batch were looked for, in its transaction"},
    {"commit_before_script", "a batch is about to be sent to the database"},
    {"commit_after_script", "the batch is written, its COMMIT not sent"},
    {"commit_after_commit", "the batch is committed, nobody was told"},
    {"commit_partly_told", "the first of the batch was told, the others were not"},
    {"commit_told", "all of the batch were told"},
    // event streams
    {"lease_before_claim", "a writer is about to claim an event stream"},
    {"lease_after_claim", "a writer has claimed an event stream"},
    {"lease_before_extend", "an idle writer is about to extend its lease"},
    {"lease_after_extend", "an idle writer has extended its lease"},
    {"lease_before_release", "a writer that stops is about to release its stream"},
    {"lease_after_release", "a writer that stops has released its stream"},
    // channels
    {"drive_begun", "a plugin is about to say what to send for an operation"},
    {"drive_before_exchange", "a plugin's message is about to be given to its wire"},
    {"drive_after_exchange", "a reply is there; the plugin has not seen it"},
    {"drive_settled", "the plugin has said the outcome"},
    {"tcp_before_connect", "a connection to a channel's server is about to be made"},
    {"tcp_after_connect", "the connection is made, nothing was sent"},
    {"tcp_in_service", "the connection is signed on and takes messages"},
    {"tcp_before_write", "messages are about to be written to a channel's server"},
    {"tcp_after_write", "messages were written to a channel's server"},
    {"tcp_frame_arrived", "a channel's answer has arrived; nobody waits for it yet"},
    {"http_taken", "the HTTP wire has taken a message; no connection was made for it"},
    {"http_before_write", "a connection is ready and the request about to be written to it"},
    {"http_finished", "an HTTP exchange has ended; nobody was told how"},
    // recovery
    {"resolver_before_claim_commit", "due operations are locked and moved, not committed"},
    {"resolver_claimed", "due operations are claimed; nothing was done about them"},
    {"resolver_before_repeat", "an operation or its reversal is about to be sent again"},
    {"resolver_after_repeat", "what was sent again has its outcome stored, or none"},
    {"resolver_before_query", "a channel is about to be asked what became of an operation"},
    {"resolver_after_query", "the channel has said what became of it; nothing is stored"},
    {"outcome_before_commit", "what the channel or a person said is about to be stored"},
    {"outcome_after_commit", "what the channel or a person said is stored"},
    {"resolver_before_undo_commit", "a reversal is planned, not stored"},
    {"resolver_after_undo_commit", "a reversal is stored as an intent, not sent"},
    {"resolver_before_park_commit", "an operation is about to be left to a person"},
    {"resolver_after_park_commit", "an operation is left to a person; nobody was told"},
    // notifications of channels
    {"notification_before_commit", "notifications, or what became of them, are not stored yet"},
    {"notification_after_commit", "they are stored, nobody was told"},
    {"notification_before_claim_commit", "due notifications are locked and moved, not committed"},
    {"notification_claimed", "due notifications are claimed; nothing was done about them"},
    // Kafka
    {"relay_before_produce", "an event is about to be handed to the client library"},
    {"relay_after_produce", "an event is with the client library"},
    {"relay_delivered", "Kafka has confirmed an event"},
    {"relay_before_save", "the relay's position is about to be stored"},
    {"relay_after_save", "the relay's position is stored"},
    // webhooks
    {"webhook_before_expand", "deliveries are made of events, not stored"},
    {"webhook_after_expand", "the deliveries are stored; the follower's position is not"},
    {"webhook_before_send", "a claimed delivery is signed and about to be sent"},
    {"webhook_answered", "an attempt has ended; nothing is recorded"},
    {"webhook_before_record", "attempts that ended are about to be recorded"},
    {"webhook_after_record", "attempts are recorded"},
    // housekeeping
    {"purge_before_delete", "expired requests were found, not deleted"},
    {"purge_after_delete", "expired requests were deleted"},
    // start and end
    {"start_database_ready", "the schema is right; nothing takes requests"},
    {"start_listening", "requests are taken; the port file is not written"},
    {"drain_begun", "SIGTERM came; what is under way goes on"},
    {"drain_edge_stopped", "every request under way was answered, or given up"},
    {"drain_store_stopped", "everything that waited for the database was written"},
    {"drain_relay_stopped", "the relay has flushed and stored its position"},
};

}  // namespace

std::span<const FailpointInfo> all_failpoints() { return kFailpoints; }

}  // namespace tollgate
