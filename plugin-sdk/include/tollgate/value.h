// The small values every part of the contract is made of. C11 and C++11, no dependencies.
//
// Views, pairs and money are fixed for ever: they are passed by value and in arrays. Every other
// struct of the contract begins with `size` and may grow at its end (see TOLLGATE_HAS).
#ifndef TOLLGATE_VALUE_H
#define TOLLGATE_VALUE_H

#include <stddef.h>
#include <stdint.h>

// A borrowed range of bytes: UTF-8 text unless the member says "bytes". Not NUL-terminated.
// `data` may be NULL when `size` is 0. Who owns the bytes, and for how long, is said where the
// view appears; nobody ever frees memory of the other side.
typedef struct tollgate_view {
  const char* data;
  size_t size;  // bytes
} tollgate_view;

typedef struct tollgate_pair {
  tollgate_view key;
  tollgate_view value;
} tollgate_pair;

// An amount of one ISO 4217 currency in whole minor units: {1999, "EUR", 978, 2} is 19.99 EUR.
typedef struct tollgate_money {
  int64_t minor;      // 0 .. 2^53 - 1
  char currency[4];   // three upper-case letters and a NUL
  uint16_t numeric;   // ISO 4217 numeric code: 978
  uint16_t exponent;  // minor units are 10^-exponent of the unit: JPY 0, EUR 2, KWD 3
} tollgate_money;

// Room the host lends for an answer. The plugin writes at most `capacity` bytes at `data` and
// sets `size` to what it wrote (no NUL); it keeps no pointer to it.
typedef struct tollgate_buffer {
  char* data;
  size_t capacity;  // bytes
  size_t size;      // bytes written; 0 when the plugin is called
} tollgate_buffer;

// Whether the side that made *pointer knows `member`, which was added after the struct's first
// version. Members of version 1 are always there and need no check.
#define TOLLGATE_HAS(type, pointer, member) \
  ((pointer)->size >= offsetof(type, member) + sizeof((pointer)->member))

#endif
