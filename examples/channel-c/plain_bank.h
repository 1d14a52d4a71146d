// PlainBank: a channel in C11 with nothing but the C library. Cards through an acquirer that is
// asked with JSON over HTTP; the protocol is that of plugin-sdk/template/acquirer.py.
#ifndef PLAIN_BANK_H
#define PLAIN_BANK_H

#include "tollgate/channel.h"

enum { PLAIN_BANK_SETTING_MAX = 200 };  // bytes of a setting

// One account: what tollgate_channel.self points at. Immutable once it is made.
typedef struct plain_bank {
  tollgate_channel channel;
  char base_url[PLAIN_BANK_SETTING_MAX + 1];
  char authorization[PLAIN_BANK_SETTING_MAX + 8];  // "Bearer …"
} plain_bank;

extern const tollgate_descriptor plain_bank_descriptor;  // descriptor.c

// operation.c: the three functions of tollgate_channel for one operation.
const tollgate_step* plain_bank_begin(const tollgate_channel* channel,
                                      const tollgate_request* request,
                                      tollgate_operation** operation);
const tollgate_step* plain_bank_resume(const tollgate_channel* channel,
                                       tollgate_operation* operation, const tollgate_reply* reply);
void plain_bank_finish(const tollgate_channel* channel, tollgate_operation* operation);

#endif
