/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sentences.h"

#include <glib/gi18n-lib.h>

/* Takes over the text, which is empty before the first sentence. */
static char *
add (char *text, const char *sentence)
{
  char *joined;

  if (*sentence == '\0')
    return text;

  if (*text == '\0')
    joined = g_strdup (sentence);
  else
    /* Translators: two sentences, one after the other; in languages without blanks between sentences remove that one */
    joined = g_strdup_printf (C_ ("sentences", "%s %s"), text, sentence);
  g_free (text);
  return joined;
}

/**
 * sockeye_sentences_join:
 * @first: (nullable): a sentence for the user, which may be empty
 * @...: further ones, and %NULL
 *
 * Not every language has a blank between sentences.
 *
 * Returns: (transfer full): one after the other
 */
char *
sockeye_sentences_join (const char *first, ...)
{
  char *text = g_strdup ("");
  va_list rest;

  va_start (rest, first);
  for (const char *sentence = first; sentence != NULL; sentence = va_arg (rest, const char *))
    text = add (text, sentence);
  va_end (rest);
  return text;
}

/**
 * sockeye_sentences_joinv:
 * @sentences: (array zero-terminated=1): sentences for the user
 *
 * Returns: (transfer full): as sockeye_sentences_join()
 */
char *
sockeye_sentences_joinv (const char *const *sentences)
{
  char *text = g_strdup ("");

  for (guint i = 0; sentences[i] != NULL; i++)
    text = add (text, sentences[i]);
  return text;
}
