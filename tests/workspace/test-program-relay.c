/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "program-fixture.h"
#include "tls-fixture.h"

#include <string.h>

/* Programs that relay, with a session at each end. */

#define QUESTION "what?\n"
#define ANSWER   "你好, that\n"

typedef enum
{
  RELAY_TCP,
  RELAY_TLS, /* on both sides */
  RELAY_UDP,
  N_RELAYS
} Kind;

static const char *const kind_names[N_RELAYS] = { "tcp-relay", "tls-relay", "udp-relay" };

typedef struct
{
  SockeyeLanguage language;
  Kind kind;
  guint16 port; /* where it listens */
  CopiedProgram copied;
  Fixture target; /* Sockeye's, as its clients */
  Fixture clients[2];
} Case;

static char *ca, *certificate, *key;

/* --- The ends */

static SockeyeTlsSettings
make_client_tls (const Case *self)
{
  return (SockeyeTlsSettings){ .enabled = self->kind == RELAY_TLS,
                               .server_name = "good.test",
                               .trust = SOCKEYE_TLS_TRUST_FILE,
                               .ca_file = ca };
}

static SockeyeTlsSettings
make_server_tls (const Case *self)
{
  return (SockeyeTlsSettings){ .enabled = self->kind == RELAY_TLS,
                               .certificate_file = certificate,
                               .key_file = key };
}

static void
open_target (Case *self)
{
  SockeyeSettings settings = { .protocol = self->kind == RELAY_UDP ? SOCKEYE_PROTOCOL_UDP
                                                                   : SOCKEYE_PROTOCOL_TCP_SERVER,
                               .local_host = "127.0.0.1",
                               .stay_half_open = TRUE,
                               .tls = make_server_tls (self) };

  sockeye_session_open (self->target.session, &settings);
  fixture_wait_state (&self->target, SOCKEYE_SESSION_OPEN);
}

static void
open_client (Case *self, Fixture *client)
{
  SockeyeSettings settings = { .protocol = self->kind == RELAY_UDP ? SOCKEYE_PROTOCOL_UDP
                                                                   : SOCKEYE_PROTOCOL_TCP_CLIENT,
                               .local_host = self->kind == RELAY_UDP ? "127.0.0.1" : NULL,
                               .remote_host = "127.0.0.1",
                               .remote_port = self->port,
                               .stay_half_open = TRUE,
                               .reconnect = TRUE,
                               .reconnect_first_ms = 20,
                               .reconnect_max_ms = 50,
                               .tls = make_client_tls (self) };

  sockeye_session_open (client->session, &settings);
  fixture_wait_state (client, SOCKEYE_SESSION_OPEN);
}

static void
prepare (Case *self)
{
  SockeyeTlsSettings tls = make_server_tls (self), target_tls = make_client_tls (self);
  SockeyeProgram program = { .local_host = "127.0.0.1",
                             .remote_host = "127.0.0.1",
                             .tls = &tls,
                             .target_tls = &target_tls,
                             .charset = sockeye_charset_find ("utf-8"),
                             .is_text = TRUE };

  fixture_init (&self->target);
  for (guint i = 0; i < G_N_ELEMENTS (self->clients); i++)
    fixture_init (&self->clients[i]);
  open_target (self);
  self->port = programs_find_port (self->kind == RELAY_UDP);
  program.protocol = self->kind == RELAY_UDP ? SOCKEYE_PROTOCOL_UDP_RELAY : SOCKEYE_PROTOCOL_TCP_RELAY;
  program.local_port = self->port;
  program.remote_port = sockeye_session_get_local_port (self->target.session);
  copied_program_write (&self->copied, &program, self->language, kind_names[self->kind]);
}

/* --- What has to come of it */

static gboolean
has_received (Fixture *self, const char *text)
{
  g_autoptr (GBytes) bytes = memory_sink_get_bytes (self->sink, SOCKEYE_RECORD_RECEIVED, 0);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return length >= strlen (text) && memcmp (data, text, strlen (text)) == 0;
}

/* Until the program is there, nobody hears. */
static void
ask (Case *self, guint i)
{
  const char *question = i == 0 ? QUESTION : "and what?\n";
  gsize before = memory_sink_count_bytes (self->target.sink, SOCKEYE_RECORD_RECEIVED, 0);
  gint64 next = 0;

  open_client (self, &self->clients[i]);
  if (self->kind != RELAY_UDP)
    fixture_send (&self->clients[i], SOCKEYE_TARGET_DEFAULT, 0, question);
  fixture_wait (memory_sink_count_bytes (self->target.sink, SOCKEYE_RECORD_RECEIVED, 0)
                    >= before + strlen (question)
                || (self->kind == RELAY_UDP && g_get_monotonic_time () >= next
                    && (next = g_get_monotonic_time () + G_USEC_PER_SEC / 10,
                        fixture_send (&self->clients[i], SOCKEYE_TARGET_DEFAULT, 0, question), FALSE)));
}

/* The end of one direction passes through it, and the other goes on. */
static void
assert_half_close (Case *self)
{
  sockeye_session_close_sending (self->clients[0].session, 0);
  fixture_wait_event (&self->target, SOCKEYE_EVENT_PEER_CLOSED);
  fixture_send (&self->target, SOCKEYE_TARGET_ALL, 0, ANSWER);
  fixture_wait (has_received (&self->clients[0], ANSWER));
  sockeye_session_disconnect (self->target.session, 0);
  fixture_wait_event (&self->clients[0], SOCKEYE_EVENT_PEER_CLOSED);
  fixture_close_wait (&self->clients[0]);
}

/* The end of the connection to the target passes through it. */
static void
assert_close (Case *self)
{
  fixture_send (&self->target, SOCKEYE_TARGET_ALL, 0, ANSWER);
  fixture_wait (has_received (&self->clients[0], ANSWER));
  /* ncat waits for the client, as it says. */
  if (self->language == SOCKEYE_LANGUAGE_NCAT)
    {
      fixture_close_wait (&self->clients[0]);
      fixture_wait_event (&self->target, SOCKEYE_EVENT_PEER_CLOSED);
      return;
    }
  sockeye_session_disconnect (self->target.session, 0);
  fixture_wait_event (&self->clients[0], SOCKEYE_EVENT_PEER_CLOSED);
  fixture_close_wait (&self->clients[0]);
}

/* ncat, and most over TLS, cannot close one direction alone: their comments say so. */
static void
test_stream (Case *self)
{
  ask (self, 0);
  g_assert_true (has_received (&self->target, QUESTION));
  if (self->kind == RELAY_TCP && self->language != SOCKEYE_LANGUAGE_NCAT)
    assert_half_close (self);
  else
    assert_close (self);
  /* It takes the next one. */
  ask (self, 1);
}

/* Answers go to whom they are for. */
static void
test_datagrams (Case *self)
{
  ask (self, 0);
  g_assert_true (fixture_send (&self->target, SOCKEYE_TARGET_LAST_SENDER, 0, "first"));
  fixture_wait (has_received (&self->clients[0], "first"));
  ask (self, 1);
  g_assert_true (fixture_send (&self->target, SOCKEYE_TARGET_LAST_SENDER, 0, "second"));
  fixture_wait (has_received (&self->clients[1], "second"));
  g_assert_cmpuint (memory_sink_count_bytes (self->clients[0].sink, SOCKEYE_RECORD_RECEIVED, 0), ==,
                    strlen ("first"));
}

static void
test_case (gconstpointer data)
{
  Case *self = (Case *) data;

  copied_program_run (&self->copied);
  if (self->kind == RELAY_UDP)
    test_datagrams (self);
  else
    test_stream (self);
  copied_program_interrupt (&self->copied);
  for (guint i = 0; i < G_N_ELEMENTS (self->clients); i++)
    fixture_close_wait (&self->clients[i]);
  fixture_close_wait (&self->target);
}

static void
case_free (gpointer data)
{
  Case *self = data;

  copied_program_clear (&self->copied);
  fixture_clear (&self->target);
  for (guint i = 0; i < G_N_ELEMENTS (self->clients); i++)
    fixture_clear (&self->clients[i]);
  g_free (self);
}

static gboolean
has_case (SockeyeLanguage language, Kind kind)
{
  if (language == SOCKEYE_LANGUAGE_BASH || (language == SOCKEYE_LANGUAGE_POSIX && kind == RELAY_TLS))
    return FALSE;
  return language != SOCKEYE_LANGUAGE_NCAT || kind != RELAY_UDP;
}

static void
add_cases (GPtrArray *cases)
{
  for (guint language = 0; language < SOCKEYE_N_LANGUAGES; language++)
    for (guint kind = 0; kind < N_RELAYS; kind++)
      if (has_case (language, kind))
        {
          Case *self = g_new0 (Case, 1);
          g_autofree char *name = g_strdup_printf ("/program-relay/%s/%s", program_nicks[language],
                                                   kind_names[kind]);

          self->language = language;
          self->kind = kind;
          g_ptr_array_add (cases, self);
          g_test_add_data_func (name, self, test_case);
        }
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func (case_free);
  int result;

  g_test_init (&argc, &argv, NULL);
  tls_fixture_set_up ();
  programs_set_up (2);
  ca = tls_maker_get_path (&tls_maker, "ca.crt");
  certificate = tls_maker_get_path (&tls_maker, "good.crt");
  key = tls_maker_get_path (&tls_maker, "good.key");
  add_cases (cases);
  for (guint i = 0; i < cases->len; i++)
    prepare (g_ptr_array_index (cases, i));
  result = g_test_run ();
  g_clear_pointer (&cases, g_ptr_array_unref);
  programs_tear_down ();
  tls_maker_clear (&tls_maker);
  g_free (ca);
  g_free (certificate);
  g_free (key);
  return result;
}
