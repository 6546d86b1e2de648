/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "send-plan.h"

#include <string.h>

static const char *const line_ends[SOCKEYE_LINE_END_N_KINDS] = {
  [SOCKEYE_LINE_END_LF] = "\n",
  [SOCKEYE_LINE_END_CRLF] = "\r\n",
  [SOCKEYE_LINE_END_CR] = "\r",
};

/**
 * sockeye_send_plan_prepare:
 * @plan: what to do
 * @text: text as it was typed or pasted, with any mixture of line breaks (LF, CR LF, CR)
 *
 * Returns: (transfer full): the text to encode
 */
char *
sockeye_send_plan_prepare (const SockeyeSendPlan *plan, const char *text)
{
  const char *line_end = line_ends[plan->line_end];
  GString *prepared = g_string_sized_new (strlen (text) + 2);

  while (*text != '\0')
    {
      gsize line = strcspn (text, "\r\n");

      g_string_append_len (prepared, text, (gssize) line);
      text += line;
      if (*text == '\0')
        break;

      g_string_append (prepared, line_end);
      text += text[0] == '\r' && text[1] == '\n' ? 2 : 1;
    }

  if (plan->append_line_end)
    g_string_append (prepared, line_end);

  return g_string_free (prepared, FALSE);
}
