#version 330
#include "lighting"
#include "surface"
#include "stickers"
uniform vec3 u_cloth_colour;
uniform float u_looseness;
uniform float u_hem_m;
uniform float u_hidden_m;  // not drawn this far under the garment over it
uniform float u_stripe_m;  // height of a stripe; 0 for plain
uniform float u_dots_m;    // from dot to dot; 0 for none

// v_traits: metres inside two edges, metres inside the edges of the garment over this one, -.

void main() {
    float inside_m = min(v_traits.x, v_traits.y);
    if (inside_m < 0.0 || v_traits.z > u_hidden_m) discard;
    vec3 normal = facing_normal();
    vec2 folds = unevenness(9.0, 2.6), creases = unevenness(34.0, 1.6), threads = unevenness(150.0, 1.0);
    normal = normalize(normal + u_looseness * vec3(0.55 * folds + 0.18 * creases, 0.25 * (folds.x - creases.y)));
    vec3 albedo = u_cloth_colour;
    if (u_stripe_m > 0.0) {
        float place = abs(fract(v_rest.z / (2.0 * u_stripe_m)) - 0.5) * 4.0 - 1.0;
        albedo = mix(albedo, mix(vec3(0.62), vec3(0.03), step(0.35, dot(albedo, vec3(0.333)))), smoothstep(-0.06, 0.06, place));
    }
    if (u_dots_m > 0.0) albedo = mix(albedo, u_sticker_colour, step(length(fract(v_rest.xz / u_dots_m) - 0.5), 0.18));
    albedo *= 1.0 + 0.14 * threads.x + 0.10 * u_looseness * folds.y;
    float stitches = smoothstep(0.0028, 0.0008, abs(inside_m - u_hem_m));
    float fold_of_hem = 1.0 - 0.22 * smoothstep(0.003, 0.0, inside_m);
    albedo *= (1.0 - 0.22 * stitches) * fold_of_hem * (gl_FrontFacing ? 1.0 : 0.55);
    float sticker = sticker_share();
    albedo = mix(albedo, u_sticker_colour, sticker);
    if (sticker > 0.5) normal = facing_normal();
    float seen = lamp_visibility(v_point + 0.014 * normal);
    vec3 light = albedo * (soft_light(normal) + lamp_light(normal, 0.08) * seen);
    float sheen = mix(0.030, 0.008, u_looseness);
    light += sheen * highlight(v_point, normal, 10.0) * seen * u_lamp_colour;
    finish(light);
}
