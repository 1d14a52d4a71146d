// The zoo: one small channel in C, healthy unless DEFECT names a mistake; then it makes that one
// mistake and no other. animals.txt says which check has to catch which.
//
// Its protocol: POST /KIND with "op=…&amount=…", answered "approved REF", "declined CODE",
// "pending" or "failed", perhaps with " for op_…" behind; those that speak in frames put the
// operation's id and a | before both.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "defects.h"
#include "tollgate/channel.h"

struct tollgate_operation {
  char url[512], body[1024], reference[128], line[300];
  const tollgate_request* request;
  tollgate_pair header;
  tollgate_http http;
  char framed[1024];
  tollgate_frame frame;
  tollgate_message message;
  tollgate_money approved;
  tollgate_exchange promise;
  tollgate_next_action page;
  tollgate_outcome outcome;
  tollgate_step step;
  int messages, thread_mark;
};

static const char* kind_name(tollgate_operation_kind kind) {
  static const char* const kNames[] = {NULL,     "authorize", "sale", "capture", "void",
                                       "refund", "query",     NULL,   "quote"};
  return kind >= 1 && kind <= 8 ? kNames[kind] : NULL;
}

static tollgate_view view_of(const char* text) {
  tollgate_view view = {text, strlen(text)};
  return view;
}

static const tollgate_step* done(tollgate_operation* operation, tollgate_outcome_kind kind,
                                 const char* code) {
  memset(&operation->outcome, 0, sizeof operation->outcome);
  operation->outcome.size = sizeof operation->outcome;
  operation->outcome.kind = kind;
  operation->outcome.code = view_of(code);
  if (kind == TOLLGATE_OUTCOME_APPROVED)
    operation->outcome.channel_reference = view_of(operation->reference);
  if (kind == TOLLGATE_OUTCOME_APPROVED && operation->request->kind == TOLLGATE_OPERATION_QUOTE) {
    tollgate_exchange promise = {sizeof promise,
                                 0,
                                 operation->request->amount,
                                 operation->request->amount,
                                 VIEW("1"),
                                 view_of(operation->reference),
                                 operation->request->time_unix_us + 60000000};
    promise.fee.minor = 0;
    operation->promise = promise;
    operation->outcome.exchange = &operation->promise;
  }
  if (kind == TOLLGATE_OUTCOME_PENDING && !IS(forgets_the_page)) {
    tollgate_next_action page = {sizeof page,
                                 TOLLGATE_NEXT_ACTION_REDIRECT_TO_URL,
                                 VIEW("https://zoo.example/pay"),
                                 VIEW(""),
                                 NULL,
                                 0,
                                 0};
    operation->page = page;
    operation->outcome.next_action = &operation->page;
  }
  if (IS(approves_more) && kind == TOLLGATE_OUTCOME_APPROVED) {
    operation->approved = operation->request->amount;
    operation->approved.minor += 1;
    operation->outcome.approved_amount = &operation->approved;
  }
  if (IS(outcome_has_the_card) && operation->request->card)
    operation->outcome.message = operation->request->card->number;
  tollgate_step step = {sizeof step, TOLLGATE_STEP_DONE, NULL, &operation->outcome};
  operation->step = step;
  return &operation->step;
}

static int open_operations;
static __thread int begun_here;
// The secret setting, kept as it came.
static char secret_setting[64];

static const tollgate_step* send_message(tollgate_operation* operation) {
  const tollgate_request* request = operation->request;
  char* body = operation->body;
  long long minor = (long long)request->amount.minor;
  if (IS(amount_is_cut_to_cents)) minor = minor / 100 * 100;
  if (IS(huge_amount_wraps)) minor %= 1000000000000LL;
  size_t at = 0;
  if (!IS(reference_is_left_out) || request->kind == TOLLGATE_OPERATION_VOID)
    at += (size_t)sprintf(body + at, "op=%.*s", (int)request->operation_id.size,
                          request->operation_id.data);
  at += (size_t)sprintf(body + at, "&amount=%lld", minor);
  if (!IS(currency_is_left_out))
    at += (size_t)sprintf(body + at, "&currency=%s", request->amount.currency);
  if (request->original && !IS(original_is_left_out))
    at += (size_t)sprintf(body + at, "&original=%.*s", (int)request->original->operation_id.size,
                          request->original->operation_id.data);
  if (TOLLGATE_HAS(tollgate_request, request, quoted_kind) && request->quote &&
      !IS(quote_is_left_out))
    at += (size_t)sprintf(body + at, "&quote=%.*s", (int)request->quote->reference.size,
                          request->quote->reference.data);
  if (request->card)
    at += (size_t)sprintf(body + at, "&card=%.*s", (int)request->card->number.size,
                          request->card->number.data);
  if (IS(attempt_is_in_the_bytes))
    at += (size_t)sprintf(body + at, "&attempt=%u", request->attempt);
  if (IS(reads_the_clock)) at += (size_t)sprintf(body + at, "&now=%ld", (long)time(NULL));
  if (IS(uses_randomness)) at += (size_t)sprintf(body + at, "&pid=%d", (int)getpid());
  if (IS(disturbs_others) && open_operations > 500) at += (size_t)sprintf(body + at, "&full");
  if (IS(prints)) puts("sale");
  if (IS(leaves_a_file_open)) (void)!dup(0);
  sprintf(operation->url, "https://zoo.example/%s%s%.*s%s", kind_name(request->kind),
          IS(card_is_in_the_url) && request->card ? "?card=" : "",
          IS(card_is_in_the_url) && request->card ? (int)request->card->number.size : 0,
          request->card ? request->card->number.data : "",
          IS(secret_is_in_the_url) ? secret_setting : "");
  operation->header.key = view_of("content-type");
  operation->header.value = view_of(IS(header_breaks_the_line) ? "text\r\nx: y" : "text/plain");
  if (IS(long_text_overflows_the_contract) && request->description.size > 200)
    operation->header.value = request->description;
  tollgate_http http = {sizeof http,        0, VIEW("POST"), view_of(operation->url),
                        &operation->header, 1, {body, at}};
  operation->http = http;
  tollgate_message message = {sizeof message, TOLLGATE_WIRE_HTTP, 0, 0, &operation->http, NULL};
  if (IN_FRAMES) {
    int size = snprintf(operation->framed, sizeof operation->framed, "%.*s|%s %s",
                        (int)request->operation_id.size, request->operation_id.data,
                        kind_name(request->kind), body);
    tollgate_frame frame = {
        sizeof frame, 1, {operation->framed, (size_t)size}, request->operation_id};
    operation->frame = frame;
    message.wire = TOLLGATE_WIRE_FRAME;
    message.http = NULL;
    message.frame = &operation->frame;
  }
  operation->message = message;
  tollgate_step step = {sizeof step, TOLLGATE_STEP_SEND, &operation->message, NULL};
  operation->step = step;
  ++operation->messages;
  return &operation->step;
}

static const tollgate_step* begin(const tollgate_channel* channel, const tollgate_request* request,
                                  tollgate_operation** into) {
  (void)channel;
  tollgate_operation* operation = calloc(1, sizeof *operation);
  *into = operation;
  operation->request = request;
  ++open_operations;
  operation->thread_mark = begun_here = 1;
  snprintf(operation->reference, sizeof operation->reference, "zoo-%.*s",
           (int)request->operation_id.size, request->operation_id.data);
  if (IS(reads_past_an_old_request) && request->final_capture + request->reserved_2 > 2)
    return done(operation, TOLLGATE_OUTCOME_UNKNOWN, "");
  if (!kind_name(request->kind))
    return IS(unknown_kind_is_approved)
               ? done(operation, TOLLGATE_OUTCOME_APPROVED, "")
               : done(operation, TOLLGATE_OUTCOME_NOT_SENT, TOLLGATE_CODE_UNSUPPORTED);
  if (request->kind <= TOLLGATE_OPERATION_SALE && !request->card && !IS(charges_without_a_card))
    return done(operation, TOLLGATE_OUTCOME_NOT_SENT, TOLLGATE_CODE_UNUSABLE_REQUEST);
  if (request->kind > TOLLGATE_OPERATION_SALE && request->kind != TOLLGATE_OPERATION_QUOTE &&
      !request->original && !IS(refunds_without_an_original))
    return done(operation, TOLLGATE_OUTCOME_NOT_SENT, TOLLGATE_CODE_UNUSABLE_REQUEST);
  // Twelve digits are what the protocol has room for.
  if (request->amount.minor > 999999999999LL && !IS(huge_amount_wraps))
    return done(operation, TOLLGATE_OUTCOME_NOT_SENT, TOLLGATE_CODE_INVALID_AMOUNT);
  return send_message(operation);
}

// Without the operation's id before it.
static tollgate_view said(const tollgate_reply* reply) {
  tollgate_view text = reply->body;
  const char* bar = IN_FRAMES && text.size ? memchr(text.data, '|', text.size) : NULL;
  if (!bar) return text;
  text.size -= (size_t)(bar + 1 - text.data);
  text.data = bar + 1;
  return text;
}

// Whether it says that it is for another operation.
static int is_for_another(tollgate_view text, tollgate_view id) {
  static const char kFor[] = " for ";
  for (size_t at = 0; at + sizeof kFor - 1 <= text.size; ++at) {
    if (memcmp(text.data + at, kFor, sizeof kFor - 1) != 0) continue;
    at += sizeof kFor - 1;
    return text.size - at != id.size || memcmp(text.data + at, id.data, id.size) != 0;
  }
  return 0;
}

static int begins_with(tollgate_view text, const char* start) {
  return text.size >= strlen(start) && memcmp(text.data, start, strlen(start)) == 0;
}

static const tollgate_step* resume(const tollgate_channel* channel, tollgate_operation* operation,
                                   const tollgate_reply* reply) {
  (void)channel;
  if (IS(keeps_to_its_thread) && !begun_here) return done(operation, TOLLGATE_OUTCOME_DECLINED, "");
  if (reply->status == TOLLGATE_WIRE_NOT_SENT)
    return done(operation,
                IS(unsent_is_declined) ? TOLLGATE_OUTCOME_DECLINED : TOLLGATE_OUTCOME_NOT_SENT, "");
  if (reply->status == TOLLGATE_WIRE_CLOSED && IS(closed_is_approved))
    return done(operation, TOLLGATE_OUTCOME_APPROVED, "");
  if (reply->status == TOLLGATE_WIRE_NO_REPLY && IS(silence_is_declined))
    return done(operation, TOLLGATE_OUTCOME_DECLINED, "");
  if (reply->status != TOLLGATE_WIRE_OK) return done(operation, TOLLGATE_OUTCOME_UNKNOWN, "");
  if (IS(endless) && operation->messages > 0 && begins_with(reply->body, "{}"))
    return send_message(operation);
  if (IS(long_reply_crashes) && reply->body.size > 500000) abort();
  if (IS(crashes_on_a_byte) &&
      memchr(reply->body.data ? reply->body.data : "", 0x07, reply->body.size))
    abort();
  if (IS(hangs_on_garbage) && begins_with(reply->body, "<html>"))
    for (;;) pause();
  if (is_for_another(said(reply), operation->request->operation_id) && !IS(takes_any_answer))
    return done(operation, TOLLGATE_OUTCOME_UNKNOWN, TOLLGATE_CODE_BAD_RESPONSE);
  if (begins_with(said(reply), "approved") ||
      (IS(garbage_is_approved) && reply->http_status == 500))
    return done(operation, TOLLGATE_OUTCOME_APPROVED, "");
  if (begins_with(said(reply), "pending")) return done(operation, TOLLGATE_OUTCOME_PENDING, "");
  if (begins_with(said(reply), "declined"))
    return done(operation, TOLLGATE_OUTCOME_DECLINED,
                IS(knows_one_reason_only) ? TOLLGATE_CODE_FRAUD : TOLLGATE_CODE_DO_NOT_HONOR);
  return done(operation, TOLLGATE_OUTCOME_UNKNOWN, TOLLGATE_CODE_BAD_RESPONSE);
}

static void finish(const tollgate_channel* channel, tollgate_operation* operation) {
  (void)channel;
  --open_operations;
  if (!IS(leaks)) free(operation);
}

static const void* ability(const tollgate_channel* channel, const char* id) {
  if (strcmp(id, TOLLGATE_NOTIFY) == 0) return zoo_notify();
  if (strcmp(id, TOLLGATE_STATEMENT) == 0) return zoo_statement();
  if (strcmp(id, TOLLGATE_FRAMING) == 0 && IN_FRAMES) return zoo_framing();
  // As far as its number, every one looks alike.
  return IS(knows_every_ability) && strstr(id, "/9") ? channel : NULL;
}

static void destroy(tollgate_channel* channel) {
  if (!IS(same_channel_for_all)) free(channel);
}

static tollgate_channel* create(const tollgate_host* host, const tollgate_settings* settings,
                                tollgate_buffer* sentence) {
  (void)host;
  char json[512] = "";
  memcpy(json, settings->json.data, settings->json.size < 511 ? settings->json.size : 511);
  if (IS(refuses_all_settings)) {
    sentence->size =
        (size_t)snprintf(sentence->data, sentence->capacity, "The setting key is bad.");
    return NULL;
  }
  const char* key = strstr(json, "\"key\":\"");
  if (!key && !IS(accepts_any_settings)) {
    const char* start = strstr(json, "\"key\"");
    if (!IS(refuses_without_a_sentence) || strstr(json, "key") == NULL)
      sentence->size =
          (size_t)snprintf(sentence->data, sentence->capacity, "The setting key %s",
                           IS(secret_is_in_the_sentence) && start ? start : "must be a text.");
    return NULL;
  }
  if (key) sscanf(key + 7, "%60[a-z0-9-]", secret_setting);
  static tollgate_channel one;
  tollgate_channel* channel = IS(same_channel_for_all) ? &one : calloc(1, sizeof one);
  tollgate_channel made = {sizeof made, 0, NULL, begin, resume, finish, ability, destroy};
  *channel = made;
  return channel;
}

#define SUPPORT(kind, recovery, settle_ms, flags)                                                 \
  {                                                                                               \
    sizeof(tollgate_support), TOLLGATE_OPERATION_##kind, TOLLGATE_RECOVERY_##recovery, settle_ms, \
        flags, 0                                                                                  \
  }
static const tollgate_support kSupports[] = {
    SUPPORT(AUTHORIZE, QUERYABLE, IS(query_settles_at_once) ? 0 : 1000, TOLLGATE_NEEDS_CARD),
    SUPPORT(SALE, QUERYABLE, IS(query_settles_at_once) ? 0 : 1000, TOLLGATE_NEEDS_CARD),
    SUPPORT(CAPTURE, IDEMPOTENT_BY_REFERENCE, 0, 0),
    SUPPORT(VOID, IDEMPOTENT_BY_REFERENCE, 0, 0),
    SUPPORT(REFUND, IDEMPOTENT_BY_REFERENCE, 0, 0),
    SUPPORT(QUERY, IDEMPOTENT_BY_REFERENCE, 0, 0),
    SUPPORT(QUOTE, IDEMPOTENT_BY_REFERENCE, 0, 0)};
static const tollgate_support* const kPointers[] = {&kSupports[0], &kSupports[1], &kSupports[2],
                                                    &kSupports[3], &kSupports[4], &kSupports[5],
                                                    &kSupports[6]};
static const tollgate_view kMethods[] = {VIEW("card")};
static const tollgate_currency_limit kCurrencies[] = {{"*", 0, 1, 9007199254740991LL}};
#define SCHEMA(what)                                                                          \
  "{\"type\":\"object\",\"required\":[\"key\"],\"properties\":{\"key\":{\"type\":\"string\"," \
  "\"writeOnly\":true" what "}}}"
static tollgate_descriptor descriptor = {sizeof descriptor,
                                         0,
                                         VIEW("zoo.animal"),
                                         VIEW("Animal"),
                                         VIEW("Zoo"),
                                         VIEW("1.0.0"),
                                         VIEW(TOLLGATE_SDK_VERSION),
                                         kPointers,
                                         7,
                                         kMethods,
                                         1,
                                         kCurrencies,
                                         1,
                                         VIEW(SCHEMA(",\"description\":\"The key.\""))};
static const tollgate_entry kEntry = {sizeof kEntry, TOLLGATE_ABI_VERSION + IS(other_version),
                                      &descriptor, create};

TOLLGATE_EXPORT const tollgate_entry* tollgate_channel_entry(void) {
  if (IS(version_is_a_word)) descriptor.version = view_of("latest");
  if (IS(has_no_description)) descriptor.settings_schema = view_of(SCHEMA(""));
  static tollgate_entry entries[2];
  static int asked;
  entries[0] = entries[1] = kEntry;
  return IS(other_entry) ? &entries[asked++ % 2] : &kEntry;
}
