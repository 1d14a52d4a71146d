#include "plugins/crossborder/camt054.h"

#include "plugins/crossborder/message_kind.h"

namespace tollgate::crossborder {

std::string account_number(const XmlElement& account) {
  const XmlElement id = account.child("Id");
  const auto iban = id.child("IBAN").text();
  return std::string(iban.empty() ? id.at("Othr", "Id").text() : iban);
}

std::optional<Advice> read_camt054(const XmlDocument& document, std::string& problem) {
  const XmlElement root = document.root().child("BkToCstmrDbtCdtNtfctn");
  Advice advice;
  advice.id = root.at("GrpHdr", "MsgId").text();
  if (kind_of(document) != MessageKind::advice || advice.id.empty()) {
    problem = "The message is no camt.054 with a MsgId.";
    return std::nullopt;
  }
  for (XmlElement each = root.first(); each; each = each.next()) {
    if (each.name() != "Ntfctn") continue;
    AccountAdvice& account = advice.accounts.emplace_back();
    account.id = each.child("Id").text();
    account.account = account_number(each.child("Acct"));
    if (account.id.empty() || account.account.empty()) {
      problem = problem_at(each, "a notification has no Id or no account");
      return std::nullopt;
    }
    for (XmlElement line = each.first(); line; line = line.next()) {
      if (line.name() != "Ntry") continue;
      auto entry = read_entry(line, problem);
      if (!entry) return std::nullopt;
      account.entries.push_back(std::move(*entry));
    }
  }
  if (advice.accounts.empty()) {
    problem = "The message advises of nothing.";
    return std::nullopt;
  }
  return advice;
}

}  // namespace tollgate::crossborder
