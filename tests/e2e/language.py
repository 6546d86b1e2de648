# SPDX-License-Identifier: GPL-3.0-or-later
"""The window in Chinese, in a session whose language is zh_CN."""

import re
import socket

import hands
import tap
from access import wait_for
from driver import BUTTONS, free_port, sockeye

CHINESE = re.compile("[\u4e00-\u9fff]")


def a_talk_in_chinese(app):
    for name in ("网络设置", "接收设置", "数据日志"):
        app.wait_shown(f"^{name}$")
    port = free_port(8080, socket.SOCK_DGRAM)
    button = wait_for("the open button", lambda: [node for node in app.program.find_all(role=BUTTONS)
                                                  if node.name in ("绑定", "打开")])[0]
    app.click(button)
    wait_for("the row", lambda: any(str(port) in row and CHINESE.search(row) for row in log_rows(app)),
             explain=lambda: str(log_rows(app)))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect(("127.0.0.1", port))
        sock.send("你好".encode())
        wait_for("what came", lambda: any(row.endswith(" 6 B 你好") for row in log_rows(app)),
                 explain=lambda: str(log_rows(app)))


def a_failure_in_chinese(app):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 8080))
        app.click(wait_for("the open button", lambda: [node for node in app.program.find_all(role=BUTTONS)
                                                       if node.name in ("绑定", "打开")])[0])
        app.wait_shown("端口 8080.*占用", "alert")


def the_guide_in_chinese(app):
    hands.keys("F1")
    wait_for("its text", lambda: any("Ctrl+Enter" in node.text and node.text.startswith("发送\n")
                                     for node in app.program.find_all(role="text")))


def traditional_chinese(app):
    """The same in the characters and the words of Taiwan."""
    for name in ("網路設定", "接收設定", "資料日誌"):
        app.wait_shown(f"^{name}$")
    hands.keys("F1")
    wait_for("the guide", lambda: any("Ctrl+Enter" in node.text and node.text.startswith("傳送\n")
                                      for node in app.program.find_all(role="text")))


def log_rows(app):
    return [child.name for node in app.program.find_all("数据日志", "list") for child in node.children if child.name]


def in_its_language(name):
    return sockeye(name, environment={"LANGUAGE": "zh_TW"} if name == "traditional_chinese" else None)


tap.run([a_talk_in_chinese, a_failure_in_chinese, the_guide_in_chinese, traditional_chinese], in_its_language)
