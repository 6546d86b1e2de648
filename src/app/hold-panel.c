/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hold-panel.h"

#include "sentences.h"
#include "template.h"
#include "wrap-layout.h"

#include <glib/gi18n-lib.h>

struct _SockeyeHoldPanel
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *title;
  GtkDropDown *state;
  GtkWidget *let_go;
  GtkLabel *status;

  /* Owned */
  SockeyeStateHolder *holder; /* NULL: disposed */
};

G_DEFINE_FINAL_TYPE (SockeyeHoldPanel, sockeye_hold_panel, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
get_name (SockeyeHoldPanel *self)
{
  return sockeye_tcp_state_get_name (sockeye_state_holder_get_recipe (self->holder)->state);
}

/* Nothing of the program's is left, but the system may keep what is in TIME-WAIT. */
static char *
describe_release (SockeyeHoldPanel *self)
{
  const SockeyeHeldEnd *held = sockeye_state_holder_get_held (self->holder);
  guint seconds = (held->facts.expires_ms + 999) / 1000;

  if (held->state == SOCKEYE_TCP_CLOSED)
    /* Translators: %s is a TCP state */
    return g_strdup_printf (_ ("%s was let go: nothing of the connection is left."), get_name (self));
  return g_strdup_printf (
      /* Translators: %s is a TCP state, %u a number of seconds */
      ngettext ("%s was let go. The system itself keeps it for %u second more; no program has it open.",
                "%s was let go. The system itself keeps it for %u seconds more; no program has it open.",
                seconds),
      get_name (self), seconds);
}

static char *
describe (SockeyeHoldPanel *self)
{
  switch (sockeye_state_holder_get_phase (self->holder))
    {
    case SOCKEYE_HOLD_REACHING:
      /* Translators: %s is a TCP state */
      return g_strdup_printf (_ ("A connection is brought into %s…"), get_name (self));
    case SOCKEYE_HOLD_HELD:
      /* Translators: %s is a TCP state */
      return g_strdup_printf (_ ("%s is held on 127.0.0.1."), get_name (self));
    case SOCKEYE_HOLD_ENDED:
      /* Translators: %s is a TCP state */
      return g_strdup_printf (_ ("%s has ended by itself. Hold it again to go on."), get_name (self));
    case SOCKEYE_HOLD_RELEASED:
      return describe_release (self);
    case SOCKEYE_HOLD_FAILED:
      return g_strdup (sockeye_state_holder_get_error (self->holder)->message);
    case SOCKEYE_HOLD_NONE:
    default:
      return g_strdup (_ ("Keeps still what lasts for microseconds only."));
    }
}

static void
update (SockeyeHoldPanel *self)
{
  SockeyeHoldPhase phase = sockeye_state_holder_get_phase (self->holder);
  gboolean held = phase == SOCKEYE_HOLD_REACHING || phase == SOCKEYE_HOLD_HELD;
  g_autofree char *text = describe (self);

  if (phase == SOCKEYE_HOLD_FAILED)
    gtk_widget_add_css_class (GTK_WIDGET (self->status), "field-message");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->status), "field-message");
  if (!g_str_equal (gtk_label_get_label (self->status), text))
    gtk_label_set_label (self->status, text);
  /* Whoever has pressed it by key goes on from there. */
  if (!held && gtk_widget_has_focus (self->let_go))
    gtk_widget_grab_focus (GTK_WIDGET (self->state));
  gtk_widget_set_sensitive (self->let_go, held);
}

static void
on_changed (SockeyeHoldPanel *self)
{
  update (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_hold (SockeyeHoldPanel *self)
{
  const SockeyeStateRecipe *recipes;
  guint selected = gtk_drop_down_get_selected (self->state);
  guint n_recipes;

  recipes = sockeye_state_recipe_list (&n_recipes);
  if (selected < n_recipes)
    sockeye_state_holder_hold (self->holder, recipes[selected].state);
}

static void
on_let_go (SockeyeHoldPanel *self)
{
  sockeye_state_holder_let_go (self->holder);
}

static void
sockeye_hold_panel_dispose (GObject *object)
{
  SockeyeHoldPanel *self = SOCKEYE_HOLD_PANEL (object);

  g_clear_object (&self->holder);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_HOLD_PANEL);

  G_OBJECT_CLASS (sockeye_hold_panel_parent_class)->dispose (object);
}

static void
sockeye_hold_panel_class_init (SockeyeHoldPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_hold_panel_dispose;

  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_HOLD_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  g_type_ensure (SOCKEYE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/hold-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeHoldPanel, title);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHoldPanel, state);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHoldPanel, let_go);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHoldPanel, status);
  gtk_widget_class_bind_template_callback (widget_class, on_hold);
  gtk_widget_class_bind_template_callback (widget_class, on_let_go);
}

static void
sockeye_hold_panel_init (SockeyeHoldPanel *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const SockeyeStateRecipe *recipes;
  guint n_recipes;

  gtk_widget_init_template (GTK_WIDGET (self));
  recipes = sockeye_state_recipe_list (&n_recipes);
  for (guint i = 0; i < n_recipes; i++)
    gtk_string_list_append (names, sockeye_tcp_state_get_name (recipes[i].state));
  gtk_drop_down_set_model (self->state, G_LIST_MODEL (names));
  self->holder = sockeye_state_holder_new ();
  g_signal_connect_object (self->holder, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  update (self);
}

/**
 * sockeye_hold_panel_get_title:
 * @self: a panel
 *
 * Returns: (transfer none): the label at its beginning, for a size group
 */
GtkWidget *
sockeye_hold_panel_get_title (SockeyeHoldPanel *self)
{
  return GTK_WIDGET (self->title);
}

/**
 * sockeye_hold_panel_hold:
 * @self: a panel
 * @state: a state
 *
 * Chooses the state and holds it; nothing is done for one that need not be held.
 */
void
sockeye_hold_panel_hold (SockeyeHoldPanel *self, SockeyeTcpState state)
{
  const SockeyeStateRecipe *recipe = sockeye_state_recipe_find (state);
  guint n_recipes;

  if (recipe == NULL)
    return;
  gtk_drop_down_set_selected (self->state, (guint) (recipe - sockeye_state_recipe_list (&n_recipes)));
  on_hold (self);
}

static void
show_end (SockeyeStateEnd *shown, const SockeyeHeldEnd *end)
{
  shown->address = end->address;
  shown->source = SOCKEYE_STATE_SOURCE_KERNEL;
  shown->states = SOCKEYE_TCP_MASK (end->state);
  shown->has_facts = end->has_facts;
  shown->facts = end->facts;
  shown->path = end->path;
  /* They are those of the listener's queue, not of bytes. */
  if (end->state == SOCKEYE_TCP_LISTEN)
    shown->facts.unread = shown->facts.unacked = 0;
}

/**
 * sockeye_hold_panel_get_view:
 * @self: a panel
 * @view: (out): the connection that is held; this end is the one whose state it is about
 *
 * Returns: whether one is held
 */
gboolean
sockeye_hold_panel_get_view (SockeyeHoldPanel *self, SockeyeStateView *view)
{
  if (self->holder == NULL || sockeye_state_holder_get_phase (self->holder) != SOCKEYE_HOLD_HELD)
    return FALSE;
  *view = (SockeyeStateView){ .watched = TRUE };
  show_end (&view->own, sockeye_state_holder_get_held (self->holder));
  show_end (&view->far, sockeye_state_holder_get_other (self->holder));
  return TRUE;
}

/**
 * sockeye_hold_panel_make_story:
 * @self: a panel
 *
 * Returns: (transfer full) (nullable): how the state is held, and for how long; %NULL: none is
 */
char *
sockeye_hold_panel_make_story (SockeyeHoldPanel *self)
{
  const SockeyeStateRecipe *recipe;

  if (sockeye_state_holder_get_phase (self->holder) != SOCKEYE_HOLD_HELD)
    return NULL;
  recipe = sockeye_state_holder_get_recipe (self->holder);
  return sockeye_sentences_join (recipe->at_server ? _ ("This end is the server.")
                                                   : _ ("This end is the client."),
                                 _ (recipe->how), _ (recipe->lasts), NULL);
}

/**
 * sockeye_hold_panel_make_command:
 * @self: a panel
 *
 * Returns: (transfer full) (nullable): what shows it in a terminal; %NULL: nothing is held
 */
char *
sockeye_hold_panel_make_command (SockeyeHoldPanel *self)
{
  return sockeye_state_holder_make_command (self->holder);
}
