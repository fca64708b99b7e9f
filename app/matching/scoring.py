"""How strongly each thing counts that no past consortium could teach: chosen, and said so.

The unit is that of the learned weights: one point makes an organisation e times as likely. The
reasons for the numbers stand in docs/matching.md.
"""

from __future__ import annotations

OWN_WORDS = 1.0
OWN_WORDS_SCALE = 0.05
"""Points for the logarithm of the likeness of own words, counted from this likeness on."""

ACCREDITED = 1.5
"""For each accreditation that the slot asks for and that is valid for all that it asks."""

MOST_ACCREDITED = 3.0
WITH_PARTNERS = 0.8
"""For the logarithm of the number of projects shared with those who hold a seat already."""

ANSWERS = 0.8
"""For one who always answers, taken away from one who never does."""

FRESH = 0.4
FRESH_DAYS = 180
TO_BE_SHOWN = -0.2
"""For each hard requirement that the profile leaves open."""

LIKE_AN_UNSUITABLE = -1.0
"""For what an organisation shares with one that was found not suitable for this search."""

PARTS = {
    "similar": "projects",
    "circle": "circle",
    "experience": "experience",
    "lead_similar": "lead",
    "lead_often": "lead",
    "named_name": "named",
    "named_city": "named",
    "named_country": "named",
    "named_rare_words": "named",
    "named_words": "named",
}
"""Under which heading each learned signal is explained."""
