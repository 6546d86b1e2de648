/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "option-row.h"

#include "errors.h"
#include "field-error.h"
#include "option-help.h"
#include "socket-option.h"
#include "template.h"

#include <glib/gi18n-lib.h>

struct _SockeyeOptionRow
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *name;
  GtkLabel *help;
  GtkStack *editor;
  GtkDropDown *choice;
  GtkEntry *number;
  GtkLabel *reported;
  GtkLabel *note;
  GtkLabel *message;

  SockeyeOption option;
  gboolean frozen;  /* the fields change by themselves */
  gboolean pending; /* a wish was typed, and nobody was told that it is complete */
};

G_DEFINE_FINAL_TYPE (SockeyeOptionRow, sockeye_option_row, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  COMMITTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The first item of the drop-down is the system's choice. */
#define FIRST_CHOICE 1

static SockeyeOptionKind
get_kind (SockeyeOptionRow *self)
{
  return sockeye_option_get_kind (self->option);
}

static GtkStringList *
get_choices (SockeyeOptionRow *self)
{
  return GTK_STRING_LIST (gtk_drop_down_get_model (self->choice));
}

static GError *
make_range_error (SockeyeOptionRow *self)
{
  gint64 min, max;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  sockeye_socket_option_get_range (self->option, &min, &max);
  from = g_strdup_printf ("%" G_GINT64_FORMAT, min);
  to = g_strdup_printf ("%" G_GINT64_FORMAT, max);
  return g_error_new (SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_RANGE,
                      /* Translators: both are numbers */
                      _ ("Enter a number from %s to %s, or nothing for the system’s default."), from, to);
}

/* Returns whether there is a number, or nothing at all (@empty). */
static gboolean
parse (SockeyeOptionRow *self, gint64 *number, gboolean *empty)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->number))));
  gboolean hex = g_ascii_strncasecmp (text, "0x", 2) == 0;
  gint64 min, max;

  *empty = *text == '\0';
  sockeye_socket_option_get_range (self->option, &min, &max);
  /* NULL: the caller has a better sentence. */
  return *empty || g_ascii_string_to_signed (hex ? text + 2 : text, hex ? 16 : 10, min, max, number, NULL);
}

static void
check (SockeyeOptionRow *self)
{
  g_autoptr (GError) error = NULL;
  gint64 number;
  gboolean empty;

  if (!parse (self, &number, &empty))
    error = make_range_error (self);
  sockeye_field_set_error (self->number, self->message, error);
}

static void
on_typed (SockeyeOptionRow *self)
{
  if (self->frozen)
    return;
  check (self);
  self->pending = TRUE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_left (SockeyeOptionRow *self)
{
  sockeye_option_row_commit (self);
}

static void
on_chosen (SockeyeOptionRow *self)
{
  if (self->frozen)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->message), FALSE);
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[COMMITTED], 0);
}

static void
sockeye_option_row_dispose (GObject *object)
{
  SOCKEYE_OPTION_ROW (object)->frozen = TRUE;
  sockeye_template_dispose (GTK_WIDGET (object), SOCKEYE_TYPE_OPTION_ROW);

  G_OBJECT_CLASS (sockeye_option_row_parent_class)->dispose (object);
}

static void
sockeye_option_row_class_init (SockeyeOptionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_option_row_dispose;

  /**
   * SockeyeOptionRow::changed:
   *
   * There is another wish, perhaps one that is still being typed.
   */
  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_OPTION_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  /**
   * SockeyeOptionRow::committed:
   *
   * The wish is complete: it can be given to a socket.
   */
  signals[COMMITTED] = g_signal_new ("committed", SOCKEYE_TYPE_OPTION_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/option-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeOptionRow, name);
  gtk_widget_class_bind_template_child (widget_class, SockeyeOptionRow, help);
  gtk_widget_class_bind_template_child (widget_class, SockeyeOptionRow, editor);
  gtk_widget_class_bind_template_child (widget_class, SockeyeOptionRow, choice);
  gtk_widget_class_bind_template_child (widget_class, SockeyeOptionRow, number);
  gtk_widget_class_bind_template_child (widget_class, SockeyeOptionRow, reported);
  gtk_widget_class_bind_template_child (widget_class, SockeyeOptionRow, note);
  gtk_widget_class_bind_template_child (widget_class, SockeyeOptionRow, message);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_left);
  gtk_widget_class_bind_template_callback (widget_class, on_typed);
}

static void
sockeye_option_row_init (SockeyeOptionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_items (SockeyeOptionRow *self, const char *const *names)
{
  g_autoptr (GtkStringList) items = gtk_string_list_new (NULL);

  self->frozen = TRUE;
  gtk_string_list_append (items, _ ("Default"));
  gtk_string_list_splice (items, FIRST_CHOICE, 0, names);
  gtk_drop_down_set_model (self->choice, G_LIST_MODEL (items));
  self->frozen = FALSE;
}

/**
 * sockeye_option_row_new:
 * @option: an option
 *
 * Returns: (transfer floating): a row for it, without a wish
 */
GtkWidget *
sockeye_option_row_new (SockeyeOption option)
{
  SockeyeOptionRow *self = g_object_new (SOCKEYE_TYPE_OPTION_ROW, NULL);
  const char *switches[] = { _ ("Off"), _ ("On"), NULL };
  gboolean is_number;
  GtkWidget *field;

  self->option = option;
  is_number = get_kind (self) == SOCKEYE_OPTION_NUMBER;
  field = is_number ? GTK_WIDGET (self->number) : GTK_WIDGET (self->choice);
  gtk_label_set_label (self->name, sockeye_option_get_name (option));
  gtk_label_set_label (self->help, sockeye_option_get_help (option));
  gtk_label_set_mnemonic_widget (self->name, field);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->help,
                                  self->reported, NULL, -1);
  set_items (self, get_kind (self) == SOCKEYE_OPTION_SWITCH ? switches : NULL);
  /* The other one would be a nameless field for whoever reads the window instead of seeing it. */
  gtk_stack_remove (self->editor, is_number ? GTK_WIDGET (self->choice) : GTK_WIDGET (self->number));
  gtk_stack_set_visible_child (self->editor, field);
  return GTK_WIDGET (self);
}

/**
 * sockeye_option_row_get_option:
 * @self: a row
 *
 * Returns: its option
 */
SockeyeOption
sockeye_option_row_get_option (SockeyeOptionRow *self)
{
  return self->option;
}

/**
 * sockeye_option_row_get_wish:
 * @self: a row
 * @value: (out): the value that is wished for
 *
 * Returns: %FALSE: the system's default is, or what was typed is no value
 */
gboolean
sockeye_option_row_get_wish (SockeyeOptionRow *self, SockeyeOptionValue *value)
{
  guint selected = gtk_drop_down_get_selected (self->choice);
  gboolean empty;

  *value = (SockeyeOptionValue){ 0 };
  if (get_kind (self) == SOCKEYE_OPTION_NUMBER)
    return parse (self, &value->number, &empty) && !empty;
  if (selected < FIRST_CHOICE || selected == GTK_INVALID_LIST_POSITION)
    return FALSE;
  if (get_kind (self) == SOCKEYE_OPTION_SWITCH)
    value->number = selected - FIRST_CHOICE;
  else
    g_strlcpy (value->text, gtk_string_list_get_string (get_choices (self), selected), sizeof value->text);
  return TRUE;
}

static guint
find_choice (SockeyeOptionRow *self, const char *text)
{
  GtkStringList *choices = get_choices (self);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (choices));

  for (guint i = FIRST_CHOICE; i < n; i++)
    if (g_str_equal (gtk_string_list_get_string (choices, i), text))
      return i;

  /* An interface that is gone, for instance: what was wished for stays. */
  gtk_string_list_append (choices, text);
  return n;
}

/**
 * sockeye_option_row_set_wish:
 * @self: a row
 * @value: (nullable): the value that is wished for; %NULL: the system's default
 */
void
sockeye_option_row_set_wish (SockeyeOptionRow *self, const SockeyeOptionValue *value)
{
  g_autofree char *text = NULL;
  guint selected = 0;

  self->frozen = TRUE;
  self->pending = FALSE;
  if (value != NULL && get_kind (self) == SOCKEYE_OPTION_SWITCH)
    selected = FIRST_CHOICE + (value->number != 0 ? 1 : 0);
  else if (value != NULL && get_kind (self) == SOCKEYE_OPTION_TEXT)
    selected = find_choice (self, value->text);
  gtk_drop_down_set_selected (self->choice, selected);

  text = value != NULL ? g_strdup_printf ("%" G_GINT64_FORMAT, value->number) : g_strdup ("");
  gtk_editable_set_text (GTK_EDITABLE (self->number), text);
  sockeye_field_set_error (self->number, self->message, NULL);
  self->frozen = FALSE;
}

/**
 * sockeye_option_row_set_choices:
 * @self: a row whose values are texts
 * @names: (nullable) (array zero-terminated=1): what can be chosen besides the default; the wish stays
 */
void
sockeye_option_row_set_choices (SockeyeOptionRow *self, const char *const *names)
{
  SockeyeOptionValue wish;
  gboolean wished = sockeye_option_row_get_wish (self, &wish);

  set_items (self, names);
  self->frozen = TRUE;
  gtk_drop_down_set_selected (self->choice, wished ? find_choice (self, wish.text) : 0);
  self->frozen = FALSE;
}

/**
 * sockeye_option_row_set_reported:
 * @self: a row
 * @text: the value as the kernel reports it
 */
void
sockeye_option_row_set_reported (SockeyeOptionRow *self, const char *text)
{
  gtk_label_set_label (self->reported, text);
}

/**
 * sockeye_option_row_set_note:
 * @self: a row
 * @note: (nullable): what is to be known about the wish
 */
void
sockeye_option_row_set_note (SockeyeOptionRow *self, const char *note)
{
  gtk_label_set_label (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
}

/**
 * sockeye_option_row_set_error:
 * @self: a row
 * @error: (nullable): why the wish cannot be had; the wish stays where it was typed
 */
void
sockeye_option_row_set_error (SockeyeOptionRow *self, const GError *error)
{
  sockeye_field_set_error (self->number, self->message, error);
}

/**
 * sockeye_option_row_add_to_groups:
 * @self: a row
 * @editors: makes the editors of all rows as wide
 * @reports: makes what the kernel reports as wide
 */
void
sockeye_option_row_add_to_groups (SockeyeOptionRow *self, GtkSizeGroup *editors, GtkSizeGroup *reports)
{
  gtk_size_group_add_widget (editors, GTK_WIDGET (self->editor));
  gtk_size_group_add_widget (reports, GTK_WIDGET (self->reported));
}

/**
 * sockeye_option_row_commit:
 * @self: a row
 *
 * Takes what was typed as complete, if it is a value.
 */
void
sockeye_option_row_commit (SockeyeOptionRow *self)
{
  gint64 number;
  gboolean empty;

  if (!self->pending || !parse (self, &number, &empty))
    return;
  self->pending = FALSE;
  g_signal_emit (self, signals[COMMITTED], 0);
}
