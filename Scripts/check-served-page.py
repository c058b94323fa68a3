#!/usr/bin/env python3
"""Opens the page of a running `unroll serve` in headless Chromium and has texts explained.

    .venv-page/bin/python Scripts/check-served-page.py PROGRAM SCREENSHOTS MODEL.keras

Once as anybody, once where the server wants a token. Checked are: the pictures appear, no message on
the console, no request to anything but the server, axe's rules, and that the server ends with status
0. `Scripts/check-page.sh` makes the environment.
"""

import importlib.util
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.request

from playwright.sync_api import sync_playwright

TOKEN = "sixteen-letters-or-more"


def module(name):
    place = pathlib.Path(__file__).parent / name
    spec = importlib.util.spec_from_file_location("check_page", place)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


check_page = module("check-page.py")


class Server:
    """`unroll serve` on a free port."""

    def __init__(self, program, model, token=None):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = os.environ | ({"UNROLL_TOKEN": token} if token else {})
        self.address = f"http://127.0.0.1:{port}/"
        self.process = subprocess.Popen(
            [program, "serve", f"reviews={model}", "--port", str(port), "--quiet"], env=environment)

    def __enter__(self):
        for _ in range(150):
            try:
                urllib.request.urlopen(self.address + "health").read()
                return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server does not answer")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.status = self.process.wait(40)


def ask(page, text):
    page.get_by_label("A text").fill(text)
    page.get_by_role("button", name="Explain").click()


def check_open(browser, server, shots, problems):
    for size in check_page.SIZES:
        visit = check_page.Visit(browser, server.address, size)
        ask(visit.page, "A dull start, and a wonderful ending.")
        visit.page.wait_for_selector("#course")
        visit.page.wait_for_timeout(300)
        check_page.check_layout(visit, f"unroll serve, {size}", problems)
        check_page.check_axe(visit, f"unroll serve, {size}", problems)
        visit.page.screenshot(path=shots / f"unroll-serve-{size}.png", full_page=True)
        problems.check(not visit.messages, f"unroll serve: console: {visit.messages[:3]}")
        outside = [url for url in visit.requests if not url.startswith((server.address, "data:"))]
        problems.check(not outside, f"unroll serve: asks for {outside}")
        visit.close()


def check_guarded(browser, server, problems):
    visit = check_page.Visit(browser, server.address)
    problems.check("reviews" not in visit.page.content(), "the page names models that a token guards")
    visit.page.get_by_role("textbox", name="Model").fill("reviews")
    ask(visit.page, "A good film.")
    visit.page.wait_for_selector("#ask-token:visible")
    visit.page.get_by_label("The server asks for a token").fill(TOKEN)
    visit.page.get_by_role("button", name="Explain").click()
    visit.page.wait_for_selector("#course")
    visit.close()


def main():
    program, shots, model = sys.argv[1:]
    shots, problems = pathlib.Path(shots), check_page.Problems()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with Server(program, model) as server:
            check_open(browser, server, shots, problems)
        problems.check(server.status == 0, f"the server ends with status {server.status}")
        with Server(program, model, TOKEN) as server:
            check_guarded(browser, server, problems)
        browser.close()
    print(f"{problems.count} problems with the page of unroll serve")
    sys.exit(problems.count > 0)


if __name__ == "__main__":
    main()
