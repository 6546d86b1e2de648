/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "program-fixture.h"
#include "tls-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Programs over TLS, against a session over TLS. */

#define MESSAGE "你好 over TLS\n"
#define ANSWER  "and back\n"

typedef enum
{
  CLIENT_UNCHECKED, /* accepts what Sockeye made on the spot */
  CLIENT_CHECKED,   /* by an authority, under a name of its own, with a certificate and ALPN */
  CLIENT_OTHER_CA,  /* the server's certificate is of another authority */
  CLIENT_OTHER_NAME,
  CLIENT_CUT,   /* the server ends without close_notify */
  CLIENT_CLOSE, /* closes sending */
  SERVER,
  SERVER_REQUIRES,    /* clients have to show a certificate */
  SERVER_MISSES,      /* and this one has none */
  SERVER_ASKS,        /* clients may show one, and do not */
  SERVER_ASKS_ANYONE, /* the same, and any is accepted */
  SERVER_OWN,         /* without a file */
  N_KINDS
} Kind;

static const char *const kind_names[N_KINDS] = {
  "client-unchecked",     "client-checked", "client-other-ca", "client-other-name", "client-cut",
  "client-close-sending", "server",         "server-requires", "server-misses",     "server-asks",
  "server-asks-anyone",   "server-own",
};

typedef struct
{
  SockeyeLanguage language;
  Kind kind;
  guint16 port; /* of the server, whoever that is */
  int listener; /* where that is none of Sockeye's */
  CopiedProgram copied;
  Fixture far; /* Sockeye's */
} Case;

static char *ca, *other_ca, *certificate, *key, *both;

static gboolean
is_server (const Case *self)
{
  return self->kind >= SERVER;
}

static gboolean
has_alpn (const Case *self)
{
  if (self->language == SOCKEYE_LANGUAGE_SOCAT)
    return FALSE;
  return self->kind == CLIENT_CHECKED || (self->kind == SERVER && self->language != SOCKEYE_LANGUAGE_NCAT);
}

/* --- The program */

static SockeyeTlsSettings
choose_client (const Case *self)
{
  SockeyeTlsSettings tls = { .enabled = TRUE, .trust = SOCKEYE_TLS_TRUST_FILE, .ca_file = ca };

  tls.server_name = self->kind == CLIENT_OTHER_NAME ? "bad.test" : "good.test";
  if (self->kind == CLIENT_UNCHECKED || self->kind == CLIENT_CUT || self->kind == CLIENT_CLOSE)
    tls = (SockeyeTlsSettings){ .enabled = TRUE, .trust = SOCKEYE_TLS_TRUST_ANYTHING };
  if (self->kind == CLIENT_OTHER_CA)
    tls.ca_file = other_ca;
  if (self->kind == CLIENT_CHECKED)
    tls.certificate_file = both;
  if (has_alpn (self))
    tls.alpn = "sip, x/1";
  return tls;
}

static SockeyeTlsSettings
choose_server (const Case *self)
{
  SockeyeTlsSettings tls = { .enabled = TRUE, .certificate_file = certificate, .key_file = key };

  if (self->kind == SERVER_REQUIRES || self->kind == SERVER_MISSES)
    tls.clients = SOCKEYE_TLS_CLIENTS_REQUIRED;
  if (self->kind == SERVER_ASKS || self->kind == SERVER_ASKS_ANYONE)
    tls.clients = SOCKEYE_TLS_CLIENTS_ASKED;
  tls.trust = self->kind == SERVER_ASKS_ANYONE ? SOCKEYE_TLS_TRUST_ANYTHING : SOCKEYE_TLS_TRUST_FILE;
  tls.ca_file = ca;
  if (self->kind == SERVER_OWN)
    tls = (SockeyeTlsSettings){ .enabled = TRUE };
  if (has_alpn (self))
    tls.alpn = "sip, x/1";
  return tls;
}

/* --- Sockeye's end */

static void
open_server (Case *self)
{
  SockeyeTlsSettings tls = { .certificate_file = certificate, .key_file = key, .alpn = "x/1" };
  SockeyeSettings settings = { .protocol = SOCKEYE_PROTOCOL_TCP_SERVER,
                               .local_host = "127.0.0.1",
                               .stay_half_open = TRUE };

  if (self->kind == CLIENT_UNCHECKED)
    tls = (SockeyeTlsSettings){ 0 };
  if (self->kind == CLIENT_CHECKED)
    {
      tls.clients = SOCKEYE_TLS_CLIENTS_REQUIRED;
      tls.trust = SOCKEYE_TLS_TRUST_FILE;
      tls.ca_file = ca;
    }
  if (!has_alpn (self))
    tls.alpn = NULL;
  tls.enabled = TRUE;
  settings.tls = tls;
  sockeye_session_open (self->far.session, &settings);
  fixture_wait_state (&self->far, SOCKEYE_SESSION_OPEN);
  self->port = sockeye_session_get_local_port (self->far.session);
}

static void
open_client (Case *self)
{
  SockeyeTlsSettings tls = {
    .enabled = TRUE, .server_name = "good.test", .trust = SOCKEYE_TLS_TRUST_FILE, .ca_file = ca
  };
  SockeyeSettings settings = { .protocol = SOCKEYE_PROTOCOL_TCP_CLIENT,
                               .remote_host = "127.0.0.1",
                               .remote_port = self->port,
                               .reconnect = self->kind != SERVER_MISSES,
                               .reconnect_first_ms = 20,
                               .reconnect_max_ms = 50 };

  if (self->kind == SERVER_REQUIRES || self->kind == SERVER_ASKS_ANYONE)
    tls.certificate_file = both;
  if (self->kind == SERVER_OWN)
    tls.trust = SOCKEYE_TLS_TRUST_ANYTHING;
  if (has_alpn (self))
    tls.alpn = "x/1";
  settings.tls = tls;
  sockeye_session_open (self->far.session, &settings);
}

static void
prepare (Case *self)
{
  SockeyeTlsSettings tls;
  g_autoptr (GBytes) message = g_bytes_new_static (MESSAGE, strlen (MESSAGE));
  SockeyeProgram program = {
    .message = message, .charset = sockeye_charset_find ("utf-8"), .is_text = TRUE, .tls = &tls
  };

  fixture_init (&self->far);
  if (is_server (self))
    {
      self->port = programs_find_port (FALSE);
      tls = choose_server (self);
      program.protocol = SOCKEYE_PROTOCOL_TCP_SERVER;
      program.local_host = "127.0.0.1";
      program.local_port = self->port;
    }
  else
    {
      if (self->kind == CLIENT_CUT)
        self->listener = peer_listen ("127.0.0.1", 1, &self->port);
      else
        open_server (self);
      tls = choose_client (self);
      program.protocol = SOCKEYE_PROTOCOL_TCP_CLIENT;
      program.remote_host = "127.0.0.1";
      program.remote_port = self->port;
      program.close_sending = self->kind == CLIENT_CLOSE;
    }
  copied_program_write (&self->copied, &program, self->language, kind_names[self->kind]);
}

/* --- What has to come of it */

/* What it has asked for, and what came of it. */
static void
assert_wishes (Case *self)
{
  g_autofree char *sentence = NULL;

  if (self->kind == CLIENT_CHECKED)
    {
      g_autofree char *name = tls_describe (&self->far, SOCKEYE_EVENT_TLS_NAME_ASKED);

      tls_assert_says (name, "good.test");
    }
  if (!has_alpn (self))
    return;
  sentence = tls_describe (&self->far, SOCKEYE_EVENT_TLS_ESTABLISHED);
  tls_assert_says (sentence, "x/1");
}

/* It says what is wrong, and the message stays with it. */
static void
assert_refused (Case *self)
{
  copied_program_wait_end (&self->copied, FALSE);
  g_assert_cmpuint (memory_sink_count_bytes (self->far.sink, SOCKEYE_RECORD_RECEIVED, 0), ==, 0);
  fixture_close_wait (&self->far);
}

/* Over TLS 1.3, the client hears of it after it has been connected. The server says why, and goes on. */
static void
assert_missed (Case *self)
{
  fixture_wait (copied_program_has_told (&self->copied, "certificate"));
  fixture_wait_state (&self->far, SOCKEYE_SESSION_CLOSED);
  g_assert_cmpuint (memory_sink_count_bytes (self->far.sink, SOCKEYE_RECORD_RECEIVED, 0), ==, 0);
  fixture_close_wait (&self->far);
  copied_program_interrupt (&self->copied);
}

/* Who ends says so, over TLS, so that it is not taken for a cut wire. */
static void
assert_ends (Case *self)
{
  if (self->kind == CLIENT_CLOSE)
    g_assert_cmpint (tls_get_end (&self->far), ==, SOCKEYE_TLS_END_NOTIFIED);
  fixture_close_wait (&self->far);
  if (is_server (self) && self->language < SOCKEYE_LANGUAGE_NCAT)
    copied_program_interrupt (&self->copied);
  else
    copied_program_wait_end (&self->copied, TRUE);
}

/* As its comments say, but for ncat, which does it itself. */
static void
make_certificate (Case *self)
{
  g_autofree char *folder = programs_get_path ("");
  g_autofree char *made = NULL;
  g_autofree char *program = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) shell = NULL;
  g_autoptr (GError) error = NULL;
  const char *command;

  g_assert_true (g_file_get_contents (self->copied.path, &program, NULL, &error));
  command = strstr (program, "openssl req ");
  g_assert_true ((command == NULL) == (self->language == SOCKEYE_LANGUAGE_NCAT));
  made = programs_get_path ("server.pem");
  if (command == NULL || g_file_test (made, G_FILE_TEST_EXISTS))
    return;
  line = g_strndup (command, strcspn (command, "\n"));
  g_subprocess_launcher_set_cwd (launcher, folder);
  shell = g_subprocess_launcher_spawn (launcher, &error, "sh", "-c", line, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (shell, NULL, &error));
}

/* What has come is shown, but it may have been more: the program says so. */
static void
assert_cut (Case *self)
{
  g_autoptr (GBytes) shown = g_bytes_new_static (ANSWER, strlen (ANSWER));
  GThread *server = tls_maker_serve_rudely (&tls_maker, self->listener, "good", ANSWER, TLS_RUDE_END);

  copied_program_wait_end (&self->copied, FALSE);
  g_assert_true (copied_program_has_printed (&self->copied, shown));
  g_thread_join (server);
  close (self->listener);
}

static void
test_case (gconstpointer data)
{
  Case *self = (Case *) data;
  g_autoptr (GBytes) answer = g_bytes_new_static (ANSWER, strlen (ANSWER));

  if (self->kind == SERVER_OWN)
    make_certificate (self);
  copied_program_run (&self->copied);
  if (self->kind == SERVER_MISSES)
    fixture_wait (copied_program_has_told (&self->copied, "Listening"));
  if (is_server (self))
    open_client (self);
  if (self->kind == CLIENT_CUT)
    {
      assert_cut (self);
      return;
    }
  if (self->kind == CLIENT_OTHER_CA || self->kind == CLIENT_OTHER_NAME)
    {
      assert_refused (self);
      return;
    }
  if (self->kind == SERVER_MISSES)
    {
      assert_missed (self);
      return;
    }
  tls_assert_received (&self->far, MESSAGE);
  assert_wishes (self);
  tls_send_bytes (&self->far, answer);
  fixture_wait (copied_program_has_printed (&self->copied, answer));
  assert_ends (self);
}

static void
case_free (gpointer data)
{
  Case *self = data;

  copied_program_clear (&self->copied);
  fixture_clear (&self->far);
  g_free (self);
}

/* --- Which cases there are; what a language cannot do is refused, see test-program-refusals.c */

static gboolean
has_case (SockeyeLanguage language, Kind kind)
{
  if (kind == CLIENT_CLOSE)
    return language == SOCKEYE_LANGUAGE_GIO || language == SOCKEYE_LANGUAGE_SOCAT;
  if (kind == CLIENT_CUT)
    return language == SOCKEYE_LANGUAGE_PYTHON || language == SOCKEYE_LANGUAGE_GIO;
  if (kind == SERVER_ASKS_ANYONE)
    return language == SOCKEYE_LANGUAGE_GIO;
  if (kind == SERVER_ASKS)
    return language == SOCKEYE_LANGUAGE_PYTHON || language == SOCKEYE_LANGUAGE_GIO;
  /* socat does not say when it listens, and ends with a client that it refuses. */
  if (kind == SERVER_MISSES)
    return language == SOCKEYE_LANGUAGE_PYTHON || language == SOCKEYE_LANGUAGE_GIO;
  return kind != SERVER_REQUIRES || language != SOCKEYE_LANGUAGE_NCAT;
}

static void
add_cases (GPtrArray *cases)
{
  static const SockeyeLanguage languages[] = { SOCKEYE_LANGUAGE_PYTHON, SOCKEYE_LANGUAGE_GIO,
                                               SOCKEYE_LANGUAGE_NCAT, SOCKEYE_LANGUAGE_SOCAT };

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    for (guint kind = 0; kind < N_KINDS; kind++)
      if (has_case (languages[i], kind))
        {
          Case *self = g_new0 (Case, 1);
          g_autofree char *name = g_strdup_printf ("/program-tls/%s/%s", program_nicks[languages[i]],
                                                   kind_names[kind]);

          self->language = languages[i];
          self->kind = kind;
          g_ptr_array_add (cases, self);
          g_test_add_data_func (name, self, test_case);
        }
}

/* Before anybody has made the file. */
static void
test_no_certificate (void)
{
  SockeyeTlsSettings tls = { .enabled = TRUE };
  SockeyeProgram program = { .protocol = SOCKEYE_PROTOCOL_TCP_SERVER,
                             .local_host = "127.0.0.1",
                             .charset = sockeye_charset_find ("utf-8"),
                             .tls = &tls };
  CopiedProgram copied = { 0 };

  copied_program_write (&copied, &program, SOCKEYE_LANGUAGE_PYTHON, "no-certificate");
  copied_program_run (&copied);
  copied_program_wait_end (&copied, FALSE);
  g_assert_true (copied_program_has_told (&copied, "Cannot use server.pem: "));
  g_assert_true (copied_program_has_told (&copied, "No such file or directory"));
  g_assert_true (copied_program_has_told (&copied, "The command at the top of this program makes"));
  copied_program_clear (&copied);
}

/* Under a name that means something in each of the languages. */
static char *
copy_file (const char *name, const char *odd)
{
  g_autofree char *path = tls_maker_get_path (&tls_maker, name);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  tls_maker_write (&tls_maker, odd, text);
  return tls_maker_get_path (&tls_maker, odd);
}

/* One with a key in a file of its own, and one with both in one file. */
static void
find_files (void)
{
  g_autofree char *crt_text = NULL, *key_text = NULL, *text = NULL;

  ca = copy_file ("ca.crt", "it's \"the\" ca, \xE4: \\n.pem");
  other_ca = tls_maker_get_path (&tls_maker, "other.crt");
  certificate = tls_maker_get_path (&tls_maker, "good.crt");
  key = tls_maker_get_path (&tls_maker, "good.key");
  g_assert_true (g_file_get_contents (certificate, &crt_text, NULL, NULL));
  g_assert_true (g_file_get_contents (key, &key_text, NULL, NULL));
  text = g_strconcat (crt_text, key_text, NULL);
  tls_maker_write (&tls_maker, "it's \"both\", here: \\n.pem", text);
  both = tls_maker_get_path (&tls_maker, "it's \"both\", here: \\n.pem");
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func (case_free);
  g_autofree char *made = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  tls_fixture_set_up ();
  programs_set_up (3);
  find_files ();
  g_test_add_func ("/program-tls/python/no-certificate", test_no_certificate);
  add_cases (cases);
  for (guint i = 0; i < cases->len; i++)
    prepare (g_ptr_array_index (cases, i));
  result = g_test_run ();
  g_clear_pointer (&cases, g_ptr_array_unref);
  made = programs_get_path ("server.pem");
  g_assert_no_errno (g_unlink (made));
  programs_tear_down ();
  tls_maker_clear (&tls_maker);
  g_free (ca);
  g_free (other_ca);
  g_free (certificate);
  g_free (key);
  g_free (both);
  return result;
}
