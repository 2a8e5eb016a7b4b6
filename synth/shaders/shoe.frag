#version 330
#include "lighting"
#include "surface"
uniform vec3 u_shoe_colour;
uniform vec3 u_sole_colour;

// v_traits: metres above the ground, 0 heel to 1 toe, -1 to 1 across, -.

void main() {
    vec3 normal = facing_normal();
    vec2 mesh = unevenness(160.0, 1.0);
    float height_m = v_traits.x, along = v_traits.y, across = v_traits.z;
    vec3 albedo = u_shoe_colour * (1.0 + 0.25 * mesh.x);
    float brightness = dot(u_shoe_colour, vec3(0.333));
    vec3 trim = brightness > 0.3 ? 0.35 * u_shoe_colour : mix(u_shoe_colour, vec3(0.7), 0.6);
    bool tongue = along > 0.36 && along < 0.66 && abs(across) < 0.34;
    if (tongue) albedo = mix(albedo, trim, step(0.55, fract(along * 26.0)) * step(abs(across), 0.28));
    else if (along > 0.86 || along < 0.13) albedo *= 0.72;
    else if (abs(along - 0.45 - 2.2 * (height_m - 0.05)) < 0.035) albedo = trim;
    if (height_m < 0.006) albedo = vec3(0.10);
    else if (height_m < 0.030 - 0.008 * along) albedo = u_sole_colour * (1.0 - 0.25 * step(abs(height_m - 0.016), 0.0015));
    float seen = lamp_visibility(v_point + 0.010 * normal);
    vec3 light = albedo * (soft_light(normal) + lamp_light(normal, 0.0) * seen);
    light += 0.03 * highlight(v_point, normal, 20.0) * seen * u_lamp_colour;
    finish(light);
}
