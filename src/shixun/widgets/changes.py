"""您说·我们改: the public page of what teachers said, what was changed, and whether it helped."""

from html import escape

from ipywidgets import HTML

from shixun import paths
from shixun.analytics.board import PublicChange, public
from shixun.widgets.page import part

NOTHING = (
    "<p>还没有可以公布的改动。满 10 位老师说到同一处，并且课程组处理了，就会写在这里。</p>"
    "<p>学完一课，请在课末的“反馈”里点一下哪里没讲清。</p>"
)


def show() -> HTML:
    return HTML(page(public(paths.current())))


def page(told: list[PublicChange]) -> str:
    heads = "".join(f'<th scope="col">{h}</th>' for h in ("您说", "我们改", "有没有用"))
    body = "".join(
        f"<tr><td>{escape(t.said)}</td><td>{escape(t.done)}</td><td>{escape(t.helped or '下一期再看')}</td></tr>"
        for t in told
    )
    table = f"<table><caption>改了什么，有没有用</caption><tr>{heads}</tr>{body}</table>"
    return part(table if told else NOTHING, "您说·我们改")
