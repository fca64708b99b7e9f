"""The same hands at a real browser: Chromium, driven by labels and texts, looked at by axe."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, sync_playwright

SHOTS = Path(__file__).resolve().parents[2] / "shots"
GRAVE = {"serious", "critical"}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the system's Chromium; stops with one sentence where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise RuntimeError("The browser journeys need Chromium: install the package 'chromium'.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class Hands:
    """Opens, clicks and presses like `tests.visitor.Visitor`, without JavaScript in the page.

    Every page that is come upon is photographed (`shots/`) and examined by axe in light and dark;
    what is grave is kept in `findings`.
    """

    def __init__(self, browser: Browser, url: str, name: str, findings: list[str]) -> None:
        self.url, self.name, self.findings = url, name, findings
        self.number = 0
        self.seen: set[str] = set()
        context = browser.new_context(
            base_url=url,
            viewport={"width": 1280, "height": 900},
            locale="en-GB",
        )
        context.set_default_timeout(20_000)
        self.page: Page = context.new_page()
        self.page.on("console", self._heard)

    def open(self, path: str) -> Hands:
        self.page.goto(path)
        return self._arrived()

    def click(self, text: str, within: str = "") -> Hands:
        self._one(self._named("a", text), within).click()
        return self._arrived()

    def press(
        self, text: str, fields: dict[str, Any] | None = None, /, *, within: str = "", **more: Any
    ) -> Hands:
        button = self._one(self._named("button", text), within)
        if not button.is_visible():
            button.locator("xpath=ancestor::details[not(@open)]").first.locator(
                "summary"
            ).first.click()
        form = button.locator("xpath=ancestor::form[1]")
        wanted = (fields or {}) | {label.replace("_", " "): value for label, value in more.items()}
        for label, value in wanted.items():
            self._fill(form, label, value)
        button.click()
        return self._arrived()

    @property
    def text(self) -> str:
        """What the main part of the page says, the closed parts of it included."""
        return " ".join((self.page.locator("main").text_content() or "").split())

    @property
    def heading(self) -> str:
        return " ".join((self.page.locator("h1").text_content() or "").split())

    @property
    def path(self) -> str:
        return re.sub(r"^https?://[^/]+|[?#].*$", "", self.page.url)

    @property
    def here(self) -> str:
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    @property
    def status(self) -> int:
        return int(
            self.page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
        )

    def _arrived(self) -> Hands:
        self.page.wait_for_load_state("load")
        assert self.status < 500, f"{self.here} answered {self.status}"
        self.number += 1
        kind = re.sub(r"[0-9a-f-]{36}|PS-\d+-\d+|\d+", "*", self.path) + f" {self.heading}"
        if kind not in self.seen:
            self.seen.add(kind)
            self._look()
        return self

    def _look(self) -> None:
        SHOTS.mkdir(exist_ok=True)
        title = re.sub(r"\W+", "-", self.heading.lower()).strip("-")[:40]
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            for finding in Axe().run(self.page).response["violations"]:
                if finding["impact"] in GRAVE:
                    places = ", ".join(str(node["target"]) for node in finding["nodes"][:3])
                    self.findings.append(f"{self.here} ({scheme}): {finding['help']}: {places}")
            path = SHOTS / f"{self.name}-{self.number:02}-{title}-{scheme}.png"
            self.page.screenshot(path=path, full_page=True)
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 390, "height": 844})
        if self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            self.findings.append(f"{self.here}: scrolls sideways at 390 pixels")
        path = SHOTS / f"{self.name}-{self.number:02}-{title}-390.png"
        self.page.screenshot(path=path, full_page=True)
        self.page.set_viewport_size({"width": 1280, "height": 900})

    def _heard(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.findings.append(f"{self.here}: the browser complains: {message.text}")

    def _named(self, tag: str, text: str) -> Locator:
        exactly = re.compile(rf"^\s*{re.escape(text)}\s*$")
        inside = self.page.locator("main").locator(tag).filter(has_text=exactly)
        return inside if inside.count() else self.page.locator(tag).filter(has_text=exactly)

    def _one(self, found: Locator, within: str) -> Locator:
        if not within:
            assert found.count() == 1, f"{self.here}: {found.count()} of {found}"
            return found
        best, nearest = found.first, 1_000_000
        for candidate in found.all():
            steps = candidate.evaluate(
                """(node, text) => { let steps = 0;
                   for (let at = node.parentElement; at; at = at.parentElement, steps++)
                     if (at.textContent.replace(/\\s+/g, ' ').includes(text)) return steps;
                   return 1000000; }""",
                within,
            )
            if steps < nearest:
                best, nearest = candidate, steps
        return best

    def _option(self, select: Locator, choice: str) -> str:
        """Return the value of the option with this text or this value."""
        offered = select.evaluate("node => [...node.options].map(o => [o.text.trim(), o.value])")
        found = [value for text, value in offered if choice in {text, value}]
        assert found, f"{self.here}: no option {choice!r}, only {offered}"
        return str(found[0])

    def _control(self, form: Locator, label: str) -> Locator:
        """Find a field by its whole label, the beginning of its label, or its name."""
        controls = form.locator("input, textarea, select")
        whole = re.compile(rf"^\s*{re.escape(label)}\s*(\(optional\))?\s*$")
        for pattern in (whole, re.compile(rf"^\s*{re.escape(label)}")):
            found = controls.and_(form.get_by_label(pattern))
            if found.count():
                return found.first
        return form.locator(f'[name="{label.replace(" ", "_")}"]').first

    def _fill(self, form: Locator, label: str, value: Any) -> None:
        for closed in form.locator("details:not([open]) > summary").all():
            if closed.is_visible():
                closed.click()
        control = self._control(form, label)
        group = form.locator("fieldset").filter(
            has=self.page.locator("legend").filter(has_text=re.compile(rf"^\s*{re.escape(label)}"))
        )
        if group.count() and not isinstance(value, bool):
            for choice in value if isinstance(value, list) else [value]:
                named = group.last.get_by_label(re.compile(rf"^\s*{re.escape(str(choice))}"))
                (
                    named if named.count() else group.last.locator(f'[value="{choice}"]')
                ).first.check()
            return
        kind = control.evaluate("node => node.tagName + ' ' + (node.type || '')")
        if kind.startswith("SELECT"):
            wanted = value if isinstance(value, list) else [value]
            control.select_option(value=[self._option(control, choice) for choice in wanted])
        elif "checkbox" in kind or "radio" in kind:
            control.set_checked(bool(value))
        elif "file" in kind:
            name, content = value
            control.set_input_files(
                {"name": name, "mimeType": "application/octet-stream", "buffer": content}
            )
        else:
            control.fill(str(value))
