// Reads a statement whose words name the steps it makes, good or broken: "sale refund end". Written
// against the C contract, so that it can break it.
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "plain_descriptor.h"
#include "scripted_counters.h"

struct tollgate_statement_reader {
  std::string_view rest;
  tollgate_statement_step step{};
  tollgate_statement_entry entry{};
  tollgate_statement_summary summary{};
  tollgate_statement_problem problem{};
  tollgate_statement_total total{};
  const tollgate_statement_total* totals[2] = {&total, &total};
  tollgate_pair data[2]{};
  std::string text;
};

namespace {

using Reader = tollgate_statement_reader;

ScriptedCounters counters;

tollgate_view view(std::string_view text) { return {text.data(), text.size()}; }

tollgate_money euro(std::int64_t minor) { return {minor, "EUR", 978, 2}; }

void sale(Reader& r) {
  r.entry = {};
  r.entry.size = sizeof r.entry;
  r.entry.kind = TOLLGATE_STATEMENT_SALE;
  r.entry.direction = TOLLGATE_STATEMENT_CREDIT;
  r.entry.status = TOLLGATE_STATEMENT_BOOKED;
  r.entry.line = r.total.count + 1;
  r.entry.operation_id = view("op_1");
  r.entry.channel_reference = view("REF1");
  r.entry.amount = euro(1000);
  r.entry.fee = euro(10);
  r.step.kind = TOLLGATE_STATEMENT_STEP_ENTRY;
  r.step.entry = &r.entry;
  ++r.total.count;
  r.total.credits_minor += 1000;
  r.total.fees_minor += 10;
}

void end(Reader& r) {
  r.summary.size = sizeof r.summary;
  r.summary.statement_id = view("day-1");
  r.summary.totals = r.totals;
  r.summary.total_count = r.total.count > 0 ? 1 : 0;
  r.step.kind = TOLLGATE_STATEMENT_STEP_END;
  r.step.summary = &r.summary;
}

void failed(Reader& r) {
  r.problem = {sizeof r.problem, 0, 7, view("amount"), view("Line 7 has an amount that is none.")};
  r.step.kind = TOLLGATE_STATEMENT_STEP_FAILED;
  r.step.problem = &r.problem;
}

using Word = void (*)(Reader&);

// clang-format off
const std::map<std::string_view, Word>& words() {
  static const std::map<std::string_view, Word> kWords = {
      {"sale", &sale},
      {"end", &end},
      {"failed", &failed},
      {"refund", [](Reader& r) {
         sale(r);
         r.total.credits_minor -= 1000;
         r.total.debits_minor += 1000;
         r.entry.kind = TOLLGATE_STATEMENT_REFUND;
         r.entry.direction = TOLLGATE_STATEMENT_DEBIT;
         r.entry.operation_id = view("op_2");
         r.entry.booking_date = 2026'11'27;
         r.entry.value_date = 2026'11'30;
         r.entry.channel_code = view("R");
         r.entry.description = view("back to 4111111111111111");
         r.data[0] = {view("de11"), view("000001")};
         r.entry.data = r.data;
         r.entry.data_count = 1;
       }},
      {"announced", [](Reader& r) {
         const auto total = r.total;
         sale(r);
         r.total = total;
         r.entry.status = TOLLGATE_STATEMENT_ANNOUNCED;
         r.entry.operation_id = view("op_3");
       }},
      {"numeric", [](Reader& r) { sale(r); r.entry.amount = {1000, "", 978, 0}; }},
      {"kind_of_tomorrow", [](Reader& r) { sale(r); r.entry.kind = 99; }},
      {"balanced_end", [](Reader& r) {
         end(r);
         r.total.has_balances = 1;
         r.total.opening_minor = -5;
         r.total.closing_minor = -5 + r.total.credits_minor - r.total.debits_minor -
                                 r.total.fees_minor;
       }},
      {"nameless_end", [](Reader& r) { end(r); r.summary.statement_id = {}; }},
      {"whole_end", [](Reader& r) {
         end(r);
         r.summary.flags = TOLLGATE_STATEMENT_TELLS_COUNT | TOLLGATE_STATEMENT_TELLS_SUMS;
         r.summary.account = view("M1");
         r.summary.from_date = 2026'11'01;
         r.summary.to_date = 2026'11'30;
       }},
      // The file is to blame.
      {"currency_of_nowhere", [](Reader& r) { sale(r); r.entry.amount = {1000, "ZZZ", 0, 0}; }},
      {"two_currencies", [](Reader& r) { sale(r); r.entry.amount = {1000, "EUR", 392, 0}; }},
      {"unbalanced_end", [](Reader& r) { end(r); r.total.has_balances = 1; }},
      {"balance_of_nowhere", [](Reader& r) { end(r); std::memcpy(r.total.currency, "ZZZ", 4); }},
      // The plugin is to blame.
      {"nothing", [](Reader& r) { r.step.size = 0; }},
      {"throw", [](Reader&) { throw std::runtime_error("4111..."); }},
      {"unknown_step", [](Reader&) {}},
      {"no_entry", [](Reader& r) { sale(r); r.step.entry = nullptr; }},
      {"small_entry", [](Reader& r) { sale(r); r.entry.size = 8; }},
      {"no_kind", [](Reader& r) { sale(r); r.entry.kind = 0; }},
      {"no_direction", [](Reader& r) { sale(r); r.entry.direction = 3; }},
      {"no_status", [](Reader& r) { sale(r); r.entry.status = 4; }},
      {"no_line", [](Reader& r) { sale(r); r.entry.line = 0; }},
      {"negative", [](Reader& r) { sale(r); r.entry.amount = euro(-1); }},
      {"too_much", [](Reader& r) { sale(r); r.entry.amount = euro(INT64_MAX); }},
      {"yen_fee", [](Reader& r) { sale(r); r.entry.fee = {10, "JPY", 392, 0}; }},
      {"no_day", [](Reader& r) { sale(r); r.entry.value_date = 2026'02'30; }},
      {"no_month", [](Reader& r) { sale(r); r.entry.booking_date = 2026'99'01; }},
      {"negative_date", [](Reader& r) { sale(r); r.entry.booking_date = -2026'01'01; }},
      {"long_operation_id", [](Reader& r) {
         sale(r);
         r.text.assign(TOLLGATE_STATEMENT_OPERATION_ID_MAX + 1, 'x');
         r.entry.operation_id = view(r.text);
       }},
      {"null_text", [](Reader& r) { sale(r); r.entry.description = {nullptr, 5}; }},
      {"null_data", [](Reader& r) { sale(r); r.entry.data_count = 1; }},
      {"much_data", [](Reader& r) {
         sale(r);
         r.entry.data = r.data;
         r.entry.data_count = TOLLGATE_STATEMENT_DATA_MAX + 1;
       }},
      {"data_twice", [](Reader& r) {
         sale(r);
         r.data[0] = r.data[1] = {view("key"), view("value")};
         r.entry.data = r.data;
         r.entry.data_count = 2;
       }},
      {"no_summary", [](Reader& r) { end(r); r.step.summary = nullptr; }},
      {"small_summary", [](Reader& r) { end(r); r.summary.size = 8; }},
      {"null_totals", [](Reader& r) { end(r); r.summary.totals = nullptr; }},
      {"null_total", [](Reader& r) { end(r); r.totals[0] = nullptr; }},
      {"many_totals", [](Reader& r) {
         end(r);
         r.summary.total_count = TOLLGATE_STATEMENT_TOTALS_MAX + 1;
       }},
      {"total_twice", [](Reader& r) { end(r); r.summary.total_count = 2; }},
      {"total_missing", [](Reader& r) { end(r); r.summary.total_count = 0; }},
      {"negative_total", [](Reader& r) { end(r); r.total.debits_minor = -1; }},
      {"count_too_many", [](Reader& r) { end(r); ++r.total.count; }},
      {"fees_too_many", [](Reader& r) { end(r); ++r.total.fees_minor; }},
      {"backward_dates", [](Reader& r) {
         end(r);
         r.summary.from_date = 2026'11'30;
         r.summary.to_date = 2026'11'01;
       }},
      {"no_problem", [](Reader& r) { failed(r); r.step.problem = nullptr; }},
      {"no_sentence", [](Reader& r) { failed(r); r.problem.sentence = {}; }},
      {"problem_without_a_line", [](Reader& r) { failed(r); r.problem.line = 0; }},
      {"problem_with_card", [](Reader& r) {
         failed(r);
         r.problem.sentence = view("Line 7: 4111111111111111.");
       }},
  };
  return kWords;
}
// clang-format on

tollgate_statement_reader* open(const tollgate_channel*, const tollgate_statement_file* file) {
  const std::string_view bytes(file->bytes.data == nullptr ? "" : file->bytes.data,
                               file->bytes.size);
  if (bytes == "unopened") return nullptr;
  ++counters.begun;
  auto* reader = new Reader;
  reader->rest = bytes;
  reader->total.size = sizeof reader->total;
  std::memcpy(reader->total.currency, "EUR", 4);
  return reader;
}

const tollgate_statement_step* next(const tollgate_channel*, tollgate_statement_reader* reader) {
  const std::string_view word = reader->rest.substr(0, reader->rest.find(' '));
  if (word == "null_step") return nullptr;
  if (word != "endless") reader->rest.remove_prefix(std::min(word.size() + 1, reader->rest.size()));
  reader->step = {sizeof reader->step, TOLLGATE_STATEMENT_STEP_UNKNOWN, nullptr, nullptr, nullptr};
  words().at(word == "endless" ? "sale" : word)(*reader);
  return &reader->step;
}

void close(const tollgate_channel*, tollgate_statement_reader* reader) {
  delete reader;
  ++counters.finished;
}

const tollgate_statement kStatement = {sizeof(tollgate_statement), 0, &open, &next, &close};
const tollgate_statement kHalfStatement = {sizeof(tollgate_statement), 0, &open, &next, nullptr};
bool half = false;

const tollgate_step* begin(const tollgate_channel*, const tollgate_request*, tollgate_operation**) {
  return nullptr;
}
const tollgate_step* resume(const tollgate_channel*, tollgate_operation*, const tollgate_reply*) {
  return nullptr;
}
void finish(const tollgate_channel*, tollgate_operation*) {}
const void* ability(const tollgate_channel*, const char* id) {
  if (std::string_view(id) == kScriptedCounters) return &counters;
  if (std::string_view(id) == TOLLGATE_STATEMENT) return half ? &kHalfStatement : &kStatement;
  return nullptr;
}
void destroy(tollgate_channel*) {}

tollgate_channel the_channel = {
    sizeof(tollgate_channel), 0, nullptr, &begin, &resume, &finish, &ability, &destroy};

tollgate_channel* create(const tollgate_host*, const tollgate_settings* settings,
                         tollgate_buffer*) {
  const std::string_view json(settings->json.data, settings->json.size);
  half = json.find("half") != std::string_view::npos;
  return &the_channel;
}

}  // namespace

extern "C" TOLLGATE_EXPORT const tollgate_entry* tollgate_channel_entry(void) {
  (void)&create_nothing;
  static const tollgate_entry kEntry = {sizeof(tollgate_entry), TOLLGATE_ABI_VERSION,
                                        &kPlainDescriptor, &create};
  return &kEntry;
}
