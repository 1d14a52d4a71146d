// The zoo's statements, lines of words:
//
//   ZOO 2026-11-27                     the day
//   sale op_1 REF1 19.99 EUR 0.12      or refund: operation, reference, amount, currency, fee
//   total EUR 2 19.99 5.00 0.12        of each currency: entries, sales, refunds, fees
//   end 2                              entries
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "defects.h"
#include "tollgate/channel.h"

typedef struct {
  char currency[4];
  long long count, sales, refunds, fees;
} Sums;

enum { CURRENCIES = 3, LINE_MAX_SIZE = 200 };

struct tollgate_statement_reader {
  const char *begin, *at, *end;
  unsigned long long line_number;
  int saw_header, ended, again;
  char line[LINE_MAX_SIZE + 1], previous[LINE_MAX_SIZE + 1];
  char operation[64], reference[64], sentence[400];
  Sums own[CURRENCIES], told[CURRENCIES];
  int own_count, told_count;
  long long entries;
  tollgate_statement_step step;
  tollgate_statement_entry entry;
  tollgate_statement_problem problem;
  tollgate_statement_summary summary;
  tollgate_statement_total totals[CURRENCIES];
  const tollgate_statement_total* pointers[CURRENCIES];
};
typedef tollgate_statement_reader Reader;

static tollgate_view view_of(const char* text) {
  tollgate_view view = {text, strlen(text)};
  return view;
}

static int exponent_of(const char* currency) {
  static const struct {
    const char* code;
    int exponent;
  } kKnown[CURRENCIES] = {{"EUR", 2}, {"JPY", 0}, {"KWD", 3}};
  for (int i = 0; i < CURRENCIES; ++i)
    if (strcmp(kKnown[i].code, currency) == 0)
      return IS(decimals_are_always_two) ? 2 : kKnown[i].exponent;
  return -1;
}

// Digits, and after a point no more of them than the currency has. -1: no such amount.
static long long amount_of(const char* text, int exponent) {
  const unsigned long long most = 9007199254740991ULL;
  unsigned long long minor = 0;
  int decimals = -1;
  if (*text < '0' || *text > '9' || exponent < 0) return -1;
  for (; *text; ++text) {
    if (*text == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (*text < '0' || *text > '9') return -1;
    if (decimals >= 0 && ++decimals > exponent) return -1;
    if (!IS(number_wraps) && minor > most / 10) return -1;
    minor = minor * 10 + (unsigned long long)(*text - '0');
  }
  for (int i = decimals < 0 ? 0 : decimals; i < exponent; ++i) {
    if (!IS(number_wraps) && minor > most / 10) return -1;
    minor *= 10;
  }
  return minor > most ? -1 : (long long)minor;
}

static const tollgate_statement_step* fail(Reader* reader, const char* field, const char* what) {
  if (IS(sentence_names_no_line))
    snprintf(reader->sentence, sizeof reader->sentence, "The statement has %s.", what);
  else
    snprintf(reader->sentence, sizeof reader->sentence, "Line %llu of the statement has %s%s%s.",
             reader->line_number, what, IS(sentence_repeats_the_line) ? ": " : "",
             IS(sentence_repeats_the_line) ? reader->line : "");
  tollgate_statement_problem problem = {sizeof problem, 0, reader->line_number, view_of(field),
                                        view_of(reader->sentence)};
  reader->problem = problem;
  tollgate_statement_step step = {sizeof step, TOLLGATE_STATEMENT_STEP_FAILED, NULL, NULL,
                                  &reader->problem};
  reader->step = step;
  return &reader->step;
}

static Sums* sums_of(Sums* sums, int* count, const char* currency) {
  for (int i = 0; i < *count; ++i)
    if (strcmp(sums[i].currency, currency) == 0) return &sums[i];
  memset(&sums[*count], 0, sizeof sums[*count]);
  memcpy(sums[*count].currency, currency, 4);
  return &sums[(*count)++];
}

static const tollgate_statement_step* end(Reader* reader) {
  reader->ended = 1;
  for (int i = 0; i < reader->own_count; ++i) {
    const Sums* own = &reader->own[i];
    tollgate_statement_total total = {
        sizeof total, 0,         "", 0, 0, (uint64_t)own->count + IS(adds_up_otherwise), own->sales,
        own->refunds, own->fees, 0,  0};
    memcpy(total.currency, own->currency, 4);
    reader->totals[i] = total;
    reader->pointers[i] = &reader->totals[i];
  }
  tollgate_statement_summary summary = {
      sizeof summary,   TOLLGATE_STATEMENT_TELLS_COUNT | TOLLGATE_STATEMENT_TELLS_SUMS,
      VIEW("day"),      VIEW("zoo"),
      20261127,         20261127,
      reader->pointers, (size_t)reader->own_count};
  reader->summary = summary;
  tollgate_statement_step step = {sizeof step, TOLLGATE_STATEMENT_STEP_END, NULL, &reader->summary,
                                  NULL};
  reader->step = step;
  return &reader->step;
}

static int agree(Reader* reader) {
  if (reader->own_count != reader->told_count) return 0;
  for (int i = 0; i < reader->told_count; ++i) {
    const Sums* told = &reader->told[i];
    const Sums* own = sums_of(reader->own, &reader->own_count, told->currency);
    if (own->count != told->count) return 0;
    if (IS(changed_amount_is_forgiven)) continue;
    if (own->sales != told->sales || own->refunds != told->refunds || own->fees != told->fees)
      return 0;
  }
  return 1;
}

static const tollgate_statement_step* take_end(Reader* reader) {
  long long told = 0;
  int used = 0;
  if (sscanf(reader->line, "end %5lld%n", &told, &used) != 1 || reader->line[used])
    return fail(reader, "count", "a count that is none");
  if (reader->at != reader->end) return fail(reader, "", "the end, and more behind it");
  if (IS(missing_line_is_forgiven) && reader->entries < told) return end(reader);
  if (told != reader->entries) return fail(reader, "count", "another count");
  if (!agree(reader)) return fail(reader, "", "totals before it that are wrong");
  return end(reader);
}

static const char* take_total(Reader* reader) {
  char currency[4], sales[40], refunds[40], fees[40];
  long long count = 0;
  int used = 0;
  if (sscanf(reader->line, "total %3[A-Z] %5lld %39s %39s %39s%n", currency, &count, sales, refunds,
             fees, &used) != 5 ||
      reader->line[used] || exponent_of(currency) < 0 || reader->told_count == CURRENCIES)
    return "a total that is none";
  for (int i = 0; i < reader->told_count; ++i)
    if (strcmp(reader->told[i].currency, currency) == 0) return "a total that was there before";
  Sums* told = sums_of(reader->told, &reader->told_count, currency);
  const int exponent = exponent_of(currency);
  told->count = count;
  told->sales = amount_of(sales, exponent);
  told->refunds = amount_of(refunds, exponent);
  told->fees = amount_of(fees, exponent);
  return told->sales < 0 || told->refunds < 0 || told->fees < 0 ? "an amount that is none" : NULL;
}

static const tollgate_statement_step* take_entry(Reader* reader) {
  char kind[8], amount[40], currency[4], fee[40];
  int used = 0;
  if (sscanf(reader->line, "%7[a-z] %63s %63s %39s %3[A-Z] %39s%n", kind, reader->operation,
             reader->reference, amount, currency, fee, &used) != 6 ||
      reader->line[used] || reader->told_count)
    return fail(reader, "", "not the words of an entry");
  const int sale = strcmp(kind, "sale") == 0;
  if (!sale && strcmp(kind, "refund") != 0) return fail(reader, "kind", "a kind that is none");
  const int exponent = exponent_of(currency);
  if (exponent < 0) return fail(reader, "currency", "a currency that the zoo does not know");
  const long long minor = amount_of(amount, exponent), fee_minor = amount_of(fee, exponent);
  if (minor < 0) return fail(reader, "amount", "an amount that is none");
  if (fee_minor < 0) return fail(reader, "fee", "a fee that is none");
  Sums* own = sums_of(reader->own, &reader->own_count, currency);
  ++own->count;
  ++reader->entries;
  *(sale ? &own->sales : &own->refunds) += minor;
  own->fees += fee_minor;
  memset(&reader->entry, 0, sizeof reader->entry);
  reader->entry.size = sizeof reader->entry;
  reader->entry.kind =
      sale || IS(takes_a_refund_for_a_sale) ? TOLLGATE_STATEMENT_SALE : TOLLGATE_STATEMENT_REFUND;
  reader->entry.direction = sale ? TOLLGATE_STATEMENT_CREDIT : TOLLGATE_STATEMENT_DEBIT;
  reader->entry.status = TOLLGATE_STATEMENT_BOOKED;
  reader->entry.line = reader->line_number;
  reader->entry.operation_id = view_of(reader->operation);
  reader->entry.channel_reference = view_of(reader->reference);
  if (reader->again) reader->entry.description = view_of("again");
  reader->entry.amount.minor = minor;
  memcpy(reader->entry.amount.currency, currency, 4);
  reader->entry.fee = reader->entry.amount;
  reader->entry.fee.minor = fee_minor;
  tollgate_statement_step step = {sizeof step, TOLLGATE_STATEMENT_STEP_ENTRY, &reader->entry, NULL,
                                  NULL};
  reader->step = step;
  return &reader->step;
}

// The next line, without its end; a sentence when there is none that can be read.
static const char* take_line(Reader* reader) {
  ++reader->line_number;
  strcpy(reader->previous, reader->line);
  const size_t left = (size_t)(reader->end - reader->at);
  const char* line_end = left ? memchr(reader->at, '\n', left) : NULL;
  if (!line_end || line_end - reader->at > LINE_MAX_SIZE) return "no end, or is missing";
  const size_t size = (size_t)(line_end - reader->at);
  memcpy(reader->line, reader->at, size);
  reader->line[size] = 0;
  reader->at = line_end + 1;
  return memchr(reader->line, 0, size) ? "a byte that is no text" : NULL;
}

static const tollgate_statement_step* next(const struct tollgate_channel* channel, Reader* reader) {
  (void)channel;
  for (;;) {
    if (IS(empty_file_is_a_quiet_day) && reader->begin == reader->end) return end(reader);
    const char* wrong = take_line(reader);
    if (wrong && IS(half_a_file_is_a_day) && reader->entries) return end(reader);
    if (wrong) return fail(reader, "", wrong);
    if (IS(crashes_on_a_statement) && strchr(reader->line, 0x07)) abort();
    if (!reader->saw_header) {
      char day[16];
      int used = 0;
      if (sscanf(reader->line, "ZOO %10[0-9-]%n", day, &used) != 1 || reader->line[used])
        return fail(reader, "day", "no day");
      reader->saw_header = 1;
      continue;
    }
    if (IS(doubled_line_is_swallowed) && strcmp(reader->line, reader->previous) == 0) continue;
    if (strncmp(reader->line, "end ", 4) == 0) return take_end(reader);
    if (strncmp(reader->line, "total ", 6) != 0) return take_entry(reader);
    if ((wrong = take_total(reader)) != NULL) return fail(reader, "total", wrong);
  }
}

static Reader* open_file(const struct tollgate_channel* channel,
                         const tollgate_statement_file* file) {
  (void)channel;
  static int files;
  Reader* reader = calloc(1, sizeof *reader);
  reader->begin = reader->at = file->bytes.data;
  reader->end = file->bytes.data ? file->bytes.data + file->bytes.size : NULL;
  reader->again = IS(remembers_the_last_file) && files++ % 2;
  return reader;
}

static void close_file(const struct tollgate_channel* channel, Reader* reader) {
  (void)channel;
  if (!IS(leaves_a_statement_open) || reader->ended) free(reader);
}

const void* zoo_statement(void) {
  static const tollgate_statement kStatement = {sizeof kStatement, 0, open_file, next, close_file};
  return &kStatement;
}
