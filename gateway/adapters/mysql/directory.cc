#include "gateway/adapters/mysql/directory.h"

#include "gateway/adapters/mysql/sql_text.h"

namespace tollgate::mysql {
namespace {

constexpr std::string_view kSelectMerchants =
    "SELECT id, name, suspended, created_at FROM merchants ";
constexpr std::string_view kSelectKeys =
    "SELECT id, merchant_id, mode, kind, material, may_pay_out, valid_from, valid_until, "
    "revoked_at, created_at FROM api_keys ";

Merchant read_merchant(Row& row) {
  Merchant merchant;
  merchant.id = row.id<MerchantId>();
  merchant.name = row.text();
  merchant.suspended = row.integer() != 0;
  merchant.created_at = row.time();
  return merchant;
}

ApiKey read_api_key(Row& row) {
  ApiKey key;
  key.id = row.id<ApiKeyId>();
  key.merchant_id = row.id<MerchantId>();
  key.mode = row.number<Mode>();
  key.kind = row.number<KeyKind>();
  key.material = row.text();
  key.may_pay_out = row.integer() != 0;
  key.valid_from = row.time();
  key.valid_until = row.time_or_null();
  key.revoked_at = row.time_or_null();
  key.created_at = row.time();
  return key;
}

template <class T>
Result<std::optional<T>> first_of(Result<std::vector<T>> rows) {
  if (!rows) return rows.error();
  if (rows->empty()) return std::optional<T>();
  return std::optional<T>(std::move(rows->front()));
}

template <class T>
Reply<std::vector<T>> read_all(Connection& connection, std::string_view sql, T (*read)(Row&)) {
  std::vector<T> all;
  const auto done = connection.query(sql, [&](Row& row) { all.push_back(read(row)); });
  if (!done) return done.failure();
  return all;
}

}  // namespace

Result<std::vector<Merchant>> MySqlDirectory::read_merchants(std::string_view sql) {
  return connection_
      .call<std::vector<Merchant>>([&](Connection& connection) {
        return read_all<Merchant>(connection, sql, read_merchant);
      })
      .to_result();
}

Result<std::vector<ApiKey>> MySqlDirectory::read_api_keys(std::string_view sql) {
  return connection_
      .call<std::vector<ApiKey>>(
          [&](Connection& connection) { return read_all<ApiKey>(connection, sql, read_api_key); })
      .to_result();
}

Result<std::uint64_t> MySqlDirectory::execute(std::string_view sql) {
  return connection_
      .call<std::uint64_t>([&](Connection& connection) { return connection.execute(sql); })
      .to_result();
}

Status MySqlDirectory::insert_merchant(const Merchant& merchant) {
  SqlText sql("INSERT INTO merchants (id, name, suspended, created_at) VALUES ");
  sql.open_row()
      .id(merchant.id)
      .text(merchant.name)
      .number(merchant.suspended)
      .time(merchant.created_at)
      .close_row();
  auto inserted = execute(sql.str());
  if (inserted) return ok_status();
  if (inserted.error().code == ErrorCode::conflict)
    return Error{ErrorCode::conflict, "A merchant with the id " + merchant.id.str() + " exists."};
  return inserted.error();
}

Result<std::vector<Merchant>> MySqlDirectory::list_merchants() {
  return read_merchants(std::string(kSelectMerchants) + "ORDER BY id");
}

Result<std::optional<Merchant>> MySqlDirectory::find_merchant(MerchantId id) {
  SqlText sql(kSelectMerchants);
  sql.raw("WHERE id = ").id(id);
  return first_of(read_merchants(sql.str()));
}

Status MySqlDirectory::insert_api_key(const ApiKey& key) {
  SqlText sql(
      "INSERT INTO api_keys (id, merchant_id, mode, kind, material, bearer_digest, may_pay_out, "
      "valid_from, valid_until, revoked_at, created_at) VALUES ");
  sql.open_row().id(key.id).id(key.merchant_id).number(key.mode).number(key.kind);
  sql.binary(key.material);
  if (key.kind == KeyKind::bearer)
    sql.binary(key.material);
  else
    sql.null();
  sql.number(key.may_pay_out)
      .time(key.valid_from)
      .time_or_null(key.valid_until)
      .time_or_null(key.revoked_at)
      .time(key.created_at)
      .close_row();
  auto inserted = execute(sql.str());
  if (inserted) return ok_status();
  if (inserted.error().code == ErrorCode::conflict)
    return Error{ErrorCode::conflict,
                 "An API key with the id " + key.id.str() + " or the same token exists."};
  return inserted.error();
}

Result<std::vector<ApiKey>> MySqlDirectory::list_api_keys() {
  return read_api_keys(std::string(kSelectKeys) + "ORDER BY id");
}

Result<std::optional<ApiKey>> MySqlDirectory::find_api_key(ApiKeyId id) {
  SqlText sql(kSelectKeys);
  sql.raw("WHERE id = ").id(id);
  return first_of(read_api_keys(sql.str()));
}

Result<std::optional<ApiKey>> MySqlDirectory::find_bearer_key(const Digest32& token_digest) {
  SqlText sql(kSelectKeys);
  sql.raw("WHERE bearer_digest = ").bytes(token_digest);
  return first_of(read_api_keys(sql.str()));
}

Status MySqlDirectory::revoke_api_key(ApiKeyId id, Timestamp at) {
  auto known = find_api_key(id);
  if (!known) return known.error();
  if (!known->has_value())
    return Error{ErrorCode::not_found, "There is no API key " + id.str() + ".",
                 "List them with `tollgate keys list`."};
  // The first revocation counts: revoking again must not move it to a later time.
  SqlText sql("UPDATE api_keys SET revoked_at = ");
  sql.time(at).raw(" WHERE revoked_at IS NULL AND id = ").id(id);
  auto revoked = execute(sql.str());
  if (!revoked) return revoked.error();
  return ok_status();
}

}  // namespace tollgate::mysql
