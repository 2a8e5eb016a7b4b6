"""Two coloured stickers on the front hip bones: found by themselves, followed, and told from what only looks alike.

Hip landmarks do not show how the pelvis moves (docs/limits.md); stickers do. The package knows pictures and landmarks of one
person, frame by frame, and hands on points; everything after it sees these alone.
"""

from hipcheck.stickers.everybody import StickerWatch
from hipcheck.stickers.finder import StickerFinder

__all__ = ["StickerFinder", "StickerWatch"]
