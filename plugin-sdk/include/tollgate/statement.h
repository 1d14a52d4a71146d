// Ability TOLLGATE_STATEMENT: a channel that hands over files of what it settled: an acquirer's
// settlement file, a wallet's daily bill, a bank's camt.053. The host fetches such a file and knows
// whose it is; the plugin is the pure function that reads it.
//
//      host                                   plugin
//      open(file) --------------------------> a reader
//      next(reader) ------------------------> step: entry | end(summary) | failed(problem)
//      ... until end or failed ...
//      close(reader) -----------------------> forgets the reader, at any step
//
// A file counts as a whole or not at all. Whatever count, sum, balance or closing mark it tells of
// itself the plugin holds against what it read, and it fails a file that contradicts itself, is cut
// short, goes on behind its end, or belongs to another account than the settings name. The host
// adds the entries up once more and believes none of them before the summary agreed. What is there
// twice is given twice: whether a line is right is reconciliation's question.
#ifndef TOLLGATE_STATEMENT_H
#define TOLLGATE_STATEMENT_H

#include "tollgate/value.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOLLGATE_STATEMENT "tollgate.statement/1"

enum {
  TOLLGATE_STATEMENT_FILE_MAX = 268435456,   // bytes of a file (256 MiB); the host refuses more
  TOLLGATE_STATEMENT_ENTRIES_MAX = 2000000,  // entries of a file
  TOLLGATE_STATEMENT_TOTALS_MAX = 256,       // currencies of a file
  TOLLGATE_STATEMENT_ID_MAX = 128,           // bytes of statement_id, account, channel_reference
  TOLLGATE_STATEMENT_OPERATION_ID_MAX = 64,  // bytes
  TOLLGATE_STATEMENT_CHANNEL_CODE_MAX = 64,  // bytes
  TOLLGATE_STATEMENT_DESCRIPTION_MAX = 512,  // bytes; the host cuts a longer one
  TOLLGATE_STATEMENT_DATA_MAX = 32,          // pairs of an entry
  TOLLGATE_STATEMENT_DATA_KEY_MAX = 64,      // bytes
  TOLLGATE_STATEMENT_DATA_VALUE_MAX = 512,   // bytes
  TOLLGATE_STATEMENT_FIELD_MAX = 64          // bytes of a problem's field
};

// A file as it came. Belongs to the host; it and all it points at live until close().
typedef struct tollgate_statement_file {
  uint32_t size;
  uint32_t reserved;
  tollgate_view name;   // without folders: "20261127.csv"; may be empty
  tollgate_view bytes;  // all of it, at most TOLLGATE_STATEMENT_FILE_MAX; any bytes at all
} tollgate_statement_file;

// What an entry is about. Numbers are never reused; the host takes a kind it does not know for
// OTHER.
typedef int32_t tollgate_statement_kind;
enum {
  TOLLGATE_STATEMENT_KIND_UNKNOWN = 0,  // a defect of the plugin: what it cannot place is OTHER
  TOLLGATE_STATEMENT_SALE = 1,          // a sale or capture
  TOLLGATE_STATEMENT_REFUND = 2,
  TOLLGATE_STATEMENT_CHARGEBACK = 3,  // a dispute that the payer won, or that is not decided yet
  TOLLGATE_STATEMENT_FEE = 4,         // what the channel charges, not part of another entry's `fee`
  TOLLGATE_STATEMENT_PAYOUT = 5,      // a payout to a payee: the operation of that kind
  TOLLGATE_STATEMENT_OTHER = 6,       // `channel_code` and `description` say what
  TOLLGATE_STATEMENT_TRANSFER = 7     // the channel pays the merchant what it owes, or collects it
};

// Which way the money goes.
typedef int32_t tollgate_statement_direction;
enum {
  TOLLGATE_STATEMENT_DIRECTION_UNKNOWN = 0,  // a defect of the plugin
  TOLLGATE_STATEMENT_CREDIT = 1,             // to the merchant
  TOLLGATE_STATEMENT_DEBIT = 2               // from the merchant
};

typedef int32_t tollgate_statement_status;
enum {
  TOLLGATE_STATEMENT_STATUS_UNKNOWN = 0,  // a defect of the plugin
  TOLLGATE_STATEMENT_BOOKED = 1,          // done; only these count in totals
  TOLLGATE_STATEMENT_ANNOUNCED = 2,       // expected; it may change or never come
  TOLLGATE_STATEMENT_REFUSED = 3          // told for information: it did not happen
};

// tollgate_statement_entry.flags
enum {
  TOLLGATE_STATEMENT_REVERSAL = 1  // takes an earlier entry of this kind back: a SALE that is
                                   // reversed is a DEBIT with this flag
};

// One line of the statement. Belongs to the plugin; it and all it points at live until the next
// call for the reader. Nothing in it may hold a card number or a secret.
typedef struct tollgate_statement_entry {
  uint32_t size;
  tollgate_statement_kind kind;
  tollgate_statement_direction direction;
  tollgate_statement_status status;
  uint32_t flags;
  int32_t booking_date;  // 20261127 is 2026-11-27: when the channel booked it; 0: not told
  int32_t value_date;    // the same form: from when the money counts; 0: not told
  uint32_t reserved;
  uint64_t line;  // where in the file it begins: lines, or records of a file without lines, from 1
  tollgate_view operation_id;  // as the request of the operation had it; empty where the channel
                               // does not tell it
  tollgate_view channel_reference;  // the channel's own name for it, as in outcomes; may be empty
  // Never negative: `direction` says which way. `minor` is at most 2^53 - 1: what is more fails the
  // file. Of a statement's money `currency` or `numeric` is enough; the other one may be empty or
  // 0, and `exponent` is not read: the host knows ISO 4217.
  tollgate_money amount;       // before `fee`
  tollgate_money fee;          // what the channel keeps of it, in the same currency; 0: nothing
  tollgate_view channel_code;  // the channel's own word for the kind, raw: "C", "4837"
  tollgate_view description;   // the channel's words, for people
  const tollgate_pair* data;   // facts that help to find the operation; keys are unique
  size_t data_count;
} tollgate_statement_entry;

// The BOOKED entries of one currency, added up. The sums may be larger than any one amount can be;
// a plugin whose 64 bits do not hold one fails the file.
typedef struct tollgate_statement_total {
  uint32_t size;
  uint32_t has_balances;  // 1: the file tells the two balances below; otherwise 0
  char currency[4];       // as in tollgate_money; or numeric alone
  uint16_t numeric;
  uint16_t reserved;
  uint64_t count;         // entries
  int64_t credits_minor;  // amounts of CREDIT
  int64_t debits_minor;   // amounts of DEBIT
  int64_t fees_minor;
  // As the file tells them, below zero when the merchant owes. The host fails the file unless
  // closing = opening + credits - debits - fees.
  int64_t opening_minor;
  int64_t closing_minor;
} tollgate_statement_total;

// tollgate_statement_summary.flags: what the file tells of itself, and the plugin found true.
enum {
  TOLLGATE_STATEMENT_TELLS_COUNT = 1,  // of its entries
  TOLLGATE_STATEMENT_TELLS_SUMS = 2    // by currency
};

// The statement as a whole. Belongs to the plugin; it and all it points at live until close().
typedef struct tollgate_statement_summary {
  uint32_t size;
  uint32_t flags;
  tollgate_view statement_id;  // the channel's own name of this statement, the same however often
                               // the file comes; empty: it has none, and the host takes a digest
  tollgate_view account;       // the account at the channel, as the file tells it; may be empty
  int32_t from_date;           // 20261127; the first and
  int32_t to_date;             // last day it speaks of; 0: not told
  const tollgate_statement_total* const* totals;  // one for each currency that a BOOKED entry or a
  size_t total_count;                             // balance has, in any order
} tollgate_statement_summary;

// Why the file is not believed. Belongs to the plugin; it and all it points at live until close().
typedef struct tollgate_statement_problem {
  uint32_t size;
  uint32_t reserved;
  uint64_t line;           // where, as in entries; of what is missing, where it should begin
  tollgate_view field;     // the field's name in the channel's format: "amount"; empty: the whole
                           // line
  tollgate_view sentence;  // one whole sentence for people that names both: at most
                           // TOLLGATE_SENTENCE_MAX bytes, none of them the file's, and no secret
} tollgate_statement_problem;

typedef int32_t tollgate_statement_step_kind;
enum {
  TOLLGATE_STATEMENT_STEP_UNKNOWN = 0,  // a defect of the plugin
  TOLLGATE_STATEMENT_STEP_ENTRY = 1,
  TOLLGATE_STATEMENT_STEP_END = 2,    // the file was whole and agreed with itself
  TOLLGATE_STATEMENT_STEP_FAILED = 3  // nothing of the file counts
};

// Belongs to the plugin; it lives until the next call for the reader.
typedef struct tollgate_statement_step {
  uint32_t size;
  tollgate_statement_step_kind kind;
  const tollgate_statement_entry* entry;      // of ENTRY; otherwise NULL
  const tollgate_statement_summary* summary;  // of END; otherwise NULL
  const tollgate_statement_problem* problem;  // of FAILED; otherwise NULL
} tollgate_statement_step;

struct tollgate_channel;

// The plugin's place in one file; the host only carries the pointer.
typedef struct tollgate_statement_reader tollgate_statement_reader;

// Belongs to the plugin and lives as long as its channel. Calls for one reader never overlap and
// are ordered, but may come from different threads; different readers run at the same time.
typedef struct tollgate_statement {
  uint32_t size;
  uint32_t reserved;

  // [any] Begins at the start of `file`. NULL: it cannot be read at all, for want of memory.
  tollgate_statement_reader* (*open)(const struct tollgate_channel* channel,
                                     const tollgate_statement_file* file);

  // The next step. Pure: the same file gives the same steps. Not called after END or FAILED. NULL
  // is a defect of the plugin.
  const tollgate_statement_step* (*next)(const struct tollgate_channel* channel,
                                         tollgate_statement_reader* reader);

  // Frees the reader, at any step. Called exactly once for every reader that is not NULL.
  void (*close)(const struct tollgate_channel* channel, tollgate_statement_reader* reader);
} tollgate_statement;

#ifdef __cplusplus
}
#endif

#endif
