#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes po/zh_TW.po, data/guide/zh_TW.md, the pages of the manual and the texts of the labs from those of zh_CN: other
characters (opencc), and other words where Taiwan's are different.

Needs Debian's package opencc. Texts that are to differ from what comes out belong into WORDS.
"""

import os
import re
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PO = os.path.join(TOP, "po")
DATA = os.path.join(TOP, "data")
LABS = os.path.join(DATA, "labs")
# After opencc's own words for Taiwan. The first that fits is taken; one that stays as it is keeps a later one from it.
WORDS = [
    ("分幀", "切分訊框"),
    ("保留髮送", "保留傳送"),
    ("取代髮送", "取代傳送"),
    ("替換髮送", "取代傳送"),
    ("髮送", "傳送"),
    ("多少箇", "多少個"),
    ("箇舊", "個舊"),
    ("數據", "資料"),
    ("配置檔案", "設定檔"),
    ("高亮方式", "醒目方式"),
    ("高亮規則", "醒目提示規則"),
    ("高亮", "醒目提示"),
    ("丟棄", "捨棄"),
    ("實時", "即時"),
    ("響應", "回應"),
    ("應答", "回應"),
    ("時間戳", "時間戳記"),
    ("列表", "清單"),
    ("選中", "選取"),
    ("會話可分分頁", "工作階段可分頁"),
    ("會話", "工作階段"),
    ("記錄首部", "記錄標頭"),
    ("首部", "標頭"),
    ("報頭", "標頭"),
    ("跳轉到", "跳至"),
    ("跳轉", "跳至"),
    ("回顯", "回送"),
    ("流標籤", "流量標籤"),
    ("資料流", "資料流"),
    ("位元組流", "位元組串流"),
    ("Unix 流", "Unix 串流"),
    ("轉儲", "傾印"),
    ("生成", "產生"),
    ("接收返回", "接收傳回"),
    ("返回的資料", "傳回的資料"),
    ("返回資料", "傳回資料"),
    ("註釋", "註解"),
    ("轉義符", "跳脫字元"),
    ("轉義", "跳脫"),
    ("反斜槓", "反斜線"),
    ("儘可能", "盡可能"),
    ("頒發者", "簽發者"),
    ("頒發", "簽發"),
    ("軟體包", "套件"),
    ("構建目錄", "建置目錄"),
    ("只讀", "唯讀"),
    ("多播組", "多播群組"),
    ("沒有加入任何組", "沒有加入任何群組"),
    ("加入的組", "加入的群組"),
    ("有這個組", "有這個群組"),
    ("列表中的組", "清單中的群組"),
    ("位址族", "位址家族"),
    ("內容型別", "內容類型"),
    ("空閒空間", "可用空間"),
    ("空閒連接埠", "可用連接埠"),
    ("空閒的本機連接埠", "可用的本機連接埠"),
    ("滾動", "捲動"),
    ("當前使用者", "目前使用者"),
    ("當前", "目前"),
    ("文件示例", "文件範例"),
    ("示例", "範例"),
    ("單詞", "單字"),
    ("兩臺", "兩台"),
    ("二進位位", "二進位位元"),
    ("崩潰", "當掉"),
    ("連接埠", "連接埠"),
    ("埠", "連接埠"),
    ("十六進位制", "十六進位"),
    ("二進位制", "二進位"),
    ("十進位制", "十進位"),
    ("套接字", "通訊端"),
    ("組播", "多播"),
    ("資料報", "資料包"),
    ("數據報", "資料包"),
    ("回復", "回覆"),
    ("報文", "封包"),
    ("迴環", "迴路"),
    ("環回", "迴路"),
    ("首選項", "偏好設定"),
    ("退出", "結束"),
    ("幫助", "說明"),
    ("查詢", "尋找"),
    ("替換", "取代"),
    ("迴圈", "循環"),
    ("校驗和", "總和檢查碼"),
    ("校驗", "檢查碼"),
    ("正則表示式", "正規表示式"),
    ("超時", "逾時"),
    ("字節", "位元組"),
    ("幀", "訊框"),
    ("撤銷", "復原"),
    ("閘道器", "閘道"),
    ("許可權", "權限"),
    ("快捷鍵", "快速鍵"),
    ("快捷指令", "快速指令"),
    ("標籤頁", "分頁"),
    ("雙擊", "按兩下"),
    ("單擊", "按一下"),
    ("點選", "按一下"),
    ("復位", "重設"),
    ("重置", "重設"),
    ("證書", "憑證"),
    ("私鑰", "私密金鑰"),
    ("握手", "交握"),
    ("斷開", "中斷"),
    ("抓取", "擷取"),
    ("捕獲", "擷取"),
    ("客戶端", "用戶端"),
    ("地址", "位址"),
    ("協議", "協定"),
    ("打開", "開啟"),
    ("過濾", "篩選"),
    ("鏈路本地", "連結本機"),
    ("鏈路", "連結"),
    ("本地", "本機"),
    ("重新發送", "重新傳送"),
    ("發送", "傳送"),
    ("畫素", "像素"),
    ("“", "「"),
    ("”", "」"),
    ("‘", "『"),
    ("’", "』"),
]
HEADER = [
    ("# Simplified Chinese translation", "# Traditional Chinese translation"),
    ("Language-Team: Chinese (simplified)", "Language-Team: Chinese (traditional)"),
    ("Language: zh_CN", "Language: zh_TW"),
]


def replace_words(text):
    table = dict(WORDS)
    words = re.compile("|".join(re.escape(word) for word, _ in WORDS))
    return words.sub(lambda match: table[match.group()], text)


def convert(lines):
    done = subprocess.run(["opencc", "-c", "s2twp.json"], input="\n".join(lines), capture_output=True, text=True,
                          check=True)
    return [replace_words(line) for line in done.stdout.split("\n")]


def convert_catalogue():
    """Only what stands in msgstr: the originals stay as they are."""
    whole = subprocess.run(["msgcat", "--no-wrap", f"{PO}/zh_CN.po"], capture_output=True, text=True,
                           check=True).stdout.split("\n")
    translated = [number for number, line in enumerate(whole) if line.startswith("msgstr")]
    inside = []
    for number in translated:
        inside.append(number)
        while number + 1 < len(whole) and whole[number + 1].startswith('"'):
            number += 1
            inside.append(number)
    for number, line in zip(inside, convert([whole[number] for number in inside])):
        whole[number] = line
    text = "\n".join(whole)
    for old, new in HEADER:
        text = text.replace(old, new)
    subprocess.run(["msgcat", "-o", f"{PO}/zh_TW.po", "-"], input=text, text=True, check=True)


def convert_text(name):
    with open(f"{DATA}/{name % 'zh_CN'}", encoding="utf-8") as file:
        lines = file.read().split("\n")
    with open(f"{DATA}/{name % 'zh_TW'}", "w", encoding="utf-8") as file:
        file.write("\n".join(convert(lines)))


def convert_labs():
    """Behind each text in zh_CN stands the one in zh_TW."""
    for name in sorted(os.listdir(LABS)):
        if not name.endswith(".lab"):
            continue
        path = os.path.join(LABS, name)
        with open(path, encoding="utf-8") as file:
            lines = [line for line in file.read().split("\n") if "[zh_TW]=" not in line]
        chinese = [number for number, line in enumerate(lines) if "[zh_CN]=" in line]
        for number, text in zip(chinese, convert([lines[number].partition("[zh_CN]=")[2] for number in chinese])):
            lines[number] += "\n" + lines[number].partition("[")[0] + "[zh_TW]=" + text
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines))


def main():
    convert_catalogue()
    for name in ("guide/%s.md", "sockeye.%s.1", "sockeye-cli.%s.1"):
        convert_text(name)
    convert_labs()
    return 0


if __name__ == "__main__":
    sys.exit(main())
