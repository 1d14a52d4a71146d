#include "json.h"

#include <string.h>

typedef struct {
  const char* at;
  const char* end;
} Text;

static void skip_space(Text* text) {
  while (text->at < text->end &&
         (*text->at == ' ' || *text->at == '\t' || *text->at == '\n' || *text->at == '\r'))
    ++text->at;
}

static int take(Text* text, char wanted) {
  skip_space(text);
  if (text->at == text->end || *text->at != wanted) return 0;
  ++text->at;
  return 1;
}

// What follows a backslash. -1: nothing that this reader knows; \u only of ASCII.
static int take_escape(Text* text) {
  static const char kNames[] = "\"\\/bfnrt", kValues[] = "\"\\/\b\f\n\r\t";
  if (text->at == text->end) return -1;
  const char letter = *text->at++;
  const char* known = letter ? strchr(kNames, letter) : NULL;
  if (known) return kValues[known - kNames];
  if (letter != 'u' || text->end - text->at < 4) return -1;
  int value = 0;
  for (int i = 0; i < 4; ++i) {
    static const char kDigits[] = "0123456789abcdef";
    const char c = *text->at++;
    const char* digit = c ? strchr(kDigits, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;
    if (!digit) return -1;
    value = value * 16 + (int)(digit - kDigits);
  }
  return value > 0 && value < 0x80 ? value : -1;
}

// A text into `room` with a NUL behind it. 0: it is no text. `*fits` tells whether all of it is
// there; room for nothing skips it.
static int take_text(Text* text, char* room, size_t capacity, int* fits) {
  size_t size = 0;
  *fits = 1;
  if (!take(text, '"')) return 0;
  while (text->at < text->end && *text->at != '"') {
    int c = (unsigned char)*text->at++;
    if (c < 0x20) return 0;
    if (c == '\\' && (c = take_escape(text)) < 0) return 0;
    if (size + 1 < capacity)
      room[size++] = (char)c;
    else
      *fits = 0;
  }
  if (capacity) room[size] = 0;
  return take(text, '"');
}

// Digits, no more of them than 64 bits hold. 0: it is no whole number.
static int take_number(Text* text, int64_t* number) {
  skip_space(text);
  const char* begin = text->at;
  *number = 0;
  while (text->at < text->end && *text->at >= '0' && *text->at <= '9') {
    const int digit = *text->at++ - '0';
    if (*number > (INT64_MAX - digit) / 10) return 0;
    *number = *number * 10 + digit;
  }
  if (text->at == begin || (*begin == '0' && text->at - begin > 1)) return 0;
  return text->at == text->end || !strchr(".eE+-", *text->at) || *text->at == 0;
}

static json_field* find(json_field* fields, size_t count, const char* name) {
  for (size_t i = 0; i < count; ++i)
    if (strcmp(fields[i].name, name) == 0) return &fields[i];
  return NULL;
}

json_result json_read(const char* data, size_t size, json_field* fields, size_t field_count,
                      char name[32]) {
  Text text = {data, data + size};
  int fits = 1;
  name[0] = 0;
  if (size == 0 || !take(&text, '{')) return JSON_MALFORMED;
  if (!take(&text, '}')) {
    do {
      if (!take_text(&text, name, 32, &fits) || !take(&text, ':')) return JSON_MALFORMED;
      json_field* field = fits ? find(fields, field_count, name) : NULL;
      if (!field) return JSON_UNKNOWN_MEMBER;
      if (field->found) return JSON_WRONG_MEMBER;
      skip_space(&text);
      const int read = field->text ? take_text(&text, field->text, field->capacity, &fits)
                                   : take_number(&text, field->number);
      if (!read || !fits) return JSON_WRONG_MEMBER;
      field->found = 1;
    } while (take(&text, ','));
    if (!take(&text, '}')) return JSON_MALFORMED;
  }
  skip_space(&text);
  return text.at == text.end ? JSON_OK : JSON_MALFORMED;
}
