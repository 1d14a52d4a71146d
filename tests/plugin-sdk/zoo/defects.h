// The mistakes: DEFECT names the one that an animal makes.
#ifndef ZOO_DEFECTS_H
#define ZOO_DEFECTS_H

#define IS(name) (DEFECT == name)
enum {
  healthy,
  silence_is_declined,
  closed_is_approved,
  unsent_is_declined,
  garbage_is_approved,
  takes_any_answer,
  unknown_kind_is_approved,
  charges_without_a_card,
  refunds_without_an_original,
  amount_is_cut_to_cents,
  currency_is_left_out,
  huge_amount_wraps,
  quote_is_left_out,
  attempt_is_in_the_bytes,
  reference_is_left_out,
  original_is_left_out,
  query_settles_at_once,
  card_is_in_the_url,
  secret_is_in_the_url,
  secret_is_in_the_sentence,
  prints,
  leaks,
  disturbs_others,
  keeps_to_its_thread,
  reads_the_clock,
  uses_randomness,
  leaves_a_file_open,
  header_breaks_the_line,
  endless,
  long_text_overflows_the_contract,
  long_reply_crashes,
  reads_past_an_old_request,
  crashes_on_a_byte,
  accepts_any_settings,
  refuses_without_a_sentence,
  knows_every_ability,
  has_no_description,
  version_is_a_word,
  same_channel_for_all,
  outcome_has_the_card,
  hangs_on_garbage,
  approves_more,
  other_version,
  other_entry,
  refuses_all_settings,
  knows_one_reason_only,
  forgets_the_page,
  refund_was_never_recorded,
  believes_unsigned,
  trailing_space_is_free,
  compares_what_there_is,
  knows_a_repeat,
  header_case_matters,
  approves_without_amount,
  crashes_on_a_notification,
  misses_reports,
  adds_up_otherwise,
  half_a_file_is_a_day,
  missing_line_is_forgiven,
  doubled_line_is_swallowed,
  empty_file_is_a_quiet_day,
  remembers_the_last_file,
  leaves_a_statement_open,
  changed_amount_is_forgiven,
  number_wraps,
  decimals_are_always_two,
  sentence_repeats_the_line,
  sentence_names_no_line,
  crashes_on_a_statement,
  takes_a_refund_for_a_sale,
  healthy_in_frames,  // what follows speaks in frames
  key_is_too_long,
  crashes_on_a_frame
};

#define IN_FRAMES (DEFECT >= healthy_in_frames)
#define VIEW(text) \
  { text, sizeof(text) - 1 }

const void* zoo_notify(void);     // notifying.c
const void* zoo_statement(void);  // stating.c
const void* zoo_framing(void);    // framing.c

#endif
