#version 330
#include "lighting"
#include "surface"
uniform vec3 u_hair_colour;
uniform float u_ragged_m;  // how uneven the hairline is

// v_traits: metres inside the hairline, -, -, -.

void main() {
    vec2 strands = unevenness(160.0, 7.0), locks = unevenness(40.0, 3.0);
    if (v_traits.x < u_ragged_m * (strands.x + locks.y)) discard;
    vec3 normal = normalize(facing_normal() + vec3(0.5 * strands + 0.4 * locks, 0.0));
    vec3 albedo = u_hair_colour * (1.0 + 0.9 * strands.x + 0.5 * locks.x) * (gl_FrontFacing ? 1.0 : 0.5);
    float seen = lamp_visibility(v_point + 0.014 * normal);
    vec3 light = albedo * (soft_light(normal) + lamp_light(normal, 0.1) * seen);
    light += (0.05 + 0.25 * u_hair_colour) * highlight(v_point, normal, 12.0) * seen * u_lamp_colour;
    finish(light);
}
