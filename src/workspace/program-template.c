/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "program-template.h"

#include "sockeye-programs.h"

#include <string.h>

/* Deeper than any template goes. */
#define DEPTH_MAX 8

typedef struct
{
  GHashTable *values;
  GString *out;
  gboolean shown[DEPTH_MAX]; /* whether lines are written, at each depth of @if; the first is always */
  guint depth;
} Filler;

static gboolean
is_set (Filler *self, const char *name)
{
  return name[0] == '!' ? !g_hash_table_contains (self->values, name + 1)
                        : g_hash_table_contains (self->values, name);
}

/* The lines of a value are all indented, or marked as a comment, like the first one. */
static void
append_value (Filler *self, const char *value, const char *prefix, gsize prefix_length)
{
  for (const char *end; (end = strchr (value, '\n')) != NULL; value = end + 1)
    {
      g_string_append_len (self->out, value, end + 1 - value);
      g_string_append_len (self->out, prefix, (gssize) prefix_length);
    }
  g_string_append (self->out, value);
}

/* What is put in is not looked through again: a message may look like a place to fill. */
static void
append_line (Filler *self, const char *line)
{
  const char *p = line;

  for (const char *at; (at = strchr (p, '@')) != NULL;)
    {
      const char *end = strchr (at + 1, '@');
      g_autofree char *name = end != NULL ? g_strndup (at + 1, (gsize) (end - at - 1)) : g_strdup ("");
      const char *value = g_hash_table_lookup (self->values, name);
      /* Only where nothing but a mark stands in front: a literal brings its own indentation. */
      gsize prefix = strspn (line, " #*");

      g_string_append_len (self->out, p, at - p);
      if (value == NULL)
        g_error ("The template has no value for “%s”", at);
      append_value (self, value, line, at == line + prefix ? prefix : 0);
      p = end + 1;
    }
  g_string_append (self->out, p);
  g_string_append_c (self->out, '\n');
}

static void fill (Filler *self, const char *name);

/* Returns: whether @line is for the filler */
static gboolean
obey (Filler *self, const char *line)
{
  gboolean shown = self->shown[self->depth];

  if (g_str_has_prefix (line, "@if "))
    {
      g_assert (self->depth + 1 < DEPTH_MAX);
      self->shown[++self->depth] = shown && is_set (self, line + strlen ("@if "));
    }
  else if (g_str_equal (line, "@else"))
    self->shown[self->depth] = self->shown[self->depth - 1] && !shown;
  else if (g_str_equal (line, "@end"))
    {
      g_assert (self->depth > 0);
      self->depth--;
    }
  else if (g_str_has_prefix (line, "@include "))
    {
      if (shown)
        fill (self, line + strlen ("@include "));
    }
  else
    return FALSE;

  return TRUE;
}

static void
fill (Filler *self, const char *name)
{
  g_autofree char *path = g_strconcat ("/org/sockeye/Sockeye/programs/", name, ".in", NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (sockeye_programs_get_resource (), path,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_auto (GStrv) lines = NULL;

  /* It is built in. */
  g_assert (bytes != NULL);
  lines = g_strsplit (g_bytes_get_data (bytes, NULL), "\n", -1);
  for (guint i = 0; lines[i] != NULL && (lines[i][0] != '\0' || lines[i + 1] != NULL); i++)
    if (!obey (self, lines[i]) && self->shown[self->depth])
      append_line (self, lines[i]);
}

/**
 * sockeye_program_template_fill:
 * @name: a template's name
 * @values: (element-type utf8 utf8): what stands for each name
 *
 * A template is the text of a program. In it, @NAME@ stands for a value. Lines from "@if NAME", or "@if !NAME", to "@else"
 * or "@end" are taken when there is such a value, or none; "@include NAME" stands for another template.
 *
 * Returns: (transfer full): the text
 */
char *
sockeye_program_template_fill (const char *name, GHashTable *values)
{
  Filler self = { .values = values, .out = g_string_new (NULL), .shown = { TRUE } };

  fill (&self, name);
  g_assert (self.depth == 0);
  return g_string_free (self.out, FALSE);
}
