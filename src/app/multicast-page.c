/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "multicast-page.h"

#include "errors.h"
#include "group-list.h"
#include "session-options.h"
#include "template.h"

#include <glib/gi18n-lib.h>

struct _SockeyeMulticastPage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *hint;
  SockeyeGroupList *groups;
  GtkBox *rows;
  GtkBox *share_editor;
  GtkSwitch *share;
  GtkLabel *share_reported;

  SockeyeWorkspace *workspace;       /* owned; NULL: disposed */
  char *local_host;                  /* owned; of the network panel */
  const SockeyeSocketReport *report; /* borrowed (nullable): of the window */
  gboolean frozen;                   /* the switch changes by itself */
};

G_DEFINE_FINAL_TYPE (SockeyeMulticastPage, sockeye_multicast_page, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  STALE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* A group that is being joined or left. The page may be gone when it is done. */
typedef struct
{
  GWeakRef page;
  SockeyeGroup group;
} Change;

/* Returns NULL when nobody looks any more. */
static SockeyeMulticastPage *
change_finish (Change *change, SockeyeGroup *group)
{
  SockeyeMulticastPage *self = g_weak_ref_get (&change->page);

  *group = change->group;
  g_weak_ref_clear (&change->page);
  g_free (change);
  if (self != NULL && self->workspace == NULL)
    g_clear_object (&self);
  return self;
}

static SockeyeSession *
get_session (SockeyeMulticastPage *self)
{
  return sockeye_workspace_get_session (self->workspace);
}

static SockeyeWishes *
get_wishes (SockeyeMulticastPage *self)
{
  return sockeye_workspace_get_wishes (self->workspace, SOCKEYE_PROTOCOL_UDP);
}

static gboolean
is_open (SockeyeMulticastPage *self)
{
  return sockeye_session_get_state (get_session (self)) == SOCKEYE_SESSION_OPEN;
}

static const char *
get_bound_host (SockeyeMulticastPage *self, char *text, gsize size)
{
  if (self->report != NULL && self->report->open)
    return sockeye_endpoint_format_host (&self->report->local, text, size);
  return self->local_host != NULL ? self->local_host : "";
}

/* A socket that is bound to one address of this machine hears nothing that goes to others. */
static void
show_hint (SockeyeMulticastPage *self)
{
  char text[SOCKEYE_ENDPOINT_TEXT_MAX];
  const char *host = get_bound_host (self, text, sizeof text);
  SockeyeEndpoint endpoint;
  gboolean literal = sockeye_endpoint_set_literal (&endpoint, host, 0, NULL); /* NULL: it may be a name */
  gboolean hears = *host == '\0'
                   || (literal
                       && (sockeye_endpoint_is_any (&endpoint) || sockeye_endpoint_is_multicast (&endpoint)));
  g_autofree char *hint = NULL;

  if (!hears)
    hint = g_strdup_printf (
        /* Translators: %s is an address of this machine, such as 127.0.0.1 */
        _ ("The local host is %s: what is sent to groups and broadcast addresses will not arrive. Bind to "
           "all "
           "addresses (0.0.0.0, or :: for IPv6 as well), or to the group’s address."),
        host);
  gtk_label_set_label (self->hint, hint != NULL ? hint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), hint != NULL);
}

static void
show (SockeyeMulticastPage *self)
{
  const SockeyeOptionValue *share = sockeye_wishes_get (get_wishes (self), SOCKEYE_OPTION_SO_REUSEPORT);
  g_autofree char *shared = self->report != NULL
                                ? sockeye_socket_report_format (self->report, SOCKEYE_OPTION_SO_REUSEPORT)
                                : g_strdup ("");

  self->frozen = TRUE;
  gtk_switch_set_active (self->share, share != NULL && share->number != 0);
  self->frozen = FALSE;
  gtk_label_set_label (self->share_reported, shared);
  sockeye_group_list_show (self->groups, get_wishes (self), self->report);
  show_hint (self);
}

static void
on_share_changed (SockeyeMulticastPage *self)
{
  SockeyeOptionValue on = { .number = 1 };
  const SockeyeOptionValue *value = gtk_switch_get_active (self->share) ? &on : NULL;

  if (self->frozen)
    return;
  sockeye_wishes_set (get_wishes (self), SOCKEYE_OPTION_SO_REUSEADDR, value);
  sockeye_wishes_set (get_wishes (self), SOCKEYE_OPTION_SO_REUSEPORT, value);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
keep_group (SockeyeMulticastPage *self, const SockeyeGroup *group)
{
  g_autoptr (GError) error = NULL;

  if (!sockeye_wishes_add_group (get_wishes (self), group))
    g_set_error_literal (&error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                         sockeye_wishes_get_n_groups (get_wishes (self)) >= SOCKEYE_GROUPS_MAX
                             ? _ ("There are as many groups in the list as it can hold. Leave some of them.")
                             : _ ("This group is in the list already."));
  sockeye_group_list_set_error (self->groups, error);
  if (error != NULL)
    return;
  sockeye_group_list_clear_fields (self->groups);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_joined (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  SockeyeGroup group;
  g_autoptr (SockeyeMulticastPage) self = change_finish (data, &group);
  g_autoptr (GError) error = NULL;
  gboolean joined = sockeye_session_change_finish (result, &error);

  if (self == NULL)
    return;
  if (joined || g_error_matches (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NOT_OPEN))
    keep_group (self, &group);
  else
    sockeye_group_list_set_error (self->groups, error);
  g_signal_emit (self, signals[STALE], 0);
}

static void
on_left (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  SockeyeGroup group;
  g_autoptr (SockeyeMulticastPage) self = change_finish (data, &group);
  g_autoptr (GError) error = NULL;

  sockeye_session_change_finish (result, &error);
  if (self == NULL)
    return;
  if (!g_error_matches (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NOT_OPEN))
    sockeye_group_list_set_error (self->groups, error);
  g_signal_emit (self, signals[STALE], 0);
}

static gboolean
is_member (SockeyeMulticastPage *self, const SockeyeGroup *group)
{
  for (guint i = 0; self->report != NULL && i < self->report->groups->len; i++)
    if (sockeye_group_equal (&g_array_index (self->report->groups, SockeyeGroup, i), group))
      return TRUE;
  return FALSE;
}

static void
change_group (SockeyeMulticastPage *self, const SockeyeGroup *group, gboolean join)
{
  Change *change = g_new (Change, 1);

  g_weak_ref_init (&change->page, self);
  change->group = *group;
  sockeye_session_change_group_async (get_session (self), group, join, join ? on_joined : on_left, change);
}

/* What cannot be joined stays in the fields; what is joined, or will be, goes into the list. */
static void
on_join (SockeyeMulticastPage *self, const SockeyeGroup *group)
{
  if (is_open (self))
    {
      change_group (self, group, TRUE);
      return;
    }
  keep_group (self, group);
  show (self);
}

static void
on_leave (SockeyeMulticastPage *self, const SockeyeGroup *group)
{
  sockeye_wishes_remove_group (get_wishes (self), group);
  g_signal_emit (self, signals[CHANGED], 0);
  if (is_open (self) && is_member (self, group))
    change_group (self, group, FALSE);
  else
    show (self);
}

static void
sockeye_multicast_page_dispose (GObject *object)
{
  SockeyeMulticastPage *self = SOCKEYE_MULTICAST_PAGE (object);

  g_clear_object (&self->workspace);
  g_clear_pointer (&self->local_host, g_free);
  self->report = NULL;
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_MULTICAST_PAGE);

  G_OBJECT_CLASS (sockeye_multicast_page_parent_class)->dispose (object);
}

static void
sockeye_multicast_page_class_init (SockeyeMulticastPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_multicast_page_dispose;

  /**
   * SockeyeMulticastPage::changed:
   *
   * There are other wishes.
   */
  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_MULTICAST_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  /**
   * SockeyeMulticastPage::stale:
   *
   * The socket is not as it was reported any more.
   */
  signals[STALE] = g_signal_new ("stale", SOCKEYE_TYPE_MULTICAST_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  g_type_ensure (SOCKEYE_TYPE_GROUP_LIST);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/multicast-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeMulticastPage, hint);
  gtk_widget_class_bind_template_child (widget_class, SockeyeMulticastPage, groups);
  gtk_widget_class_bind_template_child (widget_class, SockeyeMulticastPage, rows);
  gtk_widget_class_bind_template_child (widget_class, SockeyeMulticastPage, share_editor);
  gtk_widget_class_bind_template_child (widget_class, SockeyeMulticastPage, share);
  gtk_widget_class_bind_template_child (widget_class, SockeyeMulticastPage, share_reported);
  gtk_widget_class_bind_template_callback (widget_class, on_join);
  gtk_widget_class_bind_template_callback (widget_class, on_leave);
  gtk_widget_class_bind_template_callback (widget_class, on_share_changed);
}

static void
sockeye_multicast_page_init (SockeyeMulticastPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_multicast_page_set_workspace:
 * @self: a page
 * @workspace: whose socket, and whose wishes; once
 */
void
sockeye_multicast_page_set_workspace (SockeyeMulticastPage *self, SockeyeWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
}

/**
 * sockeye_multicast_page_show:
 * @self: a page
 * @report: (nullable): what the kernel says; used until the next call
 */
void
sockeye_multicast_page_show (SockeyeMulticastPage *self, const SockeyeSocketReport *report)
{
  self->report = report;
  show (self);
}

/**
 * sockeye_multicast_page_set_local_host:
 * @self: a page
 * @local_host: what a socket will be bound to
 */
void
sockeye_multicast_page_set_local_host (SockeyeMulticastPage *self, const char *local_host)
{
  g_free (self->local_host);
  self->local_host = g_strdup (local_host);
  show_hint (self);
}

/**
 * sockeye_multicast_page_set_interfaces:
 * @self: a page
 * @names: (array zero-terminated=1): interfaces that groups can be joined on
 */
void
sockeye_multicast_page_set_interfaces (SockeyeMulticastPage *self, const char *const *names)
{
  sockeye_group_list_set_interfaces (self->groups, names);
}

/**
 * sockeye_multicast_page_get_rows:
 * @self: a page
 *
 * Returns: (transfer none): where the rows of its options go
 */
GtkBox *
sockeye_multicast_page_get_rows (SockeyeMulticastPage *self)
{
  return self->rows;
}

/**
 * sockeye_multicast_page_add_to_groups:
 * @self: a page
 * @editors: makes the editors of all rows as wide
 * @reports: makes what the kernel reports as wide
 */
void
sockeye_multicast_page_add_to_groups (SockeyeMulticastPage *self,
                                      GtkSizeGroup *editors,
                                      GtkSizeGroup *reports)
{
  gtk_size_group_add_widget (editors, GTK_WIDGET (self->share_editor));
  gtk_size_group_add_widget (reports, GTK_WIDGET (self->share_reported));
}
