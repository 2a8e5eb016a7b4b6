"""What became of a clip, and whether that still holds: a fingerprint of everything that a result depends on."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Literal

import msgspec

from hipcheck.backends.models import MODEL_SHA256
from hipcheck.batch.jobs import Job, Who
from hipcheck.batch.options import BatchOptions
from hipcheck.errors import SettingsError
from hipcheck.version import __version__

__all__ = ["ClipState", "fingerprint", "in_two"]


class ClipState(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What became of one clip.

    Attributes:
        id: `Job.id`.
        name: `Job.name`.
        sha256: `Job.sha256`.
        who: Whom the clip shows.
        fingerprint: Of what it was made of.
        status: Its results are in its folder, or there are none.
        error: Why there are none; "" where there are.
        remedy: What to do about that; "" where there is nothing.
        lasting: The same would come of it again: it is the clip's own fault, and no reason to try anew until the clip or an
            option is another.
        attempts: How often it was tried. Beyond one, a worker died while at it, maybe because of another clip.
    """

    id: str
    name: str
    sha256: str
    who: Who
    fingerprint: str
    status: Literal["done", "failed"]
    error: str = ""
    remedy: str = ""
    lasting: bool = True
    attempts: int = 1

    @property
    def done(self) -> bool:
        """There are results."""
        return self.status == "done"


def fingerprint(job: Job, options: BatchOptions) -> str:
    """The SHA-256 of all that a clip's result depends on: the clip, what is said of it, model, settings and hipcheck itself.

    Not of it: the clip's name and place, whom it shows, and how the work is shared out.

    Raises:
        SettingsError: There is no model of that name.
    """
    if options.model not in MODEL_SHA256:
        raise SettingsError(f"there is no model {options.model!r}; choose one of {', '.join(MODEL_SHA256)}.")
    parts = {
        "clip": job.sha256,
        "hipcheck": __version__,
        "model": MODEL_SHA256[options.model],
        "movement": options.movement_of(job.who),
        "outputs": asdict(options.outputs),
        "settings": options.settings,
        "side": options.side_of(job.who),
        "view": options.view,
    }
    return hashlib.sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()


def in_two(message: str) -> tuple[str, str]:
    """What is wrong, and what to do about it, of an error's one sentence: what stands before and after its first semicolon.

    Semicolons in brackets, where messages have what others said, do not count.

    Returns:
        Without and with a full stop at the end; the second is "" where the sentence says no remedy.
    """
    open_brackets = 0
    for place, letter in enumerate(message):
        open_brackets += (letter == "(") - (letter == ")")
        if letter == ";" and not open_brackets:
            return message[:place], message[place + 1 :].strip()
    return message.rstrip("."), ""
