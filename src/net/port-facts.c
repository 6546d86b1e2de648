/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "port-facts.h"

#include <glib/gi18n-lib.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* RFC 6335, 6 */
#define FIRST_REGISTERED 1024
#define FIRST_DYNAMIC    49152
/* capabilities(7) */
#define CAP_NET_BIND_SERVICE 10
/* ip(7), where the kernel does not tell */
#define EPHEMERAL_FIRST 32768
#define EPHEMERAL_LAST  60999
/* As getservbyport_r(3) needs it. */
#define BUFFER_SIZE 4096

static void
add_range (GPtrArray *facts, guint16 port)
{
  if (port < FIRST_REGISTERED)
    sockeye_facts_add (facts, _ ("Range"), "%s", _ ("well-known (0–1023, RFC 6335)"));
  else if (port < FIRST_DYNAMIC)
    sockeye_facts_add (facts, _ ("Range"), "%s", _ ("registered (1024–49151, RFC 6335)"));
  else
    sockeye_facts_add (facts, _ ("Range"), "%s", _ ("dynamic or private (49152–65535, RFC 6335)"));
}

static void
add_service (GPtrArray *facts, const SockeyePortRules *rules)
{
  if (rules->tcp_service == NULL && rules->udp_service == NULL)
    sockeye_facts_add (facts, _ ("Service"), "%s", _ ("none that this machine’s list (/etc/services) knows"));
  else if (rules->tcp_service != NULL && rules->udp_service != NULL
           && !g_str_equal (rules->tcp_service, rules->udp_service))
    sockeye_facts_add (facts, _ ("Service"), _ ("%s (TCP), %s (UDP)"), rules->tcp_service,
                       rules->udp_service);
  else if (rules->tcp_service != NULL && rules->udp_service != NULL)
    sockeye_facts_add (facts, _ ("Service"), _ ("%s (TCP and UDP)"), rules->tcp_service);
  else if (rules->tcp_service != NULL)
    sockeye_facts_add (facts, _ ("Service"), _ ("%s (TCP)"), rules->tcp_service);
  else
    sockeye_facts_add (facts, _ ("Service"), _ ("%s (UDP)"), rules->udp_service);
}

static void
add_binding (GPtrArray *facts, guint16 port, const SockeyePortRules *rules)
{
  if (port >= rules->first_unprivileged)
    sockeye_facts_add (facts, _ ("Binding"), _ ("any user may bind it (from %u on)"),
                       rules->first_unprivileged);
  else if (rules->privileged)
    sockeye_facts_add (facts, _ ("Binding"),
                       _ ("only with the right CAP_NET_BIND_SERVICE (below %u), which this program has"),
                       rules->first_unprivileged);
  else
    sockeye_facts_add (facts, _ ("Binding"),
                       _ ("only with the right CAP_NET_BIND_SERVICE (below %u), which this program does not "
                          "have"),
                       rules->first_unprivileged);
}

/**
 * sockeye_port_facts_list:
 * @port: a port
 * @rules: of this machine
 *
 * Tells its range (RFC 6335, 6), its service, who may bind it, and whether the system gives it away by itself.
 *
 * Returns: (transfer full) (element-type SockeyeFact): line by line
 */
GPtrArray *
sockeye_port_facts_list (guint16 port, const SockeyePortRules *rules)
{
  GPtrArray *facts = sockeye_facts_new ();

  if (port == 0)
    {
      sockeye_facts_add (facts, _ ("Binding"),
                         _ ("the system chooses a free port from %u–%u (ip_local_port_range)"),
                         rules->ephemeral_first, rules->ephemeral_last);
      return facts;
    }
  add_range (facts, port);
  add_service (facts, rules);
  add_binding (facts, port, rules);
  if (port >= rules->ephemeral_first && port <= rules->ephemeral_last)
    sockeye_facts_add (facts, _ ("Beware"),
                       _ ("the system gives it to clients at times: it chooses from %u–%u "
                          "(ip_local_port_range)"),
                       rules->ephemeral_first, rules->ephemeral_last);
  return facts;
}

static char *
read_file (const char *path)
{
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL)) /* NULL: what it says is the default then */
    return g_strdup ("");
  return text;
}

static gboolean
is_privileged (void)
{
  g_autofree char *status = read_file ("/proc/self/status");
  const char *line = strstr (status, "\nCapEff:");
  guint64 capabilities = line != NULL ? g_ascii_strtoull (line + strlen ("\nCapEff:"), NULL, 16) : 0;

  return (capabilities >> CAP_NET_BIND_SERVICE) & 1;
}

static void
read_rules (SockeyePortRules *rules)
{
  g_autofree char *start = read_file ("/proc/sys/net/ipv4/ip_unprivileged_port_start");
  g_autofree char *range = read_file ("/proc/sys/net/ipv4/ip_local_port_range");
  guint first, last;

  rules->first_unprivileged = *start != '\0' ? (guint16) g_ascii_strtoull (start, NULL, 10)
                                             : FIRST_REGISTERED;
  rules->ephemeral_first = EPHEMERAL_FIRST;
  rules->ephemeral_last = EPHEMERAL_LAST;
  if (sscanf (range, "%u %u", &first, &last) == 2)
    {
      rules->ephemeral_first = (guint16) first;
      rules->ephemeral_last = (guint16) last;
    }
  rules->privileged = is_privileged ();
}

static char *
look_up_service (guint16 port, const char *protocol)
{
  struct servent entry;
  struct servent *found = NULL;
  char buffer[BUFFER_SIZE];

  if (getservbyport_r (g_htons (port), protocol, &entry, buffer, sizeof buffer, &found) != 0 || found == NULL)
    return NULL;
  return g_strdup (found->s_name);
}

static void
run (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *cancellable G_GNUC_UNUSED)
{
  guint16 port = (guint16) GPOINTER_TO_UINT (data);
  g_autofree char *tcp = look_up_service (port, "tcp");
  g_autofree char *udp = look_up_service (port, "udp");
  SockeyePortRules rules = { .tcp_service = tcp, .udp_service = udp };

  read_rules (&rules);
  g_task_return_pointer (task, sockeye_port_facts_list (port, &rules), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * sockeye_port_facts_list_async:
 * @port: a port
 * @cancellable: (nullable): makes it fail with %G_IO_ERROR_CANCELLED
 * @callback: called in the thread-default main context
 * @data: for @callback
 *
 * As sockeye_port_facts_list(), with the rules of this machine, which a thread reads: services may be in a directory of
 * the network (nsswitch.conf(5)).
 */
void
sockeye_port_facts_list_async (guint16 port,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_task_data (task, GUINT_TO_POINTER (port), NULL);
  g_task_run_in_thread (task, run);
}

/**
 * sockeye_port_facts_list_finish:
 * @result: of the callback
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type SockeyeFact): line by line
 */
GPtrArray *
sockeye_port_facts_list_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
