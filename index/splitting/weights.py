"""Every weight of the splitter, in one place.

A page is read as the likeliest sequence of line roles; the weights are log-odds, positive for and
negative against. They were set by hand on simulated pages; `features.py` says what each one weighs.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        # body lines against their column
        "too_wide": -2.5,  # an em over the column, beyond what squeezed punctuation explains
        "room_left": -1.6,  # an em left in a line that nevertheless goes on (first word would fit)
        "open_end": -5.0,  # a paragraph that ends without a final mark
        "soft_end": -1.0,  # a paragraph that ends in a colon
        "semicolon_end": -1.9,
        "full_end": -0.5,  # a last line that fills the column
        "bad_start": -6.0,  # a paragraph that starts with a mark no line may start with
        "not_indented": -2.2,  # a paragraph's first line set flush
        "flush": -4.0,  # geometry: a first line without indent
        "indented": -4.0,  # geometry: a later line with one
        "full_stop_inside": -0.4,  # a line that ends a sentence and does not end its paragraph
        "large_body": -5.0,  # body text in a larger font than the page's body
        "caption_words": -2.5,  # body that ends as a caption does
        "furniture_words": -4.0,
        "spaced_body": -1.5,
        "dateline_inside": -5.0,  # a dateline that stands at a line's start but opens no paragraph
        "dateline_start": 2.0,
        # headlines
        "headline": -4.5,
        "headline_more": -2.0,  # a further line of the same headline
        "headline_stop": -5.0,  # a headline with a full stop, comma or semicolon at its end
        "headline_inner_stop": -5.0,
        "headline_open": -1.5,  # ends in a colon, as the first of two lines may
        "headline_spaced": 3.5,
        "headline_long": -0.35,  # an em beyond 26
        "headline_dateline": -7.0,
        "headline_byline": -4.0,
        "headline_large": 6.0,
        "headline_small": -3.0,
        "headline_caption": -4.0,
        "headline_furniture": -3.0,
        "headline_dash": 2.0,  # a subline that opens with a dash
        # captions
        "caption": -7.0,
        "caption_more": -0.7,
        "caption_start": 5.0,
        "caption_end": 8.0,
        "caption_bare": -6.0,
        # advertisements, furniture, bylines
        "ad": -9.0,
        "ad_title": 12.0,
        "ad_contact": 6.0,
        "ad_more": -0.6,
        "ad_dateline": -6.0,
        "furniture": 5.0,
        "furniture_name": 1.5,
        "byline": 2.5,
        "byline_dateline": -5.0,  # a lone dateline as byline elsewhere than after the text
        "credit": 2.0,
        # steps between lines
        "gap_inside": -1.8,  # a blank line within a paragraph
        "gap_inside_explained": -0.3,  # one that the extractor is known to print
        "gap_missing": -1.2,  # a paragraph that starts without one
        "gap_missing_headline": -1.5,
        "gap_in_headline": -0.8,
        "gap_in_caption": -9.0,
        "gap_in_ad": -8.0,
        "ad_ends_without_gap": -4.0,
        "column_change": -3.0,
        "mark": 30.0,  # a jump mark where no article can start or end
        # headlines before or after their texts
        "order_first": 1.0,  # the page starts with a headline
        "order_last": 1.0,  # it ends with one
        "order_overlap": 2.0,  # share of a headline's terms in the one text more than in the other
        # a new article, or the same one going on
        "edge_mark": 8.0,
        "edge": -3.0,
        "edge_dateline": 7.0,
        "edge_closed": 4.5,  # the text before ends with （完） or a credit
        "edge_open": -2.0,  # the text before breaks off in mid-sentence without a mark
        "edge_headline": 3.0,
        "edge_spaced": 1.5,
        "edge_wide": 1.5,
        "edge_large": 3.0,
        "edge_in_column": -3.0,
        "edge_subhead": -4.0,  # it is set as subheads are: 【工作优先】, 一、…
        "edge_kicker": 1.5,
        "edge_company": 1.5,  # a byline or caption stands by the headline
        "edge_cohesion": -5.0,
        "edge_overlap": 3.0,
        # two halves, one article
        "join": -5.0,
        "join_edition": 1.5,  # the same newspaper and day are printed on both
        "join_page": 1.5,  # each page label that agrees with the other half's mark (one in eight)
        "join_headline": 6.0,
        "join_other_headline": -2.0,
        "join_near": 1.5,  # files that lie side by side
        "join_far": -2.0,  # files that do not, and no edition printed on both
        "join_cut": 3.0,  # the sentence breaks off in the one and goes on in the other
        "join_subject": 6.0,  # shared runs of three characters, over the root of the shorter half's
        "join_subject_most": 6.0,
        "join_margin": 1.5,
    }
)
