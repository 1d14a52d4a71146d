#include "tests/bench/bare_loop/bare_client.h"

#include <cppconn/connection.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/statement.h>
#include <fmt/format.h>
#include <mysql_driver.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <string>

#include "gateway/adapters/mysql/json_text.h"
#include "gateway/adapters/mysql/row_sql.h"
#include "gateway/base/check.h"
#include "gateway/base/encoding.h"

namespace tollgate::bench {
namespace {

// The values of one statement, bound from left to right.
class Binder {
 public:
  explicit Binder(sql::PreparedStatement& statement) : statement_(statement) {}

  Binder& text(const std::string& value) {
    statement_.setString(next_++, sql::SQLString(value));
    return *this;
  }
  Binder& text(std::string_view value) { return text(std::string(value)); }
  Binder& text_or_null(const std::optional<std::string>& value) {
    return value ? text(*value) : null();
  }
  template <std::size_t N>
  Binder& bytes(const std::array<std::uint8_t, N>& value) {
    return text(as_text(value));
  }
  template <class AnyId>
  Binder& id(const AnyId& value) {
    return bytes(value.uuid().bytes);
  }
  template <class Number>
  Binder& number(Number value) {
    statement_.setInt64(next_++, static_cast<std::int64_t>(value));
    return *this;
  }
  Binder& time(Timestamp value) {
    std::string text = to_rfc3339(value);
    text[10] = ' ';
    text.pop_back();
    return this->text(text);
  }
  Binder& time_or_null(const std::optional<Timestamp>& value) {
    return value ? time(*value) : null();
  }
  Binder& null() {
    statement_.setNull(next_++, sql::DataType::VARCHAR);
    return *this;
  }
  void execute() {
    const int touched = statement_.executeUpdate();
    CHECK(touched == 1);
  }

 private:
  sql::PreparedStatement& statement_;
  unsigned next_ = 1;
};

std::unique_ptr<sql::Connection> connect(const mysql::ConnectionOptions& options) {
  static std::mutex mutex;  // the client library's connects race otherwise
  const std::lock_guard lock(mutex);
  sql::ConnectOptionsMap map;
  map["hostName"] =
      sql::SQLString(options.socket.empty() ? fmt::format("tcp://{}:{}", options.host, options.port)
                                            : "unix://" + options.socket);
  map["userName"] = sql::SQLString(options.user);
  map["password"] = sql::SQLString(std::string(options.password.reveal()));
  map["schema"] = sql::SQLString(options.schema);
  map["OPT_CHARSET_NAME"] = sql::SQLString("utf8mb4");
  std::unique_ptr<sql::Connection> connection(sql::mysql::get_driver_instance()->connect(map));
  const std::unique_ptr<sql::Statement> setting(connection->createStatement());
  setting->execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
  setting->execute("SET SESSION sql_mode='STRICT_ALL_TABLES', time_zone='+00:00'");
  connection->setAutoCommit(false);
  return connection;
}

std::string insert_into(const mysql::Table& table) {
  const auto columns = 1 + std::count(table.columns.begin(), table.columns.end(), ',');
  std::string marks = "?";
  for (int i = 1; i < columns; ++i) marks += ",?";
  return fmt::format("INSERT INTO {} ({}) VALUES ({})", table.name, table.columns, marks);
}

}  // namespace

struct BareClient::Statements {
  explicit Statements(const mysql::ConnectionOptions& options)
      : connection(connect(options)),
        insert_payment(prepare(insert_into(mysql::payments_table))),
        insert_operation(prepare(insert_into(mysql::operations_table))),
        insert_request(prepare(insert_into(mysql::requests_table))),
        insert_event(prepare(insert_into(mysql::events_table))),
        update_payment(prepare("UPDATE payments SET status = ?, amount_authorized = ?, "
                               "amount_captured = ?, version = ?, updated_at = ? WHERE id = ? AND "
                               "version = ?")),
        update_operation(
            prepare("UPDATE operations SET outcome = ?, outcome_details = ?, due_at = ?, "
                    "revision = ?, updated_at = ? WHERE id = ? AND revision = ?")),
        update_request(prepare("UPDATE requests SET answer_status = ?, answer_content_type = ?, "
                               "answer_body = ? WHERE nonce_digest = ?")) {}

  std::unique_ptr<sql::PreparedStatement> prepare(const std::string& text) {
    return std::unique_ptr<sql::PreparedStatement>(
        connection->prepareStatement(sql::SQLString(text)));
  }

  std::unique_ptr<sql::Connection> connection;  // first: the statements end before it
  std::unique_ptr<sql::PreparedStatement> insert_payment;
  std::unique_ptr<sql::PreparedStatement> insert_operation;
  std::unique_ptr<sql::PreparedStatement> insert_request;
  std::unique_ptr<sql::PreparedStatement> insert_event;
  std::unique_ptr<sql::PreparedStatement> update_payment;
  std::unique_ptr<sql::PreparedStatement> update_operation;
  std::unique_ptr<sql::PreparedStatement> update_request;
};

namespace {

void insert(sql::PreparedStatement& statement, const Payment& payment) {
  Binder(statement)
      .id(payment.id)
      .id(payment.merchant_id)
      .number(payment.mode)
      .number(payment.direction)
      .text(payment.merchant_reference)
      .number(payment.amount.minor())
      .text(payment.amount.currency().code())
      .number(payment.amount_authorized)
      .number(payment.amount_captured)
      .number(payment.amount_refunded)
      .number(payment.amount_refunding)
      .number(payment.amount_disputed)
      .number(payment.amount_reversed)
      .number(payment.capture_method)
      .number(payment.status)
      .text(payment.reason)
      .text(payment.channel_account)
      .text(payment.method)
      .id(payment.payment_method)
      .text(payment.card.brand)
      .text(payment.card.bin)
      .text(payment.card.last4)
      .number(payment.card.expiry_month)
      .number(payment.card.expiry_year)
      .text_or_null(mysql::authentication_to_json(payment.authentication))
      .null()
      .null()
      .text_or_null(mysql::exchange_to_json(payment.exchange))
      .text_or_null(mysql::party_to_json(payment.counterparty))
      .text(payment.purpose)
      .text(payment.customer)
      .text(payment.description)
      .text_or_null(mysql::pairs_to_json(payment.metadata))
      .text(payment.risk.verdict)
      .number(payment.risk.score)
      .text_or_null(mysql::list_to_json(payment.risk.reasons))
      .text_or_null(payment.risk.record)
      .text_or_null(mysql::next_action_to_json(payment.next_action))
      .time_or_null(payment.expires_at)
      .number(payment.version)
      .time(payment.created_at)
      .time(payment.updated_at)
      .execute();
}

void insert(sql::PreparedStatement& statement, const Operation& operation) {
  Binder(statement)
      .id(operation.id)
      .id(operation.payment_id)
      .id(operation.merchant_id)
      .number(operation.kind)
      .number(operation.cause)
      .number(operation.final_capture)
      .text(operation.channel_account)
      .number(operation.amount.minor())
      .text(operation.amount.currency().code())
      .null()
      .null()
      .number(operation.outcome.kind)
      .null()
      .number(operation.sequence)
      .number(operation.attempt)
      .number(operation.revision)
      .time_or_null(operation.due_at)
      .number(operation.parked)
      .time(operation.created_at)
      .time(operation.updated_at)
      .execute();
}

void insert(sql::PreparedStatement& statement, const RequestRecord& request) {
  Binder(statement)
      .bytes(request.nonce_digest)
      .bytes(*request.idempotency_digest)
      .bytes(request.fingerprint)
      .id(request.merchant_id)
      .id(*request.operation_id)
      .time(request.received_at)
      .time(request.received_at + std::chrono::days(7))
      .null()
      .null()
      .null()
      .execute();
}

void insert(sql::PreparedStatement& statement, std::uint16_t stream, std::uint64_t number,
            const Event& event) {
  Binder(statement)
      .number(stream)
      .number(number)
      .id(event.id)
      .id(event.payment_id)
      .id(event.merchant_id)
      .number(event.version)
      .text(event.type)
      .time(event.occurred_at)
      .text(event.data)
      .execute();
}

}  // namespace

BareClient::BareClient(const mysql::ConnectionOptions& options, std::uint16_t stream)
    : statements_(std::make_unique<Statements>(options)), stream_(stream) {}
BareClient::~BareClient() = default;

void BareClient::write_intent(const Change& intent) {
  insert(*statements_->insert_payment, *intent.new_payment);
  insert(*statements_->insert_operation, *intent.new_operation);
  insert(*statements_->insert_request, *intent.new_request);
  insert(*statements_->insert_event, stream_, ++number_, intent.events[0]);
  statements_->connection->commit();
}

void BareClient::write_result(const Change& intent, const Change& result) {
  const Payment& payment = *result.changed_payment;
  Binder(*statements_->update_payment)
      .number(payment.status)
      .number(payment.amount_authorized)
      .number(payment.amount_captured)
      .number(payment.version)
      .time(payment.updated_at)
      .id(payment.id)
      .number(payment.version - 1)
      .execute();
  const Operation& operation = result.changed_operations[0];
  Binder(*statements_->update_operation)
      .number(operation.outcome.kind)
      .text_or_null(mysql::outcome_details_to_json(operation.outcome))
      .time_or_null(operation.due_at)
      .number(operation.revision)
      .time(operation.updated_at)
      .id(operation.id)
      .number(operation.revision - 1)
      .execute();
  insert(*statements_->insert_event, stream_, ++number_, result.events[0]);
  const StoredAnswer& answer = result.answer->answer;
  Binder(*statements_->update_request)
      .number(answer.status)
      .text(answer.content_type)
      .text(answer.body)
      .bytes(intent.new_request->nonce_digest)
      .execute();
  statements_->connection->commit();
}

}  // namespace tollgate::bench
