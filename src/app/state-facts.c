/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "state-facts.h"

#include "state-text.h"
#include "template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef char *(*Format) (const SockeyeStateEnd *end);

/* What stands in a row, for connections, listeners or both. */
typedef struct
{
  const char *label;
  Format format;
  gboolean for_connection;
  gboolean for_listener;
} Row;

#define N_ROWS 11

#define NO_BREAK_SPACE "\302\240"
#define WORD_JOINER    "\342\201\240"
/* Of a column of values: where the window is narrow, and with room for most of them on one line. */
#define VALUE_CHARS_MIN 13
#define VALUE_CHARS     15
#define LABEL_CHARS     22
#define HOW_CHARS       28

struct _SockeyeStateFacts
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkGrid *figures;
  GtkLabel *own_title;
  GtkLabel *far_title;
  GtkGrid *way;

  /* Borrowed from the grid */
  GtkWidget *far_strut;
  GtkLabel *labels[N_ROWS];
  GtkLabel *own[N_ROWS];
  GtkLabel *far[N_ROWS];

  SockeyeStatePath own_path; /* as they are shown */
  SockeyeStatePath far_path;
};

G_DEFINE_FINAL_TYPE (SockeyeStateFacts, sockeye_state_facts, GTK_TYPE_WIDGET)

/* No line ends between a number and its unit, which comes last in every language, nor within the unit: between two Chinese
 * characters one could. @text: (transfer full) */
static char *
keep_unit (char *text)
{
  g_autofree char *broken = text;
  const char *space = strrchr (broken, ' ');
  GString *kept;

  if (space == NULL)
    return g_steal_pointer (&broken);
  kept = g_string_new_len (broken, space - broken);
  g_string_append (kept, NO_BREAK_SPACE);
  for (const char *p = space + 1; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (p != space + 1 && g_unichar_iswide (g_utf8_get_char (p)))
        g_string_append (kept, WORD_JOINER);
      g_string_append_unichar (kept, g_utf8_get_char (p));
    }
  return g_string_free (kept, FALSE);
}

/* A listener, also one at the far end that nobody has connected to yet, has queues of connections instead. */
static gboolean
has_figures (const SockeyeStateEnd *end)
{
  return end->has_facts && end->facts.state != SOCKEYE_TCP_LISTEN;
}

static char *
format_number (gboolean known, guint number)
{
  return g_strdup_printf (known ? "%'u" : "–", number);
}

/* Of a socket in TIME-WAIT the kernel keeps little more than its ends. */
static char *
format_detail (const SockeyeStateEnd *end, guint number)
{
  return format_number (has_figures (end) && end->facts.detailed, number);
}

static char *
format_address (const SockeyeStateEnd *end)
{
  return sockeye_endpoint_to_string (&end->address);
}

static char *
format_source (const SockeyeStateEnd *end)
{
  return g_strdup (sockeye_state_text_describe_source (end));
}

static char *
format_ends_in (const SockeyeStateEnd *end)
{
  guint seconds = (end->facts.expires_ms + 999) / 1000;

  if (!end->has_facts || end->facts.expires_ms == 0)
    return g_strdup ("–");
  /* Translators: %u is a number of seconds, "s" their unit */
  return g_strdup_printf (_ ("%u s"), seconds);
}

static char *
format_rtt (const SockeyeStateEnd *end)
{
  if (!has_figures (end) || !end->facts.detailed || end->facts.rtt_us == 0)
    return g_strdup ("–");
  /* Translators: a mean time and how much it varies */
  return keep_unit (g_strdup_printf (_ ("%.3f ± %.3f ms"), end->facts.rtt_us / 1000.0,
                                     end->facts.rtt_variation_us / 1000.0));
}

static char *
format_retransmissions (const SockeyeStateEnd *end)
{
  return format_detail (end, end->facts.retransmissions);
}

static char *
format_unread (const SockeyeStateEnd *end)
{
  if (!has_figures (end) || !end->facts.fin_unread)
    return format_number (has_figures (end), end->facts.unread);
  /* Translators: %u is a number of bytes that were not read; nor was the FIN behind them */
  return g_strdup_printf (_ ("%'u, and the FIN"), end->facts.unread);
}

static char *
format_waiting (const SockeyeStateEnd *end)
{
  return format_number (end->has_facts, end->facts.unread);
}

static char *
format_unsent (const SockeyeStateEnd *end)
{
  return format_detail (end, end->facts.unsent);
}

/* For the kernel, what was not sent is not acknowledged either. */
static char *
format_unacked (const SockeyeStateEnd *end)
{
  return format_number (has_figures (end), end->facts.unacked - MIN (end->facts.unsent, end->facts.unacked));
}

static char *
format_backlog (const SockeyeStateEnd *end)
{
  return format_number (end->has_facts, end->facts.unacked);
}

static char *
format_window (const SockeyeStateEnd *end)
{
  if (!has_figures (end) || !end->facts.detailed)
    return g_strdup ("–");
  /* Translators: segments, and bytes of each */
  return keep_unit (g_strdup_printf (_ ("%u × %u bytes"), end->facts.window, end->facts.segment));
}

static char *
format_cookie (const SockeyeStateEnd *end)
{
  return end->has_facts && end->facts.cookie != 0
             ? g_strdup_printf ("%" G_GINT64_MODIFIER "x", end->facts.cookie)
             : g_strdup ("–");
}

static const Row rows[N_ROWS] = {
  { N_ ("Address"), format_address, TRUE, TRUE },
  { N_ ("State"), sockeye_state_text_describe, TRUE, TRUE },
  { N_ ("Known from"), format_source, TRUE, TRUE },
  { N_ ("Ends in"), format_ends_in, TRUE, FALSE },
  { N_ ("Round-trip time"), format_rtt, TRUE, FALSE },
  { N_ ("Retransmissions"), format_retransmissions, TRUE, FALSE },
  { N_ ("Unread bytes"), format_unread, TRUE, FALSE },
  { N_ ("Unsent bytes"), format_unsent, TRUE, FALSE },
  { N_ ("Unacknowledged bytes"), format_unacked, TRUE, FALSE },
  { N_ ("Congestion window"), format_window, TRUE, FALSE },
  { N_ ("Cookie"), format_cookie, TRUE, TRUE },
};

/* A listener's two queues have figures in the same places. */
static const Row listener_rows[N_ROWS] = {
  [6] = { N_ ("Waiting connections"), format_waiting, FALSE, TRUE },
  [8] = { N_ ("Backlog"), format_backlog, FALSE, TRUE },
};

static const char *
get_help (guint row)
{
  switch (row)
    {
    case 3:
      return _ ("How long TIME-WAIT, or a FIN-WAIT-2 without a program, still lasts");
    case 6:
      return _ ("Received and not yet read by the program, which may not have read the FIN behind it either");
    case 7:
      return _ ("In the kernel, and not yet sent for the first time; a FIN counts as one byte");
    case 8:
      return _ ("Sent, and not yet acknowledged by the far end; SYN and FIN count as one byte each");
    case 10:
      return _ ("The kernel’s number of the socket, as “ss -e” shows it behind “sk:”");
    default:
      return NULL;
    }
}

static GtkLabel *
add_label (GtkGrid *grid, const char *text, int column, int row, gboolean dim)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_BASELINE);
  if (dim)
    gtk_widget_add_css_class (label, "dim-label");
  gtk_grid_attach (grid, label, column, row, 1, 1);
  return GTK_LABEL (label);
}

static GtkLabel *
add_value (GtkGrid *grid, int column, int row)
{
  GtkLabel *label = add_label (grid, NULL, column, row, FALSE);

  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (label, 9);
  gtk_label_set_max_width_chars (label, VALUE_CHARS);
  gtk_label_set_selectable (label, TRUE);
  gtk_widget_set_focusable (GTK_WIDGET (label), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (label), "numeric");
  return label;
}

/* A column keeps its width whatever stands in it: nothing moves with the figures. */
static GtkWidget *
hold_open (GtkGrid *grid, int column)
{
  GtkWidget *strut = g_object_new (GTK_TYPE_INSCRIPTION, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                   "min-chars", VALUE_CHARS_MIN, "nat-chars", VALUE_CHARS, NULL);

  gtk_widget_add_css_class (strut, "numeric");
  gtk_grid_attach (grid, strut, column, 0, 1, 1);
  return strut;
}

static void
set_text (GtkLabel *label, const char *text)
{
  /* Each new text costs a layout of the window. */
  if (!g_str_equal (gtk_label_get_label (label), text))
    gtk_label_set_label (label, text);
}

static void
show_row (SockeyeStateFacts *self, guint i, const SockeyeStateView *view)
{
  const Row *row = view->listener && listener_rows[i].label != NULL ? &listener_rows[i] : &rows[i];
  gboolean shown = view->listener ? row->for_listener : row->for_connection;
  g_autofree char *own = row->format (&view->own);
  g_autofree char *far = row->format (&view->far);

  gtk_widget_set_visible (GTK_WIDGET (self->labels[i]), shown);
  gtk_widget_set_visible (GTK_WIDGET (self->own[i]), shown);
  gtk_widget_set_visible (GTK_WIDGET (self->far[i]), shown && !view->listener);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->labels[i]), view->listener ? NULL : get_help (i));
  set_text (self->labels[i], _ (row->label));
  set_text (self->own[i], own);
  set_text (self->far[i], far);
}

static int
add_steps (GtkGrid *grid, const char *title, const SockeyeStatePath *path, int row)
{
  GtkWidget *label;

  if (path->n_steps == 0)
    return row;
  label = gtk_label_new (title);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "group-title");
  gtk_widget_set_margin_top (label, row > 0 ? 8 : 0);
  gtk_grid_attach (grid, label, 0, row++, 3, 1);
  for (guint i = 0; i < path->n_steps; i++, row++)
    {
      const SockeyeStateStep *step = &path->steps[i];
      g_autofree char *time = sockeye_state_text_format_time (step);
      GtkLabel *how;

      add_label (grid, sockeye_tcp_state_get_name (step->state), 0, row, FALSE);
      gtk_widget_add_css_class (GTK_WIDGET (add_label (grid, time, 1, row, FALSE)), "numeric");
      how = add_label (grid, sockeye_state_text_describe_step (step), 2, row,
                       !sockeye_state_step_is_known (step));
      gtk_label_set_wrap (how, TRUE);
      gtk_label_set_width_chars (how, 12);
      gtk_label_set_max_width_chars (how, HOW_CHARS);
    }
  return row;
}

static void
show_ways (SockeyeStateFacts *self, const SockeyeStateView *view)
{
  GtkWidget *child;
  int row;

  if (memcmp (&self->own_path, &view->own.path, sizeof self->own_path) == 0
      && memcmp (&self->far_path, &view->far.path, sizeof self->far_path) == 0)
    return;
  self->own_path = view->own.path;
  self->far_path = view->far.path;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->way))) != NULL)
    gtk_grid_remove (self->way, child);
  row = add_steps (self->way, view->listener ? _ ("Way of the listener") : _ ("Way of this end"),
                   &view->own.path, 0);
  add_steps (self->way, _ ("Way of the far end"), &view->far.path, row);
}

static void
sockeye_state_facts_dispose (GObject *object)
{
  sockeye_template_dispose (GTK_WIDGET (object), SOCKEYE_TYPE_STATE_FACTS);

  G_OBJECT_CLASS (sockeye_state_facts_parent_class)->dispose (object);
}

static void
sockeye_state_facts_class_init (SockeyeStateFactsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_state_facts_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/state-facts.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeStateFacts, figures);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStateFacts, own_title);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStateFacts, far_title);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStateFacts, way);
}

static void
sockeye_state_facts_init (SockeyeStateFacts *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hold_open (self->figures, 1);
  self->far_strut = hold_open (self->figures, 2);
  for (int i = 0; i < N_ROWS; i++)
    {
      self->labels[i] = add_label (self->figures, "", 0, i + 1, TRUE);
      gtk_label_set_wrap (self->labels[i], TRUE);
      gtk_label_set_max_width_chars (self->labels[i], LABEL_CHARS);
      self->own[i] = add_value (self->figures, 1, i + 1);
      self->far[i] = add_value (self->figures, 2, i + 1);
    }
}

/**
 * sockeye_state_facts_show:
 * @self: a widget
 * @view: what it shows from now on; it is copied
 */
void
sockeye_state_facts_show (SockeyeStateFacts *self, const SockeyeStateView *view)
{
  gtk_widget_set_visible (GTK_WIDGET (self), view->watched);
  gtk_label_set_label (self->own_title, view->listener ? _ ("Listener") : _ ("This end"));
  gtk_widget_set_visible (GTK_WIDGET (self->far_title), !view->listener);
  gtk_widget_set_visible (self->far_strut, !view->listener);
  for (guint i = 0; i < N_ROWS; i++)
    show_row (self, i, view);
  show_ways (self, view);
}
