/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quick-command.h"

#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Characters of a text that stand for its name when it has none. */
#define TITLE_LENGTH 40

struct _SockeyeQuickCommand
{
  GObject parent_instance;

  char *name;
  char *comment;
  char *text; /* a GRefString: copies share it */
  char *title;
  SockeyeSendPlan plan;
  const SockeyeCharset *charset; /* (nullable): %NULL: the session's */
  gboolean ticked;
  guint gap;
};

G_DEFINE_FINAL_TYPE (SockeyeQuickCommand, sockeye_quick_command, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NAME,
  PROP_COMMENT,
  PROP_TEXT,
  PROP_TITLE,
  PROP_PLAN,
  PROP_CHARSET,
  PROP_TICKED,
  PROP_GAP,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* The first line that has something on it. */
static char *
make_title (const char *text)
{
  const char *line = text + strspn (text, "\r\n\t ");
  gsize length = strcspn (line, "\r\n");
  g_autofree char *first = g_strndup (line, length);

  if (g_utf8_strlen (first, -1) <= TITLE_LENGTH)
    return g_steal_pointer (&first);

  *g_utf8_offset_to_pointer (first, TITLE_LENGTH) = '\0';
  return g_strconcat (first, "…", NULL);
}

static void
update_title (SockeyeQuickCommand *self)
{
  g_autofree char *title = *self->name != '\0' ? g_strdup (self->name) : make_title (self->text);

  if (*title == '\0')
    {
      g_free (title);
      /* Translators: stands for a quick command that has neither a name nor a text */
      title = g_strdup (_ ("Empty command"));
    }
  if (g_strcmp0 (title, self->title) == 0)
    return;

  g_free (self->title);
  self->title = g_steal_pointer (&title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
sockeye_quick_command_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeQuickCommand *self = SOCKEYE_QUICK_COMMAND (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_COMMENT:
      g_value_set_string (value, self->comment);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_PLAN:
      g_value_set_pointer (value, &self->plan);
      break;
    case PROP_CHARSET:
      g_value_set_string (value, self->charset != NULL ? self->charset->id : NULL);
      break;
    case PROP_TICKED:
      g_value_set_boolean (value, self->ticked);
      break;
    case PROP_GAP:
      g_value_set_uint (value, self->gap);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_quick_command_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SockeyeQuickCommand *self = SOCKEYE_QUICK_COMMAND (object);

  switch (id)
    {
    case PROP_TICKED:
      sockeye_quick_command_set_ticked (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_quick_command_finalize (GObject *object)
{
  SockeyeQuickCommand *self = SOCKEYE_QUICK_COMMAND (object);

  g_free (self->name);
  g_free (self->comment);
  g_ref_string_release (self->text);
  g_free (self->title);

  G_OBJECT_CLASS (sockeye_quick_command_parent_class)->finalize (object);
}

static void
sockeye_quick_command_class_init (SockeyeQuickCommandClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sockeye_quick_command_get_property;
  object_class->set_property = sockeye_quick_command_set_property;
  object_class->finalize = sockeye_quick_command_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_COMMENT] = g_param_spec_string ("comment", NULL, NULL, NULL, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_PLAN] = g_param_spec_pointer ("plan", NULL, NULL, flags);
  properties[PROP_CHARSET] = g_param_spec_string ("charset", NULL, NULL, NULL, flags);
  properties[PROP_TICKED] = g_param_spec_boolean ("ticked", NULL, NULL, FALSE, flags | G_PARAM_WRITABLE);
  properties[PROP_GAP] = g_param_spec_uint ("gap", NULL, NULL, 0, SOCKEYE_QUICK_COMMAND_GAP_MAX, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sockeye_quick_command_init (SockeyeQuickCommand *self)
{
  self->name = g_strdup ("");
  self->comment = g_strdup ("");
  self->text = g_ref_string_new ("");
  update_title (self);
}

/**
 * sockeye_quick_command_new:
 *
 * Returns: (transfer full): a command without a name and a text, with a plan that adds nothing
 */
SockeyeQuickCommand *
sockeye_quick_command_new (void)
{
  return g_object_new (SOCKEYE_TYPE_QUICK_COMMAND, NULL);
}

/**
 * sockeye_quick_command_copy:
 * @self: a command
 *
 * Returns: (transfer full): one that is equal to it
 */
SockeyeQuickCommand *
sockeye_quick_command_copy (SockeyeQuickCommand *self)
{
  SockeyeQuickCommand *copy = sockeye_quick_command_new ();

  g_free (copy->name);
  copy->name = g_strdup (self->name);
  g_free (copy->comment);
  copy->comment = g_strdup (self->comment);
  g_ref_string_release (copy->text);
  copy->text = g_ref_string_acquire (self->text);
  copy->plan = self->plan;
  copy->charset = self->charset;
  copy->ticked = self->ticked;
  copy->gap = self->gap;
  update_title (copy);
  return copy;
}

static gboolean
plan_equal (const SockeyeSendPlan *one, const SockeyeSendPlan *other)
{
  return one->line_end == other->line_end && one->append_line_end == other->append_line_end
         && one->form == other->form && one->escapes == other->escapes && one->variables == other->variables
         && one->checksum == other->checksum && one->checksum_little_endian == other->checksum_little_endian
         && one->checksum_start == other->checksum_start && one->checksum_length == other->checksum_length
         && one->suffix_length == other->suffix_length
         && memcmp (one->suffix, other->suffix, one->suffix_length) == 0;
}

/**
 * sockeye_quick_command_equal:
 * @self: a command
 * @other: a command
 *
 * Returns: whether nobody could tell them apart
 */
gboolean
sockeye_quick_command_equal (SockeyeQuickCommand *self, SockeyeQuickCommand *other)
{
  return self->charset == other->charset && self->ticked == other->ticked && self->gap == other->gap
         && plan_equal (&self->plan, &other->plan) && g_str_equal (self->name, other->name)
         && g_str_equal (self->comment, other->comment) && g_str_equal (self->text, other->text);
}

/**
 * sockeye_quick_command_get_name:
 * @self: a command
 *
 * Returns: its name, one line, which may be empty
 */
const char *
sockeye_quick_command_get_name (SockeyeQuickCommand *self)
{
  return self->name;
}

/**
 * sockeye_quick_command_get_comment:
 * @self: a command
 *
 * Returns: what there is to say about it, which may be empty
 */
const char *
sockeye_quick_command_get_comment (SockeyeQuickCommand *self)
{
  return self->comment;
}

/**
 * sockeye_quick_command_get_text:
 * @self: a command
 *
 * Returns: its text, as it was typed
 */
const char *
sockeye_quick_command_get_text (SockeyeQuickCommand *self)
{
  return self->text;
}

/**
 * sockeye_quick_command_get_title:
 * @self: a command
 *
 * Returns: its name; where it has none, what else it can be recognised by
 */
const char *
sockeye_quick_command_get_title (SockeyeQuickCommand *self)
{
  return self->title;
}

/**
 * sockeye_quick_command_get_plan:
 * @self: a command
 *
 * Returns: how its text becomes a payload
 */
const SockeyeSendPlan *
sockeye_quick_command_get_plan (SockeyeQuickCommand *self)
{
  return &self->plan;
}

/**
 * sockeye_quick_command_get_charset:
 * @self: a command
 *
 * Returns: (nullable): its own encoding; %NULL: it is sent in the session's
 */
const SockeyeCharset *
sockeye_quick_command_get_charset (SockeyeQuickCommand *self)
{
  return self->charset;
}

/**
 * sockeye_quick_command_get_ticked:
 * @self: a command
 *
 * Returns: whether it is a step of the sequence
 */
gboolean
sockeye_quick_command_get_ticked (SockeyeQuickCommand *self)
{
  return self->ticked;
}

/**
 * sockeye_quick_command_get_gap:
 * @self: a command
 *
 * Returns: milliseconds from its sending to the next step of the sequence
 */
guint
sockeye_quick_command_get_gap (SockeyeQuickCommand *self)
{
  return self->gap;
}

static gboolean
check_length (const char *text, glong max, GError **error)
{
  if (g_utf8_strlen (text, -1) <= max)
    return TRUE;

  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
               /* Translators: %ld is a number of characters */
               ngettext ("At most %ld character is kept here. Shorten it.",
                         "At most %ld characters are kept here. Shorten it.", (gulong) max),
               max);
  return FALSE;
}

static void
set_string (SockeyeQuickCommand *self, char **field, const char *text, guint property)
{
  if (g_str_equal (*field, text))
    return;

  g_free (*field);
  *field = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/**
 * sockeye_quick_command_set_name:
 * @self: a command
 * @name: a line
 * @error: %SOCKEYE_ERROR_TOO_LARGE: it has more than %SOCKEYE_QUICK_COMMAND_NAME_MAX characters
 *
 * Returns: %FALSE for an error, when the name stays as it was
 */
gboolean
sockeye_quick_command_set_name (SockeyeQuickCommand *self, const char *name, GError **error)
{
  if (!check_length (name, SOCKEYE_QUICK_COMMAND_NAME_MAX, error))
    return FALSE;

  set_string (self, &self->name, name, PROP_NAME);
  update_title (self);
  return TRUE;
}

/**
 * sockeye_quick_command_set_comment:
 * @self: a command
 * @comment: what there is to say about it
 * @error: %SOCKEYE_ERROR_TOO_LARGE: it has more than %SOCKEYE_QUICK_COMMAND_COMMENT_MAX characters
 *
 * Returns: %FALSE for an error, when the comment stays as it was
 */
gboolean
sockeye_quick_command_set_comment (SockeyeQuickCommand *self, const char *comment, GError **error)
{
  if (!check_length (comment, SOCKEYE_QUICK_COMMAND_COMMENT_MAX, error))
    return FALSE;

  set_string (self, &self->comment, comment, PROP_COMMENT);
  return TRUE;
}

/**
 * sockeye_quick_command_set_text:
 * @self: a command
 * @text: what is to be sent, as it was typed
 * @error: %SOCKEYE_ERROR_TOO_LARGE: it has more than %SOCKEYE_QUICK_COMMAND_TEXT_MAX bytes
 *
 * Takes any text, also one that cannot be sent: it may still be in the making.
 *
 * Returns: %FALSE for an error, when the text stays as it was
 */
gboolean
sockeye_quick_command_set_text (SockeyeQuickCommand *self, const char *text, GError **error)
{
  if (strlen (text) > SOCKEYE_QUICK_COMMAND_TEXT_MAX)
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
                   /* Translators: %u is a number of KiB, such as 64 */
                   _ ("A quick command holds at most %u KiB of text. Shorten it, or send it as a file."),
                   SOCKEYE_QUICK_COMMAND_TEXT_MAX >> 10);
      return FALSE;
    }
  if (g_str_equal (self->text, text))
    return TRUE;

  g_ref_string_release (self->text);
  self->text = g_ref_string_new (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
  update_title (self);
  return TRUE;
}

/**
 * sockeye_quick_command_set_plan:
 * @self: a command
 * @plan: how its text becomes a payload; copied
 */
void
sockeye_quick_command_set_plan (SockeyeQuickCommand *self, const SockeyeSendPlan *plan)
{
  if (plan_equal (&self->plan, plan))
    return;

  self->plan = *plan;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAN]);
}

/**
 * sockeye_quick_command_set_charset:
 * @self: a command
 * @charset: (nullable): its own encoding; %NULL: the session's
 */
void
sockeye_quick_command_set_charset (SockeyeQuickCommand *self, const SockeyeCharset *charset)
{
  if (self->charset == charset)
    return;

  self->charset = charset;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHARSET]);
}

/**
 * sockeye_quick_command_set_ticked:
 * @self: a command
 * @ticked: whether it is a step of the sequence
 */
void
sockeye_quick_command_set_ticked (SockeyeQuickCommand *self, gboolean ticked)
{
  if (self->ticked == ticked)
    return;

  self->ticked = ticked;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TICKED]);
}

/**
 * sockeye_quick_command_set_gap:
 * @self: a command
 * @milliseconds: to the next step of the sequence, at most %SOCKEYE_QUICK_COMMAND_GAP_MAX
 */
void
sockeye_quick_command_set_gap (SockeyeQuickCommand *self, guint milliseconds)
{
  milliseconds = MIN (milliseconds, SOCKEYE_QUICK_COMMAND_GAP_MAX);
  if (self->gap == milliseconds)
    return;

  self->gap = milliseconds;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GAP]);
}

/**
 * sockeye_quick_command_compile:
 * @self: a command
 * @charset: the session's encoding
 * @error: as of sockeye_payload_template_new()
 *
 * Returns: (transfer full) (nullable): the message to send
 */
SockeyePayloadTemplate *
sockeye_quick_command_compile (SockeyeQuickCommand *self, const SockeyeCharset *charset, GError **error)
{
  return sockeye_payload_template_new (&self->plan, self->charset != NULL ? self->charset : charset,
                                       self->text, FALSE, error);
}
