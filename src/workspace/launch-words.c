/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "launch.h"

#include <glib/gi18n-lib.h>

/* The options that both programs have, and where in the words each of them goes. All texts are taken as they are: in a
 * locale without UTF-8 there would be no way to convert them. */
static const struct
{
  const char *name;
  GOptionArg arg;
  gsize offset;
  const char *description;
  const char *value;
} options[] = {
  { "to", G_OPTION_ARG_FILENAME, G_STRUCT_OFFSET (SockeyeLaunchWords, to),
    N_ ("Where datagrams go to, such as 127.0.0.1:8888 or /tmp/test.sock"), N_ ("END") },
  { "local", G_OPTION_ARG_FILENAME, G_STRUCT_OFFSET (SockeyeLaunchWords, local),
    N_ ("This end of a client: an address of this machine, a port, or both"), N_ ("END") },
  { "encoding", G_OPTION_ARG_FILENAME, G_STRUCT_OFFSET (SockeyeLaunchWords, encoding),
    N_ ("The encoding of text, such as gbk; without it UTF-8, or what the window has"), N_ ("NAME") },
  { "tls", G_OPTION_ARG_NONE, G_STRUCT_OFFSET (SockeyeLaunchWords, tls),
    N_ ("Go over TLS; a server without a certificate makes one"), NULL },
  { "tls-name", G_OPTION_ARG_FILENAME, G_STRUCT_OFFSET (SockeyeLaunchWords, tls_name),
    N_ ("The server’s name that is asked for and has to be in its certificate"), N_ ("NAME") },
  { "tls-alpn", G_OPTION_ARG_FILENAME, G_STRUCT_OFFSET (SockeyeLaunchWords, tls_alpn),
    N_ ("Protocols to agree on, with commas between them, the best first"), N_ ("NAMES") },
  { "tls-ca", G_OPTION_ARG_FILENAME, G_STRUCT_OFFSET (SockeyeLaunchWords, tls_ca),
    N_ ("Trust the certificates in this file only; a server then wants one of its clients"), N_ ("FILE") },
  { "tls-insecure", G_OPTION_ARG_NONE, G_STRUCT_OFFSET (SockeyeLaunchWords, tls_insecure),
    N_ ("Accept any certificate"), NULL },
  { "tls-cert", G_OPTION_ARG_FILENAME, G_STRUCT_OFFSET (SockeyeLaunchWords, tls_cert),
    N_ ("This end’s certificate and its chain (PEM)"), N_ ("FILE") },
  { "tls-key", G_OPTION_ARG_FILENAME, G_STRUCT_OFFSET (SockeyeLaunchWords, tls_key),
    N_ ("Its private key (PEM), when it is not in the same file"), N_ ("FILE") },
};

/**
 * sockeye_launch_make_entries:
 * @words: (nullable): where the values go; %NULL: into the dictionary of a #GApplication
 *
 * Returns: (transfer full) (array zero-terminated=1): the options, to be freed with g_free(); with texts to be translated
 */
GOptionEntry *
sockeye_launch_make_entries (SockeyeLaunchWords *words)
{
  GOptionEntry *entries = g_new0 (GOptionEntry, G_N_ELEMENTS (options) + 1);

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      entries[i].long_name = options[i].name;
      entries[i].arg = options[i].arg;
      entries[i].arg_data = words != NULL ? G_STRUCT_MEMBER_P (words, options[i].offset) : NULL;
      entries[i].description = options[i].description;
      entries[i].arg_description = options[i].value;
    }
  return entries;
}

/**
 * sockeye_launch_words_load:
 * @words: (out caller-allocates): takes what is there
 * @dict: the options that a #GApplication got, with what is no option as %G_OPTION_REMAINING, of
 *   %G_OPTION_ARG_FILENAME_ARRAY
 */
void
sockeye_launch_words_load (SockeyeLaunchWords *words, GVariantDict *dict)
{
  *words = (SockeyeLaunchWords){ 0 };

  g_variant_dict_lookup (dict, G_OPTION_REMAINING, "^aay", &words->words);
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      gpointer place = G_STRUCT_MEMBER_P (words, options[i].offset);

      g_variant_dict_lookup (dict, options[i].name, options[i].arg == G_OPTION_ARG_NONE ? "b" : "^ay", place);
    }
}

/**
 * sockeye_launch_words_clear:
 * @words: what was typed
 *
 * Frees the strings.
 */
void
sockeye_launch_words_clear (SockeyeLaunchWords *words)
{
  g_strfreev (words->words);
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    if (options[i].arg != G_OPTION_ARG_NONE)
      g_free (G_STRUCT_MEMBER (char *, words, options[i].offset));
  *words = (SockeyeLaunchWords){ 0 };
}

/**
 * sockeye_launch_words_are_empty:
 * @words: what was typed
 *
 * Returns: whether nothing was: no socket is asked for
 */
gboolean
sockeye_launch_words_are_empty (const SockeyeLaunchWords *words)
{
  if (words->words != NULL && words->words[0] != NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    if (options[i].arg == G_OPTION_ARG_NONE ? G_STRUCT_MEMBER (gboolean, words, options[i].offset)
                                            : G_STRUCT_MEMBER (char *, words, options[i].offset) != NULL)
      return FALSE;
  return TRUE;
}
