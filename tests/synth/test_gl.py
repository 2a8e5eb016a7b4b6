from __future__ import annotations

import moderngl
import numpy as np
import pytest

from synth import gl


def test_a_machine_that_cannot_render_is_told_what_to_install(monkeypatch):
    def none(**_):
        raise Exception("eglInitialize failed")  # noqa: TRY002  # as moderngl does

    monkeypatch.setattr(moderngl, "create_context", none)
    with pytest.raises(gl.RenderError, match=r"eglInitialize failed.*install libegl1"):
        gl.context.__wrapped__()


@pytest.mark.usefixtures("gpu")
class TestPixels:
    def test_what_was_cleared_is_read_where_it_was_cleared(self):
        target = gl.context().framebuffer([gl.context().renderbuffer((8, 6), 4)])
        target.clear(1.0, 0.0, 0.0, 1.0)
        target.clear(0.0, 1.0, 0.0, 1.0, viewport=(2, 1, 3, 2))
        picture = gl.read_pixels(target, (0, 0, 8, 6))
        assert picture.shape == (6, 8, 4)
        green = np.argwhere(picture[..., 1] == 255)
        assert (green.min(axis=0).tolist(), green.max(axis=0).tolist()) == ([1, 2], [2, 4])

    def test_textures_are_not_filtered_along_slopes(self):
        """Without a graphics card that makes a frame take seconds."""
        texture = gl.picture_texture(np.zeros((4, 4, 3), np.uint8))
        assert texture.anisotropy <= 1.0

    def test_every_shader_compiles(self):
        for material in ("skin", "cloth", "hair", "shoe"):
            assert "u_view_projection" in gl.program("body", material)
        for vertex, fragment in (("room", "room"), ("depth", "depth"), ("whole_picture", "backdrop")):
            assert gl.program(vertex, fragment) is gl.program(vertex, fragment)

    def test_matrices_are_for_column_vectors_and_what_a_program_lacks_is_passed_over(self):
        made = gl.program("depth", "depth")
        matrix = np.arange(16.0).reshape(4, 4)
        gl.set_uniforms(made, {"u_clip": matrix, "u_nothing": 3.0})
        np.testing.assert_array_equal(np.reshape(made["u_clip"].value, (4, 4)), matrix.T)
