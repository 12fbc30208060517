"""What stands on a page and belongs to no article's text: advertisements, captions, page furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.datelines import furniture_kind

_CAPTION_START = re.compile(
    r"[▲▼◄►←→↑↓△]?\s*(?:图[①-⑳\d]*[为：:]|图为|上图|下图|左图|右图|题图|主图|小图|资料图|[①-⑳]|图[①-⑳]|图片说明|"
    r"▲|▼|△|(?:Photo|PHOTO|Foto|FOTO|Bild)\s*[:：])"
)
_CREDIT = (
    r"(?:摄影?|摄影报道|供图|图/\S{1,12}|制图|绘制|翻拍|新华社发|中新社发|人民视觉|视觉中国|本报发|图片来源\S{0,12}|"
    r"资料照片|资料图片?|发）)"
)
_CAPTION_END = re.compile(
    rf"(?:^|[。，！？”）)\s]|[\u4e00-\u9fff]){_CREDIT}\s*[）)]?\s*$|[（(](?:资料照片|资料图片?|[^（）()]{{0,14}}(?:摄|供图|发))[）)]\s*$"
    r"|(?:Photo|Foto|Picture|Image)s?(?:\s+(?:by|von|de))?\s*[:/]?\s*[\w .'-]{2,40}\s*\)?$|/(?:Reuters|AFP|AP|dpa|Getty Images)\s*$"
)
_AD_TITLE = re.compile(
    r"(?:广告|公告|通告|启事|声明|遗失声明|遗失公告|注销公告|减资公告|拍卖公告|招标公告|招租|招聘|招聘启事|寻人启事|讣告|"
    r"分类广告|便民信息|专题广告|公益广告|送达公告|债权转让\S{0,8}|更名公告|清算公告|停电公告|停水公告|停水通知|停电通知|房产信息|"
    r"廣告|公告欄|聲明|啟事|Advertisement|ADVERTISEMENT|Anzeige|ANZEIGE|Publicité|PUBLICITÉ|Classifieds)"
)
_CONTACT = re.compile(
    r"(?:电话|热线|咨询|地址|联系人|联系电话|手机|邮编|网址|传真|订购|报名|加盟|QQ|微信)\s*[：:]\s*\S"
    r"|(?<!\d)(?:0\d{2,3}-\d{7,8}|1[3-9]\d{9}|400-?\d{3}-?\d{4}|\d{3}-\d{8})(?!\d)"
    r"|声明作废|特此(?:公告|声明|通告)|(?:全场|限时|钜惠|优惠).{0,6}(?:折|起)|开业酬宾|恭候|诚邀|竞买人"
)


def is_caption(text: str) -> bool:
    """Whether a text reads as a picture's caption: 图为…, …（资料照片）, …新华社记者 某某 摄."""
    return starts_caption(text) or ends_caption(text)


def starts_caption(text: str) -> bool:
    """Whether a line opens as a caption does."""
    return _CAPTION_START.match(text) is not None


def ends_caption(text: str) -> bool:
    """Whether a line ends in a photographer's or agency's picture credit."""
    return _CAPTION_END.search(text) is not None


def is_ad_title(text: str) -> bool:
    """Whether a line heads advertisements or public notices: 广告, 公 告, 遗失声明."""
    return _AD_TITLE.fullmatch(text.replace(" ", "")) is not None


def has_contact(text: str) -> bool:
    """Whether a line says whom to call, or that a lost paper is void."""
    return _CONTACT.search(text) is not None


def is_advertisement(lines: Sequence[str]) -> bool:
    """Whether a block of lines is an advertisement or notice: by its title, or by two contact lines."""
    texts = [line.strip() for line in lines if line.strip()]
    if not texts:
        return False
    contacts = sum(map(has_contact, texts))
    if is_ad_title(texts[0]):
        return len(texts) == 1 or contacts > 0 or len(texts) <= 12
    return contacts >= 2 or (contacts == 1 and len(texts) <= 3)


def is_furniture(text: str) -> bool:
    """Whether a line is a masthead, running head, page number or the editors' line."""
    return furniture_kind(text) is not None
