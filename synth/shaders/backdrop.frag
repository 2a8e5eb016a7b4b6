#version 330
// The empty room, rendered once, with the shadows people throw on it now.
#include "lighting"
uniform sampler2D u_lit;
uniform sampler2D u_shaded;
uniform sampler2D u_place;         // world coordinates; w: z of the normal, below -1 where there is nothing
uniform mat3 u_to_backdrop;        // pixel here to 0..1 in those pictures
uniform vec4 u_feet[4];            // xyz: middle of a sole, w: heading
uniform int u_foot_count;
out vec4 o_colour;

// Soft light that feet close to the ground keep from it.
float contact(vec3 point_m) {
    float light = 1.0;
    for (int foot = 0; foot < u_foot_count; foot++) {
        float above_m = u_feet[foot].z - point_m.z;
        if (above_m < -0.02) continue;
        vec2 away = point_m.xy - u_feet[foot].xy;
        float c = cos(u_feet[foot].w), s = sin(u_feet[foot].w);
        vec2 along = vec2(c * away.x + s * away.y, c * away.y - s * away.x);
        float near = exp(-dot(along * along, vec2(1.0 / 0.0028, 1.0 / 0.018)));
        float far = exp(-dot(away, away) / 0.025);
        light *= 1.0 - 0.50 * near * exp(-max(above_m, 0.0) / 0.035) - 0.16 * far * max(1.0 - above_m / 0.15, 0.0);
    }
    return light;
}

void main() {
    vec3 pixel = u_to_backdrop * vec3(gl_FragCoord.xy, 1.0);
    vec2 uv = pixel.xy / pixel.z;
    vec4 place = texture(u_place, uv);
    vec3 lit = texture(u_lit, uv).rgb;
    o_colour = vec4(lit, 1.0);
    if (place.w < -1.5) return;
    vec3 shaded = texture(u_shaded, uv).rgb;
    float seen = lit == shaded ? 1.0 : lamp_visibility(place.xyz);
    vec3 light = mix(shaded * shaded, lit * lit, seen);
    if (place.w > 0.5) light *= contact(place.xyz);
    o_colour.rgb = sqrt(light);
}
