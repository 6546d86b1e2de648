/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connections-panel.h"
#include "data-log.h"
#include "export-dialog.h"
#include "network-panel.h"
#include "notice-bar.h"
#include "quick-commands-file.h"
#include "quick-commands-panel.h"
#include "receive-panel.h"
#include "repeat-panel.h"
#include "reply-strip.h"
#include "send-box.h"
#include "send-panel.h"
#include "side-layout.h"
#include "status-bar.h"
#include "window.h"

G_BEGIN_DECLS

struct _SockeyeWindow
{
  GtkApplicationWindow parent_instance;

  /* Template widgets */
  SockeyeNetworkPanel *network_panel;
  SockeyeReceivePanel *receive_panel;
  SockeyeSendPanel *send_panel;
  SockeyeRepeatPanel *repeat_panel;
  SockeyeNoticeBar *notice;      /* what went wrong */
  SockeyeNoticeBar *save_notice; /* how the log is saved: errors do not take its place */
  SockeyeReplyStrip *reply_strip;
  GtkPaned *send_pane;
  SockeyeDataLog *data_log;
  SockeyeConnectionsPanel *connections_panel;
  SockeyeSendBox *send_box;
  GtkPaned *commands_pane;
  SockeyeQuickCommandsPanel *commands_panel;
  SockeyeSideLayout *side_layout;
  SockeyeStatusBar *status_bar;

  /* Owned */
  SockeyeWorkspace *workspace;
  GSettings *settings;
  SockeyeHistory *history;            /* (nullable): what was sent, in all windows */
  SockeyeQuickCommandsFile *commands; /* the program's, for all windows */
  char *commands_problem;             /* (nullable): that the notice tells of */
  char *commands_obstacle;            /* (nullable): why none can be sent now */
  SockeyeJob *sequence;               /* (nullable): the job that sends the ticked commands */
  GCancellable *saving;               /* (nullable): while the log is written to a file */
  GFile *saved_file;                  /* (nullable): the last one */
  GCancellable *opening;              /* (nullable): while a saved capture is read */
  SockeyeCapture *document;           /* (nullable): the capture that was opened … */
  char *document_name;                /* … and its file’s name */
  gboolean tells_failure;             /* the notice is, or was, about something that failed */
  GVariant *faults;                   /* a{sd}, see faults-window.h */
  GtkWindow *options;                 /* (nullable) weak: the socket options, while they are shown */

  int placing_frames;   /* until the panel of the quick commands has its width */
  guint tick;           /* 0: asleep until there is news */
  guint quiet_frames;   /* since the last one with news */
  gint64 counters_time; /* when the status bar was refreshed last, monotonic */
  gboolean counters_stale;
  guint n_store_failures; /* that were told */
  gboolean show_connections;
  gboolean sends_when_ready; /* what stands in the box, as the command line asks for */
  gboolean ready;            /* the panels have their workspace, and the actions are there */
};

/* window.c */
void sockeye_window_sync_session (SockeyeWindow *self);
void sockeye_window_refresh_now (SockeyeWindow *self);
void sockeye_window_sync_options (SockeyeWindow *self);

/* window-actions.c */
void sockeye_window_add_actions (SockeyeWindow *self);
void sockeye_window_update_actions (SockeyeWindow *self);
const char *sockeye_window_why_nobody (SockeyeWindow *self);
const char *sockeye_window_why_not_send (SockeyeWindow *self);
void sockeye_window_set_enabled (SockeyeWindow *self, const char *action, gboolean enabled);

/* window-life.c */
void sockeye_window_add_life_actions (SockeyeWindow *self);
void sockeye_window_update_life_actions (SockeyeWindow *self);
const char *sockeye_window_why_closed_for_sending (SockeyeWindow *self, const SockeyeTarget *target);

/* window-launch.c */
void sockeye_window_send_when_ready (SockeyeWindow *self);

/* window-history.c */
void sockeye_window_set_history (SockeyeWindow *self, SockeyeHistory *history);
void sockeye_window_note_sent (SockeyeWindow *self, const char *text);
void sockeye_window_note_command_sent (SockeyeWindow *self, SockeyeQuickCommand *command);
void sockeye_window_add_history_actions (SockeyeWindow *self);

/* window-commands.c */
void sockeye_window_set_up_commands (SockeyeWindow *self);
void sockeye_window_clear_commands (SockeyeWindow *self);
void sockeye_window_update_commands (SockeyeWindow *self, const char *obstacle);
void sockeye_window_load_commands (SockeyeWindow *self);
void sockeye_window_save_commands (SockeyeWindow *self);

/* window-save.c */
void sockeye_window_save_log (SockeyeWindow *self);
void sockeye_window_save_log_to (SockeyeWindow *self, GFile *file);

/* window-export.c */
void sockeye_window_add_capture_actions (SockeyeWindow *self);
void sockeye_window_update_capture_actions (SockeyeWindow *self);
void sockeye_window_export_to (SockeyeWindow *self,
                               GFile *file,
                               SockeyeExportFormat format,
                               SockeyeExportRange range);

/* window-open.c */
void sockeye_window_add_open_actions (SockeyeWindow *self);
void sockeye_window_open_capture (SockeyeWindow *self, GFile *file);

/* window-send.c */
void sockeye_window_add_send_actions (SockeyeWindow *self);
gboolean sockeye_window_get_target (SockeyeWindow *self, SockeyeTarget *target);

/* window-state.c */
void sockeye_window_load_state (SockeyeWindow *self);
void sockeye_window_save_state (SockeyeWindow *self);

/* window-faults.c */
void sockeye_window_add_fault_actions (SockeyeWindow *self);
void sockeye_window_apply_faults (SockeyeWindow *self, SockeyeSettings *settings);

G_END_DECLS
