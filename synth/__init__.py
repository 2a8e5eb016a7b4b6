"""People whose joint angles are known exactly, filmed by cameras that are known exactly.

    spec (what is filmed) → people, rig (a body) → movements (its poses) → render, film (a clip) → truth (what was in it)

Axes: X is the person's left, -Y forward, Z up, metres, the floor at Z = 0. Needs `pip install -e '.[synth]'`.
"""
