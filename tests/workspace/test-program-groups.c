/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "own-network.h"
#include "program-fixture.h"

#include <string.h>

/* Programs that are in multicast groups, to which a session sends. */

#define GROUP   "239.77.8.9"
#define MESSAGE "to all of you"

typedef struct
{
  SockeyeLanguage language;
  gboolean source; /* hears one sender only */
  guint16 port;
  CopiedProgram copied;
} Case;

static SockeyeWishes *
make_wishes (const Case *self)
{
  SockeyeWishes *wishes = sockeye_wishes_new ();
  SockeyeGroup group;

  g_assert_true (sockeye_group_set (&group, GROUP, "lo", NULL));
  g_assert_true (sockeye_group_set_source (&group, self->source ? "127.0.0.1" : "", NULL));
  sockeye_wishes_add_group (wishes, &group);
  if (!self->source && self->language != SOCKEYE_LANGUAGE_SOCAT)
    {
      g_assert_true (sockeye_group_set (&group, "ff15::77", "lo", NULL));
      sockeye_wishes_add_group (wishes, &group);
    }
  return wishes;
}

static void
prepare (Case *self)
{
  g_autoptr (SockeyeWishes) wishes = make_wishes (self);
  SockeyeProgram program = { .protocol = SOCKEYE_PROTOCOL_UDP,
                             .local_host = self->source ? "0.0.0.0" : "::",
                             .wishes = wishes,
                             .charset = sockeye_charset_find ("utf-8"),
                             .is_text = TRUE };

  self->port = programs_find_port (TRUE);
  program.local_port = self->port;
  copied_program_write (&self->copied, &program, self->language, self->source ? "source" : "groups");
}

/* Until the program is there, nobody hears. */
static void
send_until_printed (Case *self, Fixture *far)
{
  g_autoptr (GBytes) wanted = g_bytes_new_static (MESSAGE, strlen (MESSAGE));
  gint64 next = 0;

  fixture_wait (copied_program_has_printed (&self->copied, wanted)
                || (g_get_monotonic_time () >= next
                    && (next = g_get_monotonic_time () + G_USEC_PER_SEC / 10,
                        fixture_send (far, SOCKEYE_TARGET_DEFAULT, 0, MESSAGE), FALSE)));
}

static void
test_case (gconstpointer data)
{
  Case *self = (Case *) data;
  g_autoptr (SockeyeWishes) wishes = sockeye_wishes_new ();
  SockeyeOptionValue interface = { .text = "lo" };
  SockeyeSettings settings = { .protocol = SOCKEYE_PROTOCOL_UDP,
                               .local_host = "127.0.0.1",
                               .remote_host = GROUP,
                               .remote_port = self->port,
                               .wishes = wishes };
  Fixture far;

  sockeye_wishes_set (wishes, SOCKEYE_OPTION_IP_MULTICAST_IF, &interface);
  fixture_init (&far);
  copied_program_run (&self->copied);
  sockeye_session_open (far.session, &settings);
  fixture_wait_state (&far, SOCKEYE_SESSION_OPEN);
  send_until_printed (self, &far);
  copied_program_interrupt (&self->copied);
  fixture_close_wait (&far);
  fixture_clear (&far);
}

static void
case_free (gpointer data)
{
  Case *self = data;

  copied_program_clear (&self->copied);
  g_free (self);
}

static void
add_case (GPtrArray *cases, SockeyeLanguage language, gboolean source)
{
  Case *self = g_new0 (Case, 1);
  g_autofree char *name = g_strdup_printf ("/program-groups/%s/%s", program_nicks[language],
                                           source ? "source" : "any");

  self->language = language;
  self->source = source;
  g_ptr_array_add (cases, self);
  g_test_add_data_func (name, self, test_case);
  prepare (self);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func (case_free);
  const char *obstacle = own_network_enter ();
  int result;

  g_test_init (&argc, &argv, NULL);
  if (obstacle != NULL)
    {
      g_print ("1..0 # SKIP %s\n", obstacle);
      return 77;
    }
  programs_set_up (1);
  add_case (cases, SOCKEYE_LANGUAGE_PYTHON, FALSE);
  add_case (cases, SOCKEYE_LANGUAGE_POSIX, FALSE);
  add_case (cases, SOCKEYE_LANGUAGE_POSIX, TRUE);
  add_case (cases, SOCKEYE_LANGUAGE_GIO, FALSE);
  add_case (cases, SOCKEYE_LANGUAGE_GIO, TRUE);
  add_case (cases, SOCKEYE_LANGUAGE_SOCAT, FALSE);
  result = g_test_run ();
  g_clear_pointer (&cases, g_ptr_array_unref);
  programs_tear_down ();
  return result;
}
