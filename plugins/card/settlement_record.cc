#include "plugins/card/settlement_record.h"

#include "plugins/card/content.h"

namespace tollgate::card {
namespace {

constexpr std::size_t kHeaderSize = 1 + 2 + 11 + 15 + 8;
constexpr std::size_t kLineSize = 1 + 1 + 10 + 6 + 8 + 12 + 6 + 3 + 12 + 12 + 64;
constexpr std::size_t kTotalSize = 1 + 3 + 8 + 16 + 16 + 16;
constexpr std::size_t kTrailerSize = 1 + 8;
constexpr std::string_view kVersion = "01";

// Cuts fields off the front of a record whose size has been looked at; remembers whether all had
// the content they must have.
class Fields {
 public:
  explicit Fields(std::string_view record) : rest_(record.substr(1)) {}

  std::string text(Content content, std::size_t size) {
    const std::string_view field = rest_.substr(0, size);
    rest_.remove_prefix(size);
    good_ = good_ && content_is(content, field);
    return std::string(field);
  }
  std::string trimmed(Content content, std::size_t size) {
    std::string field = text(content, size);
    field.resize(field.find_last_not_of(' ') + 1);
    return field;
  }
  // At most 18 digits.
  std::int64_t number(std::size_t size) {
    std::int64_t value = 0;
    for (const char digit : text(Content::digits, size)) {
      if (good_) value = value * 10 + (digit - '0');
    }
    return value;
  }
  bool good() const { return good_; }

 private:
  std::string_view rest_;
  bool good_ = true;
};

bool is_kind(char letter) {
  return std::string_view("CRVW").find(letter) != std::string_view::npos;
}

bool is_record(std::string_view record, char letter, std::size_t size) {
  return record.size() == size && record.front() == letter;
}

}  // namespace

std::optional<SettlementHeader> read_settlement_header(std::string_view record) {
  if (!is_record(record, 'H', kHeaderSize)) return std::nullopt;
  Fields fields(record);
  SettlementHeader header;
  const std::string version = fields.text(Content::digits, 2);
  header.acquirer_id = fields.text(Content::digits, 11);
  header.merchant_id = fields.trimmed(Content::printable, 15);
  header.date = fields.text(Content::digits, 8);
  if (!fields.good() || version != kVersion) return std::nullopt;
  return header;
}

std::optional<SettlementLine> read_settlement_line(std::string_view record) {
  if (!is_record(record, 'D', kLineSize) || !is_kind(record[1])) return std::nullopt;
  Fields fields(record);
  SettlementLine line;
  line.kind = static_cast<SettlementKind>(fields.text(Content::printable, 1).front());
  line.transmission_time = fields.text(Content::digits, 10);
  line.audit_number = fields.text(Content::digits, 6);
  line.terminal_id = fields.text(Content::printable, 8);
  line.retrieval_reference = fields.trimmed(Content::letters_and_digits, 12);
  line.authorization_code = fields.trimmed(Content::letters_and_digits, 6);
  line.currency_numeric = static_cast<std::uint16_t>(fields.number(3));
  line.amount_minor = fields.number(12);
  line.fee_minor = fields.number(12);
  line.operation_id = fields.trimmed(Content::printable, 64);
  if (!fields.good()) return std::nullopt;
  return line;
}

std::optional<SettlementTotalRecord> read_settlement_total(std::string_view record) {
  if (!is_record(record, 'S', kTotalSize)) return std::nullopt;
  Fields fields(record);
  SettlementTotalRecord total;
  total.currency_numeric = static_cast<std::uint16_t>(fields.number(3));
  total.totals.count = fields.number(8);
  total.totals.credits_minor = fields.number(16);
  total.totals.debits_minor = fields.number(16);
  total.totals.fees_minor = fields.number(16);
  if (!fields.good()) return std::nullopt;
  return total;
}

std::optional<std::int64_t> read_settlement_trailer(std::string_view record) {
  if (!is_record(record, 'T', kTrailerSize)) return std::nullopt;
  Fields fields(record);
  const std::int64_t count = fields.number(8);
  if (!fields.good()) return std::nullopt;
  return count;
}

}  // namespace tollgate::card
