// The library's one symbol, and an account made from its settings.
#include "plain_bank.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

static const void* no_ability(const tollgate_channel* channel, const char* id) {
  (void)channel;
  (void)id;
  return NULL;
}

static void destroy(tollgate_channel* channel) { free(channel->self); }

// What a header cannot carry.
static int is_plain(const char* text) {
  for (; *text; ++text)
    if (*text <= ' ' || *text > '~') return 0;
  return 1;
}

// 0, and the sentence, when the settings are wrong. A value is never repeated: it may be the key.
static int read_settings(const tollgate_settings* settings, plain_bank* bank, char* sentence,
                         size_t capacity) {
  char key[PLAIN_BANK_SETTING_MAX + 1] = "", name[32];
  json_field fields[] = {{"base_url", bank->base_url, sizeof bank->base_url, NULL, 0},
                         {"api_key", key, sizeof key, NULL, 0}};
  const json_result result = json_read(settings->json.data, settings->json.size, fields, 2, name);
  if (result == JSON_MALFORMED)
    snprintf(sentence, capacity, "The settings are not one JSON object of texts.");
  else if (result == JSON_UNKNOWN_MEMBER)
    snprintf(sentence, capacity, "The settings have a member other than base_url and api_key.");
  else if (result == JSON_WRONG_MEMBER)
    snprintf(sentence, capacity, "The setting %s must be one text of at most %d bytes.", name,
             (int)PLAIN_BANK_SETTING_MAX);
  else if (strncmp(bank->base_url, "https://", 8) != 0 &&
           strncmp(bank->base_url, "http://", 7) != 0)
    snprintf(sentence, capacity, "The setting base_url must be an http or https URL.");
  else if (!is_plain(bank->base_url))
    snprintf(sentence, capacity, "The setting base_url has a space or a control character.");
  else if (!key[0] || !is_plain(key))
    snprintf(sentence, capacity, "The setting api_key must be a text of visible ASCII characters.");
  else
    snprintf(bank->authorization, sizeof bank->authorization, "Bearer %s", key);
  return bank->authorization[0] != 0;
}

static tollgate_channel* create(const tollgate_host* host, const tollgate_settings* settings,
                                tollgate_buffer* sentence) {
  (void)host;
  char text[TOLLGATE_SENTENCE_MAX] = "There is no memory left.";
  plain_bank* bank = calloc(1, sizeof *bank);
  if (bank && read_settings(settings, bank, text, sizeof text)) {
    tollgate_channel channel = {
        sizeof channel,    0,          bank,   plain_bank_begin, plain_bank_resume,
        plain_bank_finish, no_ability, destroy};
    bank->channel = channel;
    return &bank->channel;
  }
  free(bank);
  sentence->size = strlen(text) < sentence->capacity ? strlen(text) : sentence->capacity;
  memcpy(sentence->data, text, sentence->size);
  return NULL;
}

TOLLGATE_EXPORT const tollgate_entry* tollgate_channel_entry(void) {
  static const tollgate_entry kEntry = {sizeof kEntry, TOLLGATE_ABI_VERSION, &plain_bank_descriptor,
                                        create};
  return &kEntry;
}
