#!/usr/bin/env python3
"""Takes the pictures of docs/understanding.md from pages that the program draws.

    .venv-page/bin/python Scripts/page-pictures.py PROGRAM DOCUMENTS [docs/images]

DOCUMENTS is a folder with the JSON documents named below (`Scripts/page-documents.sh` makes them).
"""

import pathlib
import subprocess
import sys
import tempfile

from playwright.sync_api import sync_playwright

# picture: document, what is shown of it, steps to take first
PICTURES = {
    "course": ("explanation-lstm", "#course .plate", 0),
    "unrolled": ("explanation-lstm", "#unrolled .plate", 1),
    "gates": ("explanation-lstm", "#gates .plate", 0),
    "pooling": ("explanation-lstm", "#pooling .plate", 0),
    "directions": ("explanation-bigru", "#directions .plate", 0),
    "gradients": ("gradients", "#gradients .plate", 0),
    "memory": ("memory", "#task-2 .plate", 0),
    "report": ("report", "#course-1 .plate", 0),
    "words": ("words", "#words .plate", 0),
}


def main():
    program, documents, target = (sys.argv[1:] + ["docs/images"])[:3]
    documents, target = pathlib.Path(documents), pathlib.Path(target)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1120, "height": 900})
        for picture, (name, selector, steps) in PICTURES.items():
            html = pathlib.Path(folder) / f"{name}.html"
            if not html.exists():
                document = documents / f"{name}.json"
                subprocess.run([program, "page", document, "--html", html], check=True, capture_output=True)
            page.goto(html.as_uri())
            # What stays in place while a reader scrolls would lie over the picture.
            page.evaluate("document.querySelectorAll('.word-bar, .top').forEach(one => one.style.display = 'none')")
            for _ in range(steps):
                page.get_by_role("button", name="Step ›").click()
            page.wait_for_timeout(300)
            page.locator(selector).first.screenshot(path=target / f"seen-{picture}.png")
        browser.close()


if __name__ == "__main__":
    main()
