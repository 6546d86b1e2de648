/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reply-store.h"

#include "errors.h"
#include "file-error.h"
#include "reply-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* What is changed within this time is written once. */
#define SAVE_DELAY_MS 500
/* A larger file was not written by this program. */
#define FILE_SIZE_MAX (32u << 20)

struct _SockeyeReplyStore
{
  GObject parent_instance;

  SockeyeReplyRules *rules;
  char *path;

  gboolean loading;
  gboolean loaded;
  gboolean detached; /* the table is somebody else's, and the file is left alone */
  gboolean stale;    /* the table was changed since it was given to a thread */
  gboolean saving;   /* a thread is writing */
  gboolean held;     /* either of these: the store, and the program, live until that is done */
  guint timer;
};

G_DEFINE_FINAL_TYPE (SockeyeReplyStore, sockeye_reply_store, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_LOADED,
  N_PROPS
};

enum
{
  FAILED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void save (SockeyeReplyStore *self);

/* The window may have been closed meanwhile. */
static void
tell (SockeyeReplyStore *self, const GError *error)
{
  if (g_signal_has_handler_pending (self, signals[FAILED], 0, FALSE))
    g_signal_emit (self, signals[FAILED], 0, error);
  else
    g_printerr ("%s\n", error->message);
}

/* --- Reading */

/* What cannot be read is kept for whoever can mend it; the next table would be written over it. */
static GError *
set_aside (const char *path, const GError *cause)
{
  g_autofree char *aside = g_strconcat (path, ".broken", NULL);

  if (g_rename (path, aside) == 0)
    return g_error_new (SOCKEYE_ERROR, SOCKEYE_ERROR_STORE,
                        /* Translators: what was wrong with a file, then a file name */
                        _ ("The rules of the auto-reply could not be read: %s. The file is kept as “%s”, and "
                           "the table begins empty."),
                        sockeye_file_error_get_reason (cause), aside);
  return g_error_new (
      SOCKEYE_ERROR, SOCKEYE_ERROR_STORE,
      /* Translators: what was wrong with a file, then a file name, then what the system said */
      _ ("The rules of the auto-reply could not be read: %s. The file “%s” could not be set "
         "aside either: %s. Move it away yourself, or the next change will be written over "
         "it."),
      sockeye_file_error_get_reason (cause), path, g_strerror (errno));
}

static GPtrArray *
read_file (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  GStatBuf info;

  if (g_stat (path, &info) == 0 && info.st_size > FILE_SIZE_MAX)
    {
      g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_STORE, _ ("It is too large"));
      return NULL;
    }
  return g_file_get_contents (path, &text, &length, error) ? sockeye_reply_file_read (text, length, error)
                                                           : NULL;
}

static void
load_on_thread (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *c G_GNUC_UNUSED)
{
  const char *path = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *rules = read_file (path, &error);

  if (rules != NULL)
    g_task_return_pointer (task, rules, (GDestroyNotify) g_ptr_array_unref);
  else if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_task_return_pointer (task, NULL, NULL);
  else
    g_task_return_error (task, set_aside (path, error));
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data G_GNUC_UNUSED)
{
  SockeyeReplyStore *self = SOCKEYE_REPLY_STORE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rules = g_task_propagate_pointer (G_TASK (result), &error);

  /* What the file has is not to be written again. */
  if (rules != NULL)
    sockeye_reply_rules_append_all (self->rules, rules);
  self->loaded = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
  if (error != NULL)
    tell (self, error);
}

/* --- Writing */

/* From a change until it is written. */
static void
update_hold (SockeyeReplyStore *self)
{
  GApplication *application = g_application_get_default ();
  gboolean hold = self->stale || self->saving;

  if (hold == self->held)
    return;
  self->held = hold;
  if (hold)
    {
      g_object_ref (self);
      if (application != NULL)
        g_application_hold (application);
      return;
    }
  if (application != NULL)
    g_application_release (application);
  g_object_unref (self);
}

typedef struct
{
  char *path;
  GPtrArray *rules;
} Table;

static void
table_free (gpointer data)
{
  Table *table = data;

  g_free (table->path);
  g_ptr_array_unref (table->rules);
  g_free (table);
}

static gboolean
write_file (const char *path, const char *text, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (errno), g_strerror (errno));
      return FALSE;
    }
  return g_file_set_contents_full (path, text, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

static void
save_on_thread (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *c G_GNUC_UNUSED)
{
  const Table *table = data;
  g_autofree char *text = sockeye_reply_file_write (table->rules);
  g_autoptr (GError) cause = NULL;

  if (write_file (table->path, text, &cause))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, SOCKEYE_ERROR, SOCKEYE_ERROR_STORE,
                             /* Translators: a file name, then what the system said */
                             _ ("The rules of the auto-reply could not be saved to “%s”: %s. They hold until "
                                "the window is closed. Make the place writable, and change a rule to save "
                                "again."),
                             table->path, sockeye_file_error_get_reason (cause));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data G_GNUC_UNUSED)
{
  SockeyeReplyStore *self = SOCKEYE_REPLY_STORE (source);
  g_autoptr (GError) error = NULL;

  self->saving = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    tell (self, error);
  if (self->stale && self->timer == 0)
    save (self);
  update_hold (self);
}

/* One thread at a time, so that the newest table is written last. */
static void
save (SockeyeReplyStore *self)
{
  g_autoptr (GTask) task = NULL;
  Table *table;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (!self->stale || self->saving)
    return;

  self->stale = FALSE;
  self->saving = TRUE;
  table = g_new (Table, 1);
  table->path = g_strdup (self->path);
  table->rules = sockeye_reply_rules_list (self->rules);
  task = g_task_new (self, NULL, on_saved, NULL);
  g_task_set_task_data (task, table, table_free);
  g_task_run_in_thread (task, save_on_thread);
}

static gboolean
on_timeout (gpointer data)
{
  SockeyeReplyStore *self = data;

  self->timer = 0;
  save (self);
  return G_SOURCE_REMOVE;
}

static void
on_changed (SockeyeReplyStore *self)
{
  if (!self->loaded || self->detached)
    return;

  self->stale = TRUE;
  update_hold (self);
  if (self->timer == 0)
    self->timer = g_timeout_add (SAVE_DELAY_MS, on_timeout, self);
}

/* --- */

static void
sockeye_reply_store_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeReplyStore *self = SOCKEYE_REPLY_STORE (object);

  switch (id)
    {
    case PROP_LOADED:
      g_value_set_boolean (value, self->loaded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_reply_store_finalize (GObject *object)
{
  SockeyeReplyStore *self = SOCKEYE_REPLY_STORE (object);

  g_signal_handlers_disconnect_by_data (self->rules, self);
  g_object_unref (self->rules);
  g_free (self->path);

  G_OBJECT_CLASS (sockeye_reply_store_parent_class)->finalize (object);
}

static void
sockeye_reply_store_class_init (SockeyeReplyStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sockeye_reply_store_get_property;
  object_class->finalize = sockeye_reply_store_finalize;

  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SockeyeReplyStore::failed:
   * @error: why; sentences for the user
   *
   * The table could not be read, or not be written.
   */
  signals[FAILED] = g_signal_new ("failed", SOCKEYE_TYPE_REPLY_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
sockeye_reply_store_init (SockeyeReplyStore *self G_GNUC_UNUSED)
{
}

/**
 * sockeye_reply_store_new:
 * @rules: an empty table
 * @path: (nullable): the file; %NULL: the user's
 *
 * Returns: (transfer full): what keeps @rules, once it has loaded
 */
SockeyeReplyStore *
sockeye_reply_store_new (SockeyeReplyRules *rules, const char *path)
{
  SockeyeReplyStore *self = g_object_new (SOCKEYE_TYPE_REPLY_STORE, NULL);

  self->rules = g_object_ref (rules);
  self->path = path != NULL ? g_strdup (path)
                            : g_build_filename (g_get_user_data_dir (), "sockeye", "replies.ini", NULL);
  g_signal_connect_swapped (rules, "changed", G_CALLBACK (on_changed), self);
  return self;
}

/**
 * sockeye_reply_store_load:
 *
 * Reads the file, if it was not read before. "loaded" says when that is done; until then nothing is to be changed.
 */
void
sockeye_reply_store_load (SockeyeReplyStore *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->loading || self->loaded)
    return;

  self->loading = TRUE;
  task = g_task_new (self, NULL, on_loaded, NULL);
  g_task_set_task_data (task, g_strdup (self->path), g_free);
  g_task_run_in_thread (task, load_on_thread);
}

/**
 * sockeye_reply_store_detach:
 *
 * The table, which is empty, will come from elsewhere: the file is neither read nor written. Until
 * sockeye_reply_store_take_over() the store has not loaded.
 */
void
sockeye_reply_store_detach (SockeyeReplyStore *self)
{
  g_return_if_fail (!self->loading && !self->loaded);

  self->loading = TRUE;
  self->detached = TRUE;
}

/**
 * sockeye_reply_store_is_detached:
 *
 * Returns: whether the table comes from elsewhere, and its changes are not kept
 */
gboolean
sockeye_reply_store_is_detached (SockeyeReplyStore *self)
{
  return self->detached;
}

/**
 * sockeye_reply_store_take_over:
 * @rules: (element-type SockeyeReplyRule): what the table of a store that was detached is to have
 */
void
sockeye_reply_store_take_over (SockeyeReplyStore *self, GPtrArray *rules)
{
  g_return_if_fail (self->detached && !self->loaded);

  sockeye_reply_rules_append_all (self->rules, rules);
  self->loaded = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}

/**
 * sockeye_reply_store_is_loaded:
 *
 * Returns: whether the table has what the file had
 */
gboolean
sockeye_reply_store_is_loaded (SockeyeReplyStore *self)
{
  return self->loaded;
}

/**
 * sockeye_reply_store_flush:
 *
 * Writes what was changed now, not after a while. The store lives until it is written, whoever lets go of it.
 */
void
sockeye_reply_store_flush (SockeyeReplyStore *self)
{
  save (self);
}

/**
 * sockeye_reply_store_is_saved:
 *
 * Returns: whether everything that was changed is in the file, or could not be written
 */
gboolean
sockeye_reply_store_is_saved (SockeyeReplyStore *self)
{
  return !self->saving && !self->stale;
}
