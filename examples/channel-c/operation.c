// One operation: its message is composed here, its answer read. Everything that a step points at
// lives in the operation itself, so nothing is kept between operations.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "plain_bank.h"

struct tollgate_operation {
  const tollgate_request* request;  // lives until finish() returns
  char url[PLAIN_BANK_SETTING_MAX + 80];
  char body[400];
  char reference[TOLLGATE_CHANNEL_REFERENCE_MAX + 1];
  char reason[TOLLGATE_CHANNEL_CODE_MAX + 1];
  tollgate_pair headers[2];
  tollgate_http http;
  tollgate_message message;
  tollgate_outcome outcome;
  tollgate_step step;
};

static tollgate_view view_of(const char* text) {
  tollgate_view view = {text, strlen(text)};
  return view;
}

static const tollgate_step* done(tollgate_operation* operation, tollgate_outcome_kind kind,
                                 const char* code, const char* message) {
  tollgate_outcome outcome = {.size = sizeof outcome,
                              .kind = kind,
                              .channel_reference = view_of(operation->reference),
                              .code = view_of(code),
                              .channel_code = view_of(operation->reason),
                              .message = view_of(message)};
  operation->outcome = outcome;
  tollgate_step step = {sizeof step, TOLLGATE_STEP_DONE, NULL, &operation->outcome};
  operation->step = step;
  return &operation->step;
}

static const char* kind_name(tollgate_operation_kind kind) {
  switch (kind) {
    case TOLLGATE_OPERATION_AUTHORIZE:
      return "authorize";
    case TOLLGATE_OPERATION_SALE:
      return "sale";
    case TOLLGATE_OPERATION_CAPTURE:
      return "capture";
    case TOLLGATE_OPERATION_VOID:
      return "void";
    case TOLLGATE_OPERATION_REFUND:
      return "refund";
    default:
      return NULL;
  }
}

// The body needs no escapes: names of operations, digits and letters are all that is in it.
static int write_body(tollgate_operation* operation, const char* kind) {
  const tollgate_request* request = operation->request;
  char about[160];
  int size;
  if (request->kind <= TOLLGATE_OPERATION_SALE) {
    const tollgate_card* card = request->card;
    size = snprintf(
        about, sizeof about,
        "\"card\":{\"number\":\"%.*s\",\"expiry_month\":%" PRIu32 ",\"expiry_year\":%" PRIu32 "}",
        (int)card->number.size, card->number.data, card->expiry_month, card->expiry_year);
  } else {
    const tollgate_view original = request->original->operation_id;
    size =
        snprintf(about, sizeof about, "\"original\":\"%.*s\"", (int)original.size, original.data);
  }
  if (size < 0 || (size_t)size >= sizeof about) return 0;
  size = snprintf(operation->body, sizeof operation->body,
                  "{\"kind\":\"%s\",\"amount\":%" PRId64 ",\"currency\":\"%s\",%s}", kind,
                  request->amount.minor, request->amount.currency, about);
  return size > 0 && (size_t)size < sizeof operation->body;
}

static const tollgate_step* send_message(const plain_bank* bank, tollgate_operation* operation) {
  const tollgate_view id = operation->request->operation_id;
  snprintf(operation->url, sizeof operation->url, "%s/operations/%.*s", bank->base_url,
           (int)id.size, id.data);
  operation->headers[0].key = view_of("Content-Type");
  operation->headers[0].value = view_of("application/json");
  operation->headers[1].key = view_of("Authorization");
  operation->headers[1].value = view_of(bank->authorization);
  tollgate_http http = {sizeof http,        0, view_of("PUT"),          view_of(operation->url),
                        operation->headers, 2, view_of(operation->body)};
  operation->http = http;
  tollgate_message message = {sizeof message, TOLLGATE_WIRE_HTTP, 0, 0, &operation->http, NULL};
  operation->message = message;
  tollgate_step step = {sizeof step, TOLLGATE_STEP_SEND, &operation->message, NULL};
  operation->step = step;
  return &operation->step;
}

const tollgate_step* plain_bank_begin(const tollgate_channel* channel,
                                      const tollgate_request* request,
                                      tollgate_operation** operation) {
  tollgate_operation* made = calloc(1, sizeof *made);
  if (!made) return NULL;  // the host takes it as unknown
  *operation = made;
  made->request = request;
  const char* kind = kind_name(request->kind);
  if (!kind)
    return done(made, TOLLGATE_OUTCOME_NOT_SENT, TOLLGATE_CODE_UNSUPPORTED,
                "The channel has no such operation.");
  const int charges = request->kind <= TOLLGATE_OPERATION_SALE;
  if (charges ? !request->card : !request->original)
    return done(made, TOLLGATE_OUTCOME_NOT_SENT, TOLLGATE_CODE_UNUSABLE_REQUEST,
                charges ? "The operation has no card." : "The operation names no original.");
  if (!write_body(made, kind))
    return done(made, TOLLGATE_OUTCOME_NOT_SENT, TOLLGATE_CODE_UNUSABLE_REQUEST,
                "The operation is too long for a message.");
  return send_message(channel->self, made);
}

// The acquirer's reasons in the gateway's words; the rest is told as it came, in channel_code.
static const char* decline_code(const char* reason) {
  static const char* const kCodes[][2] = {{"no_funds", TOLLGATE_CODE_INSUFFICIENT_FUNDS},
                                          {"card_expired", TOLLGATE_CODE_EXPIRED_CARD},
                                          {"too_much", TOLLGATE_CODE_INVALID_AMOUNT},
                                          {"no_such_operation", TOLLGATE_CODE_NOT_FOUND}};
  for (size_t i = 0; i < sizeof kCodes / sizeof kCodes[0]; ++i)
    if (strcmp(kCodes[i][0], reason) == 0) return kCodes[i][1];
  return TOLLGATE_CODE_DO_NOT_HONOR;
}

// An answer is believed when it is about what was asked. All else is unknown, never a decline.
static const tollgate_step* read_answer(tollgate_operation* operation,
                                        const tollgate_reply* reply) {
  const tollgate_request* request = operation->request;
  char id[65] = "", currency[8] = "", status[16] = "", name[32];
  int64_t amount = -1;
  json_field fields[] = {{"operation", id, sizeof id, NULL, 0},
                         {"amount", NULL, 0, &amount, 0},
                         {"currency", currency, sizeof currency, NULL, 0},
                         {"status", status, sizeof status, NULL, 0},
                         {"reference", operation->reference, sizeof operation->reference, NULL, 0},
                         {"reason", operation->reason, sizeof operation->reason, NULL, 0}};
  const int read =
      reply->http_status == 200 && json_read(reply->body.data, reply->body.size, fields,
                                             sizeof fields / sizeof fields[0], name) == JSON_OK;
  const int ours = read && strlen(id) == request->operation_id.size &&
                   memcmp(id, request->operation_id.data, strlen(id)) == 0 &&
                   amount == request->amount.minor &&
                   strcmp(currency, request->amount.currency) == 0;
  if (ours && strcmp(status, "approved") == 0 && operation->reference[0]) {
    operation->reason[0] = 0;
    return done(operation, TOLLGATE_OUTCOME_APPROVED, "", "");
  }
  operation->reference[0] = 0;
  if (ours && strcmp(status, "declined") == 0)
    return done(operation, TOLLGATE_OUTCOME_DECLINED, decline_code(operation->reason),
                "The acquirer declined.");
  operation->reason[0] = 0;
  return done(operation, TOLLGATE_OUTCOME_UNKNOWN, TOLLGATE_CODE_BAD_RESPONSE,
              "The answer cannot be understood.");
}

const tollgate_step* plain_bank_resume(const tollgate_channel* channel,
                                       tollgate_operation* operation, const tollgate_reply* reply) {
  (void)channel;
  if (reply->status == TOLLGATE_WIRE_OK) return read_answer(operation, reply);
  if (reply->status == TOLLGATE_WIRE_NOT_SENT)
    return done(operation, TOLLGATE_OUTCOME_NOT_SENT, TOLLGATE_CODE_NOT_SENT,
                "The message did not leave the gateway.");
  return done(operation, TOLLGATE_OUTCOME_UNKNOWN, TOLLGATE_CODE_NO_REPLY,
              "The message was sent and no reply came back.");
}

void plain_bank_finish(const tollgate_channel* channel, tollgate_operation* operation) {
  (void)channel;
  free(operation);
}
