from __future__ import annotations

import numpy as np
import pytest

from synth.gl import context, program
from synth.lights import light_of
from synth.meshes import box
from synth.shadows import ShadowMap
from synth.spec import RoomSpec

CUBE = box((0.0, 0.0, 1.0), (0.5, 0.5, 0.5))


@pytest.mark.usefixtures("gpu")
@pytest.mark.parametrize("light", ["ceiling", "window_left", "behind"])
def test_the_lamp_sees_what_is_nearest_to_it(light):
    lights = light_of(RoomSpec(light=light), 0)
    shadows = ShadowMap(lights, CUBE.points_m, 64)
    gpu = context()
    points, faces = gpu.buffer(CUBE.points_m.astype("f4").tobytes()), gpu.buffer(CUBE.faces.tobytes())
    shadows.draw([gpu.vertex_array(program("depth", "depth"), [(points, "3f", "in_point")], faces)])
    uniforms = shadows.use(0)
    depths = np.frombuffer(shadows._texture.read(alignment=1), np.float32).reshape(64, 64)

    to_map = np.asarray(uniforms["u_lamp_matrix"])
    middle = to_map @ [0.0, 0.0, 1.0, 1.0]
    beneath = to_map @ [*(np.array([0.0, 0.0, 1.0]) - 0.4 * lights.direction), 1.0]
    across = np.cross(lights.direction, [0.0, 0.0, 1.0])
    aside = to_map @ [*(np.array([0.0, 0.0, 1.0]) + 0.45 * across / np.linalg.norm(across)), 1.0]
    np.testing.assert_allclose(middle[:3], 0.5, atol=1e-6)
    seen = [depths[int(place[1] * 64), int(place[0] * 64)] for place in (middle, beneath, aside)]
    assert seen[0] < middle[2], "the cube's lit side is nearer than its middle"
    assert seen[1] < beneath[2], "what lies beyond the cube is in its shadow"
    assert seen[2] == 1.0, "nothing is beside it"
