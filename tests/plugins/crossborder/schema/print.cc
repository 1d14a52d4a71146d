// crossborder_print: what the channel writes, for others to judge; what others write, for it to
// read.
//
//   crossborder_print messages FOLDER   writes pain.001 of every shape, one file each, and prints a
//   line
//                                       of what each says
//   crossborder_print answers FOLDER    reads NAME.pain002.xml, NAME.camt054.xml and
//   NAME.camt053.xml
//                                       about each of those messages; exits 1 unless all say it is
//                                       done
//   crossborder_print statement FILE    reads a camt.053; says what is in it, and whether it adds
//   up crossborder_print ibans SEED COUNT  "IBAN 1" or "IBAN 0" a line: right ones and wrong ones
//   of every
//                                       country, and what the channel says of each
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "plugins/crossborder/amount.h"
#include "plugins/crossborder/answer.h"
#include "plugins/crossborder/camt053.h"
#include "plugins/crossborder/iban.h"
#include "tests/plugins/crossborder/schema/ibans.h"
#include "tests/plugins/crossborder/schema/instructions.h"

namespace tollgate::crossborder {
namespace {

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

int write_messages(const std::string& folder) {
  for (const auto& each : sample_instructions()) {
    std::ofstream file(folder + "/" + each.reference + ".xml", std::ios::binary);
    if (!(file << write_pain001(each))) return 1;
    const Party& to = each.creditor;
    std::cout << each.reference << ' ' << each.uetr << ' ' << each.currency << ' ' << each.amount
              << ' ' << each.debtor.iban << ' ' << (to.iban.empty() ? to.account : to.iban) << ' '
              << each.charge_bearer << ' ' << (each.purpose.empty() ? "-" : each.purpose) << ' '
              << to.name << '\n';
  }
  return 0;
}

bool is_settled(const std::string& text, const Instructed& instructed) {
  sdk::Reply reply;
  reply.status = TOLLGATE_WIRE_OK;
  reply.http_status = 200;
  reply.body = text;
  return outcome_of_reply(reply, instructed).kind == TOLLGATE_OUTCOME_APPROVED;
}

bool is_booked(const std::string& text, const Instructed& instructed) {
  std::string problem;
  const auto document = XmlDocument::parse(text, {}, problem);
  const auto advice = document ? read_camt054(*document, problem) : std::nullopt;
  if (!advice) return false;
  const auto reports = reports_of(*advice);
  return reports.size() == 1 && reports[0].operation_id == instructed.reference &&
         reports[0].outcome.kind == TOLLGATE_OUTCOME_APPROVED &&
         reports[0].amount->minor == instructed.amount.minor &&
         reports[0].amount->currency == instructed.amount.currency;
}

std::optional<std::vector<AccountStatement>> statements_of(const std::string& text) {
  std::string problem;
  const auto document = XmlDocument::parse(text, kStatementLimits, problem);
  auto statements = document ? read_camt053(*document, problem) : std::nullopt;
  if (!statements) std::cerr << problem << '\n';
  return statements;
}

bool is_stated(const std::string& text, const Instructed& instructed) {
  const auto statements = statements_of(text);
  return statements && statements->size() == 1 && !refuse_balances(statements->front()) &&
         statements->front().entries.size() == 1 &&
         statements->front().entries[0].amount == instructed.amount &&
         statements->front().entries[0].details[0].uetr == instructed.uetr;
}

int read_answers(const std::string& folder) {
  int read = 0;
  for (const auto& each : sample_instructions()) {
    const auto minor = minor_of(each.amount, exponent_of(each.currency));
    const Instructed instructed = {each.reference, each.uetr, {*minor, each.currency}};
    const std::string path = folder + "/" + each.reference;
    if (!is_settled(contents(path + ".pain002.xml"), instructed) ||
        !is_booked(contents(path + ".camt054.xml"), instructed) ||
        !is_stated(contents(path + ".camt053.xml"), instructed)) {
      std::cerr << each.reference << ": an answer is not understood\n";
      return 1;
    }
    ++read;
  }
  std::cout << read << " instructions settled, booked and stated\n";
  return 0;
}

int read_statement(const std::string& path) {
  const auto statements = statements_of(contents(path));
  if (!statements) return 1;
  for (const auto& statement : *statements) {
    const auto wrong = refuse_balances(statement);
    std::cout << statement.account << ": " << statement.entries.size() << " entries; "
              << wrong.value_or("they add up") << '\n';
    if (wrong) return 1;
  }
  return 0;
}

int write_ibans(unsigned seed, int count) {
  Ibans ibans(seed);
  for (int i = 0; i < count; ++i) {
    std::string iban = ibans.right_one();
    if (i % 2 == 1) iban = ibans.spoilt(std::move(iban));
    std::cout << iban << (refuse_iban(iban) ? " 0\n" : " 1\n");
  }
  return std::cout.good() ? 0 : 1;
}

}  // namespace
}  // namespace tollgate::crossborder

int main(int count, char** words) {
  using namespace tollgate::crossborder;
  const std::string what = count > 1 ? words[1] : "";
  if (what == "messages" && count == 3) return write_messages(words[2]);
  if (what == "answers" && count == 3) return read_answers(words[2]);
  if (what == "statement" && count == 3) return read_statement(words[2]);
  if (what == "ibans" && count == 4)
    return write_ibans(static_cast<unsigned>(std::strtoul(words[2], nullptr, 10)),
                       static_cast<int>(std::strtol(words[3], nullptr, 10)));
  std::cerr << "usage: crossborder_print messages FOLDER | answers FOLDER | statement FILE | "
               "ibans SEED COUNT\n";
  return 2;
}
