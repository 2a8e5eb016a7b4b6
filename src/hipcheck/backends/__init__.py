"""Pose backends: MediaPipe, and the replay of recorded landmarks."""

from __future__ import annotations

from hipcheck.backends.base import BACKENDS, DetectedPerson, PoseEstimator, RecordingBuilder

__all__ = ["BACKENDS", "DetectedPerson", "PoseEstimator", "RecordingBuilder"]
