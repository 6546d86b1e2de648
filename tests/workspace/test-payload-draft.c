/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "payload-draft.h"

#include <string.h>

/* A draft has copies of everything. */
static void
test_make (void)
{
  SockeyeSendPlan plan = { .variables = TRUE, .suffix = "!", .suffix_length = 1 };
  static const char text[] = "${counter} ${peer} ${local} ${unix}";
  char peer[] = "p:1";
  char local[] = "l:2";
  const SockeyeVariableValues with = {
    .counter = 3, .peer = peer, .local = local, .time = 5 * G_USEC_PER_SEC
  };
  g_autoptr (SockeyePayloadDraft)
      draft = sockeye_payload_draft_new (&plan, sockeye_charset_find ("utf-8"), g_strdup (text), &with);
  g_autoptr (SockeyePayloadDraft) wrong = NULL;
  g_autoptr (SockeyePayloadDraft) constant = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) same = NULL;
  g_autoptr (GError) error = NULL;
  gboolean varies = FALSE;

  memset (&plan, 0, sizeof plan);
  memset (peer, 'x', sizeof peer - 1);
  memset (local, 'x', sizeof local - 1);
  payload = sockeye_payload_draft_make (draft, &varies, &error);
  g_assert_no_error (error);
  g_assert_true (varies);
  g_assert_cmpmem (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), "3 p:1 l:2 5!", 12);

  constant = sockeye_payload_draft_new (&plan, sockeye_charset_find ("utf-8"), g_strdup ("${x"), &with);
  same = sockeye_payload_draft_make (constant, &varies, &error);
  g_assert_false (varies);
  g_assert_cmpmem (g_bytes_get_data (same, NULL), g_bytes_get_size (same), "${x", 3);

  plan.variables = TRUE;
  wrong = sockeye_payload_draft_new (&plan, sockeye_charset_find ("utf-8"), g_strdup ("${x"), &with);
  g_assert_null (sockeye_payload_draft_make (wrong, &varies, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_VARIABLE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/payload-draft/make", test_make);
  return g_test_run ();
}
