/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hex-paste.h"

#include <string.h>

/* Digits of a hexdump's offset: xxd and hexdump -C write 8, others from 4 on. */
#define OFFSET_MIN 4
#define OFFSET_MAX 16

static void
blank (char *from, const char *to)
{
  for (; from < to; from++)
    if (*from != '\n')
      *from = ' ';
}

static char *
find_end (char *from, const char *mark)
{
  char *end = strstr (from, mark);

  return end != NULL ? end + strlen (mark) : from + strlen (from);
}

static void
blank_comments (char *text)
{
  char *p = text;

  while (*p != '\0')
    {
      char *end = p + 1;

      if (p[0] == '/' && p[1] == '*')
        end = find_end (p + 2, "*/");
      else if (p[0] == '/' && p[1] == '/')
        end = p + strcspn (p, "\n");
      if (end > p + 1)
        blank (p, end);
      p = end;
    }
}

/* All but what is between the outermost braces. */
static gboolean
strip_c_array (char *text)
{
  char *open, *close;

  blank_comments (text);
  open = strchr (text, '{');
  close = strrchr (text, '}');
  if (open == NULL || close == NULL || close < open)
    return FALSE;

  blank (text, open + 1);
  blank (close, close + strlen (close));
  return TRUE;
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

/* Where the bytes of a hexdump's row begin; NULL: it is none. */
static char *
skip_offset (char *line, const char *end)
{
  char *p = line;
  gsize n = 0;

  while (p < end && is_blank (*p))
    p++;
  while (p + n < end && g_ascii_isxdigit (p[n]))
    n++;
  if (n < OFFSET_MIN || n > OFFSET_MAX)
    return NULL;

  p += n;
  if (p < end && *p == ':' && (p + 1 == end || is_blank (p[1])))
    return p + 1;
  /* Without a colon only the bars at its end tell an offset from bytes. */
  if (p + 1 < end && p[0] == ' ' && p[1] == ' ' && memchr (p, '|', (gsize) (end - p)) != NULL)
    return p;
  return NULL;
}

/* Where the characters of the row begin: behind a bar, or behind two blanks where the offset had a colon. */
static char *
find_characters (char *bytes, const char *end)
{
  gboolean colon = bytes[-1] == ':';
  char *p = bytes;

  while (p < end && is_blank (*p))
    p++;
  for (; p < end; p++)
    if (*p == '|' || (colon && p + 1 < end && is_blank (p[0]) && is_blank (p[1])))
      break;
  return p;
}

/* The last line of hexdump -C says only where it ended. */
static gboolean
is_bare_offset (const char *line, const char *end)
{
  gsize n = 0;

  while (line + n < end && g_ascii_isxdigit (line[n]))
    n++;
  return line + n == end && n == 8;
}

static void
strip_dump (char *text)
{
  gboolean seen = FALSE;
  char *line = text;

  while (*line != '\0')
    {
      char *end = line + strcspn (line, "\r\n");
      char *bytes = skip_offset (line, end);

      if (bytes != NULL)
        {
          char *characters = find_characters (bytes, end);

          blank (line, bytes);
          blank (characters, end);
          seen = TRUE;
        }
      else if (seen && is_bare_offset (line, end))
        blank (line, end);
      line = *end == '\0' ? end : end + 1;
    }
}

/**
 * sockeye_hex_paste_strip:
 * @text: bytes as people paste them: pairs of digits, an array in C, or a hexdump with offsets
 * @is_c: (out): it was an array in C, so its numbers are decimal unless they begin with 0x
 *
 * Puts blanks in the place of what is no byte: a declaration in C and its comments; the offsets and the characters of
 * the rows of xxd and hexdump -C. All that is left stands where it stood.
 *
 * Returns: (transfer full): text of the same length
 */
char *
sockeye_hex_paste_strip (const char *text, gboolean *is_c)
{
  char *stripped = g_strdup (text);

  *is_c = strchr (text, '{') != NULL && strip_c_array (stripped);
  if (!*is_c)
    strip_dump (stripped);
  return stripped;
}
