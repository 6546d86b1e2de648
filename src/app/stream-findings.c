/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stream-findings.h"

#include "stream-text.h"

#include <gtk/gtk.h>

struct _SockeyeStreamFindings
{
  GObject parent_instance;

  GArray *findings; /* of SockeyeStreamFinding */
};

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SockeyeStreamFindings,
                               sockeye_stream_findings,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static const SockeyeStreamFinding *
get_finding (SockeyeStreamFindings *self, guint i)
{
  return &g_array_index (self->findings, SockeyeStreamFinding, i);
}

static GType
get_item_type (GListModel *model G_GNUC_UNUSED)
{
  return GTK_TYPE_STRING_OBJECT;
}

static guint
get_n_items (GListModel *model)
{
  return SOCKEYE_STREAM_FINDINGS (model)->findings->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  SockeyeStreamFindings *self = SOCKEYE_STREAM_FINDINGS (model);
  g_autofree char *sentence = NULL;

  if (position >= self->findings->len)
    return NULL;
  sentence = sockeye_stream_text_describe_finding (get_finding (self, position));
  return gtk_string_object_new (sentence);
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static void
sockeye_stream_findings_finalize (GObject *object)
{
  g_array_unref (SOCKEYE_STREAM_FINDINGS (object)->findings);

  G_OBJECT_CLASS (sockeye_stream_findings_parent_class)->finalize (object);
}

static void
sockeye_stream_findings_class_init (SockeyeStreamFindingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_stream_findings_finalize;
}

static void
sockeye_stream_findings_init (SockeyeStreamFindings *self)
{
  self->findings = g_array_new (FALSE, FALSE, sizeof (SockeyeStreamFinding));
}

/**
 * sockeye_stream_findings_new:
 *
 * Returns: (transfer full): an empty list
 */
SockeyeStreamFindings *
sockeye_stream_findings_new (void)
{
  return g_object_new (SOCKEYE_TYPE_STREAM_FINDINGS, NULL);
}

static gboolean
is_same (const SockeyeStreamFinding *one, const SockeyeStreamFinding *other)
{
  return one->cut == other->cut && one->lane == other->lane && one->span.start == other->span.start
         && one->span.ordinal == other->span.ordinal && one->span.length == other->span.length
         && one->first == other->first && one->last == other->last;
}

/**
 * sockeye_stream_findings_take:
 * @self: a list
 * @lens: (nullable): whose findings are shown from now on; they are copied
 *
 * Those at the beginning that are the same stay, so that what is selected there stays selected.
 */
void
sockeye_stream_findings_take (SockeyeStreamFindings *self, SockeyeStreamLens *lens)
{
  guint before = self->findings->len;
  guint n = 0;
  const SockeyeStreamFinding *findings = lens != NULL ? sockeye_stream_lens_get_findings (lens, &n) : NULL;
  guint same = 0;

  while (same < MIN (n, before) && is_same (&findings[same], get_finding (self, same)))
    same++;
  if (same == n && same == before)
    return;
  g_array_set_size (self->findings, same);
  if (n > same)
    g_array_append_vals (self->findings, findings + same, n - same);
  g_list_model_items_changed (G_LIST_MODEL (self), same, before - same, n - same);
}

/**
 * sockeye_stream_findings_get_place:
 * @self: a list
 * @position: an item
 * @start: (out): the first byte that it is about
 *
 * Returns: whether there is such an item
 */
gboolean
sockeye_stream_findings_get_place (SockeyeStreamFindings *self, guint position, guint64 *start)
{
  if (position >= self->findings->len)
    return FALSE;
  *start = get_finding (self, position)->span.start;
  return TRUE;
}
