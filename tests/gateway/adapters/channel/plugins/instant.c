/* Answers every operation at once, without a message and without memory: what the host itself
   costs. Plain C, as a channel may be. */
#include "plain_descriptor.h"

static const tollgate_outcome kApproved = {.size = sizeof(tollgate_outcome),
                                           .kind = TOLLGATE_OUTCOME_APPROVED,
                                           .channel_reference = TEXT("instant-1")};
static const tollgate_step kDone = {sizeof(tollgate_step), TOLLGATE_STEP_DONE, 0, &kApproved};

static const tollgate_step* begin(const tollgate_channel* channel, const tollgate_request* request,
                                  tollgate_operation** operation) {
  (void)channel, (void)request, (void)operation;
  return &kDone;
}
static const tollgate_step* resume(const tollgate_channel* channel, tollgate_operation* operation,
                                   const tollgate_reply* reply) {
  (void)channel, (void)operation, (void)reply;
  return 0;
}
static void finish(const tollgate_channel* channel, tollgate_operation* operation) {
  (void)channel, (void)operation;
}
static const void* ability(const tollgate_channel* channel, const char* id) {
  (void)channel, (void)id;
  return 0;
}
static void destroy(tollgate_channel* channel) { (void)channel; }

static tollgate_channel the_channel = {
    sizeof(tollgate_channel), 0, 0, &begin, &resume, &finish, &ability, &destroy};

static tollgate_channel* create(const tollgate_host* host, const tollgate_settings* settings,
                                tollgate_buffer* sentence) {
  (void)host, (void)settings, (void)sentence;
  return &the_channel;
}

static const tollgate_entry kEntry = {sizeof(tollgate_entry), TOLLGATE_ABI_VERSION,
                                      &kPlainDescriptor, &create};
const tollgate_entry* tollgate_channel_entry(void) { return &kEntry; }
