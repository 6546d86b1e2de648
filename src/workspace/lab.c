/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lab.h"

#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static GHashTable *
make_texts (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
session_free (gpointer data)
{
  SockeyeLabSession *self = data;

  g_hash_table_unref (self->texts);
  g_free (self->command);
  g_free (self->send);
  g_free (self->group);
  g_free (self->interface);
  g_free (self);
}

static void
step_free (gpointer data)
{
  SockeyeLabStep *self = data;

  g_hash_table_unref (self->texts);
  sockeye_lab_check_clear (&self->check);
  g_free (self);
}

static void
lab_clear (gpointer data)
{
  SockeyeLab *self = data;

  g_free (self->id);
  g_hash_table_unref (self->texts);
  g_ptr_array_unref (self->words);
  g_ptr_array_unref (self->sessions);
  g_ptr_array_unref (self->steps);
}

/**
 * sockeye_lab_new:
 * @id: the name of its file, without what is behind the dot
 *
 * Returns: (transfer full): a lab with nothing in it, to be filled before anybody else has it
 */
SockeyeLab *
sockeye_lab_new (const char *id)
{
  SockeyeLab *self = g_atomic_rc_box_new0 (SockeyeLab);

  self->id = g_strdup (id);
  self->texts = make_texts ();
  self->words = g_ptr_array_new_with_free_func (g_free);
  self->sessions = g_ptr_array_new_with_free_func (session_free);
  self->steps = g_ptr_array_new_with_free_func (step_free);
  return self;
}

/**
 * sockeye_lab_ref:
 * @self: a lab
 *
 * Returns: (transfer full): the same
 */
SockeyeLab *
sockeye_lab_ref (SockeyeLab *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * sockeye_lab_unref:
 * @self: (transfer full): a lab
 */
void
sockeye_lab_unref (SockeyeLab *self)
{
  g_atomic_rc_box_release_full (self, lab_clear);
}

/**
 * sockeye_lab_add_session:
 * @self: a lab that is being read
 * @word: what stands for it in checks
 *
 * Returns: (transfer none): a session with the defaults
 */
SockeyeLabSession *
sockeye_lab_add_session (SockeyeLab *self, const char *word)
{
  SockeyeLabSession *session = g_new0 (SockeyeLabSession, 1);

  session->texts = make_texts ();
  session->open = TRUE;
  session->backlog = -1;
  session->reuse = -1;
  g_ptr_array_add (self->words, g_strdup (word));
  g_ptr_array_add (self->sessions, session);
  return session;
}

/**
 * sockeye_lab_add_step:
 * @self: a lab that is being read
 *
 * Returns: (transfer none): a step without a check
 */
SockeyeLabStep *
sockeye_lab_add_step (SockeyeLab *self)
{
  SockeyeLabStep *step = g_new0 (SockeyeLabStep, 1);

  step->texts = make_texts ();
  step->in = G_MAXUINT; /* where its check looks, which is not read yet */
  g_ptr_array_add (self->steps, step);
  return step;
}

/* "$PORT1" becomes a number. */
static char *
fill_ports (const char *text, const guint16 *ports)
{
  g_autoptr (GString) filled = g_string_new (text);

  for (guint i = 0; ports != NULL && i < SOCKEYE_LAB_PORTS; i++)
    {
      g_autofree char *name = g_strdup_printf ("$PORT%u", i + 1);
      g_autofree char *number = g_strdup_printf ("%u", ports[i]);

      g_string_replace (filled, name, number, 0);
    }
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

static const char *
look_up (GHashTable *texts, const char *key, const char *language)
{
  g_autofree char *name = g_strdup_printf ("%s[%s]", key, language);

  return g_hash_table_lookup (texts, name);
}

/**
 * sockeye_lab_get_text:
 * @texts: (element-type utf8 utf8): the texts of a lab, or of a part of it
 * @key: which one, such as "Title"
 * @ports: (nullable) (array fixed-size=4): what $PORT1 and so on stand for; %NULL: they stay
 *
 * Returns: (transfer full): the text in the user's language; otherwise the one without a language, or an empty one
 */
char *
sockeye_lab_get_text (GHashTable *texts, const char *key, const guint16 *ports)
{
  const char *const *languages = g_get_language_names ();
  const char *text = NULL;

  for (guint i = 0; text == NULL && languages[i] != NULL; i++)
    text = look_up (texts, key, languages[i]);
  /* Whoever reads one kind of Chinese can read the other one, too. */
  if (text == NULL && g_str_has_prefix (languages[0], "zh"))
    text = look_up (texts, key, "zh_CN");
  if (text == NULL)
    text = g_hash_table_lookup (texts, key);
  return fill_ports (text != NULL ? text : "", ports);
}

/**
 * sockeye_lab_is_datagram:
 * @self: a lab
 *
 * Returns: whether its ports are to be free for UDP, not for TCP
 */
gboolean
sockeye_lab_is_datagram (const SockeyeLab *self)
{
  const SockeyeLabSession *first = self->sessions->len > 0 ? self->sessions->pdata[0] : NULL;

  return first != NULL && g_str_has_prefix (first->command, "udp");
}

/**
 * sockeye_lab_find_session:
 * @self: a lab
 * @word: what stands for a session in checks
 * @session: (out): which one it is, from 0
 *
 * Returns: whether there is one
 */
gboolean
sockeye_lab_find_session (const SockeyeLab *self, const char *word, guint *session)
{
  return g_ptr_array_find_with_equal_func (self->words, word, g_str_equal, session);
}

/**
 * sockeye_lab_session_make_launch:
 * @self: a session of a lab
 * @ports: (array fixed-size=4): what $PORT1 and so on stand for
 * @error: what is wrong with its command, in a sentence for the user
 *
 * Returns: (transfer full) (nullable): its socket
 */
SockeyeLaunch *
sockeye_lab_session_make_launch (const SockeyeLabSession *self, const guint16 *ports, GError **error)
{
  g_autofree char *command = fill_ports (self->command, ports);
  g_auto (SockeyeLaunchWords) words = { 0 };
  g_autofree GOptionEntry *entries = sockeye_launch_make_entries (&words);
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  /* GOption wants the name of a program in front. */
  g_autofree char *line = g_strconcat ("lab ", command, NULL);
  g_auto (GStrv) arguments = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_help_enabled (context, FALSE);
  if (!g_shell_parse_argv (line, NULL, &arguments, error)
      || !g_option_context_parse_strv (context, &arguments, error))
    return NULL;
  words.words = g_strdupv (arguments + 1);
  return sockeye_launch_new (&words, NULL, error);
}

static void
wish_switch (SockeyeWishes *wishes, SockeyeOption option, gboolean on)
{
  SockeyeOptionValue value = { .number = on };

  sockeye_wishes_set (wishes, option, &value);
}

/**
 * sockeye_lab_session_make_wishes:
 * @self: a session of a lab
 * @error: its group is none
 *
 * Returns: (transfer full) (nullable): what its socket options are to be, and what group it is to be in
 */
SockeyeWishes *
sockeye_lab_session_make_wishes (const SockeyeLabSession *self, GError **error)
{
  g_autoptr (SockeyeWishes) wishes = sockeye_wishes_new ();
  SockeyeGroup group;

  if (self->reuse >= 0)
    wish_switch (wishes, SOCKEYE_OPTION_SO_REUSEADDR, self->reuse);
  if (self->interface != NULL && g_str_has_prefix (self->command, "udp"))
    {
      SockeyeOptionValue value = { 0 };

      g_strlcpy (value.text, self->interface, sizeof value.text);
      sockeye_wishes_set (wishes, SOCKEYE_OPTION_IP_MULTICAST_IF, &value);
    }
  if (self->group != NULL)
    {
      if (!sockeye_group_set (&group, self->group, self->interface, error))
        return NULL;
      sockeye_wishes_add_group (wishes, &group);
    }
  return g_steal_pointer (&wishes);
}
