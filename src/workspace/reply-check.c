/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reply-check.h"

#include "errors.h"
#include "reply-matcher.h"

#include <glib/gi18n-lib.h>

static gboolean
check_pattern (const SockeyeReplyFields *fields, const SockeyeCharset *charset, GError **error)
{
  g_autoptr (SockeyeReplyMatcher) matcher = sockeye_reply_matcher_new (fields, charset, error);

  return matcher != NULL;
}

static gboolean
check_text (const SockeyeReplyFields *fields, const SockeyeCharset *charset, GError **error)
{
  g_autoptr (SockeyePayloadTemplate) message = NULL;
  g_autofree char *max = g_strdup_printf ("%'d", SOCKEYE_REPLY_TEXT_MAX);

  if (fields->with != SOCKEYE_REPLY_WITH_PAYLOAD)
    return TRUE;
  if (g_utf8_strlen (fields->text, -1) > SOCKEYE_REPLY_TEXT_MAX)
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
                   /* Translators: %s is a number */
                   _ ("A reply has at most %s characters. Shorten it; until then the rule stays as it was."),
                   max);
      return FALSE;
    }
  message = sockeye_payload_template_new (&fields->plan, charset, fields->text, TRUE, error);
  return message != NULL;
}

/**
 * sockeye_reply_check_part:
 * @fields: what a rule says
 * @part: what of it
 * @charset: the encoding of messages and replies
 * @error: what is wrong, as of sockeye_reply_matcher_new(), sockeye_peer_pattern_parse() or
 *   sockeye_reply_rule_read_text(), or %SOCKEYE_ERROR_TOO_LARGE
 *
 * Returns: whether that part can be used
 */
gboolean
sockeye_reply_check_part (const SockeyeReplyFields *fields,
                          SockeyeReplyPart part,
                          const SockeyeCharset *charset,
                          GError **error)
{
  SockeyePeerPattern from;

  switch (part)
    {
    case SOCKEYE_REPLY_PART_PATTERN:
      return check_pattern (fields, charset, error);
    case SOCKEYE_REPLY_PART_FROM:
      return sockeye_peer_pattern_parse (&from, fields->from, error);
    case SOCKEYE_REPLY_PART_TEXT:
    case SOCKEYE_REPLY_N_PARTS:
    default:
      return check_text (fields, charset, error);
    }
}

/**
 * sockeye_reply_check:
 * @fields: what a rule says
 * @charset: the encoding of messages and replies
 * @error: the first thing that is wrong
 *
 * Returns: whether the rule can be used
 */
gboolean
sockeye_reply_check (const SockeyeReplyFields *fields, const SockeyeCharset *charset, GError **error)
{
  for (guint i = 0; i < SOCKEYE_REPLY_N_PARTS; i++)
    if (!sockeye_reply_check_part (fields, (SockeyeReplyPart) i, charset, error))
      return FALSE;
  return TRUE;
}
