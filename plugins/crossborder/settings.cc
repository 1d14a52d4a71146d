#include "plugins/crossborder/settings.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "plugins/crossborder/iban.h"
#include "plugins/crossborder/purpose.h"
#include "plugins/crossborder/utf8.h"

namespace tollgate::crossborder {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kTextMax = 1024;
constexpr std::size_t kListMax = 100'000;
constexpr std::size_t kAliasesMax = 100;
constexpr std::size_t kIdMax = 64;
constexpr std::array<std::string_view, 4> kBearers = {"SHAR", "DEBT", "CRED", "SLEV"};

enum class Need { required, optional };

// Moves a text out of the object, so that what is left over is unknown.
bool take_text(Json& object, const char* name, Need need, std::string& into, std::string& problem) {
  const auto at = object.find(name);
  if (at == object.end() && need == Need::optional) return true;
  if (at == object.end() || !at->is_string() || at->get_ref<const std::string&>().empty() ||
      at->get_ref<const std::string&>().size() > kTextMax) {
    problem = "The setting " + std::string(name) + " must be a text of 1 to 1024 bytes.";
    return false;
  }
  into = at->get<std::string>();
  object.erase(at);
  return true;
}

bool is_url(const std::string& text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

bool read_listed(Json& json, ListedParty& into, std::string& problem) {
  const std::string which =
      "Every entry of screening_list needs an id of 1 to 64 printable "
      "characters, a name, and aliases, if it has any, as a list of texts.";
  std::string wrong;
  const bool texts = json.is_object() && take_text(json, "id", Need::required, into.id, wrong) &&
                     take_text(json, "name", Need::required, into.name, wrong);
  bool good = texts && into.id.size() <= kIdMax && is_printable(into.id);
  if (good && json.contains("aliases")) {
    const Json aliases = json["aliases"];
    json.erase("aliases");
    good = aliases.is_array() && aliases.size() <= kAliasesMax &&
           std::all_of(aliases.begin(), aliases.end(),
                       [](const Json& alias) { return alias.is_string(); });
    if (good) into.aliases = aliases.get<std::vector<std::string>>();
  }
  if (good && json.empty()) return true;
  problem = which;
  return false;
}

bool read_list(Json& object, std::vector<ListedParty>& into, std::string& problem) {
  const auto at = object.find("screening_list");
  if (at == object.end() || !at->is_array() || at->size() > kListMax) {
    problem =
        "The setting screening_list must be a list of at most 100000 parties; an account that "
        "screens nobody says so with an empty list.";
    return false;
  }
  for (auto& json : *at)
    if (!read_listed(json, into.emplace_back(), problem)) return false;
  object.erase(at);
  return true;
}

bool read_own(Json& object, Party& own, std::string& problem) {
  if (!take_text(object, "own_name", Need::required, own.name, problem) ||
      !take_text(object, "own_iban", Need::required, own.iban, problem) ||
      !take_text(object, "own_bic", Need::required, own.bic, problem) ||
      !take_text(object, "own_country", Need::optional, own.country, problem))
    return false;
  own.iban = electronic_iban(own.iban);
  if (const auto why = refuse_party(own, "own_")) problem = "The setting " + *why;
  return problem.empty();
}

}  // namespace

bool read_settings(std::string_view json, Settings& into, std::string& problem) {
  Json object = Json::parse(json, nullptr, false);
  if (!object.is_object()) {
    problem = "The settings are not one JSON object.";
    return false;
  }
  if (!take_text(object, "base_url", Need::required, into.base_url, problem) ||
      !take_text(object, "client", Need::required, into.client, problem) ||
      !take_text(object, "secret", Need::required, into.secret, problem) ||
      !take_text(object, "charge_bearer", Need::optional, into.charge_bearer, problem) ||
      !take_text(object, "default_purpose", Need::optional, into.default_purpose, problem) ||
      !read_own(object, into.own, problem) || !read_list(object, into.screening_list, problem))
    return false;
  if (!is_url(into.base_url) || into.base_url.ends_with('/'))
    problem = "The setting base_url must be an http or https URL without a slash at its end.";
  else if (std::find(kBearers.begin(), kBearers.end(), into.charge_bearer) == kBearers.end())
    problem = "The setting charge_bearer must be SHAR, DEBT, CRED or SLEV.";
  else if (!into.default_purpose.empty() && !is_purpose(into.default_purpose))
    problem = "The setting default_purpose is no purpose code; see plugins/crossborder/purpose.cc.";
  else if (!object.empty())
    problem = "The setting " + object.begin().key() + " is unknown; remove it.";
  return problem.empty();
}

}  // namespace tollgate::crossborder
