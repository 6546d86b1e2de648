/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a window feels like while it works: frames, stalls of its main loop, memory, processor time. One per process. */
typedef struct _BenchMeter BenchMeter;

BenchMeter *bench_meter_new (GtkWidget *window, gboolean keep_painting);
void bench_meter_free (BenchMeter *self);
void bench_meter_start (BenchMeter *self);
void bench_meter_stop (BenchMeter *self);
void bench_meter_append_json (BenchMeter *self, GString *json);

void bench_append_quantiles (GString *json, const char *name, GArray *microseconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BenchMeter, bench_meter_free)

G_END_DECLS
