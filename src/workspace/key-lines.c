/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "key-lines.h"

#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"
/* Characters of a word in a message. */
#define QUOTED_MAX 60

/* What would not be seen, or would be taken for something else, at that place of a value. */
static void
append_character (GString *out, gunichar c, gboolean at_edge)
{
  switch (c)
    {
    case '\n':
      g_string_append (out, "\\n");
      break;
    case '\r':
      g_string_append (out, "\\r");
      break;
    case '\t':
      g_string_append (out, "\\t");
      break;
    case '\\':
      g_string_append (out, "\\\\");
      break;
    case ' ':
      g_string_append (out, at_edge ? "\\s" : " ");
      break;
    default:
      if (c < 0x20 || (c >= 0x7f && c < 0xa0))
        g_string_append_printf (out, "\\u%04X", c);
      else
        g_string_append_unichar (out, c);
    }
}

/**
 * sockeye_key_lines_append:
 * @out: takes the line
 * @key: a key
 * @value: what it stands for
 *
 * Writes a line from which sockeye_key_lines_next() reads the same, whatever characters @value has.
 */
void
sockeye_key_lines_append (GString *out, const char *key, const char *value)
{
  g_string_append_printf (out, "%s=", key);
  for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p))
    append_character (out, g_utf8_get_char (p), p == value || p[1] == '\0');
  g_string_append_c (out, '\n');
}

static gboolean
fail (const char *message, GError **error)
{
  g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE, message);
  return FALSE;
}

/* Four hexadecimal digits; not NUL, which no text of ours can have. */
static gboolean
read_code (const char *digits, gunichar *c)
{
  *c = 0;
  for (guint i = 0; i < 4; i++)
    {
      if (!g_ascii_isxdigit (digits[i]))
        return FALSE;
      *c = *c << 4 | (gunichar) g_ascii_xdigit_value (digits[i]);
    }
  return *c != 0 && g_unichar_validate (*c);
}

static char *
read_value (const char *text, gsize length, GError **error)
{
  static const char from[] = "nrts\\";
  static const char to[] = "\n\r\t \\";
  g_autoptr (GString) value = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    {
      const char *known;
      gunichar c;

      if (text[i] != '\\')
        g_string_append_c (value, text[i]);
      else if (i + 1 < length && (known = strchr (from, text[i + 1])) != NULL)
        {
          g_string_append_c (value, to[known - from]);
          i++;
        }
      else if (i + 5 < length && text[i + 1] == 'u' && read_code (text + i + 2, &c))
        {
          g_string_append_unichar (value, c);
          i += 5;
        }
      else
        {
          fail (_ ("After a backslash there must be n, r, t, s, u with four hexadecimal digits, or another "
                   "backslash."),
                error);
          return NULL;
        }
    }

  return g_string_free (g_steal_pointer (&value), FALSE);
}

/* Blanks at the edges mean nothing: editors remove and add them. */
static void
trim (const char **text, gsize *length)
{
  while (*length > 0 && g_ascii_isspace ((*text)[*length - 1]))
    (*length)--;
  while (*length > 0 && g_ascii_isspace (**text))
    {
      (*text)++;
      (*length)--;
    }
}

static gboolean
read_line (const char *text, gsize length, SockeyeKeyLine *line, GError **error)
{
  const char *equals = memchr (text, '=', length);
  const char *value;
  gsize key_length, value_length;

  if (*text == '[' && length > 2 && text[length - 1] == ']')
    {
      line->group = g_strndup (text + 1, length - 2);
      return TRUE;
    }
  if (*text == '[' || equals == NULL || equals == text)
    return fail (_ ("This is neither a [group], nor a key=value, nor a comment that begins with #."), error);

  key_length = (gsize) (equals - text);
  value = equals + 1;
  value_length = length - key_length - 1;
  trim (&text, &key_length);
  trim (&value, &value_length);
  line->value = read_value (value, value_length, error);
  if (line->value == NULL)
    return FALSE;

  line->key = g_strndup (text, key_length);
  return TRUE;
}

/**
 * sockeye_key_lines_begin:
 * @self: (out caller-allocates): a place
 * @text: the file, with a NUL behind it; it must stay as it is while it is read
 * @length: of the file
 * @error: %SOCKEYE_ERROR_INVALID_FILE: it is no text
 *
 * Goes to the beginning of a file. An error is that of the line @number.
 *
 * Returns: whether it can be read
 */
gboolean
sockeye_key_lines_begin (SockeyeKeyLines *self, const char *text, gsize length, GError **error)
{
  const char *end;

  self->rest = text;
  self->number = 0;
  if (g_str_has_prefix (text, BYTE_ORDER_MARK))
    self->rest += strlen (BYTE_ORDER_MARK);
  if (g_utf8_validate (text, (gssize) length, &end))
    return TRUE;

  self->number = 1;
  for (const char *p = text; p < end; p++)
    self->number += *p == '\n';
  return fail (_ ("This is no text in UTF-8. Save it in that encoding."), error);
}

/**
 * sockeye_key_lines_next:
 * @self: a place
 * @line: (out caller-allocates): what the next line that is not empty and no comment says; to be cleared
 * @error: %SOCKEYE_ERROR_INVALID_FILE: the line says nothing that can be understood
 *
 * Goes on by a line.
 *
 * Returns: %FALSE for an error
 */
gboolean
sockeye_key_lines_next (SockeyeKeyLines *self, SockeyeKeyLine *line, GError **error)
{
  *line = (SockeyeKeyLine){ 0 };
  while (*self->rest != '\0')
    {
      const char *text = self->rest;
      gsize length = strcspn (text, "\n");

      self->rest += length + (text[length] == '\n');
      self->number++;
      trim (&text, &length);
      if (length == 0 || *text == '#')
        continue;

      return read_line (text, length, line, error);
    }

  return TRUE;
}

/**
 * sockeye_key_line_clear:
 * @line: a line
 *
 * Frees what it holds.
 */
void
sockeye_key_line_clear (SockeyeKeyLine *line)
{
  g_clear_pointer (&line->group, g_free);
  g_clear_pointer (&line->key, g_free);
  g_clear_pointer (&line->value, g_free);
}

/**
 * sockeye_key_lines_shorten:
 * @text: a word of a file
 *
 * Returns: (transfer full): as much of it as fits into a message
 */
char *
sockeye_key_lines_shorten (const char *text)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (text, -1) <= QUOTED_MAX)
    return g_strdup (text);

  start = g_utf8_substring (text, 0, QUOTED_MAX);
  return g_strconcat (start, "…", NULL);
}

/**
 * sockeye_key_lines_refuse:
 * @key: a key
 * @value: what it stands for
 * @allowed: what it can stand for, to be read by the user
 * @error: set to %SOCKEYE_ERROR_INVALID_FILE
 *
 * Returns: %FALSE
 */
gboolean
sockeye_key_lines_refuse (const char *key, const char *value, const char *allowed, GError **error)
{
  g_autofree char *shortened = sockeye_key_lines_shorten (value);

  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
               /* Translators: a key and its value in a file, then the values that the key may have */
               _ ("“%s” cannot be “%s”. It can be: %s."), key, shortened, allowed);
  return FALSE;
}

/**
 * sockeye_key_lines_refuse_cut:
 * @error: set to %SOCKEYE_ERROR_INVALID_FILE: the file lacks %SOCKEYE_KEY_LINES_END
 *
 * Of what was cut off, the last value may be another one, and all that is missing would go without a word.
 *
 * Returns: %FALSE
 */
gboolean
sockeye_key_lines_refuse_cut (GError **error)
{
  g_set_error_literal (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
      _ ("The file is incomplete: it ends here, without the line [End]. Copy it once more; if "
         "you know that nothing is missing, write that line at its end."));
  return FALSE;
}

/**
 * sockeye_key_lines_check_version:
 * @value: what the key "version" of a file stands for
 * @newest: the newest version of the format that is known
 * @error: %SOCKEYE_ERROR_INVALID_FILE: it is no number, or a newer one
 *
 * Returns: whether the file can be read
 */
gboolean
sockeye_key_lines_check_version (const char *value, guint newest, GError **error)
{
  guint64 version;

  /* NULL: what is wrong is said below, with what to do. */
  if (!g_ascii_string_to_unsigned (value, 10, 1, G_MAXUINT32, &version, NULL))
    return fail (_ ("The version must be a number."), error);
  if (version <= newest)
    return TRUE;

  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
               /* Translators: %s is a number, such as 2 */
               _ ("The file was written by a newer Sockeye (version %s of the format). Use that one to "
                  "read it."),
               value);
  return FALSE;
}
