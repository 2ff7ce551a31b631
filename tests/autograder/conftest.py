"""The tests of the autograder read what it says in Chinese, whatever the machine's locale."""

import os

import pytest

from shixun.autograder import i18n


@pytest.fixture(scope="session", autouse=True)
def chinese():
    """SHIXUN_LANG for this process and all that it starts, until the session's end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, i18n.VARIABLE, "zh_CN")
        i18n.environment_language.cache_clear()
        yield
    i18n.environment_language.cache_clear()
