/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-sentence.h"

#include "display.h"
#include "event.h"

/* A sentence is one line in one direction, whatever a name in it (a host, a program) contains. */
static void
append_in_line (GString *text, const char *sentence)
{
  for (const char *at = sentence; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (sockeye_display_classify (character) != SOCKEYE_DISPLAY_HIDDEN)
        g_string_append_unichar (text, character);
      else
        g_string_append (text, g_unichar_isspace (character) ? " " : "\uFFFD");
    }
}

/**
 * sockeye_log_sentence_new:
 * @bytes: (array length=length): an event as a record holds it
 * @length: how many bytes
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): its sentence in the user's language, valid UTF-8 in one line; %NULL if this
 *   version does not know the event
 */
char *
sockeye_log_sentence_new (const guint8 *bytes, gsize length)
{
  g_autofree char *sentence = NULL;
  g_autofree char *valid = NULL;
  SockeyeEvent event;
  GString *text;

  if (!sockeye_event_parse (bytes, length, &event))
    return NULL;

  sentence = sockeye_event_describe (&event);
  valid = g_utf8_make_valid (sentence, -1);
  text = g_string_sized_new (128);
  append_in_line (text, valid);
  return g_string_free (text, FALSE);
}
