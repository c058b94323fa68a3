#!/usr/bin/env python3
"""Opens pages in headless Chromium and checks them as a reader would use them.

    Scripts/check-page.sh PROGRAM SCREENSHOTS DOCUMENT.json…

Every document is drawn by `PROGRAM page`, then opened light and dark, wide and as narrow as a
phone. Checked are: no message on the console, no request to anything but the file itself, no
sideways scrolling, axe's rules for accessibility, every picture by keyboard alone, and that a
text cannot become markup. A page served with a list of models is checked against a small server
of its own. Screenshots go to the folder SCREENSHOTS.
"""

import http.server
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import threading

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import TimeoutError, sync_playwright

SIZES = {"wide": (1280, 900), "phone": (360, 740)}
HOSTILE = "</script><script>window.broken = 1</script><img src=x onerror=window.broken=1> &amp; \u202e"


class Problems:
    """What was found, told at once and counted."""

    def __init__(self):
        self.count = 0

    def check(self, holds, what):
        if not holds:
            self.count += 1
            print(f"  FAILED {what}")


class Visit:
    """One page in one window, with all that it said and asked for."""

    def __init__(self, browser, address, size="wide", colours="light", motion="no-preference"):
        width, height = SIZES[size]
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=colours, reduced_motion=motion)
        self.page = self.context.new_page()
        self.messages, self.requests = [], []
        self.page.on("console", lambda message: self.messages.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.messages.append(f"error: {error}"))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(address)
        self.page.wait_for_timeout(300)

    def foreign(self, address):
        """Requests to anything but the address itself and data inside the page."""
        return [url for url in self.requests if url != address and not url.startswith("data:")]

    def close(self):
        self.context.close()


def draw(program, documents, target):
    subprocess.run(
        [program, "page", *map(str, documents), "--html", str(target), "--title", target.stem],
        check=True, capture_output=True)
    return target.as_uri()


def check_layout(visit, name, problems):
    widths = visit.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    problems.check(widths[0] <= widths[1], f"{name}: scrolls sideways, {widths[0]} > {widths[1]} pixels")
    unnamed = visit.page.evaluate(
        """[...document.querySelectorAll('.plot, .heat-plot')].filter(one =>
             !one.getAttribute('aria-label') || !one.querySelector('svg')).length""")
    problems.check(unnamed == 0, f"{name}: {unnamed} pictures are empty or have no name")
    headings = visit.page.evaluate("document.querySelectorAll('h1').length")
    problems.check(headings == 1, f"{name}: {headings} headings of the first level")


def check_quiet(visit, name, address, problems):
    problems.check(not visit.messages, f"{name}: console: {visit.messages[:3]}")
    foreign = visit.foreign(address)
    problems.check(not foreign, f"{name}: asks for {foreign[:3]}")
    broken = visit.page.evaluate("window.broken === undefined")
    problems.check(broken, f"{name}: a text ran as a script")


def check_axe(visit, name, problems):
    found = Axe().run(visit.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})
    for violation in found.response["violations"]:
        places = [node["target"] for node in violation["nodes"]][:3]
        problems.check(False, f"{name}: {violation['id']}: {violation['help']} {places}")


def check_keyboard(visit, name, problems):
    """Reaches every picture with Tab, moves in it, and expects to hear of another place."""
    page = visit.page
    expected = page.evaluate("document.querySelectorAll('[role=slider], [role=listbox]').length")
    reached, moved, seen = 0, 0, set()
    page.evaluate("document.body.focus()")
    for _ in range(400):
        page.keyboard.press("Tab")
        role, number = page.evaluate(
            """() => { const one = document.activeElement;
                 return [one.getAttribute('role'), [...document.querySelectorAll('*')].indexOf(one)]; }""")
        if number in seen and len(seen) > 3:
            break
        seen.add(number)
        if role not in ("slider", "listbox"):
            continue
        reached += 1
        told = "document.activeElement.getAttribute('aria-valuetext') ?? document.activeElement.getAttribute('aria-activedescendant')"
        page.keyboard.press("Home")
        before = page.evaluate(told)
        page.keyboard.press("End")
        # Where there is one place only, there is nowhere to go.
        places = page.evaluate(
            """Number(document.activeElement.getAttribute('aria-valuemax')
                 ?? document.activeElement.querySelectorAll('[role=option]:not([aria-disabled])').length)""")
        moved += places < 2 or page.evaluate(told) != before
    problems.check(reached == expected, f"{name}: Tab reaches {reached} of {expected} pictures")
    problems.check(moved == reached, f"{name}: keys move {moved} of {reached} pictures")


def check_player(visit, name, problems):
    """Step, back and play move the selected word; a word chosen is the word of all pictures."""
    page = visit.page
    if page.locator("#course [role=option]:not([aria-disabled])").count() < 3 or not page.locator(".player").count():
        return
    word = "document.querySelector('.bar-word').textContent"
    page.get_by_role("button", name="« Start").click()
    first = page.evaluate(word)
    page.get_by_role("button", name="Step ›").click()
    second = page.evaluate(word)
    page.get_by_role("button", name="‹ Back").click()
    problems.check(first != second and page.evaluate(word) == first, f"{name}: step and back do not undo each other")
    page.get_by_role("button", name="Play").click()
    try:
        page.wait_for_function(f"first => {word} !== first", arg=first, timeout=5000)
        page.get_by_role("button", name="Pause").click()
    except TimeoutError:
        problems.check(False, f"{name}: play does not play")


def check_tables(visit, name, problems):
    """Opens the table of every picture and expects rows in it."""
    page = visit.page
    for details in page.locator("details.numbers").all():
        details.locator("summary").click()
        page.wait_for_timeout(60)
        rows = details.locator("tbody tr").count()
        problems.check(rows > 0, f"{name}: a table without rows")
        details.locator("summary").click()


def check_document(browser, name, address, shots, problems):
    for size in SIZES:
        for colours in ("light", "dark"):
            visit = Visit(browser, address, size, colours)
            label = f"{name}, {size}, {colours}"
            check_layout(visit, label, problems)
            check_axe(visit, label, problems)
            if size == "wide" and colours == "light":
                check_keyboard(visit, label, problems)
                check_tables(visit, label, problems)
                check_player(visit, label, problems)
            check_quiet(visit, label, address, problems)
            visit.page.screenshot(path=shots / f"{name}-{size}-{colours}.png", full_page=True)
            visit.close()
    visit = Visit(browser, address, motion="reduce")
    moving = visit.page.evaluate(
        "[...document.querySelectorAll('*')].filter(one => parseFloat(getComputedStyle(one).transitionDuration) > 0).length")
    problems.check(moving == 0, f"{name}: {moving} elements move although motion is to be reduced")
    visit.page.locator("#theme").click()
    dark = visit.page.evaluate("getComputedStyle(document.body).colorScheme + document.documentElement.dataset.theme")
    problems.check("dark" in dark, f"{name}: the switch does not make the page dark")
    visit.close()


def hostile(document):
    """The same explanation with words that try to be markup."""
    copy = json.loads(json.dumps(document))
    for token in copy["tokens"][::3]:
        token["text"] = HOSTILE
    copy["text"] = HOSTILE
    copy["model"]["name"] = copy["model"]["labels"][0] = copy["prediction"]["label"] = HOSTILE
    return copy


class Answers(http.server.BaseHTTPRequestHandler):
    """A server with the page and an explanation, or an error where a text asks for one."""

    html, explanation, token = "", {}, None

    def answer(self, status, kind, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer(200, "text/html; charset=utf-8", self.html)

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.token and self.headers["Authorization"] != f"Bearer {self.token}":
            return self.answer(401, "application/json", json.dumps({"error": "a token is needed"}))
        if self.path != "/v1/models/a%20model:explain" or asked["instances"] == ["refuse"]:
            return self.answer(400, "application/json", json.dumps({"error": f"no: {HOSTILE}"}))
        self.answer(200, "application/json", json.dumps({"explanations": [self.explanation]}))

    def log_message(self, *_):
        pass


def served_page(drawn):
    """The page as a server gives it: with a list of models in the place of documents."""
    html = pathlib.Path(drawn.removeprefix("file://")).read_text()
    models = json.dumps({"models": [{"name": "a model", "version": "1"}, {"name": "other", "version": "2"}]})
    html = re.sub(r'<script type="application/json" id="document">.*?</script>',
                  lambda _: f'<script type="application/json" id="models">{models}</script>', html, flags=re.S)
    return html.replace("connect-src 'none'", "connect-src 'self'")


def check_unnamed(browser, problems):
    """A page that does not tell the models asks for a name, and for a token where the server wants one."""
    whole = Answers.html
    Answers.html = re.sub(r'{"models":.*?}]}', '{"models": []}', whole, flags=re.S)
    Answers.token = "open sesame"
    server = serve()
    visit = Visit(browser, f"http://127.0.0.1:{server.server_port}/")
    page = visit.page
    page.get_by_role("textbox", name="Model").fill("a model")
    page.get_by_role("button", name="Explain").click()
    page.wait_for_selector("#ask-token:visible")
    check_axe(visit, "served without names", problems)
    page.get_by_label("The server asks for a token").fill(Answers.token)
    page.get_by_role("button", name="Explain").click()
    page.wait_for_selector("#course")
    visit.close()
    server.shutdown()
    Answers.html, Answers.token = whole, None


def serve():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def check_served(browser, html, explanation, shots, problems):
    Answers.html, Answers.explanation = html, explanation
    server = serve()
    address = f"http://127.0.0.1:{server.server_port}/"
    for size in SIZES:
        visit = Visit(browser, address, size)
        page = visit.page
        page.get_by_label("A text").fill("A good film.")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("#course")
        page.wait_for_timeout(300)
        check_layout(visit, f"served, {size}", problems)
        check_axe(visit, f"served, {size}", problems)
        page.screenshot(path=shots / f"served-{size}.png", full_page=True)
        problems.check(not visit.messages, f"served: console: {visit.messages[:3]}")
        page.get_by_label("A text").fill("refuse")
        page.get_by_role("button", name="Explain").click()
        page.wait_for_selector(".ask-problem:not(:empty)")
        problems.check("</script>" in page.locator(".ask-problem").inner_text(), "served: the error is not shown as it is")
        problems.check(page.evaluate("window.broken === undefined"), "served: an error ran as a script")
        outside = [url for url in visit.requests if not url.startswith((address, "data:"))]
        problems.check(not outside, f"served: asks for {outside}")
        visit.close()
    server.shutdown()


def main():
    program, shots, *names = sys.argv[1:]
    shots = pathlib.Path(shots)
    shots.mkdir(parents=True, exist_ok=True)
    problems = Problems()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        folder = pathlib.Path(folder)
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        documents = {pathlib.Path(name).stem: pathlib.Path(name) for name in names}
        loaded = {name: json.loads(path.read_text()) for name, path in documents.items()}
        explanations = [one for one in loaded.values() if one["format"] == "unroll-explanation-1"]
        if explanations:
            documents["hostile"] = folder / "hostile.json"
            documents["hostile"].write_text(json.dumps(hostile(explanations[0])))
        for name, path in documents.items():
            print(name)
            address = draw(program, [path], folder / f"{name}.html")
            check_document(browser, name, address, shots, problems)
        if explanations:
            print("served")
            check_served(browser, served_page(address), explanations[0], shots, problems)
            check_unnamed(browser, problems)
        browser.close()
    print(f"{problems.count} problems; screenshots in {shots}")
    sys.exit(problems.count > 0)


if __name__ == "__main__":
    main()
