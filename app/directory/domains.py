"""Whose site or mailbox an address is: its registrable domain, where that tells anything."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SHARED_HOSTS = _words(
    """
    facebook.com linkedin.com instagram.com twitter.com x.com youtube.com google.com vk.com
    ok.ru t.me wordpress.com blogspot.com wix.com wixsite.com weebly.com webnode.com
    github.com github.io gitlab.io jimdo.com jimdofree.com tilda.ws narod.ru ucoz.ru
    business.site squarespace.com webflow.io notion.site linktr.ee bit.ly europa.eu
    archive.org wikipedia.org medium.com xing.com researchgate.net
    """
)
"""Sites of many: their domain says nothing about whose page it is."""
PUBLIC_MAIL = _words(
    """
    gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com
    aol.com icloud.com me.com mac.com gmx.com gmx.net gmx.de gmx.at gmx.ch web.de freenet.de
    t-online.de arcor.de mail.com email.com proton.me protonmail.com pm.me tutanota.com
    tuta.io tutamail.com zoho.com fastmail.com hushmail.com mailbox.org posteo.de posteo.net
    mail.ru bk.ru inbox.ru list.ru internet.ru xmail.ru yandex.ru yandex.com ya.ru yandex.by
    rambler.ru lenta.ru ro.ru autorambler.ru myrambler.ru pochta.ru qip.ru nm.ru tut.by
    mail.by ukr.net i.ua meta.ua bigmir.net wp.pl o2.pl onet.pl onet.eu op.pl vp.pl
    poczta.onet.pl interia.pl interia.eu gazeta.pl poczta.fm tlen.pl go2.pl inbox.lv inbox.lt
    inbox.eu mail.lv apollo.lv one.lv delfi.lv delfi.lt delfi.ee takas.lt one.lt centras.lt
    hot.ee online.ee mail.ee neti.ee zone.ee suomi24.fi luukku.com kolumbus.fi pp.inet.fi
    elisanet.fi telia.com telia.se spray.se bredband.net comhem.se passagen.se online.no
    frisurf.no mail.dk jubii.dk ofir.dk live.se live.dk live.no live.fi live.nl live.fr
    live.it live.co.uk hotmail.co.uk hotmail.fr hotmail.de hotmail.it hotmail.es hotmail.se
    hotmail.no hotmail.dk hotmail.fi outlook.de outlook.fr outlook.es outlook.it yahoo.co.uk
    yahoo.fr yahoo.de yahoo.it yahoo.es yahoo.se yahoo.no yahoo.dk yahoo.pl yahoo.ro yahoo.gr
    yahoo.ie btinternet.com ntlworld.com virginmedia.com sky.com talktalk.net orange.fr
    wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr libero.it virgilio.it tin.it
    alice.it tiscali.it email.it fastwebnet.it telefonica.net terra.es ono.com sapo.pt clix.pt
    telenet.be skynet.be proximus.be ziggo.nl kpnmail.nl planet.nl xs4all.nl home.nl hetnet.nl
    bluewin.ch hispeed.ch aon.at chello.at seznam.cz email.cz centrum.cz atlas.cz post.cz
    centrum.sk azet.sk zoznam.sk post.sk freemail.hu citromail.hu abv.bg mail.bg dir.bg net.hr
    siol.net otenet.gr qq.com 163.com 126.com sina.com foxmail.com naver.com rediffmail.com
    mailinator.com guerrillamail.com 10minutemail.com yopmail.com
    """
)
"""Providers where anybody takes a mailbox: an address there proves nothing about an employer."""


def domain_of(website: str) -> str:
    """Return the registrable domain of an address, as `fraunhofer.de`; empty if it tells nothing.

    Sites that many share (see SHARED_HOSTS) tell nothing.
    """
    text = website.strip()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    return _registrable(host, SHARED_HOSTS | PUBLIC_MAIL)


def mail_domain(email: str) -> str:
    """Return the registrable domain of a mailbox; empty for providers where anybody has one."""
    return _registrable(email.rpartition("@")[2], PUBLIC_MAIL | SHARED_HOSTS)


def _registrable(host: str, telling_nothing: frozenset[str]) -> str:
    host = host.strip().rstrip(".").lower()
    if not host or not re.search(r"[^\W\d_]", host.rpartition(".")[2]):
        return ""  # an address in numbers
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return ""
    domain = _suffixes().privatesuffix(host) or ""
    return "" if domain in telling_nothing else domain


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
