import base64

import pytest

from hipcheck.errors import OutputError
from hipcheck.landmarks import Side
from hipcheck.reports.base import KeyFrame, KeyFrameKind
from hipcheck.reports.html.media import collect_media


def key_frame(path):
    return KeyFrame(path, 1, Side.LEFT, 2.0, KeyFrameKind.BOTTOM, "Rep 1")


@pytest.fixture
def files(tmp_path):
    video = tmp_path / "annotated.mp4"
    video.write_bytes(b"clip")
    picture = tmp_path / "key frames" / "rep#1 é.jpg"
    picture.parent.mkdir()
    picture.write_bytes(b"picture")
    return tmp_path, video, picture


def test_files_are_referred_to_relative_to_the_page_and_quoted(files):
    folder, video, picture = files
    media = collect_media(folder, video, (key_frame(picture),), embed=False)
    assert media.video_src == "annotated.mp4"
    assert media.pictures[0].src == "key%20frames/rep%231%20%C3%A9.jpg"


def test_embedded_files_are_there_byte_for_byte(files):
    folder, video, picture = files
    media = collect_media(folder / "elsewhere", video, (key_frame(picture),), embed=True)
    head, body = media.video_src.split(",")
    assert (head, base64.b64decode(body)) == ("data:video/mp4;base64", b"clip")
    assert media.pictures[0].src.startswith("data:image/jpeg;base64,")


def test_no_clip_is_no_address(tmp_path):
    assert collect_media(tmp_path, None, (), embed=False).video_src == ""


@pytest.mark.parametrize("embed", [True, False])
def test_a_file_that_is_not_there_is_an_error_that_names_it(tmp_path, embed):
    with pytest.raises(OutputError, match=r"missing\.mp4"):
        collect_media(tmp_path, tmp_path / "missing.mp4", (), embed=embed)


def test_a_file_outside_the_folder_is_an_error_as_the_folder_could_not_be_moved(files):
    folder, video, _ = files
    with pytest.raises(OutputError, match="must lie in"):
        collect_media(folder / "key frames", video, (), embed=False)
