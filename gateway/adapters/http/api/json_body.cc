#include "gateway/adapters/http/api/json_body.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "gateway/base/json_writer.h"

namespace tollgate::http {
namespace {

using Json = nlohmann::json;

// Stops the parser at the first member named twice and at the first level too deep.
class StrictParse {
 public:
  Json run(const std::string& body) {
    return Json::parse(
        body,
        [this](int depth, Json::parse_event_t event, Json& value) {
          return on_event(depth, event, value);
        },
        false);
  }
  const std::string& complaint() const { return complaint_; }

 private:
  bool on_event(int depth, Json::parse_event_t event, const Json& value) {
    if (depth > kJsonDepthMax) complaint_ = "It is nested deeper than 32 levels.";
    if (event == Json::parse_event_t::object_start) names_.emplace_back();
    if (event == Json::parse_event_t::object_end && !names_.empty()) names_.pop_back();
    if (event == Json::parse_event_t::key && !names_.back().insert(value.get<std::string>()).second)
      complaint_ = "The member \"" + value.get<std::string>() + "\" stands twice.";
    return complaint_.empty();
  }

  std::vector<std::set<std::string>> names_;
  std::string complaint_;
};

// The parser recurses nowhere, but reading past the limit would build the tree: count first.
bool too_deep(const std::string& body) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < body.size(); ++i) {
    const char c = body[i];
    if (in_text) {
      if (c == '\\') ++i;
      in_text = c != '"';
    } else if (c == '"') {
      in_text = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kJsonDepthMax) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

bool is_json_type(std::string_view content_type) {
  const auto end = content_type.find(';');
  std::string_view media = content_type.substr(0, end);
  while (media.ends_with(' ')) media.remove_suffix(1);
  return equal_ignoring_case(media, "application/json");
}

}  // namespace

struct JsonBody::State {
  Json json = Json::object();
  std::string path;  // "card." below the object card
  std::set<std::string> known;
  std::shared_ptr<std::optional<Problem>> problem;  // one for the whole body
};

JsonBody::JsonBody(std::unique_ptr<State> state) : state_(std::move(state)) {}
JsonBody::JsonBody(JsonBody&&) noexcept = default;
JsonBody::~JsonBody() = default;

JsonBody::JsonBody(const HttpRequest& request) : state_(std::make_unique<State>()) {
  state_->problem = std::make_shared<std::optional<Problem>>();
  auto& problem = *state_->problem;
  if (request.body.empty()) return;  // like {}: a missing field says so by name
  if (!is_json_type(request.header("content-type"))) {
    problem = Problem("unsupported_media_type", "Send Content-Type: application/json.");
    return;
  }
  if (too_deep(request.body)) {
    problem = Problem("malformed_json", "The body is nested deeper than 32 levels.");
    return;
  }
  StrictParse parse;
  Json parsed = parse.run(request.body);
  if (!parse.complaint().empty()) {
    problem = Problem("malformed_json", parse.complaint());
  } else if (parsed.is_discarded()) {
    problem = Problem("malformed_json", "The body is not valid JSON in UTF-8.");
  } else if (!parsed.is_object()) {
    problem = Problem("malformed_json", "The body must be a JSON object: {…}.");
  } else {
    state_->json = std::move(parsed);
  }
}

const std::optional<Problem>& JsonBody::problem() const { return *state_->problem; }

void JsonBody::fail(std::string_view code, std::string_view name, std::string detail) {
  auto& problem = *state_->problem;
  if (problem) return;
  problem = Problem(code, std::move(detail));
  problem->param = state_->path + std::string(name);
}

std::string JsonBody::text(std::string_view name, Presence presence, std::size_t chars_max) {
  state_->known.emplace(name);
  const auto at = state_->json.find(name);
  if (at == state_->json.end() || at->is_null()) {
    if (presence == Presence::required)
      fail("parameter_missing", name, std::string(name) + " is required.");
    return {};
  }
  if (!at->is_string()) {
    fail("parameter_invalid", name, std::string(name) + " must be a text.");
    return {};
  }
  auto value = at->get<std::string>();
  const bool has_control =
      std::any_of(value.begin(), value.end(), [](char c) { return c >= 0 && c < ' '; });
  if (value.size() > chars_max || has_control || (presence == Presence::required && value.empty()))
    fail("parameter_invalid", name,
         std::string(name) + " must have 1 to " + std::to_string(chars_max) +
             " characters and no control characters.");
  return value;
}

std::optional<std::int64_t> JsonBody::integer(std::string_view name, Presence presence,
                                              std::int64_t least, std::int64_t most) {
  state_->known.emplace(name);
  const auto at = state_->json.find(name);
  if (at == state_->json.end() || at->is_null()) {
    if (presence == Presence::required)
      fail("parameter_missing", name, std::string(name) + " is required.");
    return std::nullopt;
  }
  // 1.0 and 1e3 are not whole numbers on purpose: money never passes through a double.
  const bool fits =
      at->is_number_integer() &&
      (!at->is_number_unsigned() || at->get<std::uint64_t>() <= static_cast<std::uint64_t>(most));
  const std::int64_t value = fits ? at->get<std::int64_t>() : 0;
  if (fits && value >= least && value <= most) return value;
  fail("parameter_invalid", name,
       std::string(name) + " must be a whole number from " + std::to_string(least) + " to " +
           std::to_string(most) + ".");
  return std::nullopt;
}

bool JsonBody::boolean(std::string_view name, bool fallback) {
  state_->known.emplace(name);
  const auto at = state_->json.find(name);
  if (at == state_->json.end() || at->is_null()) return fallback;
  if (at->is_boolean()) return at->get<bool>();
  fail("parameter_invalid", name, std::string(name) + " must be true or false.");
  return fallback;
}

std::string JsonBody::choice(std::string_view name,
                             std::initializer_list<std::string_view> choices) {
  std::string value = text(name, Presence::optional, 64);
  if (value.empty()) return std::string(*choices.begin());
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return value;
  std::string valid;
  for (const auto choice : choices) valid += (valid.empty() ? "" : ", ") + std::string(choice);
  fail("parameter_invalid", name, std::string(name) + " must be one of: " + valid + ".");
  return {};
}

Metadata JsonBody::metadata(std::string_view name) {
  Metadata pairs;
  state_->known.emplace(name);
  const auto at = state_->json.find(name);
  if (at == state_->json.end() || at->is_null()) return pairs;
  bool good = at->is_object() && at->size() <= kMetadataPairsMax;
  if (good) {
    for (const auto& [key, value] : at->items()) {
      good = good && value.is_string() && !key.empty() && key.size() <= kMetadataKeyCharsMax &&
             value.get_ref<const std::string&>().size() <= kMetadataValueCharsMax;
      if (good) pairs.emplace_back(key, value.get<std::string>());
    }
  }
  if (!good)
    fail("parameter_invalid", name,
         std::string(name) + " takes at most 50 pairs: keys of 40, texts of 500 characters.");
  return pairs;
}

bool JsonBody::has(std::string_view name) const {
  const auto at = state_->json.find(name);
  return at != state_->json.end() && !at->is_null();
}

std::vector<std::string> JsonBody::texts(std::string_view name, Presence presence,
                                         std::size_t items_max, std::size_t chars_max) {
  state_->known.emplace(name);
  std::vector<std::string> texts;
  if (!has(name)) {
    if (presence == Presence::required)
      fail("parameter_missing", name, std::string(name) + " is required.");
    return texts;
  }
  const Json& list = *state_->json.find(name);
  bool good = list.is_array() && !list.empty() && list.size() <= items_max;
  for (std::size_t i = 0; good && i < list.size(); ++i) {
    good = list[i].is_string() && list[i].get_ref<const std::string&>().size() <= chars_max;
    if (good) texts.push_back(list[i].get<std::string>());
  }
  if (!good)
    fail("parameter_invalid", name,
         std::string(name) + " must be a list of 1 to " + std::to_string(items_max) +
             " texts of at most " + std::to_string(chars_max) + " characters.");
  return texts;
}

JsonBody JsonBody::object(std::string_view name, Presence presence) {
  state_->known.emplace(name);
  auto below = std::make_unique<State>();
  below->path = state_->path + std::string(name) + ".";
  below->problem = state_->problem;
  const auto at = state_->json.find(name);
  if (at != state_->json.end() && at->is_object()) {
    below->json = std::move(*at);
  } else if (at != state_->json.end() && !at->is_null()) {
    fail("parameter_invalid", name, std::string(name) + " must be an object.");
  } else if (presence == Presence::required) {
    fail("parameter_missing", name, std::string(name) + " is required.");
  }
  return JsonBody(std::move(below));
}

void JsonBody::finish() {
  for (const auto& [key, value] : state_->json.items()) {
    if (state_->known.contains(key)) continue;
    std::string valid;
    for (const auto& name : state_->known) valid += (valid.empty() ? "" : ", ") + name;
    fail("parameter_unknown", key, "This request takes: " + valid + ".");
    return;
  }
}

}  // namespace tollgate::http
