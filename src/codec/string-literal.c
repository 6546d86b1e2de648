/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "string-literal.h"

#include "display.h"

#include <string.h>

/* A literal goes on in another line behind so many columns. */
#define COLUMNS_MAX 76

typedef struct
{
  GString *text;
  gsize line;             /* where in the text the literal's line begins */
  const char *line_start; /* what a further line begins with */
  const char *quote;      /* (nullable): between two lines of a literal that can be split */
  guint8 previous;        /* byte; 0 at the start of a piece */
  gboolean after_hex;     /* the last one stands as \xNN */
} Writer;

/* How many bytes of readable UTF-8 beyond ASCII begin here; 0: none. */
static gsize
measure_character (const guint8 *bytes, gsize length)
{
  gunichar c = g_utf8_get_char_validated ((const char *) bytes, (gssize) MIN (length, 6));

  if (bytes[0] < 0x80 || c == (gunichar) -1 || c == (gunichar) -2
      || sockeye_display_classify (c) != SOCKEYE_DISPLAY_SHOWN)
    return 0;
  return (gsize) g_unichar_to_utf8 (c, NULL);
}

static void
break_line (Writer *self)
{
  g_string_append (self->text, self->quote);
  g_string_append_c (self->text, '\n');
  self->line = self->text->len;
  g_string_append (self->text, self->line_start);
  g_string_append (self->text, self->quote);
  self->after_hex = FALSE;
  self->previous = 0;
}

static void
break_where_long (Writer *self)
{
  if (self->text->len - self->line > COLUMNS_MAX)
    break_line (self);
}

/* What most languages write in the same way; NULL: it has no short form. */
static const char *
get_short_escape (guint8 c)
{
  switch (c)
    {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    case '\\':
      return "\\\\";
    default:
      return NULL;
    }
}

/* In C, \x takes all the hexadecimal digits that follow (C11, 6.4.4.4), and two question marks may begin a trigraph
 * (5.2.1.1). */
static void
append_c_byte (Writer *self, guint8 c)
{
  const char *escape = get_short_escape (c);
  gboolean after_hex = self->after_hex;

  self->after_hex = FALSE;
  if (escape != NULL)
    g_string_append (self->text, escape);
  else if (c == '"' || (c == '?' && self->previous == '?'))
    g_string_append_printf (self->text, "\\%c", c);
  else if (c >= 0x20 && c < 0x7f)
    {
      if (after_hex && g_ascii_isxdigit (c))
        g_string_append (self->text, "\" \"");
      g_string_append_c (self->text, (char) c);
    }
  else
    {
      g_string_append_printf (self->text, "\\x%02X", c);
      self->after_hex = TRUE;
    }
  self->previous = c;
}

static void
append_python_byte (GString *text, guint8 c)
{
  const char *escape = get_short_escape (c);

  if (escape != NULL)
    g_string_append (text, escape);
  else if (c == '"')
    g_string_append (text, "\\\"");
  else if (c >= 0x20 && c < 0x7f)
    g_string_append_c (text, (char) c);
  else
    g_string_append_printf (text, "\\x%02x", c);
}

/* Three octal digits, so that a digit that follows is none of them. A hyphen in front would begin an option. */
static void
append_printf_byte (GString *text, guint8 c, gboolean first)
{
  const char *escape = get_short_escape (c);

  if (escape != NULL)
    g_string_append (text, escape);
  else if (c == '%')
    g_string_append (text, "%%");
  else if (c < 0x20 || c >= 0x7f || c == '\'' || (first && c == '-'))
    g_string_append_printf (text, "\\%03o", c);
  else
    g_string_append_c (text, (char) c);
}

static Writer
begin (GString *text, const char *line_start, const char *quote)
{
  const char *line = strrchr (text->str, '\n');
  Writer writer = { text, line != NULL ? (gsize) (line + 1 - text->str) : 0, line_start, quote, 0, FALSE };

  return writer;
}

/**
 * sockeye_string_literal_append_c:
 * @text: takes the literal
 * @bytes: (array length=length): the bytes
 * @length: how many
 * @line_start: what further lines begin with: blanks
 *
 * Appends a string literal of C99 in UTF-8 source, in several pieces when it is long or has several lines.
 */
void
sockeye_string_literal_append_c (GString *text, const guint8 *bytes, gsize length, const char *line_start)
{
  Writer writer = begin (text, line_start, "\"");

  g_string_append_c (text, '"');
  for (gsize i = 0; i < length;)
    {
      gsize n = measure_character (bytes + i, length - i);

      if (i > 0 && bytes[i - 1] == '\n')
        break_line (&writer);
      else
        break_where_long (&writer);
      if (n > 0)
        {
          g_string_append_len (text, (const char *) bytes + i, (gssize) n);
          writer.after_hex = FALSE;
          writer.previous = 0;
        }
      else
        append_c_byte (&writer, bytes[i]);
      i += MAX (n, 1);
    }
  g_string_append_c (text, '"');
}

/* A literal of bytes can only have ASCII; text can be one that is encoded, if all of it can be read. */
static gboolean
is_readable_text (const guint8 *bytes, gsize length)
{
  gboolean beyond_ascii = FALSE;

  for (gsize i = 0; i < length;)
    {
      gsize n = measure_character (bytes + i, length - i);

      if (n == 0 && (bytes[i] >= 0x7f || (bytes[i] < 0x20 && get_short_escape (bytes[i]) == NULL)))
        return FALSE;
      beyond_ascii |= n > 0;
      i += MAX (n, 1);
    }
  return beyond_ascii;
}

/**
 * sockeye_string_literal_append_python:
 * @text: takes the literal
 * @bytes: (array length=length): the bytes
 * @length: how many
 * @line_start: what further lines begin with: blanks
 *
 * Appends an expression of Python 3 whose value is a bytes object: readable text with .encode(), all else as a bytes
 * literal; in parentheses over several lines when it is long or has several lines.
 */
void
sockeye_string_literal_append_python (GString *text,
                                      const guint8 *bytes,
                                      gsize length,
                                      const char *line_start)
{
  gboolean is_text = is_readable_text (bytes, length);
  Writer writer = begin (text, line_start, is_text ? "\"" : "b\"");
  gsize start = text->len;
  gboolean several = FALSE;

  g_string_append (text, writer.quote);
  for (gsize i = 0; i < length;)
    {
      gsize n = is_text ? measure_character (bytes + i, length - i) : 0;

      if ((i > 0 && bytes[i - 1] == '\n') || text->len - writer.line > COLUMNS_MAX)
        {
          several = TRUE;
          g_string_append (text, "\"\n");
          writer.line = text->len;
          g_string_append_printf (text, "%s%s", line_start, writer.quote);
        }
      if (n > 0)
        g_string_append_len (text, (const char *) bytes + i, (gssize) n);
      else
        append_python_byte (text, bytes[i]);
      i += MAX (n, 1);
    }
  g_string_append_c (text, '"');
  if (several)
    {
      g_autofree char *opening = g_strconcat ("(\n", line_start, NULL);

      g_string_insert (text, (gssize) start, opening);
      g_string_append (text, "\n)");
    }
  if (is_text)
    g_string_append (text, ".encode()");
}

/**
 * sockeye_string_literal_append_python_string:
 * @text: takes the literal
 * @string: in UTF-8
 *
 * Appends a literal of Python 3 whose value is a str, in one line.
 */
void
sockeye_string_literal_append_python_string (GString *text, const char *string)
{
  g_string_append_c (text, '"');
  for (const char *p = string; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c < 0x80)
        append_python_byte (text, (guint8) c);
      else if (sockeye_display_classify (c) == SOCKEYE_DISPLAY_SHOWN)
        g_string_append_unichar (text, c);
      else
        g_string_append_printf (text, "\\U%08x", c);
    }
  g_string_append_c (text, '"');
}

/**
 * sockeye_string_literal_append_printf:
 * @text: takes the literal
 * @bytes: (array length=length): the bytes
 * @length: how many
 *
 * Appends a quoted format that the shell's printf, without further arguments, writes as these bytes (POSIX.1-2017,
 * printf), in one line.
 */
void
sockeye_string_literal_append_printf (GString *text, const guint8 *bytes, gsize length)
{
  g_string_append_c (text, '\'');
  for (gsize i = 0; i < length;)
    {
      gsize n = measure_character (bytes + i, length - i);

      if (n > 0)
        g_string_append_len (text, (const char *) bytes + i, (gssize) n);
      else
        append_printf_byte (text, bytes[i], i == 0);
      i += MAX (n, 1);
    }
  g_string_append_c (text, '\'');
}

/* Quoted as $'…' of bash, where each byte can be written. */
static void
append_escaped_word (GString *text, const char *word)
{
  g_string_append (text, "$'");
  for (const char *p = word; *p != '\0';)
    {
      gsize n = measure_character ((const guint8 *) p, strlen (p));

      if (n > 0)
        g_string_append_len (text, p, (gssize) n);
      else if (*p == '%')
        g_string_append_c (text, '%'); /* it is none of the formats of printf */
      else
        append_printf_byte (text, (guint8) *p, FALSE);
      p += MAX (n, 1);
    }
  g_string_append_c (text, '\'');
}

static gboolean
is_readable_word (const char *word)
{
  for (gsize n; *word != '\0'; word += MAX (n, 1))
    {
      n = measure_character ((const guint8 *) word, strlen (word));
      if (n == 0 && ((guint8) *word >= 0x7f || (guint8) *word < 0x20))
        return FALSE;
    }
  return TRUE;
}

/**
 * sockeye_string_literal_append_shell:
 * @text: takes the word
 * @word: any bytes but zero
 *
 * Appends @word for bash, quoted where that is needed.
 */
void
sockeye_string_literal_append_shell (GString *text, const char *word)
{
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/@%";
  g_autofree char *quoted = NULL;

  if (*word != '\0' && word[strspn (word, plain)] == '\0')
    {
      g_string_append (text, word);
      return;
    }
  if (!is_readable_word (word))
    {
      append_escaped_word (text, word);
      return;
    }
  quoted = g_shell_quote (word);
  g_string_append (text, quoted);
}
