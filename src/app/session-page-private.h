/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connections-panel.h"
#include "data-log.h"
#include "export-dialog.h"
#include "network-panel.h"
#include "notice-bar.h"
#include "profile.h"
#include "quick-commands-file.h"
#include "quick-commands-panel.h"
#include "receive-panel.h"
#include "repeat-panel.h"
#include "reply-strip.h"
#include "send-box.h"
#include "send-panel.h"
#include "session-page.h"
#include "side-layout.h"
#include "status-bar.h"

G_BEGIN_DECLS

/* What may take so long that the user goes away. */
typedef enum
{
  SOCKEYE_WORK_SAVING,
  SOCKEYE_WORK_OPENING, /* a capture */
  SOCKEYE_WORK_SENDING,
  SOCKEYE_WORK_CONNECTING,
  SOCKEYE_WORK_FINDING,
  SOCKEYE_WORK_RECOVERING, /* a capture that was not saved */
  SOCKEYE_N_WORKS
} SockeyeWork;

struct _SockeyeSessionPage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *document_note;
  SockeyeNetworkPanel *network_panel;
  SockeyeReceivePanel *receive_panel;
  SockeyeSendPanel *send_panel;
  SockeyeRepeatPanel *repeat_panel;
  GtkScrolledWindow *messages; /* has the next two, while one of them is shown */
  GtkBox *messages_box;
  SockeyeNoticeBar *notice;      /* what went wrong */
  SockeyeNoticeBar *save_notice; /* how the log is saved: errors do not take its place */
  SockeyeReplyStrip *reply_strip;
  GtkPaned *send_pane;
  SockeyeDataLog *data_log;
  GtkPaned *connections_pane;
  SockeyeSendBox *send_box;
  GtkPaned *commands_pane;
  SockeyeSideLayout *side_layout;
  SockeyeStatusBar *status_bar;
  GtkWidget *main_column;
  GtkWidget *narrow_bar;
  GtkToggleButton *narrow_settings;
  GtkButton *narrow_open;

  SockeyeConnectionsPanel *connections_panel; /* (nullable) weak: once it was shown */
  SockeyeQuickCommandsPanel *commands_panel;  /* (nullable) weak: once it was shown */

  /* Owned */
  GSimpleActionGroup *actions;
  char *title; /* the window's, while it shows the page */
  SockeyeWorkspace *workspace;
  GSettings *settings;
  SockeyeHistory *history;            /* (nullable): what was sent, in all windows */
  SockeyeQuickCommandsFile *commands; /* the program's, for all windows */
  SockeyeQuickCommandsChoice *choice; /* their folder */
  char *commands_problem;             /* (nullable): that the notice tells of */
  char *commands_obstacle;            /* (nullable): why none can be sent now */
  SockeyeJob *sequence;               /* (nullable): the job that sends the ticked commands */
  GCancellable *saving;               /* (nullable): while the log is written to a file */
  GFile *saved_file;                  /* (nullable): the last one */
  GCancellable *opening;              /* (nullable): while a saved capture is read */
  SockeyeCapture *document;           /* (nullable): the capture that was opened */
  GFile *document_file;               /* (nullable): where it came from */
  char *document_etag;                /* (nullable): stands for what that file had; NULL: that is not known */
  SockeyeLeftover *leftover;          /* (nullable): where the document is on the disk, until it is saved */
  gboolean saving_all;                /* what is being saved is the whole capture */
  gboolean tells_failure;             /* the notice is, or was, about something that failed */
  GVariant *faults;                   /* a{sd}, see faults-window.h */
  GtkWindow *options;                 /* (nullable) weak: the socket options, while they are shown */
  GtkWindow *replies;                 /* (nullable) weak: the rules, while they are shown */
  GtkWindow *states;                  /* (nullable) weak: of the connections, while they are shown */
  SockeyeSessionPage *twin;           /* (nullable) weak: the other one of a pair */
  char *name;                         /* (nullable): what the user calls it */
  char *label;                        /* the tab's */

  GFile *profile;             /* (nullable): the file that it was opened from, or saved to */
  char *profile_etag;         /* (nullable): stands for what that file has; NULL: that is not known */
  gboolean profile_over;      /* whatever that file has, it is to be overwritten */
  GFile *profile_to;          /* (nullable): where the profile is to be written, once the rules are there */
  GPtrArray *profile_folders; /* (nullable): of quick commands, that the profile brought */
  GVariant *pristine;         /* (nullable): the settings, as nobody has touched them yet */

  guint settle_source;           /* until the settings are known that nobody has touched */
  guint64 id;                    /* in this run of the program */
  gint64 began[SOCKEYE_N_WORKS]; /* monotonic; 0: not under way */
  gint64 saving_live;            /* when saving while receiving began, monotonic */
  guint told_works;              /* of which the desktop tells: a bit for each */

  int placing_frames;   /* until the panel of the quick commands has its width */
  guint tick;           /* 0: asleep until there is news */
  guint quiet_frames;   /* since the last one with news */
  gint64 counters_time; /* when the status bar was refreshed last, monotonic */
  gboolean counters_stale;
  guint n_store_failures; /* that were told */
  gboolean show_connections;
  gboolean sends_when_ready; /* what stands in the box, as the command line asks for */
  gboolean beside;           /* there is another page at the side */
  gboolean away;             /* its tab is closed, and may come back */
  guint narrow_source;       /* until the bar follows the layout */
  guint text_source;         /* until the layout follows the size of text */
  gboolean ready;            /* the panels have their workspace, and the actions are there */
};

/* session-page.c */
GtkWindow *sockeye_session_page_get_window (SockeyeSessionPage *self);
void sockeye_session_page_sync_session (SockeyeSessionPage *self);
void sockeye_session_page_sync_titles (SockeyeSessionPage *self);
void sockeye_session_page_refresh_now (SockeyeSessionPage *self);
void sockeye_session_page_sync_options (SockeyeSessionPage *self);

/* session-page-actions.c */
void sockeye_session_page_add_actions (SockeyeSessionPage *self);
void sockeye_session_page_update_actions (SockeyeSessionPage *self);
const char *sockeye_session_page_why_nobody (SockeyeSessionPage *self);
const char *sockeye_session_page_why_not_send (SockeyeSessionPage *self);
void sockeye_session_page_set_enabled (SockeyeSessionPage *self, const char *action, gboolean enabled);

/* session-page-life.c */
void sockeye_session_page_add_life_actions (SockeyeSessionPage *self);
void sockeye_session_page_update_life_actions (SockeyeSessionPage *self);
const char *sockeye_session_page_why_closed_for_sending (SockeyeSessionPage *self,
                                                         const SockeyeTarget *target);

/* session-page-connections.c */
void sockeye_session_page_show_connections (SockeyeSessionPage *self, gboolean show);

/* session-page-stream.c */
void sockeye_session_page_add_stream_actions (SockeyeSessionPage *self);
/* session-page-calls.c */
void sockeye_session_page_add_call_actions (SockeyeSessionPage *self);

/* session-page-launch.c */
void sockeye_session_page_send_when_ready (SockeyeSessionPage *self);

/* session-page-export.c */
void sockeye_session_page_add_capture_actions (SockeyeSessionPage *self);
void sockeye_session_page_update_capture_actions (SockeyeSessionPage *self);
void sockeye_session_page_export_to (SockeyeSessionPage *self,
                                     GFile *file,
                                     SockeyeExportFormat format,
                                     SockeyeExportRange range);

/* session-page-notify.c */
void sockeye_session_page_set_up_notifying (SockeyeSessionPage *self);
void sockeye_session_page_begin_work (SockeyeSessionPage *self, SockeyeWork work);
void sockeye_session_page_end_work (SockeyeSessionPage *self,
                                    SockeyeWork work,
                                    const char *message,
                                    const GError *error);
void sockeye_session_page_withdraw (SockeyeSessionPage *self);

/* session-page-open.c */
void sockeye_session_page_add_open_actions (SockeyeSessionPage *self);

/* session-page-profile.c */
void sockeye_session_page_add_profile_actions (SockeyeSessionPage *self);
void sockeye_session_page_clear_profile (SockeyeSessionPage *self);
void sockeye_session_page_save_profile_to (SockeyeSessionPage *self, GFile *file, gboolean overwrite);

/* session-page-copy-as.c */
void sockeye_session_page_add_copy_as_actions (SockeyeSessionPage *self);

/* session-page-pristine.c */
void sockeye_session_page_clear_pristine (SockeyeSessionPage *self);

/* session-page-title.c */
char *sockeye_session_page_make_title (SockeyeSessionPage *self);
char *sockeye_session_page_make_label (SockeyeSessionPage *self);

/* session-page-messages.c */
void sockeye_session_page_set_up_messages (SockeyeSessionPage *self);
void sockeye_session_page_bind_messages (GtkWidgetClass *widget_class);

/* session-page-narrow.c */
void sockeye_session_page_set_up_narrow (SockeyeSessionPage *self);
void sockeye_session_page_clear_narrow (SockeyeSessionPage *self);
void sockeye_session_page_sync_narrow (SockeyeSessionPage *self);
gboolean sockeye_session_page_is_cramped (SockeyeSessionPage *self);
void sockeye_session_page_bind_narrow (GtkWidgetClass *widget_class);

/* session-page-pair.c */
void sockeye_session_page_share_origin (SockeyeSessionPage *self);

/* session-page-windows.c */
void sockeye_session_page_adopt (SockeyeSessionPage *self, GtkWindow *window);

/* session-page-history.c */
void sockeye_session_page_set_history (SockeyeSessionPage *self, SockeyeHistory *history);
void sockeye_session_page_note_sent (SockeyeSessionPage *self, const char *text);
void sockeye_session_page_note_command_sent (SockeyeSessionPage *self, SockeyeQuickCommand *command);
void sockeye_session_page_add_history_actions (SockeyeSessionPage *self);

/* session-page-commands.c */
void sockeye_session_page_set_up_commands (SockeyeSessionPage *self);
gboolean sockeye_session_page_shows_commands (SockeyeSessionPage *self);
void sockeye_session_page_clear_commands (SockeyeSessionPage *self);
void sockeye_session_page_update_commands (SockeyeSessionPage *self, const char *obstacle);
void sockeye_session_page_load_commands (SockeyeSessionPage *self);
void sockeye_session_page_save_commands (SockeyeSessionPage *self);

/* session-page-save.c */
void sockeye_session_page_save_log (SockeyeSessionPage *self);
void sockeye_session_page_on_saving (goffset done, goffset total, gpointer data);
void sockeye_session_page_end_saving (SockeyeSessionPage *self,
                                      guint64 records,
                                      guint64 bytes,
                                      const GError *error,
                                      const char *cancelled);
void sockeye_session_page_save_log_to (SockeyeSessionPage *self, GFile *file);

/* session-page-send.c */
void sockeye_session_page_add_send_actions (SockeyeSessionPage *self);
gboolean sockeye_session_page_get_target (SockeyeSessionPage *self, SockeyeTarget *target);

/* session-page-state.c */
void sockeye_session_page_load_state (SockeyeSessionPage *self);

/* session-page-recovery.c */
void sockeye_session_page_settle_leftover (SockeyeSessionPage *self);

/* session-page-faults.c */
void sockeye_session_page_add_fault_actions (SockeyeSessionPage *self);
void sockeye_session_page_apply_faults (SockeyeSessionPage *self, SockeyeSettings *settings);

G_END_DECLS
