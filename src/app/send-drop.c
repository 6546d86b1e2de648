/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "send-drop.h"

#include "file-job.h"

#include <glib/gi18n-lib.h>

/* Files that are dropped on the send box. */

/* Of the drop target: the file that is being looked at. */
#define LOOKING "sockeye-looking"

typedef struct
{
  GFile *file;
  gboolean alone; /* nothing else was dropped together with it */
} Dropped;

static void
dropped_free (gpointer data)
{
  Dropped *dropped = data;

  g_object_unref (dropped->file);
  g_free (dropped);
}

static void
cancel_looking (gpointer data)
{
  g_cancellable_cancel (data);
  g_object_unref (data);
}

static void
look_in_thread (GTask *task,
                gpointer source G_GNUC_UNUSED,
                gpointer data,
                GCancellable *cancellable G_GNUC_UNUSED)
{
  GError *error = NULL;

  if (sockeye_file_job_check_file (((Dropped *) data)->file, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_looked (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  SockeyeSendBox *box = data;
  const Dropped *dropped = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (dropped->file);
  g_autofree char *message = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  /* The box may be gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    {
      sockeye_notice_bar_show_error (sockeye_send_box_get_notice (box), error->message);
      return;
    }

  sockeye_send_box_set_file (box, dropped->file);
  if (dropped->alone)
    return;
  message = g_strdup_printf (
      /* Translators: %s is the name of a file */
      _ ("Only “%s” was taken: one file can be sent at a time. Drop the others afterwards."), name);
  sockeye_notice_bar_show_message (sockeye_send_box_get_notice (box), message);
}

/* What cannot be sent is refused here, and what was in the box stays. */
static gboolean
on_drop (GtkDropTarget *drop,
         const GValue *value,
         double x G_GNUC_UNUSED,
         double y G_GNUC_UNUSED,
         gpointer data G_GNUC_UNUSED)
{
  GtkWidget *box = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (drop));
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));
  g_autoptr (GTask) task = NULL;
  GCancellable *cancellable;
  Dropped *dropped;

  if (files == NULL)
    return FALSE;

  cancellable = g_cancellable_new ();
  g_object_set_data_full (G_OBJECT (drop), LOOKING, cancellable, cancel_looking);
  dropped = g_new0 (Dropped, 1);
  dropped->file = g_object_ref (files->data);
  dropped->alone = files->next == NULL;
  task = g_task_new (NULL, cancellable, on_looked, box);
  g_task_set_source_tag (task, on_drop);
  g_task_set_task_data (task, dropped, dropped_free);
  g_task_run_in_thread (task, look_in_thread);
  return TRUE;
}

static void
on_destroy (GtkWidget *box G_GNUC_UNUSED, GtkDropTarget *drop)
{
  g_object_set_data (G_OBJECT (drop), LOOKING, NULL);
}

/**
 * sockeye_send_drop_set_up:
 * @box: a box
 *
 * From now on a file that is dropped on it is what it sends.
 */
void
sockeye_send_drop_set_up (SockeyeSendBox *box)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  /* Before the text view, which would take the file's name for a text. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drop), GTK_PHASE_CAPTURE);
  g_signal_connect (drop, "drop", G_CALLBACK (on_drop), NULL);
  g_signal_connect_object (box, "destroy", G_CALLBACK (on_destroy), drop, 0);
  gtk_widget_add_controller (GTK_WIDGET (box), GTK_EVENT_CONTROLLER (drop));
}
