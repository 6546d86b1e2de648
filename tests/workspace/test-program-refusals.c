/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "program.h"

#include "errors.h"

#include <string.h>

/* What a language cannot do, or what is missing, is said in a sentence; and what stands in a program is quoted. */

#define PYTHON (1 << SOCKEYE_LANGUAGE_PYTHON)
#define POSIX  (1 << SOCKEYE_LANGUAGE_POSIX)
#define GIO    (1 << SOCKEYE_LANGUAGE_GIO)
#define NCAT   (1 << SOCKEYE_LANGUAGE_NCAT)
#define SOCAT  (1 << SOCKEYE_LANGUAGE_SOCAT)
#define BASH   (1 << SOCKEYE_LANGUAGE_BASH)
#define ALL    (PYTHON | POSIX | GIO | NCAT | SOCAT | BASH)

static const SockeyeTlsSettings tls_client = { .enabled = TRUE };
static const SockeyeTlsSettings tls_alpn = { .enabled = TRUE, .alpn = "h2", .certificate_file = "/c" };
static const SockeyeTlsSettings tls_no_ca = { .enabled = TRUE, .trust = SOCKEYE_TLS_TRUST_FILE };
static const SockeyeTlsSettings tls_asks = { .enabled = TRUE,
                                             .certificate_file = "/c",
                                             .clients = SOCKEYE_TLS_CLIENTS_ASKED };
static const SockeyeTlsSettings tls_requires = { .enabled = TRUE,
                                                 .certificate_file = "/c",
                                                 .clients = SOCKEYE_TLS_CLIENTS_REQUIRED };
static const SockeyeTlsSettings tls_anyone = { .enabled = TRUE,
                                               .certificate_file = "/c",
                                               .clients = SOCKEYE_TLS_CLIENTS_REQUIRED,
                                               .trust = SOCKEYE_TLS_TRUST_ANYTHING };

typedef struct
{
  const char *what;
  SockeyeProgram program;
  gboolean says;    /* there is a message */
  guint refused;    /* by which languages */
  const char *part; /* of what the first of them says */
} Refusal;

#define TCP_CLIENT .protocol = SOCKEYE_PROTOCOL_TCP_CLIENT, .remote_host = "127.0.0.1", .remote_port = 8888
#define TCP_SERVER .protocol = SOCKEYE_PROTOCOL_TCP_SERVER, .local_host = "127.0.0.1", .local_port = 8080
#define TCP_RELAY                                                                                            \
  .protocol = SOCKEYE_PROTOCOL_TCP_RELAY, .local_port = 8080, .remote_host = "::1", .remote_port = 8888
#define UDP .protocol = SOCKEYE_PROTOCOL_UDP

static const Refusal refusals[] = {
  /* What is missing */
  { "no remote", { .protocol = SOCKEYE_PROTOCOL_TCP_CLIENT }, TRUE, ALL, "to connect to" },
  { "no remote port", { UDP, .remote_host = "127.0.0.1" }, TRUE, ALL, "remote port" },
  { "no target", { .protocol = SOCKEYE_PROTOCOL_TCP_RELAY, .local_port = 1 }, FALSE, ALL, "target" },
  { "no path to connect to", { .protocol = SOCKEYE_PROTOCOL_UNIX_CLIENT }, TRUE, ALL, "remote path" },
  { "no path to listen at", { .protocol = SOCKEYE_PROTOCOL_UNIX_SERVER }, TRUE, ALL, "local path" },
  { "no path at all",
    { .protocol = SOCKEYE_PROTOCOL_UNIX_DATAGRAM, .remote_host = "/x" },
    FALSE,
    ALL,
    "local path" },
  { "no name to send to",
    { .protocol = SOCKEYE_PROTOCOL_UNIX_CLIENT, .remote_host = "@" },
    TRUE,
    ALL,
    "lone @" },
  { "no authorities", { TCP_CLIENT, .tls = &tls_no_ca }, TRUE, ALL, "CA file" },

  /* UDP and TCP */
  { "UDP from anybody", { UDP, .local_port = 8080 }, FALSE, BASH, "can only send" },
  { "UDP from here",
    { UDP, .local_port = 8080, .remote_host = "::1", .remote_port = 1 },
    TRUE,
    BASH,
    "cannot bind" },
  { "UDP to there", { UDP, .remote_host = "fe80::1%lo", .remote_port = 1 }, TRUE, 0, NULL },
  { "a port to be chosen", { UDP }, FALSE, NCAT | SOCAT | BASH, "which port" },
  { "TCP client", { TCP_CLIENT }, TRUE, 0, NULL },
  { "silent TCP client", { TCP_CLIENT }, FALSE, 0, NULL },
  { "TCP client that closes", { TCP_CLIENT, .close_sending = TRUE }, TRUE, BASH, "close sending" },
  { "TCP server", { TCP_SERVER }, TRUE, BASH, "cannot listen" },

  /* Unix sockets */
  { "Unix client",
    { .protocol = SOCKEYE_PROTOCOL_UNIX_CLIENT, .remote_host = "/x" },
    TRUE,
    BASH,
    "no Unix sockets" },
  { "Unix client with a path",
    { .protocol = SOCKEYE_PROTOCOL_UNIX_CLIENT, .local_host = "/y", .remote_host = "/x" },
    TRUE,
    NCAT | BASH,
    "of its own" },
  { "abstract names",
    { .protocol = SOCKEYE_PROTOCOL_UNIX_SERVER, .local_host = "@x" },
    TRUE,
    NCAT | BASH,
    "abstract names" },
  { "Unix datagrams that answer",
    { .protocol = SOCKEYE_PROTOCOL_UNIX_DATAGRAM, .local_host = "/x" },
    TRUE,
    SOCAT | BASH,
    "one datagram" },
  { "a name to be chosen",
    { .protocol = SOCKEYE_PROTOCOL_UNIX_SERVER, .local_host = "@" },
    TRUE,
    NCAT | SOCAT | BASH,
    "choose a name" },
  { "a path and a name",
    { .protocol = SOCKEYE_PROTOCOL_UNIX_DATAGRAM, .local_host = "/x", .remote_host = "@x" },
    TRUE,
    NCAT | SOCAT | BASH,
    "abstract names" },

  /* TLS */
  { "TLS client", { TCP_CLIENT, .tls = &tls_client }, TRUE, POSIX | BASH, "POSIX has no TLS" },
  { "TLS client with ALPN",
    { TCP_CLIENT, .tls = &tls_alpn },
    TRUE,
    POSIX | SOCAT | BASH,
    "POSIX has no TLS" },
  { "TLS server with ALPN",
    { TCP_SERVER, .tls = &tls_alpn },
    TRUE,
    POSIX | NCAT | SOCAT | BASH,
    "POSIX has no TLS" },
  { "TLS client that closes",
    { TCP_CLIENT, .tls = &tls_client, .close_sending = TRUE },
    TRUE,
    PYTHON | POSIX | NCAT | BASH,
    "close sending over TLS" },
  { "TLS server without files", { TCP_SERVER, .tls = &tls_client }, TRUE, POSIX | BASH, "POSIX has no TLS" },
  { "TLS server that asks",
    { TCP_SERVER, .tls = &tls_asks },
    TRUE,
    POSIX | NCAT | SOCAT | BASH,
    "POSIX has no TLS" },
  { "TLS server that requires",
    { TCP_SERVER, .tls = &tls_requires },
    TRUE,
    POSIX | NCAT | BASH,
    "POSIX has no TLS" },
  { "TLS server for anyone", { TCP_SERVER, .tls = &tls_anyone }, TRUE, ALL & ~GIO, "always check" },

  /* Relays */
  { "TCP relay",
    { TCP_RELAY },
    FALSE,
    BASH,
    "cannot listen for connections. Choose Python, C, ncat or socat." },
  { "TCP relay to TLS", { TCP_RELAY, .target_tls = &tls_client }, FALSE, POSIX | BASH, "POSIX has no TLS" },
  { "UDP relay",
    { .protocol = SOCKEYE_PROTOCOL_UDP_RELAY, .local_port = 8080, .remote_host = "::1", .remote_port = 1 },
    FALSE,
    NCAT | BASH,
    "apart" },
};

/* A sentence or two, that say what to do. */
static void
assert_sentence (const Refusal *self, SockeyeLanguage language, const GError *error)
{
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NO_PROGRAM);
  g_assert_true (g_str_has_suffix (error->message, "."));
  if (strstr (error->message, "Choose") == NULL && strstr (error->message, "choose") == NULL
      && strstr (error->message, "Enter") == NULL)
    g_error ("%s, %s: “%s” does not say what to do", self->what, sockeye_language_get_name (language),
             error->message);
}

static void
test_refusal (gconstpointer data)
{
  const Refusal *self = data;
  SockeyeProgram program = self->program;
  g_autoptr (GBytes) message = g_bytes_new_static ("hello\n", strlen ("hello\n"));
  gboolean first = TRUE;

  program.charset = sockeye_charset_find ("utf-8");
  program.is_text = TRUE;
  program.message = self->says ? message : NULL;
  for (guint language = 0; language < SOCKEYE_N_LANGUAGES; language++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = sockeye_program_write (&program, language, &error);

      if ((self->refused & (1u << language)) == 0)
        {
          g_assert_no_error (error);
          g_assert_nonnull (text);
          continue;
        }
      if (text != NULL)
        g_error ("%s: %s takes it", self->what, sockeye_language_get_name (language));
      assert_sentence (self, language, error);
      if (first && strstr (error->message, self->part) == NULL)
        g_error ("%s: “%s” does not say “%s”", self->what, error->message, self->part);
      first = FALSE;
    }
}

/* What only some languages say of TLS servers */
static void
test_tools_say (void)
{
  static const struct
  {
    SockeyeLanguage language;
    const SockeyeTlsSettings *tls;
    const char *part;
  } cases[] = {
    { SOCKEYE_LANGUAGE_NCAT, &tls_asks, "ncat cannot ask clients for a certificate. Choose Python" },
    { SOCKEYE_LANGUAGE_NCAT, &tls_alpn, "ncat as a server cannot choose a protocol by ALPN." },
    { SOCKEYE_LANGUAGE_SOCAT, &tls_alpn, "socat has no ALPN." },
    { SOCKEYE_LANGUAGE_SOCAT, &tls_asks, "socat can only require certificates of clients" },
    { SOCKEYE_LANGUAGE_BASH, &tls_alpn, "bash alone cannot listen" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SockeyeProgram program = { TCP_SERVER, .charset = sockeye_charset_find ("utf-8"), .tls = cases[i].tls };
      g_autoptr (GError) error = NULL;
      g_autofree char *text = sockeye_program_write (&program, cases[i].language, &error);

      g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NO_PROGRAM);
      g_assert_true (g_str_has_prefix (error->message, cases[i].part));
    }
}

/* Of multicast groups with and without a source */
static void
test_groups (void)
{
  g_autoptr (SockeyeWishes) wishes = sockeye_wishes_new ();
  SockeyeGroup group;
  Refusal refusal = {
    "groups", { UDP, .local_port = 8080, .wishes = wishes }, TRUE, NCAT | BASH, "cannot join"
  };

  g_assert_true (sockeye_group_set (&group, "239.1.2.3", "lo", NULL));
  g_assert_true (sockeye_wishes_add_group (wishes, &group));
  test_refusal (&refusal);
  /* They are nothing to others than UDP. */
  refusal.program.protocol = SOCKEYE_PROTOCOL_TCP_SERVER;
  refusal.refused = BASH;
  refusal.part = "cannot listen";
  test_refusal (&refusal);

  refusal.program.protocol = SOCKEYE_PROTOCOL_UDP;
  refusal.refused = NCAT | SOCAT | BASH;
  refusal.part = "cannot join";
  refusal.program.local_host = "::1";
  test_refusal (&refusal);

  refusal.program.local_host = "::";
  refusal.refused = PYTHON | NCAT | SOCAT | BASH;
  refusal.part = "one source";
  g_assert_true (sockeye_group_set (&group, "239.1.2.4", "", NULL));
  g_assert_true (sockeye_group_set_source (&group, "127.0.0.1", NULL));
  g_assert_true (sockeye_wishes_add_group (wishes, &group));
  test_refusal (&refusal);
}

/* Whether sending to all of a network has to be allowed: some addresses tell, of others the network has to be known. */
static void
test_broadcast (void)
{
  static const struct
  {
    const char *host;
    gboolean known;
    gboolean allowed;
  } cases[] = {
    { "255.255.255.255", FALSE, TRUE }, { "192.168.1.255", FALSE, TRUE }, { "192.168.1.127", FALSE, FALSE },
    { "192.168.1.127", TRUE, TRUE },    { "::1", FALSE, FALSE },
  };
  static const SockeyeLanguage languages[] = { SOCKEYE_LANGUAGE_PYTHON, SOCKEYE_LANGUAGE_POSIX,
                                               SOCKEYE_LANGUAGE_GIO };
  g_autoptr (GBytes) message = g_bytes_new_static ("x", 1);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint j = 0; j < G_N_ELEMENTS (languages); j++)
      {
        SockeyeProgram program = { UDP,
                                   .remote_host = cases[i].host,
                                   .remote_port = 8888,
                                   .broadcast = cases[i].known,
                                   .message = message,
                                   .charset = sockeye_charset_find ("utf-8") };
        g_autofree char *text = sockeye_program_write (&program, languages[j], NULL);

        g_assert_nonnull (text);
        g_assert_cmpint (strstr (text, "BROADCAST") != NULL || strstr (text, "set_broadcast") != NULL, ==,
                         cases[i].allowed);
      }
}

/* What Sockeye does besides, and a program does not, is said at its top. */
static void
test_notes (void)
{
  g_autoptr (SockeyeWishes) wishes = sockeye_wishes_new ();
  const SockeyeOptionValue value = { .number = 1 };
  SockeyeProgram program = { TCP_CLIENT, .charset = sockeye_charset_find ("gbk"), .is_text = TRUE };

  sockeye_wishes_set (wishes, SOCKEYE_OPTION_TCP_NODELAY, &value);
  for (guint language = 0; language < SOCKEYE_N_LANGUAGES; language++)
    {
      g_autofree char *plain = NULL, *text = NULL;

      program.wishes = NULL;
      program.has_faults = FALSE;
      plain = sockeye_program_write (&program, language, NULL);
      g_assert_null (strstr (plain, "socket options"));
      g_assert_null (strstr (plain, "faults"));
      program.wishes = wishes;
      program.has_faults = TRUE;
      text = sockeye_program_write (&program, language, NULL);
      g_assert_nonnull (
          strstr (text, " The socket options that were chosen in Sockeye are no part of it.\n"));
      g_assert_nonnull (strstr (text, " The faults that Sockeye makes on purpose are no part of it"));
    }
}

static void
test_long_path (void)
{
  g_autofree char *path = g_strnfill (120, 'a');
  SockeyeProgram program = { .protocol = SOCKEYE_PROTOCOL_UNIX_SERVER,
                             .charset = sockeye_charset_find ("utf-8") };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  path[0] = '/';
  program.local_host = path;
  text = sockeye_program_write (&program, SOCKEYE_LANGUAGE_POSIX, &error);
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PATH);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *name = g_strconcat ("/program-refusals/", refusals[i].what, NULL);

      g_strdelimit (name + strlen ("/program-refusals/"), " ", '-');
      g_test_add_data_func (name, &refusals[i], test_refusal);
    }
  g_test_add_func ("/program-refusals/tools-say", test_tools_say);
  g_test_add_func ("/program-refusals/groups", test_groups);
  g_test_add_func ("/program-refusals/broadcast", test_broadcast);
  g_test_add_func ("/program-refusals/notes", test_notes);
  g_test_add_func ("/program-refusals/long-path", test_long_path);
  return g_test_run ();
}
