/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-row.h"

struct _SockeyeLogRow
{
  GObject parent_instance;

  guint64 number;
  char *text;
};

G_DEFINE_FINAL_TYPE (SockeyeLogRow, sockeye_log_row, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NUMBER,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sockeye_log_row_finalize (GObject *object)
{
  SockeyeLogRow *self = SOCKEYE_LOG_ROW (object);

  g_free (self->text);

  G_OBJECT_CLASS (sockeye_log_row_parent_class)->finalize (object);
}

static void
sockeye_log_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SockeyeLogRow *self = SOCKEYE_LOG_ROW (object);

  switch (prop_id)
    {
    case PROP_NUMBER:
      g_value_set_uint64 (value, self->number);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sockeye_log_row_class_init (SockeyeLogRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sockeye_log_row_finalize;
  object_class->get_property = sockeye_log_row_get_property;

  properties[PROP_NUMBER] = g_param_spec_uint64 ("number", NULL, NULL, 0, G_MAXUINT64, 0,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "",
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sockeye_log_row_init (SockeyeLogRow *self G_GNUC_UNUSED)
{
}

/**
 * sockeye_log_row_new:
 * @number: the number of the record that the row belongs to
 * @text: (transfer full): the row as one line
 *
 * Returns: (transfer full): a new row
 */
SockeyeLogRow *
sockeye_log_row_new (guint64 number, char *text)
{
  SockeyeLogRow *self = g_object_new (SOCKEYE_TYPE_LOG_ROW, NULL);

  self->number = number;
  self->text = text;

  return self;
}

/**
 * sockeye_log_row_get_text:
 *
 * Returns: (transfer none): the row as sockeye_log_line_to_string() wrote it
 */
const char *
sockeye_log_row_get_text (SockeyeLogRow *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_ROW (self), NULL);

  return self->text;
}
