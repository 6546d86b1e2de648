# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmarks: what is done once, by Sockeye and by its peers in the same minute."""

import time

from harness import BenchError, end, free_port, is_listening, kernel_setting, wait_for
from start import start_and_memory

MEGABYTE = 1e6
LINE = 64
MESSAGE = 100
DEBIAN_RCVBUF = 212992
LARGE_RCVBUF = 4 << 20
DISK_BLOCK = 1 << 20
DISK_BYTES = 3_000_000_000

WINDOW_FIELDS = ("frames_per_second", "frame_p99_ms", "frame_max_ms", "stall_p99_ms", "stall_max_ms",
                 "rss_anon_max_mb", "cpu_percent")


def window_figures(result):
    return {name: result[name] for name in WINDOW_FIELDS if name in result}


def tool_speed(harness, command, port, load, n_bytes):
    """MB/s of a tool that ends when the sender has closed: from the sender's first byte to the tool's end."""
    with harness.start_tool(*command) as tool:
        wait_for(lambda: is_listening(port), f"{command[0]} starting")
        with harness.start_sender(load[0], port, *load[1:]) as sender:
            tool.wait(600)
            finished = time.time()
            start = harness.read_result(sender)["start_us"] / 1e6
    if tool.returncode != 0:
        raise BenchError(f"{command[0]} failed ({tool.returncode})")
    return n_bytes / MEGABYTE / (finished - start)


def ncat_speed(harness, load, n_bytes):
    port = free_port()
    return tool_speed(harness, ["ncat", "-l", "127.0.0.1", port], port, load, n_bytes)


def socat_speed(harness, load, n_bytes):
    port = free_port()
    try:
        return tool_speed(harness, ["socat", "-u", f"TCP-LISTEN:{port},bind=127.0.0.1,reuseaddr",
                                    f"OPEN:{harness.file},creat,trunc"], port, load, n_bytes)
    finally:
        harness.file.unlink(missing_ok=True)


def disk_speed(harness, n_bytes):
    """MB/s that the disk takes past the page cache: every byte that is received goes there as well."""
    n_blocks = max(1, min(n_bytes, DISK_BYTES) // DISK_BLOCK)
    start = time.monotonic()
    try:
        with harness.start_tool("dd", "if=/dev/zero", f"of={harness.file}", f"bs={DISK_BLOCK}", f"count={n_blocks}",
                                "oflag=direct", "status=none") as tool:
            tool.wait(600)
    finally:
        harness.file.unlink(missing_ok=True)
    if tool.returncode != 0:
        raise BenchError(f"dd failed ({tool.returncode})")
    return n_blocks * DISK_BLOCK / MEGABYTE / (time.monotonic() - start)


def stream(harness, load, n_bytes, *options):
    """Bytes over TCP into the log, which is visible and follows its end; until the last row was painted."""
    figures = {"ncat_mb_s": ncat_speed(harness, load, n_bytes)}
    # Before socat, whose file keeps the disk busy for a while.
    with harness.start_receiver("bench-window", "receive", n_bytes, *options) as window:
        with harness.start_sender(load[0], harness.read_port(window), *load[1:]) as sender:
            result = harness.read_result(window)
            start = harness.read_result(sender)["start_us"]
    figures["disk_mb_s"] = disk_speed(harness, n_bytes)
    figures["socat_mb_s"] = socat_speed(harness, load, n_bytes)
    figures["sockeye_mb_s"] = n_bytes / MEGABYTE / ((result["shown_us"] - start) / 1e6)
    figures["ratio_to_ncat"] = figures["sockeye_mb_s"] / figures["ncat_mb_s"]
    figures["ratio_to_disk"] = figures["sockeye_mb_s"] / figures["disk_mb_s"]
    figures["ratio_to_socat"] = figures["sockeye_mb_s"] / figures["socat_mb_s"]
    figures["lost_bytes"] = n_bytes - result["received_bytes"]
    figures["rows"] = result["rows"]
    figures["records"] = result["records"]
    figures.update({name: value for name, value in result.items() if name.startswith(("switch_", "click_"))})
    figures.update(window_figures(result))
    return figures


def receive(harness, options):
    return stream(harness, ("bytes", options.bytes), options.bytes)


def receive_while_scrolling(harness, options):
    return stream(harness, ("bytes", options.bytes), options.bytes, "--jump")


def receive_while_clicking(harness, options):
    return stream(harness, ("bytes", options.bytes), options.bytes, "--click")


def grep_seconds(harness, load):
    """The same lines in a file, all of it in the page cache; nothing is found."""
    port = free_port()
    try:
        with harness.start_tool("socat", "-u", f"TCP-LISTEN:{port},bind=127.0.0.1,reuseaddr",
                                f"OPEN:{harness.file},creat,trunc") as tool:
            wait_for(lambda: is_listening(port), "socat starting")
            with harness.start_sender(load[0], port, *load[1:]) as sender:
                tool.wait(600)
                harness.read_result(sender)
        seconds = 0
        for _ in range(2):  # the first time fills the page cache
            start = time.monotonic()
            with harness.start_tool("grep", "-c", "not to be found", harness.file) as grep:
                grep.wait(600)
            seconds = time.monotonic() - start
        return seconds
    finally:
        harness.file.unlink(missing_ok=True)


def find(harness, options):
    """A text that is not there, in half of what `receive` receives, as lines."""
    n_lines = options.bytes // 2 // LINE
    load = ("lines", n_lines, LINE)
    figures = {"grep_s": grep_seconds(harness, load)}
    with harness.start_receiver("bench-window", "find", n_lines * LINE) as window:
        with harness.start_sender(load[0], harness.read_port(window), *load[1:]) as sender:
            result = harness.read_result(window)
            harness.read_result(sender)
    for number, name in ((1, "first"), (2, "again")):
        figures[f"{name}_s"] = result[f"find_{number}_us"] / 1e6
        figures[f"ratio_to_grep_{name}"] = figures["grep_s"] / figures[f"{name}_s"]
    return figures


def lines(harness, options):
    n_bytes = options.lines * LINE
    return stream(harness, ("lines", options.lines, LINE), n_bytes, "--switch")


def datagrams(rate, rcvbuf):
    """Loss in percent, beside a bare recvmmsg loop that gets the same datagrams with the same buffer."""

    def run(harness, options):
        if rcvbuf > kernel_setting("net.core.rmem_max"):
            raise BenchError(f"net.core.rmem_max is below {rcvbuf}")
        figures = {}
        for name, program in (("peer", "bench-peer"), ("sockeye", "bench-window")):
            with harness.start_receiver(program, "udp", rcvbuf) as receiver:
                with harness.start_sender("udp", harness.read_port(receiver), rate, options.seconds, LINE) as sender:
                    result = harness.read_result(receiver)
                    sent = harness.read_result(sender)["datagrams"]
            lost = sent - result["received"]
            figures[f"{name}_loss_percent"] = 100 * lost / sent
            figures[f"{name}_unexplained"] = lost - result["kernel_drops"]
        figures["more_loss_than_peer_percent"] = figures["sockeye_loss_percent"] - figures["peer_loss_percent"]
        figures.update(window_figures(result))
        return figures

    return run


def bare_acceptor_seconds(harness, count):
    with harness.start_receiver("bench-peer", "epoll", count, MESSAGE) as acceptor:
        with harness.start_sender("clients", harness.read_port(acceptor), count, MESSAGE) as sender:
            served = harness.read_result(acceptor)["served_us"]
            return (served - harness.read_result(sender)["start_us"]) / 1e6


def forking_socat_seconds(harness, count):
    """Until the messages of all clients are in one file."""
    port = free_port()
    harness.file.unlink(missing_ok=True)
    with harness.start_tool("socat", "-u", f"TCP-LISTEN:{port},bind=127.0.0.1,fork,backlog=4096,reuseaddr",
                            f"OPEN:{harness.file},creat,append") as socat:
        wait_for(lambda: is_listening(port), "socat starting")
        with harness.start_sender("clients", port, count, MESSAGE) as sender:
            wait_for(lambda: harness.file.exists() and harness.file.stat().st_size >= count * MESSAGE,
                     "socat serving all clients", 120)
            finished = time.time()
            start = harness.read_result(sender)["start_us"] / 1e6
        end(socat)
    harness.file.unlink(missing_ok=True)
    return finished - start


def clients(count):
    """Connections at once with a message on each: until every message is in the log."""

    def run(harness, options):
        figures = {"epoll_s": bare_acceptor_seconds(harness, count),
                   "socat_s": forking_socat_seconds(harness, count)}
        with harness.start_receiver("bench-window", "clients", count, MESSAGE) as window:
            with harness.start_sender("clients", harness.read_port(window), count, MESSAGE) as sender:
                result = harness.read_result(window)
                start = harness.read_result(sender)["start_us"]
        figures["sockeye_s"] = (result["stored_us"] - start) / 1e6
        figures["ratio_to_slower_peer"] = max(figures["epoll_s"], figures["socat_s"]) / figures["sockeye_s"]
        figures["ratio_to_epoll"] = figures["epoll_s"] / figures["sockeye_s"]
        figures.update(window_figures(result))
        return figures

    return run


def many_connections(mode):
    """10,000 connections, a message a second on each."""

    def run(harness, options):
        with harness.start_receiver("bench-window", mode, options.connections) as window:
            with harness.start_sender("trickle", harness.read_port(window), options.connections,
                                      options.seconds) as sender:
                result = harness.read_result(window)
                sent = harness.read_result(sender)["messages"]
        figures = {"lost_bytes": (sent + options.connections) * MESSAGE - result["received_bytes"]}
        figures.update(window_figures(result))
        if mode == "trickle":
            # Frames are rare where nothing is new: the time between two of them says nothing.
            for name in [name for name in figures if name.startswith("frame")]:
                del figures[name]
        return figures

    return run


def latency(gap_ms):
    """From the peer's send to the end of the frame that painted the row."""

    def run(harness, options):
        with harness.start_receiver("bench-window", "ping", options.messages) as window:
            with harness.start_sender("ping", harness.read_port(window), options.messages, gap_ms) as sender:
                result = harness.read_result(window)
                end(sender)
        return {name: result[name] for name in ("latency_median_ms", "latency_p99_ms", "latency_max_ms")}

    return run


def idle(harness, options):
    """An open session with nothing to do."""
    with harness.start_receiver("bench-window", "idle", options.seconds) as window:
        result = harness.read_result(window)
    return {name: result[name] for name in ("wakeups_per_second", "frames", "cpu_percent")}


def sink(harness, port):
    """Takes what comes over TCP, as fast as it comes."""
    return harness.start_tool("socat", "-u", f"TCP-LISTEN:{port},bind=127.0.0.1,reuseaddr", "OPEN:/dev/null")


def socat_send_seconds(harness, *options):
    """The file, from the first byte to the receiver's end."""
    port = free_port()
    with sink(harness, port) as receiver:
        wait_for(lambda: is_listening(port), "socat starting")
        start = time.monotonic()
        with harness.start_tool("socat", *options, "-u", f"FILE:{harness.file}", f"TCP:127.0.0.1:{port}") as sender:
            sender.wait(600)
            receiver.wait(600)
            return time.monotonic() - start


def sockeye_send(harness, mode, *arguments):
    port = free_port()
    with sink(harness, port) as receiver:
        wait_for(lambda: is_listening(port), "socat starting")
        with harness.start_receiver("bench-send", mode, port, *arguments) as window:
            result = harness.read_result(window)
        receiver.wait(600)
    return result


def send_file(harness, options):
    """A file of half of what `receive` receives, to `socat -u`, beside the same file from `socat -u`."""
    n_bytes = options.bytes // 2
    block = bytes(range(256)) * 4096
    try:
        with open(harness.file, "wb") as file:
            for _ in range(n_bytes // len(block)):
                file.write(block)
            n_bytes = file.tell()
        figures = {"socat_s": socat_send_seconds(harness)}
        result = sockeye_send(harness, "file", harness.file)
    finally:
        harness.file.unlink(missing_ok=True)
    figures["sockeye_s"] = result["elapsed_us"] / 1e6
    figures["time_to_socat"] = figures["sockeye_s"] / figures["socat_s"]
    figures["lost_bytes"] = n_bytes - result["bytes"]
    figures.update(window_figures(result))
    return figures


def send_flat_out(harness, options):
    """Messages of 64 bytes, each a write of its own, beside socat that writes 64 bytes at a time."""
    count = options.lines // 10
    harness.file.write_bytes(b"x" * 64 * count)
    try:
        figures = {"socat_messages_s": count / socat_send_seconds(harness, "-b", "64")}
    finally:
        harness.file.unlink(missing_ok=True)
    result = sockeye_send(harness, "flat", count, 64)
    figures["sockeye_messages_s"] = count / (result["elapsed_us"] / 1e6)
    figures["ratio_to_socat"] = figures["sockeye_messages_s"] / figures["socat_messages_s"]
    figures["lost_messages"] = count - result["messages"]
    figures.update(window_figures(result))
    return figures


def repeat(interval_us):
    """Datagrams at an interval: what it really was, by the times at which the kernel took them."""

    def run(harness, options):
        count = options.seconds * 1_000_000 // interval_us
        with harness.start_receiver("bench-peer", "udp", DEBIAN_RCVBUF) as receiver:
            with harness.start_receiver("bench-send", "repeat", harness.read_port(receiver), count,
                                        interval_us) as window:
                result = harness.read_result(window)
            received = harness.read_result(receiver)["received"]
        figures = {"mean_interval_us": result["mean_interval_us"],
                   "ratio_to_asked": result["mean_interval_us"] / interval_us,
                   "error_percent": abs(result["mean_interval_us"] - interval_us) * 100 / interval_us,
                   "missing": count - received}
        figures.update({name: value for name, value in result.items() if name.startswith("late_")})
        return figures

    return run


CASES = {
    "receive": receive,
    "receive-while-scrolling": receive_while_scrolling,
    "receive-while-clicking": receive_while_clicking,
    "lines": lines,
    "find": find,
    "udp-100k-default-buffer": datagrams(100_000, DEBIAN_RCVBUF),
    "udp-300k-default-buffer": datagrams(300_000, DEBIAN_RCVBUF),
    "udp-300k-large-buffer": datagrams(300_000, LARGE_RCVBUF),
    "clients-1000": clients(1000),
    "clients-5000": clients(5000),
    "connections-10000": many_connections("trickle"),
    "connections-10000-frames": many_connections("trickle-frames"),
    "latency": latency(700),
    "latency-every-50-ms": latency(50),
    "idle": idle,
    "send-file": send_file,
    "send-flat-out": send_flat_out,
    "repeat-1-ms": repeat(1000),
    "rate-10000": repeat(100),
    "start": start_and_memory,
}

# What is asked for: case -> [(figure, "least" or "most", value)]
FLUID = [("frames_per_second", "least", 58), ("frame_p99_ms", "most", 20), ("frame_max_ms", "most", 50)]
TARGETS = {
    "receive": [("ratio_to_ncat", "least", 0.8), ("ratio_to_socat", "least", 1), ("lost_bytes", "most", 0),
                ("rss_anon_max_mb", "most", 128)] + FLUID,
    "receive-while-scrolling": [("frames_per_second", "least", 55), ("lost_bytes", "most", 0)],
    "receive-while-clicking": [("click_max_ms", "most", 100), ("lost_bytes", "most", 0)],
    "find": [("ratio_to_grep_first", "least", 0.5), ("ratio_to_grep_again", "least", 0.5)],
    "lines": [("ratio_to_ncat", "least", 0.8), ("lost_bytes", "most", 0), ("switch_max_ms", "most", 100)] + FLUID,
    "udp-100k-default-buffer": [("more_loss_than_peer_percent", "most", 0.5), ("sockeye_unexplained", "most", 0)]
    + FLUID,
    "udp-300k-default-buffer": [("more_loss_than_peer_percent", "most", 0.5), ("sockeye_unexplained", "most", 0)]
    + FLUID,
    "udp-300k-large-buffer": [("sockeye_loss_percent", "most", 0)] + FLUID,
    "clients-1000": [("ratio_to_slower_peer", "least", 1)],
    "clients-5000": [("ratio_to_slower_peer", "least", 1)],
    "connections-10000": [("cpu_percent", "most", 20), ("lost_bytes", "most", 0)],
    "connections-10000-frames": [("lost_bytes", "most", 0)] + FLUID,
    "latency": [("latency_median_ms", "most", 10)],
    "send-file": [("time_to_socat", "most", 1.3), ("lost_bytes", "most", 0), ("rss_anon_max_mb", "most", 128)] + FLUID,
    "send-flat-out": [("lost_messages", "most", 0)] + FLUID,
    "repeat-1-ms": [("error_percent", "most", 1), ("missing", "most", 0)],
    "rate-10000": [("error_percent", "most", 1)],
    "start": [("start_to_packetsender", "most", 1.2), ("memory_to_packetsender", "most", 1.0)],
    "idle": [("wakeups_per_second", "most", 1), ("frames", "most", 0)],
}
