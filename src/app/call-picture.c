/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-picture.h"

#include "call-cairo.h"
#include "call-drawing.h"
#include "call-svg.h"
#include "file-error.h"
#include "output-file.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A PNG takes four bytes for each pixel while it is made; small ones are drawn at twice the size. */
#define PNG_HEIGHT_MAX    20000
#define PNG_HEIGHT_DOUBLE 4000

typedef struct
{
  SockeyeCallLadder *ladder;
  SockeyePictureFormat format;
  GFile *file;
  guint n_left_out;

  /* While a PNG is written. */
  GOutputStream *stream;
  GCancellable *cancellable;
  GError *error;
} Picture;

static void
picture_free (Picture *self)
{
  sockeye_call_ladder_unref (self->ladder);
  g_object_unref (self->file);
  g_clear_error (&self->error);
  g_free (self);
}

static cairo_status_t
write_png (void *data, const unsigned char *bytes, unsigned int length)
{
  Picture *self = data;

  return g_output_stream_write_all (self->stream, bytes, length, NULL, self->cancellable, &self->error)
             ? CAIRO_STATUS_SUCCESS
             : CAIRO_STATUS_WRITE_ERROR;
}

/* For paper, as SVG. */
static void
set_colors (SockeyeCallCairo *pen)
{
  for (SockeyePenColor color = 0; color < SOCKEYE_PEN_N_COLORS; color++)
    gdk_rgba_parse (&pen->colors[color], sockeye_call_svg_get_color (color));
}

static void
draw (Picture *self, cairo_t *cr, double width, guint n_rows)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  guint n = sockeye_call_ladder_get_n_steps (self->ladder);
  SockeyeCallDrawing drawing;
  SockeyeCallCairo pen;
  PangoFontDescription *font = pango_font_description_from_string ("Sans");

  pango_context_set_font_description (pango_layout_get_context (layout), font);
  pango_font_description_free (font);
  sockeye_call_cairo_init (&pen, cr, layout);
  set_colors (&pen);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  sockeye_call_drawing_init (&drawing, self->ladder, width);
  drawing.cut = drawing.cut || n_rows < n;
  sockeye_call_drawing_draw_heading (&drawing, &pen.pen, 0);
  sockeye_call_drawing_draw_rows (&drawing, &pen.pen, SOCKEYE_LADDER_HEADING_HEIGHT, n - n_rows, n);
}

/* A picture can be so high only; the newest steps are in it. */
static guint
count_rows (Picture *self)
{
  guint n = sockeye_call_ladder_get_n_steps (self->ladder);
  double room = (PNG_HEIGHT_MAX - sockeye_call_drawing_measure_height (0)) / SOCKEYE_LADDER_ROW_HEIGHT;

  return MIN (n, (guint) room);
}

static gboolean
save_png (Picture *self, GError **error)
{
  guint n_rows = count_rows (self);
  double width = sockeye_call_drawing_measure_width (self->ladder);
  double height = sockeye_call_drawing_measure_height (n_rows);
  int scale = height <= PNG_HEIGHT_DOUBLE ? 2 : 1;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, scale * (int) ceil (width),
                                                         scale * (int) ceil (height));
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  cairo_scale (cr, scale, scale);
  draw (self, cr, width, n_rows);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, write_png, self);
  cairo_surface_destroy (surface);
  self->n_left_out = sockeye_call_ladder_get_n_steps (self->ladder) - n_rows;
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  if (self->error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->error));
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, cairo_status_to_string (status));
  return FALSE;
}

static gboolean
save_svg (Picture *self, GError **error)
{
  g_autofree char *svg = sockeye_call_ladder_to_svg (self->ladder);

  return g_output_stream_write_all (self->stream, svg, strlen (svg), NULL, self->cancellable, error);
}

static gboolean
save (Picture *self, GCancellable *cancellable, GError **error)
{
  SockeyeOutputFile *output = sockeye_output_file_open (self->file, cancellable, error);
  gboolean done;

  if (output == NULL)
    return FALSE;
  self->stream = sockeye_output_file_get_stream (output);
  self->cancellable = cancellable;
  done = (self->format == SOCKEYE_PICTURE_PNG ? save_png (self, error) : save_svg (self, error))
         && sockeye_output_file_close (output, cancellable, error);
  if (!done)
    sockeye_output_file_abandon (output);
  sockeye_output_file_free (output);
  return done;
}

static void
save_in_thread (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *cancellable)
{
  Picture *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_parse_name (self->file);

  if (save (self, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_new_error (
        task, error->domain, error->code,
        /* Translators: the name of a file, why it could not be written, and what to do, a sentence */
        _ ("The diagram could not be saved to %s: %s. %s"), name, sockeye_file_error_get_reason (error),
        sockeye_file_error_advise_saving (error));
}

/**
 * sockeye_call_picture_save_async:
 * @ladder: what to make a picture of
 * @format: of the file
 * @file: where to
 * @cancellable: (nullable): stops the work
 * @callback: called when it is done
 * @data: for @callback
 *
 * Draws and writes on a thread.
 */
void
sockeye_call_picture_save_async (SockeyeCallLadder *ladder,
                                 SockeyePictureFormat format,
                                 GFile *file,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Picture *self = g_new0 (Picture, 1);

  g_task_set_source_tag (task, sockeye_call_picture_save_async);
  self->ladder = sockeye_call_ladder_ref (ladder);
  self->format = format;
  self->file = g_object_ref (file);
  g_task_set_task_data (task, self, (GDestroyNotify) picture_free);
  g_task_run_in_thread (task, save_in_thread);
}

/**
 * sockeye_call_picture_save_finish:
 * @result: what the callback was given
 * @n_left_out: (out): the oldest steps for which there was no room
 * @error: return location for a sentence for the user
 *
 * Returns: whether the file is there
 */
gboolean
sockeye_call_picture_save_finish (GAsyncResult *result, guint *n_left_out, GError **error)
{
  Picture *self = g_task_get_task_data (G_TASK (result));

  *n_left_out = self->n_left_out;
  return g_task_propagate_boolean (G_TASK (result), error);
}
