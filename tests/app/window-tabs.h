/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window-peers.h"
#include "window-private.h"

/* What is done with several sessions in one window. */

static inline guint
count_pages (WindowFixture *self)
{
  g_autoptr (GPtrArray) pages = sockeye_window_get_pages (self->window);

  return pages->len;
}

static inline SockeyeSessionPage *
get_page (WindowFixture *self, guint position)
{
  g_autoptr (GPtrArray) pages = sockeye_window_get_pages (self->window);

  g_assert_cmpuint (position, <, pages->len);
  return pages->pdata[position];
}

static inline void
do_window (WindowFixture *self, const char *action)
{
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (self->window), action));
  g_action_group_activate_action (G_ACTION_GROUP (self->window), action, NULL);
}

/* The fixture's functions are about the active page. */
static inline void
take_active (WindowFixture *self)
{
  self->page = sockeye_window_get_page (self->window);
  self->session = sockeye_workspace_get_session (self->page->workspace);
  self->capture = sockeye_workspace_get_capture (self->page->workspace);
}

static inline void
new_tab (WindowFixture *self)
{
  do_window (self, "new-tab");
  take_active (self);
}
