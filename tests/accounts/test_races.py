"""Two at the same moment: what works once, works for one of them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from app.accounts import commands
from app.core.db import db


def at_once(app, senders):
    """Send the forms at the same moment, each from a thread of its own; return the answers."""
    start = Barrier(len(senders))

    def send(sender):
        start.wait()
        return sender()

    db.session.commit()
    with ThreadPoolExecutor(len(senders)) as pool:
        return list(pool.map(send, senders))


def form(browser):
    return browser.page.find("input", {"name": "csrf_token"})["value"]


def test_one_code_lets_one_browser_in(app, person, protected, sign_in):
    code, browsers = protected(), [sign_in() for _ in range(4)]
    senders = [
        lambda browser=browser, token=form(browser): (
            browser.client.post(
                "/sign-in/code", data={"code": code, "csrf_token": token}
            ).status_code
        )
        for browser in browsers
    ]

    assert sorted(at_once(app, senders)) == [303, 422, 422, 422]


def test_one_recovery_code_lets_one_browser_in(app, person, protected, sign_in):
    code, *_others = commands.make_recovery_codes(person)
    db.session.commit()
    browsers = [sign_in() for _ in range(4)]
    senders = [
        lambda browser=browser, token=form(browser): (
            browser.client.post(
                "/sign-in/code", data={"code": code, "csrf_token": token}
            ).status_code
        )
        for browser in browsers
    ]

    assert sorted(at_once(app, senders)) == [303, 422, 422, 422]


def test_one_address_gets_one_account(app, clock, visitor):
    browsers = [visitor().open("/register") for _ in range(3)]
    senders = [
        lambda browser=browser, token=form(browser): browser.client.post(
            "/register",
            data={
                "name": "Anna", "email": "anna@example.org", "password": "seven boats at dawn",
                "csrf_token": token,
            },
        ).status_code
        for browser in browsers
    ]  # fmt: skip

    answers = at_once(app, senders)

    assert answers.count(303) >= 1
    assert set(answers) <= {303, 409, 429}
