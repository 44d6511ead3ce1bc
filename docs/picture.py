#!/usr/bin/env python3
"""Draws a terminal's screen as a PNG: the pictures of the README are taken with it, never drawn by hand.

    tmux -L picture -f /dev/null new-session -d -x 80 -y 24 'LANG=C.UTF-8 target/release/nghedan --demo'
    tmux -L picture capture-pane -e -p | python3 docs/picture.py docs/home.png
    tmux -L picture kill-server

Needs Pillow and the font Noto Sans Mono (fonts-noto-mono), which has every letter of the highlands. Reads bold, reverse
and underline; the screens use no colour.
"""

import re
import sys
import unicodedata

from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/noto/NotoSansMono-%s.ttf"
SIZE, MARGIN, COLUMNS, ROWS = 20, 12, 80, 24
INK, PAPER = 225, 28


def cells(line):
    """Each letter of a line with its combining marks, and whether it is bold, underlined, reversed."""
    style = set()
    for escape, text in re.findall(r"\x1b\[([0-9;]*)m|([^\x1b])", line):
        if text and unicodedata.combining(text):
            continue
        if text:
            yield text, frozenset(style)
            continue
        for code in (escape or "0").split(";"):
            if code in ("1", "4", "7"):
                style.add(code)
            elif code in ("0", "", "22", "24", "27"):
                style -= {"22": {"1"}, "24": {"4"}, "27": {"7"}}.get(code, {"1", "4", "7"})


def main(path):
    plain, bold = (ImageFont.truetype(FONT % face, SIZE) for face in ("Regular", "Bold"))
    width, height = round(plain.getlength("M")), SIZE + 5
    picture = Image.new("L", (COLUMNS * width + 2 * MARGIN, ROWS * height + 2 * MARGIN), PAPER)
    draw = ImageDraw.Draw(picture)
    for row, line in enumerate(unicodedata.normalize("NFC", sys.stdin.read()).split("\n")[:ROWS]):
        for column, (text, style) in enumerate(cells(line)):
            x, y = MARGIN + column * width, MARGIN + row * height
            ink, paper = (PAPER, INK) if "7" in style else (INK, PAPER)
            if "7" in style:
                draw.rectangle((x, y, x + width - 1, y + height - 1), fill=paper)
            if "4" in style:
                draw.line((x, y + height - 2, x + width - 1, y + height - 2), fill=ink)
            draw.text((x, y), text, font=bold if "1" in style else plain, fill=ink)
    picture.quantize(16).save(path, optimize=True)


main(sys.argv[1])
