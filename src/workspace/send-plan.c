/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "send-plan.h"

#include "errors.h"
#include "escape.h"
#include "hex.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const line_ends[SOCKEYE_LINE_END_N_KINDS] = {
  [SOCKEYE_LINE_END_LF] = "\n",
  [SOCKEYE_LINE_END_CRLF] = "\r\n",
  [SOCKEYE_LINE_END_CR] = "\r",
};

/* Text as it was typed or pasted has any mixture of line breaks: LF, CR LF, CR. */
static char *
convert_line_breaks (const SockeyeSendPlan *plan, const char *text)
{
  const char *line_end = line_ends[plan->line_end];
  GString *converted = g_string_sized_new (strlen (text) + 2);

  while (*text != '\0')
    {
      gsize line = strcspn (text, "\r\n");

      g_string_append_len (converted, text, (gssize) line);
      text += line;
      if (*text == '\0')
        break;

      g_string_append (converted, line_end);
      text += text[0] == '\r' && text[1] == '\n' ? 2 : 1;
    }

  return g_string_free (converted, FALSE);
}

static gboolean
append_checksum (const SockeyeSendPlan *plan, GByteArray *out, GError **error)
{
  gsize end = plan->checksum_length == 0 ? out->len : (gsize) plan->checksum_start + plan->checksum_length;

  if (plan->checksum == SOCKEYE_CHECKSUM_NONE)
    return TRUE;

  if (plan->checksum_start > out->len || end > out->len)
    {
      g_autofree char *last = g_strdup_printf ("%" G_GSIZE_FORMAT,
                                               MAX (end, (gsize) plan->checksum_start + 1));

      g_set_error (
          error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_RANGE,
          /* Translators: how many bytes there are, and the last one that is wanted, counted from 1 */
          ngettext ("The data has %u byte, but its checksum is to be made of bytes up to number %s. "
                    "Change the checksum's range; nothing was sent.",
                    "The data has %u bytes, but its checksum is to be made of bytes up to number %s. "
                    "Change the checksum's range; nothing was sent.",
                    out->len),
          out->len, last);
      return FALSE;
    }

  sockeye_checksum_append (plan->checksum, out->data + plan->checksum_start, end - plan->checksum_start,
                           plan->checksum_little_endian, out);
  return TRUE;
}

static gboolean
append_line_end (const SockeyeSendPlan *plan, const SockeyeCharset *charset, GByteArray *out, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (!plan->append_line_end)
    return TRUE;

  bytes = sockeye_charset_encode (charset, line_ends[plan->line_end], -1, error);
  if (bytes == NULL)
    return FALSE;

  g_byte_array_append (out, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  return TRUE;
}

/**
 * sockeye_send_plan_adds:
 * @plan: a plan
 *
 * Returns: whether an empty box gives a payload as well
 */
gboolean
sockeye_send_plan_adds (const SockeyeSendPlan *plan)
{
  return plan->append_line_end || plan->suffix_length > 0 || plan->checksum != SOCKEYE_CHECKSUM_NONE;
}

/**
 * sockeye_send_plan_read:
 * @plan: how the box is read
 * @charset: an encoding
 * @text: what stands in the box
 * @error: %SOCKEYE_ERROR_UNENCODABLE, %SOCKEYE_ERROR_INVALID_ESCAPE or %SOCKEYE_ERROR_INVALID_HEX
 *
 * Returns: (transfer full) (nullable): the bytes that the box stands for, without what goes behind them
 */
GBytes *
sockeye_send_plan_read (const SockeyeSendPlan *plan,
                        const SockeyeCharset *charset,
                        const char *text,
                        GError **error)
{
  g_autofree char *converted = NULL;

  if (plan->form == SOCKEYE_SEND_AS_HEX)
    return sockeye_hex_parse (text, error);

  converted = convert_line_breaks (plan, text);
  return plan->escapes ? sockeye_escape_encode (charset, converted, error)
                       : sockeye_charset_encode (charset, converted, -1, error);
}

/**
 * sockeye_send_plan_write:
 * @plan: how the box is to be read
 * @charset: an encoding
 * @bytes: what the box shall stand for
 * @escaped: (out): whether the text has to be read with escapes
 *
 * Returns: (transfer full): the text from which sockeye_send_plan_read() makes @bytes again
 */
char *
sockeye_send_plan_write (const SockeyeSendPlan *plan,
                         const SockeyeCharset *charset,
                         GBytes *bytes,
                         gboolean *escaped)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  GString *hex;

  *escaped = plan->escapes;
  if (plan->form == SOCKEYE_SEND_AS_TEXT)
    return sockeye_escape_decode (charset, data, length, line_ends[plan->line_end], escaped);

  hex = g_string_new (NULL);
  sockeye_hex_append (hex, data, length);
  return g_string_free (hex, FALSE);
}

/**
 * sockeye_send_plan_finish:
 * @plan: what to do
 * @charset: an encoding
 * @bytes: what the box stands for; the checksum of it, the suffix and the line end are appended
 * @error: %SOCKEYE_ERROR_INVALID_RANGE
 *
 * Returns: %FALSE for an error, after which @bytes are of no use
 */
gboolean
sockeye_send_plan_finish (const SockeyeSendPlan *plan,
                          const SockeyeCharset *charset,
                          GByteArray *bytes,
                          GError **error)
{
  if (!append_checksum (plan, bytes, error))
    return FALSE;

  g_byte_array_append (bytes, plan->suffix, plan->suffix_length);
  return append_line_end (plan, charset, bytes, error);
}

/**
 * sockeye_send_plan_build:
 * @plan: what to do
 * @charset: an encoding
 * @text: what stands in the box; variables are not looked for
 * @error: as of sockeye_send_plan_read(), or %SOCKEYE_ERROR_INVALID_RANGE
 *
 * What the box stands for, then its checksum, the suffix, and the line end.
 *
 * Returns: (transfer full) (nullable): the payload: exactly the bytes to send
 */
GBytes *
sockeye_send_plan_build (const SockeyeSendPlan *plan,
                         const SockeyeCharset *charset,
                         const char *text,
                         GError **error)
{
  GBytes *bytes = sockeye_send_plan_read (plan, charset, text, error);
  g_autoptr (GByteArray) out = NULL;

  if (bytes == NULL)
    return NULL;

  out = g_bytes_unref_to_array (bytes);
  if (!sockeye_send_plan_finish (plan, charset, out, error))
    return NULL;

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
