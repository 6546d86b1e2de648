/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stream-text.h"

#include "sentences.h"

#include <glib/gi18n-lib.h>

/* Numbers of 64 bits are strings in translated formats, so that these are the same on every machine. */
#define NUMBER_MAX 24

static const char *
format (guint64 number, char *text)
{
  g_snprintf (text, NUMBER_MAX, "%" G_GUINT64_FORMAT, number);
  return text;
}

static void
add_line (GString *text, char *line)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
  g_free (line);
}

static char *
describe_glued (const SockeyeStreamFinding *finding)
{
  char number[NUMBER_MAX], first[NUMBER_MAX], last[NUMBER_MAX];
  guint length = finding->span.length;

  format (finding->span.ordinal, number);
  format (finding->first, first);
  format (finding->last, last);
  if (finding->lane == SOCKEYE_LANE_SENDS)
    /* Translators: %1$s is a receive's number, %2$u its length, %3$s and %4$s are numbers of sends */
    return g_strdup_printf (ngettext ("Receive %1$s (%2$u byte) holds bytes of sends %3$s to %4$s: glued",
                                      "Receive %1$s (%2$u bytes) holds bytes of sends %3$s to %4$s: glued",
                                      length),
                            number, length, first, last);
  /* Translators: %1$s is a receive's number, %2$u its length, %3$s and %4$s are numbers of messages */
  return g_strdup_printf (ngettext ("Receive %1$s (%2$u byte) holds bytes of messages %3$s to %4$s: glued",
                                    "Receive %1$s (%2$u bytes) holds bytes of messages %3$s to %4$s: glued",
                                    length),
                          number, length, first, last);
}

static char *
describe_cut (const SockeyeStreamFinding *finding)
{
  char number[NUMBER_MAX], first[NUMBER_MAX], last[NUMBER_MAX];
  guint length = finding->span.length;

  format (finding->span.ordinal, number);
  format (finding->first, first);
  format (finding->last, last);
  if (finding->lane == SOCKEYE_LANE_SENDS)
    /* Translators: %1$s is a send's number, %2$u its length, %3$s and %4$s are numbers of receives */
    return g_strdup_printf (ngettext ("Send %1$s (%2$u byte) came in receives %3$s to %4$s: cut",
                                      "Send %1$s (%2$u bytes) came in receives %3$s to %4$s: cut", length),
                            number, length, first, last);
  /* Translators: %1$s is a message's number, %2$u its length, %3$s and %4$s are numbers of receives */
  return g_strdup_printf (ngettext ("Message %1$s (%2$u byte) came in receives %3$s to %4$s: cut",
                                    "Message %1$s (%2$u bytes) came in receives %3$s to %4$s: cut", length),
                          number, length, first, last);
}

/**
 * sockeye_stream_text_describe_finding:
 * @finding: a finding
 *
 * Returns: (transfer full): it in one sentence
 */
char *
sockeye_stream_text_describe_finding (const SockeyeStreamFinding *finding)
{
  return finding->cut ? describe_cut (finding) : describe_glued (finding);
}

static char *
count_lane (SockeyeStreamLens *lens, SockeyeStreamLane lane)
{
  guint n;

  sockeye_stream_lens_get_spans (lens, lane, &n);
  switch (lane)
    {
    case SOCKEYE_LANE_SENDS:
      return g_strdup_printf (_ ("Sends: %u"), n);
    case SOCKEYE_LANE_RECEIVES:
      return g_strdup_printf (_ ("Receives: %u"), n);
    case SOCKEYE_LANE_MESSAGES:
    case SOCKEYE_N_LANES:
    default:
      return g_strdup_printf (_ ("Messages: %u"), n);
    }
}

static char *
count_findings (guint n, SockeyeStreamLane lane, gboolean cut)
{
  if (lane == SOCKEYE_LANE_SENDS && cut)
    return g_strdup_printf (
        ngettext ("%u send came in several receives: cut", "%u sends came in several receives: cut", n), n);
  if (lane == SOCKEYE_LANE_SENDS)
    return g_strdup_printf (ngettext ("%u receive holds bytes of several sends: glued",
                                      "%u receives hold bytes of several sends: glued", n),
                            n);
  if (cut)
    return g_strdup_printf (
        ngettext ("%u message came in several receives: cut", "%u messages came in several receives: cut", n),
        n);
  return g_strdup_printf (ngettext ("%u receive holds bytes of several messages: glued",
                                    "%u receives hold bytes of several messages: glued", n),
                          n);
}

/**
 * sockeye_stream_text_summarize:
 * @lens: a lens
 *
 * Returns: (transfer full): lines about how many calls and messages there are, and how many were glued or cut
 */
char *
sockeye_stream_text_summarize (SockeyeStreamLens *lens)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint64 unframed = sockeye_stream_lens_get_unframed (lens);
  char number[NUMBER_MAX];
  guint n_findings = 0;
  guint n_lanes = 0;

  for (SockeyeStreamLane lane = 0; lane < SOCKEYE_N_LANES; lane++)
    if (sockeye_stream_lens_has (lens, lane))
      {
        g_autofree char *count = count_lane (lens, lane);

        g_string_append_printf (text, "%s%s", n_lanes++ > 0 ? " · " : "", count);
      }
  for (SockeyeStreamLane lane = 0; lane < SOCKEYE_N_LANES; lane++)
    for (guint cut = 0; cut < 2; cut++)
      {
        guint n = sockeye_stream_lens_count (lens, lane, cut != 0);

        n_findings += n;
        if (n > 0)
          add_line (text, count_findings (n, lane, cut != 0));
      }
  if (unframed > 0)
    /* Translators: %s is a number of bytes */
    add_line (text, g_strdup_printf (_ ("Bytes in which messages are still looked for: %s"),
                                     format (unframed, number)));
  else if (n_findings == 0 && n_lanes > 1 && sockeye_stream_lens_has (lens, SOCKEYE_LANE_RECEIVES))
    add_line (text, g_strdup (_ ("Nothing was glued or cut.")));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const char *
explain_ends (SockeyeStreamLens *lens)
{
  gboolean sends = sockeye_stream_lens_has (lens, SOCKEYE_LANE_SENDS);
  gboolean receives = sockeye_stream_lens_has (lens, SOCKEYE_LANE_RECEIVES);

  if (sends && receives)
    return _ (
        "Both ends are sessions of this program: the sends of one and the receives of the other are shown "
        "over the same bytes.");
  if (receives)
    return _ (
        "The far end is not a session of this program, so its sends are not known; only the receives of "
        "this end are shown.");
  return _ (
      "The far end is not a session of this program, so its receives are not known; only the sends of this "
      "end are shown.");
}

/* Takes over both. */
static char *
join (char *text, char *sentence)
{
  char *joined = sockeye_sentences_join (text, sentence, NULL);

  g_free (text);
  g_free (sentence);
  return joined;
}

static char *
explain_messages (SockeyeStreamLens *lens, char *text)
{
  char number[NUMBER_MAX];
  guint64 framed = sockeye_stream_lens_get_framed_from (lens);
  const SockeyeStreamSpan *spans;
  guint n_messages;

  if (framed > 0)
    text = join (text, g_strdup_printf (
                           /* Translators: %s is the number of a byte */
                           _ ("Messages are looked for from byte %s on, which need not be where one begins."),
                           format (framed, number)));
  spans = sockeye_stream_lens_get_spans (lens, SOCKEYE_LANE_MESSAGES, &n_messages);
  if (n_messages > 0 && spans[0].start > framed)
    text = join (text,
                 g_strdup_printf (ngettext ("Only the newest %u message is kept track of.",
                                            "Only the newest %u messages are kept track of.", n_messages),
                                  n_messages));
  return text;
}

/**
 * sockeye_stream_text_explain:
 * @lens: a lens with at least one end
 *
 * Returns: (transfer full): what is known, what is not, and why
 */
char *
sockeye_stream_text_explain (SockeyeStreamLens *lens)
{
  char *text = g_strdup (explain_ends (lens));
  char number[NUMBER_MAX];
  guint64 start = sockeye_stream_lens_get_start (lens);

  if (!sockeye_stream_lens_has (lens, SOCKEYE_LANE_MESSAGES))
    text = join (text,
                 g_strdup (_ ("To see messages as well, choose a framing rule with the button “As received” "
                              "over the log.")));
  if (start > 0)
    text = join (text,
                 /* Translators: %s is a number of bytes */
                 g_strdup_printf (_ ("The beginning, %s bytes, is out of sight: only the newest calls are "
                                     "kept track of."),
                                  format (start, number)));
  return sockeye_stream_lens_has (lens, SOCKEYE_LANE_MESSAGES) ? explain_messages (lens, text) : text;
}

static char *
describe_place (SockeyeStreamLane lane, const SockeyeStreamSpan *span, guint64 at)
{
  char place[NUMBER_MAX], number[NUMBER_MAX];

  format (at - span->start + 1, place);
  format (span->ordinal, number);
  switch (lane)
    {
    case SOCKEYE_LANE_SENDS:
      /* Translators: a byte is this one of a send: its place from 1, the length, and the number of the send */
      return g_strdup_printf (_ ("byte %1$s of %2$u of send %3$s"), place, span->length, number);
    case SOCKEYE_LANE_RECEIVES:
      /* Translators: a byte is this one of a receive: its place from 1, the length, and the number of the receive */
      return g_strdup_printf (_ ("byte %1$s of %2$u of receive %3$s"), place, span->length, number);
    case SOCKEYE_LANE_MESSAGES:
    case SOCKEYE_N_LANES:
    default:
      /* Translators: a byte is this one of a message: its place from 1, the length, and the number of the message */
      return g_strdup_printf (_ ("byte %1$s of %2$u of message %3$s"), place, span->length, number);
    }
}

/**
 * sockeye_stream_text_describe_byte:
 * @lens: a lens
 * @at: a byte of the stream
 *
 * Returns: (transfer full): what the byte belongs to
 */
char *
sockeye_stream_text_describe_byte (SockeyeStreamLens *lens, guint64 at)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char number[NUMBER_MAX];
  guint8 byte;

  /* Translators: %s is the number of a byte, counted from 0 */
  g_string_printf (text, _ ("Byte %s"), format (at, number));
  if (sockeye_stream_lens_read (lens, at, &byte, 1) == SOCKEYE_READ_OK)
    g_string_append_printf (text, " (0x%02x)", byte);
  for (SockeyeStreamLane lane = 0; lane < SOCKEYE_N_LANES; lane++)
    {
      const SockeyeStreamSpan *span = sockeye_stream_lens_find (lens, lane, at);

      if (span != NULL)
        {
          g_autofree char *place = describe_place (lane, span, at);

          g_string_append_printf (text, " · %s", place);
        }
      else if (lane == SOCKEYE_LANE_RECEIVES && sockeye_stream_lens_has (lens, lane)
               && at >= sockeye_stream_lens_get_received (lens))
        g_string_append_printf (text, " · %s", _ ("not received yet"));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
