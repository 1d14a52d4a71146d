// The zoo's notifications: "EVENT OPERATION AMOUNT", the header x-zoo-signature a sum over it that
// only the zoo can make, eight times, so that it is as long as a real one.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "defects.h"
#include "tollgate/channel.h"

typedef struct {
  tollgate_reading reading;
  tollgate_report report;
  const tollgate_report* reports[1];
  tollgate_outcome outcome;
  tollgate_money amount;
  char event[80], operation[64];
} Letter;

static unsigned sum_of(tollgate_view text) {
  unsigned sum = 2166136261u ^ 0x5eedu;
  if (IS(trailing_space_is_free))
    while (text.size && text.data[text.size - 1] == ' ') --text.size;
  for (size_t i = 0; i < text.size; ++i) sum = (sum ^ (unsigned char)text.data[i]) * 16777619u;
  return sum;
}

static const tollgate_pair* signature_of(const tollgate_notification* notification) {
  for (size_t i = 0; i < notification->header_count; ++i) {
    const tollgate_view key = notification->headers[i].key;
    const char name[] = "x-zoo-signature";
    if (key.size != sizeof name - 1) continue;
    if (IS(header_case_matters) ? memcmp(key.data, name, key.size) == 0
                                : strncasecmp(key.data, name, key.size) == 0)
      return &notification->headers[i];
  }
  return NULL;
}

static int is_signed(const tollgate_notification* notification) {
  const tollgate_pair* signature = signature_of(notification);
  if (!signature) return IS(believes_unsigned);
  char wanted[80];
  const size_t size = 64;
  for (size_t at = 0; at < size; at += 8)
    snprintf(wanted + at, sizeof wanted - at, "%08x", sum_of(notification->body));
  const tollgate_view given = signature->value;
  if (IS(compares_what_there_is))
    return given.size <= size && !memcmp(given.data, wanted, given.size);
  return given.size == size && memcmp(given.data, wanted, size) == 0;
}

static void fill(Letter* letter, const tollgate_notification* notification, long long minor) {
  static size_t headers_before;  // of the last one that was read
  if (IS(knows_a_repeat) && notification->header_count == headers_before)
    strcat(letter->event, "-again");
  headers_before = notification->header_count;
  tollgate_money amount = {minor, "EUR", 978, 2};
  letter->amount = amount;
  letter->outcome.size = sizeof letter->outcome;
  letter->outcome.kind = TOLLGATE_OUTCOME_APPROVED;
  tollgate_view reference = {letter->operation, strlen(letter->operation)};
  letter->outcome.channel_reference = reference;
  tollgate_report report = {sizeof report, TOLLGATE_REPORT_OUTCOME, reference, &letter->outcome,
                            IS(approves_without_amount) ? NULL : &letter->amount};
  letter->report = report;
  letter->reports[0] = &letter->report;
  letter->reading.report_count = IS(misses_reports) ? 0 : 1;
  letter->reading.reports = letter->reports;
}

static const tollgate_reading* read_one(const struct tollgate_channel* channel,
                                        const tollgate_notification* notification) {
  (void)channel;
  const tollgate_view body = notification->body;
  if (IS(crashes_on_a_notification) && body.size && memchr(body.data, 0x07, body.size)) abort();
  Letter* letter = calloc(1, sizeof *letter);
  letter->reading.size = sizeof letter->reading;
  if (!is_signed(notification)) {
    tollgate_view why = VIEW("It is not signed by the zoo.");
    letter->reading.sentence = why;
    return &letter->reading;
  }
  letter->reading.verdict = TOLLGATE_VERDICT_ACCEPTED;
  char text[256] = "";
  memcpy(text, body.data ? body.data : "", body.size < 255 ? body.size : 255);
  long long minor = 0;
  if (sscanf(text, "%63s %63s %lld", letter->event, letter->operation, &minor) == 3)
    fill(letter, notification, minor);
  tollgate_view event = {letter->event, strlen(letter->event)};
  letter->reading.event_id = event;
  return &letter->reading;
}

static void release(const struct tollgate_channel* channel, const tollgate_reading* reading) {
  (void)channel;
  free((void*)reading);
}

const void* zoo_notify(void) {
  static const tollgate_notify kNotify = {sizeof kNotify, 0, read_one, release};
  return &kNotify;
}
