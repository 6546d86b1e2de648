/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lab-file.h"

#include "errors.h"
#include "key-lines.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TIMEOUT_MAX_S 3600
#define BACKLOG_MAX   65535

typedef struct
{
  SockeyeLab *lab;
  SockeyeLabSession *session; /* the group that is being read, if it is one */
  SockeyeLabStep *step;       /* the same */
  GHashTable *texts;          /* of the group; NULL: none was begun */
  GHashTable *seen;           /* the keys of the group */
} Reader;

static gboolean G_GNUC_PRINTF (2, 3) fail (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error,
                     g_error_new_valist (SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE, format, arguments));
  va_end (arguments);
  return FALSE;
}

static gboolean
read_switch (const char *key, const char *value, gboolean *on, GError **error)
{
  *on = strcmp (value, "true") == 0;
  if (*on || strcmp (value, "false") == 0)
    return TRUE;
  /* Translators: %s is a key of a file; true and false are written there as they are */
  return fail (error, _ ("%s can be true or false only."), key);
}

static gboolean
read_number (const char *key, const char *value, guint min, guint max, int *number, GError **error)
{
  guint64 read;

  if (!g_ascii_string_to_unsigned (value, 10, min, max, &read, NULL))
    /* Translators: a key of a file, and two numbers */
    return fail (error, _ ("%s has to be a number from %u to %u."), key, min, max);
  *number = (int) read;
  return TRUE;
}

/* --- Groups */

static gboolean
has_text (GHashTable *texts, const char *key)
{
  const char *text = g_hash_table_lookup (texts, key);

  return text != NULL && *text != '\0';
}

/* What the group that ends here cannot do without. */
static gboolean
end_group (Reader *self, GError **error)
{
  if (self->session != NULL && self->session->command == NULL)
    return fail (error, _ ("The session above has no Command, such as tcp-server 127.0.0.1:$PORT1."));
  if (self->step != NULL && !has_text (self->step->texts, "Text"))
    return fail (error, _ ("The step above has no Text that says what to do."));
  if (self->step != NULL && self->step->in == G_MAXUINT)
    self->step->in = self->step->check.session;
  if (self->texts == self->lab->texts && !has_text (self->texts, "Title"))
    return fail (error, _ ("The lab has no Title."));
  self->session = NULL;
  self->step = NULL;
  self->texts = NULL;
  g_hash_table_remove_all (self->seen);
  return TRUE;
}

static gboolean
begin_session (Reader *self, const char *word, GError **error)
{
  if (*word == '\0' || strpbrk (word, " \t\"'\\") != NULL)
    return fail (error, _ ("Behind Session stands one word, such as [Session server]."));
  if (sockeye_lab_find_session (self->lab, word, NULL))
    /* Translators: %s is a word of a file */
    return fail (error, _ ("There are two sessions with the name “%s”."), word);
  if (self->lab->sessions->len == SOCKEYE_LAB_SESSIONS_MAX)
    return fail (error, _ ("A lab can have %u sessions at most."), SOCKEYE_LAB_SESSIONS_MAX);
  self->session = sockeye_lab_add_session (self->lab, word);
  self->texts = self->session->texts;
  return TRUE;
}

static gboolean
begin_step (Reader *self, GError **error)
{
  if (self->lab->steps->len == SOCKEYE_LAB_STEPS_MAX)
    return fail (error, _ ("A lab can have %u steps at most."), SOCKEYE_LAB_STEPS_MAX);
  self->step = sockeye_lab_add_step (self->lab);
  self->texts = self->step->texts;
  return TRUE;
}

static gboolean
begin_group (Reader *self, const char *group, GError **error)
{
  if (!end_group (self, error))
    return FALSE;
  if (strcmp (group, "Lab") == 0)
    {
      self->texts = self->lab->texts;
      return TRUE;
    }
  if (g_str_has_prefix (group, "Session "))
    return begin_session (self, group + strlen ("Session "), error);
  if (strcmp (group, "Step") == 0 || g_str_has_prefix (group, "Step "))
    return begin_step (self, error);
  /* Translators: %s is a word of a file; the groups are written there as they are */
  return fail (error, _ ("The group “%s” is unknown. There are [Lab], [Session word] and [Step]."), group);
}

/* --- Keys */

static gboolean
set_text (char **place, const char *value)
{
  g_free (*place);
  *place = g_strdup (value);
  return TRUE;
}

static gboolean
read_command (Reader *self, const char *value, GError **error)
{
  static const guint16 any[SOCKEYE_LAB_PORTS] = { 8001, 8002, 8003, 8004 };
  g_autoptr (SockeyeLaunch) launch = NULL;

  self->session->command = g_strdup (value);
  launch = sockeye_lab_session_make_launch (self->session, any, error);
  if (launch == NULL)
    return FALSE;
  if (launch->protocol > SOCKEYE_PROTOCOL_TCP_SERVER || launch->tls.enabled)
    return fail (error, _ ("A lab has sessions of udp, tcp-client and tcp-server, without TLS."));
  return TRUE;
}

static gboolean
read_group (Reader *self, const char *value, GError **error)
{
  SockeyeGroup group;

  set_text (&self->session->group, value);
  return sockeye_group_set (&group, value, NULL, error);
}

static gboolean
read_session_key (Reader *self, const char *key, const char *value, GError **error)
{
  SockeyeLabSession *session = self->session;

  if (strcmp (key, "Command") == 0)
    return read_command (self, value, error);
  if (strcmp (key, "Group") == 0)
    return read_group (self, value, error);
  if (strcmp (key, "Send") == 0)
    return set_text (&session->send, value);
  if (strcmp (key, "Interface") == 0)
    return set_text (&session->interface, value);
  if (strcmp (key, "Open") == 0)
    return read_switch (key, value, &session->open, error);
  if (strcmp (key, "ShortConnections") == 0)
    return read_switch (key, value, &session->short_connections, error);
  if (strcmp (key, "Reuse") == 0)
    return read_switch (key, value, &session->reuse, error);
  if (strcmp (key, "Repeat") == 0)
    return read_number (key, value, 1, SOCKEYE_LAB_TIMES_MAX, &session->repeat, error);
  if (strcmp (key, "Backlog") == 0)
    return read_number (key, value, 0, BACKLOG_MAX, &session->backlog, error);
  if (strcmp (key, "Timeout") == 0)
    return read_number (key, value, 1, TIMEOUT_MAX_S, &session->timeout_s, error);
  /* Translators: %s is a word of a file */
  return fail (error, _ ("A session has no key “%s”."), key);
}

static gboolean
read_place (Reader *self, const char *word, guint *session, GError **error)
{
  if (sockeye_lab_find_session (self->lab, word, session))
    return TRUE;
  /* Translators: %s is a word of a file */
  return fail (error, _ ("There is no session “%s” above this step."), word);
}

static gboolean
read_needs (Reader *self, const char *value, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (value, " \t", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint session;

      if (*words[i] == '\0')
        continue;
      if (!read_place (self, words[i], &session, error))
        return FALSE;
      self->step->needs |= 1u << session;
    }
  return TRUE;
}

static gboolean
read_step_key (Reader *self, const char *key, const char *value, GError **error)
{
  SockeyeLabStep *step = self->step;

  if (strcmp (key, "Check") == 0)
    return sockeye_lab_check_parse (&step->check, value, self->lab->words, error);
  if (strcmp (key, "In") == 0)
    return read_place (self, value, &step->in, error);
  if (strcmp (key, "Needs") == 0)
    return read_needs (self, value, error);
  /* Translators: %s is a word of a file */
  return fail (error, _ ("The key “%s” is unknown here."), key);
}

/* "Title[zh_CN]" is a text, if "Title" is one of this group. */
static gboolean
is_text (Reader *self, const char *key)
{
  static const char *const of_lab[] = { "Title", "Goal", "Expect", NULL };
  static const char *const of_session[] = { "Name", NULL };
  static const char *const of_step[] = { "Text", "Hint", NULL };
  const char *bracket = strchr (key, '[');
  g_autofree char *base = bracket != NULL ? g_strndup (key, (gsize) (bracket - key)) : g_strdup (key);

  if (self->session != NULL)
    return g_strv_contains (of_session, base);
  return g_strv_contains (self->step != NULL ? of_step : of_lab, base);
}

static gboolean
read_key (Reader *self, const char *key, const char *value, GError **error)
{
  if (self->texts == NULL)
    return fail (error, _ ("Before the first key there has to be a group, such as [Lab]."));
  if (!g_hash_table_add (self->seen, g_strdup (key)))
    /* Translators: %s is a key of a file */
    return fail (error, _ ("%s stands in this group twice."), key);
  if (is_text (self, key))
    {
      g_hash_table_insert (self->texts, g_strdup (key), g_strdup (value));
      return TRUE;
    }
  if (self->session != NULL)
    return read_session_key (self, key, value, error);
  if (self->step != NULL)
    return read_step_key (self, key, value, error);
  /* Translators: %s is a word of a file */
  return fail (error, _ ("The key “%s” is unknown here."), key);
}

static gboolean
read_lines (Reader *self, SockeyeKeyLines *lines, GError **error)
{
  for (;;)
    {
      g_auto (SockeyeKeyLine) line = { 0 };

      if (!sockeye_key_lines_next (lines, &line, error))
        return FALSE;
      if (line.group != NULL && !begin_group (self, line.group, error))
        return FALSE;
      if (line.key != NULL && !read_key (self, line.key, line.value, error))
        return FALSE;
      if (line.group == NULL && line.key == NULL)
        return end_group (self, error);
    }
}

static gboolean
read_all (Reader *self, SockeyeKeyLines *lines, GError **error)
{
  if (!read_lines (self, lines, error))
    return FALSE;
  if (!has_text (self->lab->texts, "Title"))
    return fail (error, _ ("The lab has no Title."));
  if (self->lab->sessions->len == 0 || self->lab->steps->len == 0)
    return fail (error, _ ("A lab needs a session and a step at least."));
  return TRUE;
}

static char *
make_id (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot != NULL ? g_strndup (name, (gsize) (dot - name)) : g_strdup (name);
}

/**
 * sockeye_lab_file_read:
 * @name: the file's name, without its folder, for the user
 * @text: what it holds, with a NUL behind it
 * @length: of @text
 * @error: %SOCKEYE_ERROR_INVALID_FILE: what is wrong with it, and in which line
 *
 * Returns: (transfer full) (nullable): the lab
 */
SockeyeLab *
sockeye_lab_file_read (const char *name, const char *text, gsize length, GError **error)
{
  g_autofree char *id = make_id (name);
  g_autoptr (SockeyeLab) lab = sockeye_lab_new (id);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) mistake = NULL;
  Reader reader = { .lab = lab, .seen = seen };
  SockeyeKeyLines lines;

  if (sockeye_key_lines_begin (&lines, text, length, &mistake) && read_all (&reader, &lines, &mistake))
    return g_steal_pointer (&lab);
  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
               /* Translators: the name of a file, the number of a line in it, and what is wrong there */
               _ ("%s, line %u: %s"), name, MAX (lines.number, 1), mistake->message);
  return NULL;
}
