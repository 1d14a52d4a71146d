#include "plugins/card/settlement_record.h"

#include "plugins/card/content.h"

namespace tollgate::card {
namespace {

constexpr std::size_t kHeaderSize = 1 + 2 + 11 + 15 + 8;
constexpr std::size_t kLineSize = 1 + 1 + 10 + 6 + 8 + 12 + 6 + 3 + 12 + 12 + 64;
constexpr std::size_t kTotalSize = 1 + 3 + 8 + 16 + 16 + 16;
constexpr std::size_t kTrailerSize = 1 + 8;
constexpr std::string_view kVersion = "01";

// Cuts fields off the front of a record whose size has been looked at; remembers the first that did
// not have the content it must have.
class Fields {
 public:
  explicit Fields(std::string_view record) : rest_(record.substr(1)) {}

  std::string text(std::string_view name, Content content, std::size_t size) {
    const std::string_view field = rest_.substr(0, size);
    rest_.remove_prefix(size);
    if (!content_is(content, field)) refuse(name);
    return std::string(field);
  }
  std::string trimmed(std::string_view name, Content content, std::size_t size) {
    std::string field = text(name, content, size);
    field.resize(field.find_last_not_of(' ') + 1);
    return field;
  }
  // At most 18 digits.
  std::int64_t number(std::string_view name, std::size_t size) {
    std::int64_t value = 0;
    for (const char digit : text(name, Content::digits, size)) {
      if (good()) value = value * 10 + (digit - '0');
    }
    return value;
  }
  void refuse(std::string_view name) {
    if (wrong_.empty()) wrong_ = name;
  }
  bool good() const { return wrong_.empty(); }
  std::string_view wrong() const { return wrong_; }

 private:
  std::string_view rest_;
  std::string_view wrong_;
};

bool is_kind(char letter) {
  return std::string_view("CRVW").find(letter) != std::string_view::npos;
}

bool is_record(std::string_view record, char letter, std::size_t size) {
  return record.size() == size && record.front() == letter;
}

}  // namespace

std::optional<SettlementHeader> read_settlement_header(std::string_view record,
                                                       std::string_view& wrong) {
  wrong = {};
  if (!is_record(record, 'H', kHeaderSize)) return std::nullopt;
  Fields fields(record);
  SettlementHeader header;
  if (fields.text("version", Content::digits, 2) != kVersion) fields.refuse("version");
  header.acquirer_id = fields.text("acquirer", Content::digits, 11);
  header.merchant_id = fields.trimmed("merchant", Content::printable, 15);
  header.date = fields.text("date", Content::digits, 8);
  wrong = fields.wrong();
  if (!fields.good()) return std::nullopt;
  return header;
}

std::optional<SettlementLine> read_settlement_line(std::string_view record,
                                                   std::string_view& wrong) {
  wrong = {};
  if (!is_record(record, 'D', kLineSize)) return std::nullopt;
  Fields fields(record);
  SettlementLine line;
  const char kind = fields.text("kind", Content::printable, 1).front();
  if (!is_kind(kind)) fields.refuse("kind");
  line.transmission_time = fields.text("transmission time", Content::digits, 10);
  line.audit_number = fields.text("audit number", Content::digits, 6);
  line.terminal_id = fields.text("terminal", Content::printable, 8);
  line.retrieval_reference = fields.trimmed("retrieval reference", Content::letters_and_digits, 12);
  line.authorization_code = fields.trimmed("authorization code", Content::letters_and_digits, 6);
  line.currency_numeric = static_cast<std::uint16_t>(fields.number("currency", 3));
  line.amount_minor = fields.number("amount", 12);
  line.fee_minor = fields.number("fee", 12);
  line.operation_id = fields.trimmed("operation_id", Content::printable, 64);
  wrong = fields.wrong();
  if (!fields.good()) return std::nullopt;
  line.kind = static_cast<SettlementKind>(kind);
  return line;
}

std::optional<SettlementTotalRecord> read_settlement_total(std::string_view record,
                                                           std::string_view& wrong) {
  wrong = {};
  if (!is_record(record, 'S', kTotalSize)) return std::nullopt;
  Fields fields(record);
  SettlementTotalRecord total;
  total.currency_numeric = static_cast<std::uint16_t>(fields.number("currency", 3));
  total.totals.count = fields.number("count", 8);
  total.totals.credits_minor = fields.number("credits", 16);
  total.totals.debits_minor = fields.number("debits", 16);
  total.totals.fees_minor = fields.number("fees", 16);
  wrong = fields.wrong();
  if (!fields.good()) return std::nullopt;
  return total;
}

std::optional<std::int64_t> read_settlement_trailer(std::string_view record,
                                                    std::string_view& wrong) {
  wrong = {};
  if (!is_record(record, 'T', kTrailerSize)) return std::nullopt;
  Fields fields(record);
  const std::int64_t count = fields.number("count", 8);
  wrong = fields.wrong();
  if (!fields.good()) return std::nullopt;
  return count;
}

}  // namespace tollgate::card
