/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "target-chooser.h"

#include "address.h"
#include "endpoint.h"
#include "field-error.h"
#include "send-targets.h"
#include "template.h"

/* The list of targets makes room for an address that is typed beside it. */
#define TARGET_WIDTH     200
#define TARGET_WIDTH_MIN 150

struct _SockeyeTargetChooser
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkDropDown *target;
  GtkEntry *address;
  GtkLabel *address_message;

  /* Owned */
  SockeyeWorkspace *workspace;
  GListModel *targets;
  SockeyeSendTarget *chosen; /* what the user chose, also after it has ended */
  guint32 *ticked;           /* the ids that the last target meant */
  char *host;                /* (nullable): of an address that was chosen from the list, or typed */

  SockeyeProtocol protocol;
  guint16 port;
  gboolean lost;   /* the connection that the user chose has ended */
  gboolean frozen; /* the drop-down changes by itself, the user chooses nothing */
};

G_DEFINE_FINAL_TYPE (SockeyeTargetChooser, sockeye_target_chooser, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_target_setup (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
                 GtkListItem *list_item,
                 gpointer data G_GNUC_UNUSED)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (list_item, label);
}

static void
on_target_bind (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
                GtkListItem *list_item,
                gpointer data G_GNUC_UNUSED)
{
  GBinding *binding = g_object_bind_property (gtk_list_item_get_item (list_item), "label",
                                              gtk_list_item_get_child (list_item), "label",
                                              G_BINDING_SYNC_CREATE);

  g_object_set_data (G_OBJECT (list_item), "binding", binding);
}

static void
on_target_unbind (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
                  GtkListItem *list_item,
                  gpointer data G_GNUC_UNUSED)
{
  g_binding_unbind (g_object_steal_data (G_OBJECT (list_item), "binding"));
}

/* Of a far end that was heard of, or of what is typed, which may be wrong or unfinished. */
static void
read_address (SockeyeTargetChooser *self, const char *text, GError **error)
{
  g_clear_pointer (&self->host, g_free);
  self->port = 0;
  if (!sockeye_protocol_is_unix (self->protocol))
    sockeye_address_parse (text, &self->host, &self->port, error);
  else if (sockeye_path_check (text, error))
    self->host = g_strdup (text);
}

static void
show_address (SockeyeTargetChooser *self)
{
  SockeyeTargetSource source = sockeye_send_target_get_source (self->chosen);
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->address));
  g_autoptr (GError) error = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->address), source == SOCKEYE_TARGET_SOURCE_TYPED);
  gtk_widget_set_size_request (GTK_WIDGET (self->target),
                               source == SOCKEYE_TARGET_SOURCE_TYPED ? TARGET_WIDTH_MIN : TARGET_WIDTH, -1);
  if (source == SOCKEYE_TARGET_SOURCE_SEEN)
    read_address (self, sockeye_send_target_get_label (self->chosen), &error);
  else if (source == SOCKEYE_TARGET_SOURCE_TYPED)
    read_address (self, typed, &error);

  /* Nothing is wrong with a field before something is typed into it. */
  if (source != SOCKEYE_TARGET_SOURCE_TYPED || *typed == '\0')
    g_clear_error (&error);
  sockeye_field_set_error (self->address, self->address_message, error);
}

static void
on_address_changed (SockeyeTargetChooser *self)
{
  if (self->chosen == NULL)
    return;
  show_address (self);
  g_signal_emit (self, signals[CHANGED], 0, TRUE);
}

static void
on_target_changed (SockeyeTargetChooser *self)
{
  SockeyeSendTarget *target = gtk_drop_down_get_selected_item (self->target);

  if (self->frozen || target == NULL)
    return;

  g_set_object (&self->chosen, target);
  self->lost = FALSE;
  show_address (self);
  g_signal_emit (self, signals[CHANGED], 0, TRUE);
}

static gboolean
is_open (SockeyeTargetChooser *self)
{
  SockeyeSession *session = sockeye_workspace_get_session (self->workspace);
  SockeyeSessionState state = sockeye_session_get_state (session);

  return (state == SOCKEYE_SESSION_OPEN || state == SOCKEYE_SESSION_DRAINING)
         && !sockeye_session_is_closing (session);
}

static void
choose_first (SockeyeTargetChooser *self)
{
  gtk_drop_down_set_selected (self->target, 0);
  on_target_changed (self);
}

/* Connections end with their session: the next one has others, and nothing is to be told about those. */
static void
on_session_changed (SockeyeTargetChooser *self)
{
  if (!is_open (self) && self->targets != NULL
      && sockeye_send_target_get_kind (self->chosen) == SOCKEYE_TARGET_PEER)
    choose_first (self);
}

/*
 * A drop-down whose chosen item goes away chooses another one by itself. Sending to somebody else than the user
 * chose would be worse than not sending: these two are called before and after the drop-down does.
 */
static void
on_targets_change (SockeyeTargetChooser *self)
{
  self->frozen = TRUE;
}

static void
on_targets_changed (SockeyeTargetChooser *self)
{
  guint position = sockeye_send_targets_find (self->targets, self->chosen);

  gtk_drop_down_set_selected (self->target, position);
  self->frozen = FALSE;
  self->lost = position == GTK_INVALID_LIST_POSITION;

  if (self->lost && !is_open (self))
    choose_first (self);
  g_signal_emit (self, signals[CHANGED], 0, FALSE);
}

static void
clear_targets (SockeyeTargetChooser *self)
{
  if (self->targets != NULL)
    g_signal_handlers_disconnect_by_data (self->targets, self);
  g_clear_object (&self->targets);
}

static void
sockeye_target_chooser_dispose (GObject *object)
{
  SockeyeTargetChooser *self = SOCKEYE_TARGET_CHOOSER (object);

  clear_targets (self);
  if (self->workspace != NULL)
    g_signal_handlers_disconnect_by_data (sockeye_workspace_get_session (self->workspace), self);
  g_clear_object (&self->workspace);
  g_clear_object (&self->chosen);
  g_clear_pointer (&self->ticked, g_free);
  g_clear_pointer (&self->host, g_free);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_TARGET_CHOOSER);

  G_OBJECT_CLASS (sockeye_target_chooser_parent_class)->dispose (object);
}

static void
sockeye_target_chooser_class_init (SockeyeTargetChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_target_chooser_dispose;

  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_TARGET_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/target-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeTargetChooser, target);
  gtk_widget_class_bind_template_child (widget_class, SockeyeTargetChooser, address);
  gtk_widget_class_bind_template_child (widget_class, SockeyeTargetChooser, address_message);
  gtk_widget_class_bind_template_callback (widget_class, on_address_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_target_changed);
}

static void
sockeye_target_chooser_init (SockeyeTargetChooser *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (factory, "setup", G_CALLBACK (on_target_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_target_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_target_unbind), NULL);
  gtk_drop_down_set_factory (self->target, factory);
}

/**
 * sockeye_target_chooser_set_workspace:
 * @self: a chooser
 * @workspace: whose connections, and senders of datagrams, can be sent to; once
 */
void
sockeye_target_chooser_set_workspace (SockeyeTargetChooser *self, SockeyeWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_swapped (sockeye_workspace_get_session (workspace), "notify::state",
                            G_CALLBACK (on_session_changed), self);
  g_signal_connect_swapped (sockeye_workspace_get_session (workspace), "notify::closing",
                            G_CALLBACK (on_session_changed), self);
  sockeye_target_chooser_set_protocol (self, SOCKEYE_PROTOCOL_UDP);
}

/**
 * sockeye_target_chooser_set_protocol:
 * @self: a chooser
 * @protocol: the protocol that is chosen
 *
 * Offers the targets that the protocol has. A client has no choice, and is offered none.
 */
void
sockeye_target_chooser_set_protocol (SockeyeTargetChooser *self, SockeyeProtocol protocol)
{
  if (self->targets != NULL && self->protocol == protocol)
    return;

  self->frozen = TRUE;
  clear_targets (self);
  self->protocol = protocol;
  self->targets = sockeye_send_targets_new (protocol, self->workspace);
  g_signal_connect_swapped (self->targets, "items-changed", G_CALLBACK (on_targets_change), self);
  gtk_drop_down_set_model (self->target, self->targets);
  g_signal_connect_swapped (self->targets, "items-changed", G_CALLBACK (on_targets_changed), self);
  gtk_drop_down_set_selected (self->target, 0);
  self->frozen = FALSE;
  on_target_changed (self);

  gtk_entry_set_placeholder_text (self->address,
                                  sockeye_protocol_is_unix (protocol) ? "/tmp/test.sock" : "127.0.0.1:8888");
  gtk_widget_set_visible (GTK_WIDGET (self), !sockeye_protocol_is_client (protocol));
}

/**
 * sockeye_target_chooser_is_lost:
 * @self: a chooser
 *
 * Returns: whether the connection that was chosen has ended
 */
gboolean
sockeye_target_chooser_is_lost (SockeyeTargetChooser *self)
{
  return self->lost;
}

/**
 * sockeye_target_chooser_wants_remote:
 * @self: a chooser
 *
 * Returns: whether the fields for the remote host and port say where datagrams go
 */
gboolean
sockeye_target_chooser_wants_remote (SockeyeTargetChooser *self)
{
  return sockeye_send_target_get_source (self->chosen) == SOCKEYE_TARGET_SOURCE_NETWORK;
}

/**
 * sockeye_target_chooser_get_target:
 * @self: a chooser
 * @target: (out caller-allocates): whom to send to; for %SOCKEYE_TARGET_ADDRESS without an address when that is what
 *   the fields for the remote host and port hold. Strings and ids belong to the chooser, until the next call
 *
 * Returns: %FALSE when the connection that was chosen has ended
 */
gboolean
sockeye_target_chooser_get_target (SockeyeTargetChooser *self, SockeyeTarget *target)
{
  SockeyeTargetSource source = sockeye_send_target_get_source (self->chosen);

  *target = (SockeyeTarget){ .kind = sockeye_send_target_get_kind (self->chosen),
                             .peer = sockeye_send_target_get_peer (self->chosen) };
  if (target->kind == SOCKEYE_TARGET_SET)
    {
      g_free (self->ticked);
      self->ticked = sockeye_workspace_get_ticked (self->workspace, &target->n_peers);
      target->peers = self->ticked;
    }
  if (source == SOCKEYE_TARGET_SOURCE_SEEN || source == SOCKEYE_TARGET_SOURCE_TYPED)
    {
      target->host = self->host;
      target->port = self->port;
    }
  return !self->lost;
}

/**
 * sockeye_target_chooser_choose_peer:
 * @self: a chooser
 * @peer: one of a server's connections
 */
void
sockeye_target_chooser_choose_peer (SockeyeTargetChooser *self, guint32 peer)
{
  guint position = sockeye_send_targets_find_peer (self->targets, peer);

  if (position != GTK_INVALID_LIST_POSITION)
    gtk_drop_down_set_selected (self->target, position);
}
