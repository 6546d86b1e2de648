/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "projector-side.h"

#include "log-view.h"
#include "template.h"

#include <glib/gi18n-lib.h>

/* Characters of a record that its sentence repeats. */
#define TEXT_CHARS_MAX 120

struct _SockeyeProjectorSide
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *title;
  GtkLabel *state;
  SockeyeLogView *view;

  SockeyeSessionPage *page; /* (nullable) weak */
  SockeyeWorkspace *workspace;
  guint64 n_records; /* of the log, when it was refreshed last */
};

G_DEFINE_FINAL_TYPE (SockeyeProjectorSide, sockeye_projector_side, GTK_TYPE_WIDGET)

static SockeyeLogModel *
get_log (SockeyeProjectorSide *self)
{
  return sockeye_workspace_get_log (self->workspace);
}

static void
show_state (SockeyeProjectorSide *self)
{
  g_autofree char *state = sockeye_workspace_describe (self->workspace);

  if (self->page != NULL)
    gtk_label_set_label (self->title, sockeye_session_page_get_label (self->page));
  gtk_label_set_label (self->state, state);
}

static void
sockeye_projector_side_dispose (GObject *object)
{
  SockeyeProjectorSide *self = SOCKEYE_PROJECTOR_SIDE (object);

  /* It may be the last one that holds the workspace, whose session closes then, and tells so. */
  if (self->workspace != NULL)
    g_signal_handlers_disconnect_by_data (sockeye_workspace_get_session (self->workspace), self);
  g_clear_weak_pointer (&self->page);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_PROJECTOR_SIDE);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (sockeye_projector_side_parent_class)->dispose (object);
}

static void
sockeye_projector_side_class_init (SockeyeProjectorSideClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_projector_side_dispose;

  g_type_ensure (SOCKEYE_TYPE_LOG_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/projector-side.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeProjectorSide, title);
  gtk_widget_class_bind_template_child (widget_class, SockeyeProjectorSide, state);
  gtk_widget_class_bind_template_child (widget_class, SockeyeProjectorSide, view);
}

static void
sockeye_projector_side_init (SockeyeProjectorSide *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_projector_side_set_page:
 * @self: a side
 * @page: whose log; once. Nothing about it is changed.
 * @alone: it has the whole width; otherwise there is no room for what the sentence tells as well
 */
void
sockeye_projector_side_set_page (SockeyeProjectorSide *self, SockeyeSessionPage *page, gboolean alone)
{
  GSettings *settings = sockeye_session_page_get_settings (page);
  static const char *const columns[] = { "show-time", "show-peer", "show-conversations" };

  g_return_if_fail (self->workspace == NULL);

  g_set_weak_pointer (&self->page, page);
  self->workspace = g_object_ref (sockeye_session_page_get_workspace (page));
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    g_object_set (self->view, columns[i], g_settings_get_boolean (settings, columns[i]), NULL);
  if (!alone)
    g_object_set (self->view, "show-time", FALSE, "show-peer", FALSE, NULL);
  g_object_set (self->view, "show-size", FALSE, NULL); /* the sentence tells it */
  sockeye_log_view_set_model (self->view, get_log (self));
  g_signal_connect_object (sockeye_workspace_get_session (self->workspace), "notify", G_CALLBACK (show_state),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "notify::label", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  show_state (self);
}

/**
 * sockeye_projector_side_refresh:
 * @self: a side
 *
 * Takes over what was recorded, also for the page, whose window may be covered. Once per frame at most.
 *
 * Returns: whether there are other records than before
 */
gboolean
sockeye_projector_side_refresh (SockeyeProjectorSide *self)
{
  guint64 n_records = sockeye_capture_get_n_records (sockeye_workspace_get_capture (self->workspace));
  gboolean news = n_records != self->n_records;

  self->n_records = n_records;
  sockeye_log_view_refresh (self->view);
  return news;
}

/**
 * sockeye_projector_side_show_all:
 * @self: a side
 *
 * Shows every record, and those that come.
 */
void
sockeye_projector_side_show_all (SockeyeProjectorSide *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->view), "log.select-none", NULL);
  sockeye_log_view_set_paused (self->view, FALSE);
  sockeye_log_view_go_newest (self->view);
}

/**
 * sockeye_projector_side_show_to:
 * @self: a side
 * @end: the first record that is not shown
 */
void
sockeye_projector_side_show_to (SockeyeProjectorSide *self, guint64 end)
{
  sockeye_log_view_show_to (self->view, end);
}

gboolean
sockeye_projector_side_get_next (SockeyeProjectorSide *self, SockeyeLogLine *line)
{
  return sockeye_log_view_get_next (self->view, line);
}

gboolean
sockeye_projector_side_get_last (SockeyeProjectorSide *self, SockeyeLogLine *line)
{
  return sockeye_log_view_get_last (self->view, line);
}

/**
 * sockeye_projector_side_count:
 * @self: a side
 * @n_shown: (inout): records that are shown are added
 * @n_records: (inout): all of the log are added
 */
void
sockeye_projector_side_count (SockeyeProjectorSide *self, guint64 *n_shown, guint64 *n_records)
{
  *n_shown += sockeye_log_view_get_n_shown (self->view);
  *n_records += sockeye_log_model_get_n_records (get_log (self));
}

/**
 * sockeye_projector_side_mark:
 * @self: a side
 * @line: (nullable): the record that is spoken of; %NULL: none of this side
 */
void
sockeye_projector_side_mark (SockeyeProjectorSide *self, const SockeyeLogLine *line)
{
  SockeyeLogPosition from, to;

  if (line == NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self->view), "log.select-none", NULL);
      return;
    }
  from = (SockeyeLogPosition){ line->number, 0 };
  to = (SockeyeLogPosition){ line->number + 1, 0 };
  sockeye_log_view_select (self->view, &from, &to);
}

static char *
shorten (const GString *text)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (text->str, (gssize) text->len) <= TEXT_CHARS_MAX)
    return g_strndup (text->str, text->len);
  start = g_utf8_substring (text->str, 0, TEXT_CHARS_MAX);
  return g_strconcat (start, "…", NULL);
}

/**
 * sockeye_projector_side_describe:
 * @self: a side
 * @line: the first row of a record of its log
 *
 * Returns: (transfer full): when it was, who did what to whom, in a sentence
 */
char *
sockeye_projector_side_describe (SockeyeProjectorSide *self, const SockeyeLogLine *line)
{
  const char *who = gtk_label_get_label (self->title);
  g_autofree char *number = g_strdup_printf ("%'u", line->record.length);
  g_autofree char *bytes = g_strdup_printf (ngettext ("%s byte", "%s bytes", line->record.length), number);
  g_autofree char *what = shorten (line->text->utf8);

  if (line->record.kind == SOCKEYE_RECORD_SENT)
    /* Translators: a time, a session such as "TCP client 127.0.0.1:8080", "5 bytes", the far end, the bytes as text */
    return g_strdup_printf (_ ("%1$s – %2$s sends %3$s to %4$s: “%5$s”"), line->time->str, who, bytes,
                            line->peer->str, what);
  if (line->record.kind == SOCKEYE_RECORD_RECEIVED)
    /* Translators: a time, a session such as "TCP client 127.0.0.1:8080", "5 bytes", the far end, the bytes as text */
    return g_strdup_printf (_ ("%1$s – %2$s receives %3$s from %4$s: “%5$s”"), line->time->str, who, bytes,
                            line->peer->str, what);
  /* Translators: a time, a session such as "TCP client 127.0.0.1:8080", and a sentence about what happened */
  return g_strdup_printf (_ ("%1$s – %2$s: %3$s"), line->time->str, who, what);
}
