from __future__ import annotations

import pytest

from rag.asked_event import event_asked


@pytest.mark.parametrize(
    ("question", "event"),
    [
        ("澄江大桥什么时候通车？", "通车"),
        ("澄江大桥通车时间是什么时候？", "通车"),
        ("书市的开幕日期", "开幕"),
        ("大桥的通车典礼是什么时候举行的？", "举行"),
        ("大桥有多长？", ""),
        ("会议开了多长时间？", ""),
        ("When did the bridge open?", ""),
    ],
)
def test_the_event_whose_day_is_asked(question: str, event: str) -> None:
    assert event_asked(question) == event
