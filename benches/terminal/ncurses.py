"""Draws the frames of a file (one JSON object a line) with ncurses: one refresh for each byte that it reads."""
import curses
import json
import locale
import os
import sys


def draw(window, frame):
    window.erase()
    for x, y, text, bold, underlined, reversed_ in frame["runs"]:
        pen = curses.A_NORMAL
        pen |= curses.A_BOLD if bold else 0
        pen |= curses.A_UNDERLINE if underlined else 0
        pen |= curses.A_REVERSE if reversed_ else 0
        try:
            window.addstr(y, x, text, pen)
        except curses.error:
            pass  # the last cell of the last row cannot be passed
    if frame["cursor"] is not None:
        window.move(frame["cursor"][1], frame["cursor"][0])
        curses.curs_set(1)
    else:
        curses.curs_set(0)
    window.refresh()


def main(window):
    curses.raw()
    window.idlok(True)
    window.idcok(True)
    window.addstr(0, 0, "ready")
    window.refresh()
    for line in open(sys.argv[1], encoding="utf-8"):
        os.read(0, 1)
        draw(window, json.loads(line))
    os.read(0, 1)


locale.setlocale(locale.LC_ALL, "")
curses.wrapper(main)
