/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-private.h"

#include "application.h"
#include "session-store.h"

/* Seconds: whoever waits for a new window does not wait for that. */
#define KEEP_DELAY 1

/* What a window shows, to be shown again when the program starts: all of it closed. A window is a dictionary: "tabs", an
 * array of dictionaries ("settings", "name", "profile", "beside", "twin"), and "selected", the number of the tab. */

static guint
find_page (GPtrArray *pages, SockeyeSessionPage *page)
{
  guint position;

  return page != NULL && g_ptr_array_find (pages, page, &position) ? position : G_MAXUINT;
}

static GVariant *
keep_page (SockeyeWindow *self, GPtrArray *pages, SockeyeSessionPage *page)
{
  const char *name = sockeye_session_page_get_name (page);
  guint twin = find_page (pages, sockeye_session_page_get_twin (page));
  gboolean with_rules;
  GFile *profile = sockeye_session_page_get_profile (page, &with_rules);
  g_autofree char *uri = profile != NULL ? g_file_get_uri (profile) : NULL;
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert_value (&dict, "settings",
                               sockeye_session_store_keep (sockeye_session_page_get_settings (page)));
  if (name != NULL)
    g_variant_dict_insert (&dict, "name", "s", name);
  if (profile != NULL)
    g_variant_dict_insert (&dict, "profile", "(sb)", uri, with_rules);
  if (sockeye_window_get_side (page) == self->second)
    g_variant_dict_insert (&dict, "beside", "b", TRUE);
  if (twin != G_MAXUINT)
    g_variant_dict_insert (&dict, "twin", "u", twin);
  return g_variant_dict_end (&dict);
}

static SockeyeSessionPage *
load_page (SockeyeWindow *self, GVariant *kept)
{
  g_autoptr (GVariant) values = g_variant_lookup_value (kept, "settings", G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) settings = NULL;
  const char *name = NULL;
  const char *profile = NULL;
  gboolean beside = FALSE;
  gboolean with_rules = FALSE;
  SockeyeSessionPage *page;

  g_variant_lookup (kept, "name", "&s", &name);
  g_variant_lookup (kept, "beside", "b", &beside);
  g_variant_lookup (kept, "profile", "(&sb)", &profile, &with_rules);
  if (values != NULL)
    settings = g_variant_ref_sink (sockeye_session_store_complete (self->settings, values));
  page = sockeye_window_make_page (self, settings, beside ? self->second : self->first);
  sockeye_session_page_set_name (page, name);
  if (profile != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (profile);

      sockeye_session_page_restore_profile (page, file, with_rules);
    }
  return page;
}

static void
load_twins (GPtrArray *pages, GVariant *tabs)
{
  for (guint i = 0; i < pages->len; i++)
    {
      g_autoptr (GVariant) kept = g_variant_get_child_value (tabs, i);
      guint32 twin;

      if (g_variant_lookup (kept, "twin", "u", &twin) && twin < pages->len && twin != i)
        sockeye_session_page_set_twin (pages->pdata[i], pages->pdata[twin]);
    }
}

/* Private: @kept: what sockeye_window_dump() returned; it may have been written by another version */
void
sockeye_window_load (SockeyeWindow *self, GVariant *kept)
{
  g_autoptr (GVariant) tabs = g_variant_lookup_value (kept, "tabs", G_VARIANT_TYPE ("aa{sv}"));
  gsize n = tabs != NULL ? MIN (g_variant_n_children (tabs), SOCKEYE_WINDOW_TABS_MAX) : 0;
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();
  guint32 selected = 0;

  self->arranging = TRUE;
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) tab = g_variant_get_child_value (tabs, i);

      g_ptr_array_add (pages, load_page (self, tab));
    }
  if (pages->len == 0)
    g_ptr_array_add (pages, sockeye_window_make_page (self, NULL, self->first));
  else
    load_twins (pages, tabs);
  self->arranging = FALSE;

  g_variant_lookup (kept, "selected", "u", &selected);
  sockeye_window_activate_page (self, pages->pdata[MIN (selected, pages->len - 1)]);
  sockeye_window_arrange (self);
  /* It is as it was kept. */
  g_clear_handle_id (&self->keep_source, g_source_remove);
}

/* What was opened from a file is there already, and a lab is started anew. */
static GPtrArray *
get_kept_pages (SockeyeWindow *self)
{
  GPtrArray *pages = sockeye_window_get_pages (self);

  for (guint i = pages->len; i-- > 0;)
    if (sockeye_session_page_is_document (pages->pdata[i]) || sockeye_window_is_of_lab (pages->pdata[i]))
      g_ptr_array_remove_index (pages, i);
  return pages;
}

/**
 * sockeye_window_dump:
 * @self: a window
 *
 * Returns: (transfer floating): what is to be kept of it, a{sv}
 */
GVariant *
sockeye_window_dump (SockeyeWindow *self)
{
  g_autoptr (GPtrArray) pages = get_kept_pages (self);
  GVariantBuilder tabs;
  GVariantDict dict;

  g_variant_builder_init (&tabs, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < pages->len && i < SOCKEYE_WINDOW_TABS_MAX; i++)
    g_variant_builder_add_value (&tabs, keep_page (self, pages, pages->pdata[i]));

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert_value (&dict, "tabs", g_variant_builder_end (&tabs));
  g_variant_dict_insert (&dict, "selected", "u", find_page (pages, self->page));
  return g_variant_dict_end (&dict);
}

static void
keep (SockeyeWindow *self)
{
  GtkApplication *program = gtk_window_get_application (GTK_WINDOW (self));

  g_clear_handle_id (&self->keep_source, g_source_remove);
  if (program != NULL && !self->arranging)
    sockeye_application_keep_windows (SOCKEYE_APPLICATION (program));
}

static gboolean
on_keep (gpointer data)
{
  SockeyeWindow *self = data;

  self->keep_source = 0;
  keep (self);
  return G_SOURCE_REMOVE;
}

/* Private: something that is kept has changed. */
void
sockeye_window_keep (SockeyeWindow *self)
{
  if (self->leaving || gtk_widget_get_mapped (GTK_WIDGET (self)))
    keep (self);
  else if (self->keep_source == 0)
    self->keep_source = g_timeout_add_seconds (KEEP_DELAY, on_keep, self);
}
