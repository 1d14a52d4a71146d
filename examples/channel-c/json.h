// One flat JSON object of texts and whole numbers: as much of JSON as this channel's settings and
// its acquirer's answers have. Pure functions.
#ifndef PLAIN_BANK_JSON_H
#define PLAIN_BANK_JSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// A member that is looked for. Exactly one of `text` and `number` is not NULL.
typedef struct json_field {
  const char* name;
  char* text;       // gets the value with a NUL behind it
  size_t capacity;  // of `text`, in bytes
  int64_t* number;
  int found;  // 1: it was there, of the right type, and it fitted
} json_field;

typedef enum json_result {
  JSON_OK = 0,
  JSON_MALFORMED = 1,     // no such object
  JSON_WRONG_MEMBER = 2,  // of another type, too long, or there twice
  JSON_UNKNOWN_MEMBER = 3
} json_result;

// Fills the fields. `name`, of 32 bytes, gets the member that JSON_WRONG_MEMBER and
// JSON_UNKNOWN_MEMBER are about, cut to its room.
json_result json_read(const char* data, size_t size, json_field* fields, size_t field_count,
                      char name[32]);

#ifdef __cplusplus
}
#endif

#endif
