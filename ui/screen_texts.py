"""The screen's words in Chinese and English, side by side; the browser shows one of them.

Gradio's own parts get them through `gr.I18n`, our HTML carries both and the style sheet hides one,
so that no text depends on what language the server believes a reader to have.
"""

from __future__ import annotations

import html

TEXTS: dict[str, tuple[str, str]] = {
    "title": ("问报", "Wenbao"),
    "motto": ("问报纸，句句有出处", "Ask the newspaper. Every sentence has its source."),
    "tab_ask": ("问答", "Ask"),
    "tab_library": ("资料库", "Library"),
    "ask_placeholder": ("向报纸提问", "Ask the newspaper"),
    "ask_label": ("问题", "Question"),
    "examples": ("试着问", "Try asking"),
    "empty_title": ("想知道报上怎么说？", "What does the paper say?"),
    "empty_text": (
        "回答只依据资料库里的文章。点句末的数字，原文会打开并标出依据。",
        "Answers rest on the library alone. Tap a number to open the article at the very words.",
    ),
    "empty_library": (
        "资料库还是空的：请到“资料库”页加入报纸文件。",
        "The library is empty: add newspaper files on the Library tab.",
    ),
    "new_chat": ("新对话", "New chat"),
    "filters": ("限定范围", "Limit to"),
    "newspaper": ("报纸", "Newspaper"),
    "all_newspapers": ("全部报纸", "All newspapers"),
    "date_from": ("起始日期", "From"),
    "date_to": ("截止日期", "To"),
    "bad_date": (
        "日期“{value}”看不懂，请写成 2025-01-22。",
        "“{value}” is not a date: write it as 2025-01-22.",
    ),
    "dates_reversed": (
        "起始日期晚于截止日期，请改一下。",
        "The first date is later than the last: please swap them.",
    ),
    "searching": ("正在查找…", "Searching…"),
    "found": ("找到 {count} 段资料，正在阅读…", "Found {count} passages, reading…"),
    "found_loading": (
        "找到 {count} 段资料，可以先看；语言模型正在装载，稍候即答。",
        "Found {count} passages, open to you now; the language model is still loading.",
    ),
    "drafting": ("正在写，写完逐句核对", "Writing; each sentence is checked when done"),
    "stopped": ("已停止。", "Stopped."),
    "evidence_hint": (
        "提问后，这里先列出找到的段落；答完后列出引用的原文。",
        "Passages found appear here first; then those that the answer cites.",
    ),
    "passages_found": ("找到的段落", "Passages found"),
    "cited": ("引用的原文", "Cited passages"),
    "also_found": ("其他找到的段落", "Other passages found"),
    "none_found": ("没有找到相关段落。", "No passage was found."),
    "supported": ("有据", "Supported"),
    "partial": ("部分有据", "Partly supported"),
    "unsupported": ("未见依据", "Not supported"),
    "no_reason": ("核对时没有找到完整的依据。", "The check found no full support."),
    "refused": ("资料不足，不作回答", "Not answered: the evidence does not hold it"),
    "nearest": ("最接近的文章", "Nearest articles"),
    "asked_as": ("按此查找：{question}", "Searched as: {question}"),
    "timings": ("首字 {first} 秒 · 共 {total} 秒", "first word {first} s · {total} s in all"),
    "model_down": ("语言模型现在用不了。", "The language model cannot be used now."),
    "library_trouble": ("资料库出了问题。", "There is a problem with the library."),
    "trouble": ("这次没有答成。", "This question could not be answered."),
    "no_space": ("磁盘已满或不可写。", "The disk is full or cannot be written."),
    "unexpected": (
        "出了意外的错误，详情在服务器的日志里。可以再问一次。",
        "Something unexpected went wrong; the server's log has the details. Please try again.",
    ),
    "untitled": ("（无标题）", "(no headline)"),
    "page": ("第{page}版", "p. {page}"),
    "unknown_date": ("日期不详", "date unknown"),
    "copy": ("复制回答和出处", "Copy with sources"),
    "copied": ("已复制", "Copied"),
    "close": ("关闭", "Close"),
    "opening": ("正在打开…", "Opening…"),
    "gone": (
        "这篇文章已不在资料库里：可能已移除，或被新的版本替换。回答里的引文仍是当时的原文。",
        "This article is no longer in the library: it was removed or replaced. "
        "The quote in the answer is as it stood then.",
    ),
    "cited_moved": (
        "回答之后，这篇文章有过改动；引文还在，已在新的版本里标出。",
        "This article has been changed since the answer; the quote still stands in it and is "
        "marked where it is now.",
    ),
    "cited_changed": (
        "回答之后，来源有过改动，已不再这样写。回答当时依据的原文是：",
        "The source has been changed since the answer and no longer says this. "
        "What the answer rested on was:",
    ),
    "cited_removed": (
        "来源已从资料库移除。回答当时依据的原文是：",
        "The source was removed from the library. What the answer rested on was:",
    ),
    "cited_now": (
        "同一来源里最接近的文章，现在这样写",
        "Nearest article of that source, as it is now",
    ),
    "from_file": ("来自文件 {file}", "from file {file}"),
    "also_in": ("另见 {count} 处转载", "printed in {count} more places"),
    "corrected": ("此文后来有更正：", "Later corrected: "),
    "corrects": ("此文更正了：", "Corrects: "),
    "continues_from": ("上接第{page}版", "continued from p. {page}"),
    "continues_to": ("下转第{page}版", "continued on p. {page}"),
    "confidence": ("切分把握 {percent}%", "split with {percent}% confidence"),
    "unsure": ("切分没有把握，请核对原版", "The split is unsure: check the page itself"),
    "as_split": ("按篇切分的结果：{count} 篇", "As split: {count} articles"),
    "add_files": ("加入文件", "Add files"),
    "add_hint": (
        "文本、Markdown、网页、Word、PDF、扫描图片。同一文件再次加入不会重复。",
        "Text, Markdown, web pages, Word, PDF, scans. Adding a file again adds nothing twice.",
    ),
    "index_again": ("重新索引", "Index again"),
    "indexing": ("正在建立索引…", "Indexing…"),
    "index_done": (
        "新增 {added} · 更新 {updated} · 未变 {unchanged} · 失败 {failed}（{seconds} 秒）",
        "{added} added · {updated} updated · {unchanged} unchanged · {failed} failed ({seconds} s)",
    ),
    "library_counts": ("{articles} 篇文章，{files} 个文件", "{articles} articles in {files} files"),
    "open_split": ("按篇查看", "As split"),
    "remove_file": ("移除文件", "Remove file"),
    "remove": ("移除", "Remove"),
    "remove_sure": ("确定移除？", "Really remove?"),
    "removed": ("已移除 {count} 篇。", "{count} articles removed."),
    "find_article": ("按标题、报纸、日期筛选", "Filter by headline, newspaper or date"),
    "shown_part": (
        "只列出前 {shown} 篇，请用筛选缩小范围。",
        "The first {shown} are listed: filter to narrow them down.",
    ),
}


def say(key: str, **values: object) -> str:
    """A text in both languages as HTML, its values escaped; the style sheet shows one."""
    chinese, english = (_fill(text, values) for text in TEXTS[key])
    return "".join(
        f'<span class="wb-l" lang="{language}">{text}</span>'
        for language, text in (("zh", chinese), ("en", english))
    )


def _fill(text: str, values: dict[str, object]) -> str:
    return escape(text.format_map(values))


def escape(text: str) -> str:
    """Text made inert in HTML, Markdown, TeX and the templates that Gradio renders HTML with."""
    inert = html.escape(text)
    for character in "{}$`*_[]~\\":
        inert = inert.replace(character, f"&#{ord(character)};")
    return inert


def translations() -> dict[str, dict[str, str]]:
    """The texts by language code, as `gr.I18n` takes them."""
    chinese = {f"wb_{key}": texts[0] for key, texts in TEXTS.items()}
    english = {f"wb_{key}": texts[1] for key, texts in TEXTS.items()}
    return {"zh": chinese, "zh-CN": chinese, "zh-TW": chinese, "zh-HK": chinese, "en": english}
