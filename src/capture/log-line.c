/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-line.h"

/**
 * sockeye_log_line_new:
 *
 * Returns: (transfer full): an empty line; free it with sockeye_log_line_free()
 */
SockeyeLogLine *
sockeye_log_line_new (void)
{
  SockeyeLogLine *line = g_new0 (SockeyeLogLine, 1);

  line->time = g_string_new (NULL);
  line->peer = g_string_new (NULL);
  line->size = g_string_new (NULL);
  line->text = sockeye_text_new ();
  line->direction = "";

  return line;
}

/**
 * sockeye_log_line_free:
 * @line: (transfer full) (nullable): a line
 */
void
sockeye_log_line_free (SockeyeLogLine *line)
{
  if (line == NULL)
    return;

  g_string_free (line->time, TRUE);
  g_string_free (line->peer, TRUE);
  g_string_free (line->size, TRUE);
  sockeye_text_free (line->text);
  g_free (line);
}

/**
 * sockeye_log_line_clear:
 *
 * Empties @line and keeps its memory for the next row.
 */
void
sockeye_log_line_clear (SockeyeLogLine *line)
{
  g_string_truncate (line->time, 0);
  g_string_truncate (line->peer, 0);
  g_string_truncate (line->size, 0);
  sockeye_text_clear (line->text);
  line->record = (SockeyeRecord){ 0 };
  line->number = 0;
  line->item = 0;
  line->row = 0;
  line->n_rows = 0;
  line->direction = "";
  line->first_byte = 0;
  line->n_bytes = 0;
  line->next = (SockeyeLogPosition){ 0 };
  line->bad = FALSE;
  line->unfinished = FALSE;
  line->more = 0;
  line->result = SOCKEYE_READ_OK;
}

static void
append_part (GString *string, gsize begin, const char *part)
{
  if (*part == '\0')
    return;

  if (string->len > begin)
    g_string_append_c (string, ' ');
  g_string_append (string, part);
}

/**
 * sockeye_log_line_append_to:
 * @line: a line
 * @string: where to append it
 *
 * Appends what sockeye_log_line_to_string() returns.
 */
void
sockeye_log_line_append_to (const SockeyeLogLine *line, GString *string)
{
  gsize begin = string->len;

  if (line->row == 0)
    {
      append_part (string, begin, line->time->str);
      append_part (string, begin, line->direction);
      append_part (string, begin, line->peer->str);
      append_part (string, begin, line->size->str);
    }
  append_part (string, begin, line->text->utf8->str);
}

/**
 * sockeye_log_line_to_string:
 * @line: a line
 *
 * The row in one string: "16:05:41.240123 ← 127.0.0.1:40112 12 B hello". Parts that are empty are left out; of a
 * record's further rows it is the text alone. Also the accessible name of a row.
 *
 * Returns: (transfer full): one line of valid UTF-8 without a line end
 */
char *
sockeye_log_line_to_string (const SockeyeLogLine *line)
{
  GString *string = g_string_sized_new (64 + line->text->utf8->len);

  sockeye_log_line_append_to (line, string);
  return g_string_free (string, FALSE);
}
