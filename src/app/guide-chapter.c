/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "guide-chapter.h"

#include <gio/gio.h>
#include <string.h>

#define FOLDER   "/org/sockeye/Sockeye/guide/"
#define FALLBACK "en"

static void
guide_chapter_free (gpointer data)
{
  SockeyeGuideChapter *self = data;

  g_free (self->id);
  g_free (self->title);
  g_free (self->body);
  g_free (self);
}

/* "# Title {#id}" */
static SockeyeGuideChapter *
begin_chapter (const char *line)
{
  SockeyeGuideChapter *self = g_new0 (SockeyeGuideChapter, 1);
  const char *title = line + strlen ("# ");
  const char *mark = strstr (title, " {#");
  const char *end = mark != NULL ? strchr (mark, '}') : NULL;

  if (end != NULL)
    {
      self->title = g_strndup (title, (gsize) (mark - title));
      self->id = g_strndup (mark + strlen (" {#"), (gsize) (end - mark) - strlen (" {#"));
    }
  else
    {
      self->title = g_strdup (title);
      self->id = g_strdup ("");
    }
  return self;
}

static void
end_chapter (GPtrArray *chapters, GString *body)
{
  SockeyeGuideChapter *last = chapters->len > 0 ? chapters->pdata[chapters->len - 1] : NULL;

  if (last != NULL)
    last->body = g_strstrip (g_strdup (body->str));
  g_string_truncate (body, 0);
}

/**
 * sockeye_guide_parse:
 * @text: a guide as it is written
 *
 * Takes a guide apart. What stands before the first chapter, such as a comment, is for those who write it.
 *
 * Returns: (transfer full) (element-type SockeyeGuideChapter): its chapters, in their order
 */
GPtrArray *
sockeye_guide_parse (const char *text)
{
  GPtrArray *chapters = g_ptr_array_new_with_free_func (guide_chapter_free);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) body = g_string_new (NULL);
  gboolean code = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      code ^= g_str_has_prefix (lines[i], "```");
      if (!code && g_str_has_prefix (lines[i], "# "))
        {
          end_chapter (chapters, body);
          g_ptr_array_add (chapters, begin_chapter (lines[i]));
        }
      else
        g_string_append_printf (body, "%s\n", lines[i]);
    }

  end_chapter (chapters, body);
  return chapters;
}

/**
 * sockeye_guide_load:
 * @languages: (array zero-terminated=1): those that the user reads, the best first, such as those of
 *   g_get_language_names()
 *
 * Returns: (transfer full) (element-type SockeyeGuideChapter): the chapters of the guide in the first language that
 *   there is one in, otherwise in English
 */
GPtrArray *
sockeye_guide_load (const char *const *languages)
{
  g_autoptr (GBytes) text = NULL;

  for (guint i = 0; text == NULL && languages[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (FOLDER, languages[i], ".md", NULL);

      text = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    }
  if (text == NULL)
    text = g_resources_lookup_data (FOLDER FALLBACK ".md", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_assert (text != NULL);
  /* GResource puts a zero byte behind what it holds. */
  return sockeye_guide_parse (g_bytes_get_data (text, NULL));
}
