/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-fixture.h"

#include <string.h>

TlsMaker tls_maker;

void
tls_fixture_set_up (void)
{
  tls_maker_init (&tls_maker);
  tls_maker_make (&tls_maker, "ca", "Test CA", NULL, -30, 30);
  tls_maker_make (&tls_maker, "other", "Other CA", NULL, -30, 30);
  tls_maker_make (&tls_maker, "good", "good.test", "ca", -1, 1);
  tls_maker_make (&tls_maker, "old", "good.test", "ca", -3, -1);
  tls_maker_make (&tls_maker, "future", "good.test", "ca", 1, 3);
}

void
tls_open (Fixture *self,
          SockeyeProtocol protocol,
          guint16 port,
          const SockeyeTlsSettings *tls,
          guint timeout_ms)
{
  SockeyeSettings settings = { .protocol = protocol,
                               .local_host = protocol == SOCKEYE_PROTOCOL_TCP_SERVER ? "127.0.0.1" : NULL,
                               .local_port = 0,
                               .remote_host = "127.0.0.1",
                               .remote_port = port,
                               .connect_timeout_ms = timeout_ms,
                               .tls = *tls };

  settings.tls.enabled = TRUE;
  sockeye_session_open (self->session, &settings);
}

guint16
tls_listen (Fixture *self, const SockeyeTlsSettings *tls)
{
  tls_open (self, SOCKEYE_PROTOCOL_TCP_SERVER, 0, tls, 0);
  fixture_wait_state (self, SOCKEYE_SESSION_OPEN);
  return sockeye_session_get_local_port (self->session);
}

void
tls_send_bytes (Fixture *self, GBytes *payload)
{
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_DEFAULT };
  g_autoptr (GError) error = NULL;

  g_assert_true (sockeye_session_send (self->session, &target, payload, &error));
}

void
tls_assert_received (Fixture *self, const char *text)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  const char *data;

  fixture_wait (memory_sink_count_bytes (self->sink, SOCKEYE_RECORD_RECEIVED, 0) >= strlen (text));
  bytes = memory_sink_get_bytes (self->sink, SOCKEYE_RECORD_RECEIVED, 0);
  data = g_bytes_get_data (bytes, &length);
  g_assert_cmpmem (data, length, text, strlen (text));
}

char *
tls_describe (Fixture *self, SockeyeEventType type)
{
  MemoryRecord record;

  fixture_wait_event (self, type);
  g_assert_true (memory_sink_find_event (self->sink, type, &record));
  return sockeye_event_describe (&record.event);
}

void
tls_assert_says (const char *sentence, const char *part)
{
  if (strstr (sentence, part) == NULL)
    g_error ("“%s” does not say “%s”", sentence, part);
}

void
tls_assert_failure (Fixture *self, const char *part)
{
  fixture_wait (self->failures->len > 0);
  tls_assert_says (self->failures->pdata[0], part);
}

SockeyeTlsEnd
tls_get_end (Fixture *self)
{
  MemoryRecord record;

  fixture_wait_event (self, SOCKEYE_EVENT_PEER_CLOSED);
  g_assert_true (memory_sink_find_event (self->sink, SOCKEYE_EVENT_PEER_CLOSED, &record));
  return (SockeyeTlsEnd) record.event.number2;
}
