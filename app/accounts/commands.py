"""What happens to accounts: opened, confirmed, recovered, changed, protected, closed."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

import structlog
from flask import current_app
from flask_security import hash_password, verify_password
from flask_security.utils import verify_and_update_password

from app.accounts import links, security, sign_ins
from app.accounts.letters import for_nothing, mail_to, pretend
from app.accounts.models import SignIn, User
from app.accounts.queries import find_person
from app.core import limits
from app.core.actors import Actor
from app.core.db import db, lock
from app.core.history import record
from app.core.times import now
from app.core.workflow import Event

TRIES, TRIES_WITHIN = 10, timedelta(minutes=5)
CODES_A_DAY, MAILS_A_DAY, MAILS_AN_HOUR_FROM = 50, 5, 30
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
METHOD = "authenticator"
log = structlog.get_logger()


def verify(email: str, password: str, origin: str) -> User | None:
    """Return the person whose address and password these are, or None.

    `origin` is the address of the network that asks. Raises TooMany. Takes the same time whether
    there is such an account or not.
    """
    limits.check("sign-in", email, TRIES, TRIES_WITHIN)
    limits.check("sign-in from", origin, TRIES, TRIES_WITHIN)
    person = find_person(email)
    if not is_password(person, password):
        limits.count("sign-in", email)
        limits.count("sign-in from", origin)
        log.warning("sign-in failed", person=person.id if person else None, origin=origin)
        return None
    limits.forget("sign-in", email)
    return person


def is_password(person: User | None, password: str) -> bool:
    """Whether it is the person's password; for nobody it takes as long and is not."""
    if person is None or person.password is None:
        hash_password(_normal(password))
        return False
    return bool(verify_and_update_password(_normal(password), person)) and person.active


def prove(person: User, password: str) -> bool:
    """Whether the one who is signed in knows the password too. Raises TooMany."""
    limits.check("proof", person.fs_uniquifier, TRIES, TRIES_WITHIN)
    if is_password(person, password):
        return True
    limits.count("proof", person.fs_uniquifier)
    return False


def sign_in(person: User, agent: str, *, second_factor: bool = False) -> tuple[str, bool]:
    """Start a sign-in; return its token, and whether the code of the second factor is still due."""
    awaits_code = person.has_second_factor and not second_factor
    token = sign_ins.begin(person, agent, awaits_code=awaits_code, second_factor=second_factor)
    log.info("sign-in", person=person.id, awaits_second_factor=awaits_code)
    return token, awaits_code


def sign_out(sign_in: SignIn) -> None:
    sign_in.ended_at = now()
    log.info("sign-out", person=sign_in.person_id)


def check_code(person: User, code: str) -> bool:
    """Check a code of the second factor, or one of the recovery codes. Raises TooMany."""
    key = person.fs_uniquifier
    limits.check("second factor", key, TRIES, TRIES_WITHIN)
    limits.check("second factor", key, CODES_A_DAY, DAY)
    lock(person)
    db.session.refresh(person, ["totp_counter", "mf_recovery_codes", "tf_totp_secret"])
    plain = re.sub(r"[\s-]", "", code).lower()
    if _is_current(person, plain) or _use_recovery_code(person, plain):
        return True
    limits.count("second factor", key)
    log.warning("second factor failed", person=person.id)
    return False


def register(email: str, name: str, password: str, language: str, origin: str) -> None:
    """Open an account, to be confirmed by mail. Raises TooMany.

    Whoever has an account already is told so by mail, and nobody else learns of it. An account that
    was never confirmed belongs to nobody yet: the one who asks last, and can read the mail, has it.
    """
    _about_to_mail(email, origin)
    hashed = hash_password(_normal(password))
    person = find_person(email)
    if person is not None and (person.confirmed_at or not person.password):
        with for_nothing():
            db.session.add(_unknown(secrets.token_hex(16), name, hashed))
        _note(person, "user.register-again")
        mail_to(person, "account_exists", links.address("security.recover"))
        return
    if person is None:
        person = _unknown(email, name, hashed)
        db.session.add(person)
    person.name, person.password, person.locale = name, hashed, language
    _note(person, "user.register")
    _mail_confirmation(person)


def ask_for_confirmation(email: str, language: str, origin: str) -> None:
    """Send the link of the registration once more. Raises TooMany."""
    _about_to_mail(email, origin)
    person = find_person(email)
    if person is None or not person.active:
        pretend(email, "account_exists", language)
    elif person.confirmed_at or not person.password:
        mail_to(person, "account_exists", links.address("security.recover"))
    else:
        _mail_confirmation(person)


def confirm(person: User) -> None:
    """Take the address as the person's own."""
    person.confirmed_at = now()
    _note(person, "user.confirm")


def ask_for_recovery(email: str, language: str, origin: str) -> None:
    """Send a link to choose a new password with. Raises TooMany."""
    _about_to_mail(email, origin)
    person = find_person(email)
    if person is None or not person.active:
        pretend(email, "account_recover", language)
        return
    link = links.address("security.reset", token=links.seal("recover", person))
    mail_to(person, "account_recover", link, secret=True)
    log.info("recovery asked for", person=person.id)


def reset_password(person: User, password: str) -> None:
    """Set a new password by a link from the mailbox: signs out everywhere, frees a locked account.

    A second factor, where there is one, is still asked for.
    """
    _set_password(person, password)
    person.confirmed_at = person.confirmed_at or now()
    limits.forget("sign-in", person.email)
    _note(person, "user.password-reset")
    mail_to(person, "account_password_changed", links.address("security.recover"))


def change_password(person: User, password: str) -> None:
    """Set a new password; signs out everywhere."""
    _set_password(person, password)
    _note(person, "user.password-change")
    mail_to(person, "account_password_changed", links.address("security.recover"))


def ask_for_new_email(person: User, email: str, origin: str) -> None:
    """Ask the new mailbox to confirm, and tell the old one. Raises TooMany."""
    _about_to_mail(email, origin)
    owner = find_person(email)
    if owner is not None:
        mail_to(owner, "account_exists", links.address("security.recover"))
    else:
        link = links.address("security.confirm_email", token=links.seal("email", person, email))
        mail_to(person, "account_email_confirm", link, to=email, secret=True)
    mail_to(person, "account_email_asked", links.address("security.recover"), new_email=email)
    _note(person, "user.email-ask")


def change_email(person: User, email: str, but: SignIn | None) -> None:
    """Take the new address, tell both, and sign out everywhere but in this browser."""
    former, person.email, person.confirmed_at = person.email, email, now()
    sign_ins.end_all(person, but)
    _note(person, "user.email-change")
    for address in (former, email):
        mail_to(person, "account_email_changed", to=address, former_email=former, new_email=email)


def protect(person: User, secret: str) -> list[str]:
    """Turn the second factor on and return the recovery codes: they are shown this once."""
    person.tf_primary_method, person.tf_totp_secret = METHOD, secret
    _note(person, "user.second-factor-on")
    mail_to(person, "account_second_factor", links.address("accounts.settings"), is_on=True)
    return make_recovery_codes(person)


def make_recovery_codes(person: User) -> list[str]:
    """Replace the recovery codes by new ones; only their hashes are kept."""
    fresh = security.codes().generate_recovery_codes(security.RECOVERY_CODES)
    person.mf_recovery_codes = [hash_password(code.replace("-", "")) for code in fresh]
    _note(person, "user.recovery-codes")
    return fresh


def unprotect(person: User, actor: Actor) -> None:
    """Turn the second factor off, by the person or by an administrator who knows them."""
    person.tf_primary_method = person.tf_totp_secret = person.totp_counter = None
    person.mf_recovery_codes = None
    sign_ins.end_all(person)
    _note(person, "user.second-factor-off", actor)
    mail_to(person, "account_second_factor", links.address("accounts.settings"), is_on=False)


def close(person: User, actor: Actor) -> None:
    """Take the account out of use: every sign-in ends at once."""
    person.active = False
    sign_ins.end_all(person)
    _note(person, "user.close", actor)


def reopen(person: User, actor: Actor) -> None:
    person.active = True
    _note(person, "user.reopen", actor)


def open_account(email: str, name: str = "", language: str = "") -> User:
    """Find the person with this address, or open an account that waits for its owner.

    Raises ValueError if it is no e-mail address.
    """
    email = security.normal(email)
    person = find_person(email)
    if person is None:
        person = _unknown(email, name or email.partition("@")[0])
        person.locale = language or current_app.config["LANGUAGES"][0]
        db.session.add(person)
        _note(person, "user.invite", Actor.SYSTEM)
    return person


def invitation_link(person: User) -> str:
    """Make a link that works once, for a day: its owner sets name and password by it."""
    return links.address("security.accept", token=links.seal("invitation", person))


def accept_invitation(person: User, name: str, password: str, language: str) -> None:
    """Let the person who has the link take the account."""
    person.name, person.locale = name, language
    _set_password(person, password)
    person.confirmed_at = now()
    _note(person, "user.accept-invitation")


def _unknown(email: str, name: str, hashed: str | None = None) -> User:
    """Make an account that nobody has confirmed yet."""
    return User(email=email, name=name, password=hashed, fs_uniquifier=secrets.token_hex(16))


def _set_password(person: User, password: str) -> None:
    person.password = hash_password(_normal(password))
    sign_ins.end_all(person)


def _normal(password: str) -> str:
    return str(current_app.extensions["security"].password_util.normalize(password))


def _is_current(person: User, digits: str) -> bool:
    if person.tf_totp_secret is None or not re.fullmatch(r"\d{6}", digits):
        return False
    return security.codes().verify_totp(digits, person.tf_totp_secret, person, window=security.NEAR)


def _use_recovery_code(person: User, plain: str) -> bool:
    hashes = person.mf_recovery_codes or []
    if not re.fullmatch(r"[0-9a-f]{12}", plain):
        return False
    used = next((hashed for hashed in hashes if verify_password(plain, hashed)), None)
    if used is None:
        return False
    person.mf_recovery_codes = [hashed for hashed in hashes if hashed != used]
    _note(person, "user.recovery-code-used")
    return True


def _about_to_mail(email: str, origin: str) -> None:
    """Count a mail to an address, whether it has an account or not."""
    limits.check("mail", email, 1, MINUTE)
    limits.check("mail", email, MAILS_A_DAY, DAY)
    limits.check("mail from", origin, MAILS_AN_HOUR_FROM, HOUR)
    limits.count("mail", email)
    limits.count("mail from", origin)


def _mail_confirmation(person: User) -> None:
    link = links.address("security.confirm", token=links.seal("confirm", person))
    mail_to(person, "account_confirm", link, secret=True)


def _note(person: User, action: str, actor: Actor | None = None) -> None:
    """Write it into the history and into the log."""
    db.session.flush()  # a new person has an id only now
    record(Event(person, action, actor or Actor(id=person.id, name=person.name)))
    log.info(action, person=person.id)
