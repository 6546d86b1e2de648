/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-tap.h"

#include <errno.h>

/* What is read from the socket, seen by the library as if it were the socket's own stream. */
#define TYPE_TAP_STREAM (tap_stream_get_type ())
G_DECLARE_FINAL_TYPE (TapStream, tap_stream, SOCKEYE, TAP_STREAM, GInputStream)

struct _TapStream
{
  GInputStream parent_instance;

  GInputStream *base; /* the socket's own */
  SockeyeTlsRecords records;
  gboolean hides_end; /* from the library */
};

static void tap_stream_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TapStream,
                               tap_stream,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, tap_stream_pollable_init))

struct _SockeyeTlsTap
{
  GSocketConnection parent_instance;

  TapStream *stream;
};

G_DEFINE_FINAL_TYPE (SockeyeTlsTap, sockeye_tls_tap, G_TYPE_SOCKET_CONNECTION)

static void
look (TapStream *self, const void *bytes, gssize n)
{
  if (n > 0)
    sockeye_tls_records_feed (&self->records, bytes, (gsize) n);
  else if (n == 0)
    self->records.ended = TRUE;
}

static gssize
tap_stream_read (GInputStream *stream, void *bytes, gsize length, GCancellable *cancellable, GError **error)
{
  TapStream *self = SOCKEYE_TAP_STREAM (stream);
  gssize n = g_input_stream_read (self->base, bytes, length, cancellable, error);

  look (self, bytes, n);
  return n;
}

static gssize
tap_stream_read_nonblocking (GPollableInputStream *stream, void *bytes, gsize length, GError **error)
{
  TapStream *self = SOCKEYE_TAP_STREAM (stream);
  gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (self->base), bytes, length,
                                                       NULL, error);

  look (self, bytes, n);
  if (n != 0 || length == 0 || !self->hides_end)
    return n;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, g_strerror (EAGAIN));
  return -1;
}

static gboolean
tap_stream_is_readable (GPollableInputStream *stream)
{
  return g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (SOCKEYE_TAP_STREAM (stream)->base));
}

static GSource *
tap_stream_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  GInputStream *base = SOCKEYE_TAP_STREAM (stream)->base;
  g_autoptr (GSource) source = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (base), NULL);

  return g_pollable_source_new_full (stream, source, cancellable);
}

static void
tap_stream_finalize (GObject *object)
{
  g_clear_object (&SOCKEYE_TAP_STREAM (object)->base);
  sockeye_tls_records_clear (&SOCKEYE_TAP_STREAM (object)->records);

  G_OBJECT_CLASS (tap_stream_parent_class)->finalize (object);
}

static void
tap_stream_class_init (TapStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tap_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = tap_stream_read;
}

static void
tap_stream_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = tap_stream_is_readable;
  iface->create_source = tap_stream_create_source;
  iface->read_nonblocking = tap_stream_read_nonblocking;
}

static void
tap_stream_init (TapStream *self)
{
  sockeye_tls_records_init (&self->records);
}

static GInputStream *
sockeye_tls_tap_get_input_stream (GIOStream *stream)
{
  SockeyeTlsTap *self = SOCKEYE_TLS_TAP (stream);

  if (self->stream == NULL)
    {
      self->stream = g_object_new (TYPE_TAP_STREAM, NULL);
      self->stream->base = g_object_ref (
          G_IO_STREAM_CLASS (sockeye_tls_tap_parent_class)->get_input_stream (stream));
    }
  return G_INPUT_STREAM (self->stream);
}

static void
sockeye_tls_tap_finalize (GObject *object)
{
  g_clear_object (&SOCKEYE_TLS_TAP (object)->stream);

  G_OBJECT_CLASS (sockeye_tls_tap_parent_class)->finalize (object);
}

static void
sockeye_tls_tap_class_init (SockeyeTlsTapClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_tls_tap_finalize;
  G_IO_STREAM_CLASS (klass)->get_input_stream = sockeye_tls_tap_get_input_stream;
}

static void
sockeye_tls_tap_init (SockeyeTlsTap *self G_GNUC_UNUSED)
{
}

static TapStream *
get_stream (SockeyeTlsTap *self)
{
  return SOCKEYE_TAP_STREAM (sockeye_tls_tap_get_input_stream (G_IO_STREAM (self)));
}

/**
 * sockeye_tls_tap_new:
 * @socket: (transfer none): connected
 *
 * Returns: (transfer full): the connection
 */
SockeyeTlsTap *
sockeye_tls_tap_new (GSocket *socket)
{
  return g_object_new (SOCKEYE_TYPE_TLS_TAP, "socket", socket, NULL);
}

/**
 * sockeye_tls_tap_get_records:
 *
 * Returns: (transfer none): what was read up to now
 */
SockeyeTlsRecords *
sockeye_tls_tap_get_records (SockeyeTlsTap *self)
{
  return &get_stream (self)->records;
}

/**
 * sockeye_tls_tap_hide_end:
 *
 * From now on the library is not told of the peer's end of sending, but that there is nothing to be read. For it an end
 * without close_notify is an error, after which it sends nothing any more; but this end may have something to send.
 */
void
sockeye_tls_tap_hide_end (SockeyeTlsTap *self)
{
  get_stream (self)->hides_end = TRUE;
}
