/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "history.h"

#include "history-store.h"

struct _SockeyeHistory
{
  GObject parent_instance;

  /* Owned */
  GPtrArray *entries; /* of SockeyeHistoryItem, newest first */
  SockeyeHistoryStore *store;
  GString *untold; /* messages that nobody has taken */

  gboolean full;    /* entries had to go */
  gint64 last_time; /* of the newest entry that was added here, microseconds since the Epoch */
};

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SockeyeHistory,
                               sockeye_history,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_0,
  PROP_KEEP,
  N_PROPS
};

enum
{
  MESSAGE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static GType
get_item_type (GListModel *model G_GNUC_UNUSED)
{
  return SOCKEYE_TYPE_HISTORY_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return SOCKEYE_HISTORY (model)->entries->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  SockeyeHistory *self = SOCKEYE_HISTORY (model);

  return position < self->entries->len ? g_object_ref (g_ptr_array_index (self->entries, position)) : NULL;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static void
remove_others (SockeyeHistory *self, GPtrArray *next)
{
  g_autoptr (GHashTable) kept = g_hash_table_new (NULL, NULL);
  guint end = self->entries->len;

  for (guint i = 0; i < next->len; i++)
    g_hash_table_add (kept, g_ptr_array_index (next, i));

  while (end > 0)
    {
      guint start = end;

      while (start > 0 && !g_hash_table_contains (kept, g_ptr_array_index (self->entries, start - 1)))
        start--;
      if (start < end)
        {
          g_ptr_array_remove_range (self->entries, start, end - start);
          g_list_model_items_changed (G_LIST_MODEL (self), start, end - start, 0);
        }
      end = start > 0 ? start - 1 : 0;
    }
}

static void
insert_new (SockeyeHistory *self, GPtrArray *next)
{
  for (guint i = 0; i < next->len;)
    {
      gpointer following = i < self->entries->len ? g_ptr_array_index (self->entries, i) : NULL;
      guint start = i;

      for (; i < next->len && g_ptr_array_index (next, i) != following; i++)
        g_ptr_array_insert (self->entries, (int) i, g_object_ref (g_ptr_array_index (next, i)));
      if (start < i)
        g_list_model_items_changed (G_LIST_MODEL (self), start, 0, i - start);
      else
        i++;
    }
}

/* Whoever shows the list keeps what stays. Items that stay have to be in the same order in both. */
static void
become (SockeyeHistory *self, GPtrArray *next)
{
  guint fitting = sockeye_history_entries_count_fitting (next);

  self->full = fitting < next->len || (self->full && fitting > 0);
  g_ptr_array_set_size (next, (int) fitting);
  remove_others (self, next);
  insert_new (self, next);
}

/* Most of it is here already. */
static void
on_read (SockeyeHistory *self, GPtrArray *entries)
{
  guint known = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      SockeyeHistoryItem *item = g_ptr_array_index (entries, i);

      for (guint j = known; j < self->entries->len; j++)
        {
          SockeyeHistoryItem *old = g_ptr_array_index (self->entries, j);

          if (!sockeye_history_item_equal (old, item)
              || sockeye_history_item_get_time (old) != sockeye_history_item_get_time (item)
              || sockeye_history_item_get_times (old) != sockeye_history_item_get_times (item))
            continue;

          g_object_unref (item);
          g_ptr_array_index (entries, i) = g_object_ref (old);
          known = j + 1;
          break;
        }
    }
  become (self, entries);
}

static void
on_message (SockeyeHistory *self, const char *message)
{
  if (self->untold->len > 0)
    g_string_append_c (self->untold, '\n');
  g_string_append (self->untold, message);
  g_signal_emit (self, signals[MESSAGE], 0);
}

static GPtrArray *
copy_entries (SockeyeHistory *self)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->entries->len; i++)
    g_ptr_array_add (copy, g_object_ref (g_ptr_array_index (self->entries, i)));
  return copy;
}

/* Makes the same change to each item, here and later in the file. The last one comes first: of several that are as old as
 * each other, what is put above the others is the newest. */
static void
change_all (SockeyeHistory *self,
            SockeyeHistoryChangeKind kind,
            SockeyeHistoryItem *const *items,
            guint n_items)
{
  g_autoptr (GPtrArray) next = copy_entries (self);
  g_autofree SockeyeHistoryChange **changes = g_new (SockeyeHistoryChange *, MAX (n_items, 1));

  for (guint i = n_items; i-- > 0;)
    {
      changes[i] = sockeye_history_change_new (kind, items[i]);
      sockeye_history_change_apply (changes[i], next);
    }
  become (self, next);
  for (guint i = n_items; i-- > 0;)
    sockeye_history_store_note (self->store, changes[i]);
}

static void
change (SockeyeHistory *self, SockeyeHistoryChangeKind kind, SockeyeHistoryItem *item)
{
  change_all (self, kind, &item, 1);
}

static void
sockeye_history_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_KEEP:
      g_value_set_boolean (value, sockeye_history_get_keep (SOCKEYE_HISTORY (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_history_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_KEEP:
      sockeye_history_set_keep (SOCKEYE_HISTORY (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_history_finalize (GObject *object)
{
  SockeyeHistory *self = SOCKEYE_HISTORY (object);

  /* A write that is under way goes on without us. */
  g_signal_handlers_disconnect_by_data (self->store, self);
  g_object_unref (self->store);
  g_ptr_array_unref (self->entries);
  g_string_free (self->untold, TRUE);

  G_OBJECT_CLASS (sockeye_history_parent_class)->finalize (object);
}

static void
sockeye_history_class_init (SockeyeHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sockeye_history_get_property;
  object_class->set_property = sockeye_history_set_property;
  object_class->finalize = sockeye_history_finalize;

  properties[PROP_KEEP] = g_param_spec_boolean (
      "keep", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SockeyeHistory::message:
   *
   * sockeye_history_take_message() has something to tell.
   */
  signals[MESSAGE] = g_signal_new ("message", SOCKEYE_TYPE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
sockeye_history_init (SockeyeHistory *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->untold = g_string_new (NULL);
}

/**
 * sockeye_history_new:
 * @path: its file, which is read and written while it is kept
 *
 * Returns: (transfer full): an empty history that is not kept
 */
SockeyeHistory *
sockeye_history_new (const char *path)
{
  SockeyeHistory *self = g_object_new (SOCKEYE_TYPE_HISTORY, NULL);

  self->store = sockeye_history_store_new (path, self->entries);
  g_signal_connect_swapped (self->store, "read", G_CALLBACK (on_read), self);
  g_signal_connect_swapped (self->store, "message", G_CALLBACK (on_message), self);
  return self;
}

/**
 * sockeye_history_get_keep:
 * @self: a history
 *
 * Returns: whether it outlasts the program
 */
gboolean
sockeye_history_get_keep (SockeyeHistory *self)
{
  return sockeye_history_store_get_keep (self->store);
}

/**
 * sockeye_history_set_keep:
 * @self: a history
 * @keep: whether it outlasts the program
 *
 * Once it is kept, it has what the file has as well, soon. When it is no longer kept the file is deleted, and what it had
 * stays until the program ends.
 */
void
sockeye_history_set_keep (SockeyeHistory *self, gboolean keep)
{
  if (!sockeye_history_get_keep (self) == !keep)
    return;

  sockeye_history_store_set_keep (self->store, keep);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEEP]);
}

/**
 * sockeye_history_take_message:
 * @self: a history
 *
 * Returns: (transfer full) (nullable): what the user has to know about the file, in sentences; to be told once
 */
char *
sockeye_history_take_message (SockeyeHistory *self)
{
  char *message = self->untold->len > 0 ? g_strdup (self->untold->str) : NULL;

  g_string_truncate (self->untold, 0);
  return message;
}

/**
 * sockeye_history_is_full:
 * @self: a history
 *
 * Returns: whether the oldest entries had to go, or will
 */
gboolean
sockeye_history_is_full (SockeyeHistory *self)
{
  return self->full || self->entries->len == SOCKEYE_HISTORY_ENTRIES_MAX;
}

/**
 * sockeye_history_find:
 * @self: a history
 * @item: an item, of this history or not
 *
 * Returns: where the entry for the same text is, or %G_MAXUINT
 */
guint
sockeye_history_find (SockeyeHistory *self, SockeyeHistoryItem *item)
{
  guint position = sockeye_history_entries_find (self->entries, item);

  return position < self->entries->len ? position : G_MAXUINT;
}

/* Times tell the order of what is put back, also of what was cleared meanwhile, and a file keeps milliseconds only. When
 * the clock was set back, they are no longer in order, but right. */
static gint64
get_time (SockeyeHistory *self)
{
  gint64 now = g_get_real_time ();
  gint64 newest = self->entries->len > 0
                      ? sockeye_history_item_get_time (g_ptr_array_index (self->entries, 0))
                      : 0;

  newest = MAX (newest, self->last_time);
  self->last_time = newest >= now - 1000 && newest < now + G_USEC_PER_SEC ? newest + 1000 : now;
  return self->last_time;
}

/**
 * sockeye_history_add:
 * @self: a history
 * @text: what was typed
 * @plan: how it was read, and what went behind it
 * @charset: the encoding it was sent in
 *
 * Something was sent. It is the newest entry now; the same text, sent in the same way, is not there twice. Call it once
 * for a text that is repeated.
 */
void
sockeye_history_add (SockeyeHistory *self,
                     const char *text,
                     const SockeyeSendPlan *plan,
                     const SockeyeCharset *charset)
{
  gint64 now = get_time (self);
  g_autoptr (SockeyeHistoryItem) item = sockeye_history_item_new (text, plan, charset, now);
  guint position = sockeye_history_entries_find (self->entries, item);

  /* One text for all of them. */
  if (position < self->entries->len)
    {
      g_object_unref (item);
      item = sockeye_history_item_new_later (g_ptr_array_index (self->entries, position), now, 1);
    }
  change (self, SOCKEYE_HISTORY_SENT, item);
}

/**
 * sockeye_history_remove:
 * @self: a history
 * @item: an entry
 *
 * Forgets it.
 */
void
sockeye_history_remove (SockeyeHistory *self, SockeyeHistoryItem *item)
{
  change (self, SOCKEYE_HISTORY_REMOVED, item);
}

/**
 * sockeye_history_clear:
 * @self: a history
 *
 * Forgets everything.
 *
 * Returns: (transfer full) (element-type SockeyeHistoryItem): what it had, for sockeye_history_restore()
 */
GPtrArray *
sockeye_history_clear (SockeyeHistory *self)
{
  GPtrArray *items = copy_entries (self);

  change (self, SOCKEYE_HISTORY_CLEARED, NULL);
  return items;
}

/**
 * sockeye_history_restore:
 * @self: a history
 * @items: (element-type SockeyeHistoryItem): what was removed from it
 *
 * Puts them where they were. What was sent since stays.
 */
void
sockeye_history_restore (SockeyeHistory *self, GPtrArray *items)
{
  change_all (self, SOCKEYE_HISTORY_KEPT, (SockeyeHistoryItem *const *) items->pdata, items->len);
}

/**
 * sockeye_history_flush:
 * @self: a history
 * @milliseconds: how long to wait at most
 *
 * Writes what is not in the file yet, and turns the main loop until that is done: for the end of the program.
 *
 * Returns: whether there is nothing left to write
 */
gboolean
sockeye_history_flush (SockeyeHistory *self, guint milliseconds)
{
  return sockeye_history_store_flush (self->store, milliseconds);
}
