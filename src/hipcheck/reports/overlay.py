"""What is drawn on one frame: the skeleton, each angle where it is measured, and a panel of words.

Which colour means what, and why a line is dashed: docs/drawing.md. Everything that is written comes from the
`Analysis`; the lines and wedges show where on the body a number was read. A number that was withheld has no wedge.
"""

from __future__ import annotations

import math

import numpy as np

from hipcheck.reports.canvas import Canvas
from hipcheck.reports.figures import draw_angles
from hipcheck.reports.layers import Image, VideoPicture
from hipcheck.reports.moments import Moment, Moments
from hipcheck.reports.panel import Panel
from hipcheck.reports.skeleton import Body, body_at, draw_skeleton
from hipcheck.results import Analysis

__all__ = ["Overlay"]


class Overlay:
    """Draws what an analysis says onto the frames of its clip."""

    def __init__(self, analysis: Analysis) -> None:
        self.moments = Moments(analysis)
        self._poses = analysis.poses
        self._panel = Panel(self.moments.tables(), avoid=analysis.poses)
        roll = math.radians(analysis.view.roll_deg) if analysis.view else 0.0
        self._up = np.array([math.sin(roll), -math.cos(roll)])
        self._facing = analysis.view.facing if analysis.view else None

    def draw(self, picture: Image | VideoPicture, time_s: float) -> None:
        """Draw on an upright frame, in place.

        Args:
            picture: An RGB image of shape (H, W, 3) or a video's picture, of the clip's own size.
            time_s: Presentation time of the frame.

        Raises:
            ValueError: The image cannot be drawn on (see `Canvas`).
        """
        canvas = Canvas(picture)
        body = body_at(self._poses, time_s)
        moment = self.moments.at(time_s)
        if body is not None:
            self.draw_body(canvas, body, moment)
        self._panel.draw(canvas, moment)

    def draw_body(self, canvas: Canvas, body: Body, moment: Moment) -> None:
        """Draw the skeleton and the angles, without the panel."""
        draw_skeleton(canvas, body, moment.legs)
        draw_angles(canvas, body, moment, up=self._up, facing=self._facing)
