/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

#include "sentences.h"

#include <glib/gi18n-lib.h>

/* A capture that was recovered stays on the disk until all of it was saved. */

static char *
describe_recovered (SockeyeCapture *capture)
{
  guint64 n = sockeye_capture_get_n_records (capture);
  g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, n);
  g_autofree char *size = g_format_size (sockeye_capture_get_bytes_kept (capture));

  return g_strdup_printf (
      /* Translators: a number, and a size such as "1.2 GB" */
      ngettext ("%s record was recovered (%s). It is offered again at each start until you save the capture.",
                "%s records were recovered (%s). They are offered again at each start until you save the "
                "capture.",
                (gulong) MIN (n, G_MAXULONG)),
      number, size);
}

static char *
describe_missing (guint64 n)
{
  g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, n);

  /* Translators: %s is a number */
  return g_strdup_printf (
      ngettext ("The newest %s record is missing: it had not reached the disk, or is "
                "damaged.",
                "The newest %s records are missing: they had not reached the disk, or are "
                "damaged.",
                (gulong) MIN (n, G_MAXULONG)),
      number);
}

/* Private: the page's document is what was recovered. */
void
sockeye_session_page_set_leftover (SockeyeSessionPage *self, SockeyeLeftover *leftover, guint64 n_missing)
{
  g_autofree char *text = describe_recovered (self->document);
  g_autofree char *missing = n_missing > 0 ? describe_missing (n_missing) : NULL;
  g_autofree char *all = sockeye_sentences_join (text, missing, NULL);

  g_set_object (&self->leftover, leftover);
  sockeye_session_page_describe_document (self, NULL);
  sockeye_notice_bar_show_message (self->save_notice, all);
}

/**
 * sockeye_session_page_tell_recovery:
 * @self: the page of the capture; one of the window, if there is none
 * @began: when the user asked for it, monotonic
 * @error: (nullable): why it failed
 *
 * Tells whoever has gone away meanwhile.
 */
void
sockeye_session_page_tell_recovery (SockeyeSessionPage *self, gint64 began, const GError *error)
{
  self->began[SOCKEYE_WORK_RECOVERING] = began;
  sockeye_session_page_end_work (self, SOCKEYE_WORK_RECOVERING,
                                 sockeye_notice_bar_get_message (self->save_notice), error);
}

static void
on_discarded (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeSessionPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!sockeye_leftover_discard_finish (result, &error) && self->ready)
    sockeye_notice_bar_show_error (self->save_notice, error->message);
}

/* Private: all of it is in a file of the user's. */
void
sockeye_session_page_settle_leftover (SockeyeSessionPage *self)
{
  g_autoptr (SockeyeLeftover) leftover = g_steal_pointer (&self->leftover);

  if (leftover != NULL)
    sockeye_leftover_discard_async (leftover, on_discarded, g_object_ref (self));
}
