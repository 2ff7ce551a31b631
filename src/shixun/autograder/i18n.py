"""The language of what the autograder says: messages stand in the code in English, catalogs beside.

A message is looked up when it is made, so what is stored (notices, comments, feedback) has the
language of the run that stored it. The language is one for each process. Catalogs lie in
`locale/LANGUAGE/LC_MESSAGES/autograder.mo`; `python scripts/messages.py` makes them.
"""

import gettext as catalogs
import os
from functools import cache
from pathlib import Path

DOMAIN = "autograder"
LOCALE = Path(__file__).parent / "locale"
VARIABLE = "SHIXUN_LANG"  # names a language before the locale does
SOURCE = "en"  # the language of the messages in the code
_chosen = ""


def use_language(tag: str = "") -> None:
    """Speak this language from now on, e.g. "zh_CN" or "en"; "" is that of the environment.

    A language without a catalog is English.
    """
    global _chosen
    _chosen = _normalized(tag) if tag else ""
    _catalog(current_language())  # read now: later its file may be out of reach, as in a sandbox


def current_language() -> str:
    """The tag of the language that messages are made in."""
    return _chosen or environment_language()


@cache
def environment_language() -> str:
    """What SHIXUN_LANG or else the locale asks for, read once; "en" where nothing does."""
    for name in (VARIABLE, "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name, ""):
            return _normalized(value.partition(":")[0])
    return SOURCE


def gettext(message: str) -> str:
    """The message in the current language; the message itself where the catalog has none."""
    return _catalog(current_language()).gettext(message)


def gettext_noop(message: str) -> str:
    """Marks a message that is looked up later, by `gettext`; gives it as it is."""
    return message


def _normalized(tag: str) -> str:
    """The tag of a catalog: any Chinese is zh_CN, whatever else has no catalog is English."""
    language = tag.replace("-", "_").partition(".")[0]
    if language.lower().startswith("zh"):
        return "zh_CN"
    return language if catalogs.find(DOMAIN, LOCALE, [language]) else SOURCE


@cache
def _catalog(language: str) -> catalogs.NullTranslations:
    return catalogs.translation(DOMAIN, LOCALE, [language], fallback=True)
