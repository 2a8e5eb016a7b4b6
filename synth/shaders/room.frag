#version 330
#include "lighting"
uniform sampler2D u_texture;
uniform float u_glow;
uniform vec4 u_walls[6];  // xyz: normal into the room, w: offset
in vec3 v_point;
in vec3 v_normal;
in vec2 v_uv;
layout(location = 0) out vec4 o_lit;
layout(location = 1) out vec4 o_shaded;
layout(location = 2) out vec4 o_place;

void main() {
    vec3 normal = normalize(v_normal);
    vec3 albedo = texture(u_texture, v_uv).rgb;
    albedo *= albedo;
    float dusk = 1.0;  // walls keep soft light from the corners they make
    for (int wall = 0; wall < 6; wall++) {
        float distance_m = dot(u_walls[wall].xyz, v_point) - u_walls[wall].w;
        float facing = max(1.0 - dot(normal, u_walls[wall].xyz), 0.0);
        dusk *= 1.0 - 0.28 * min(facing, 1.0) * exp(-max(distance_m, 0.0) / 0.30);
    }
    vec3 shaded = albedo * (soft_light(normal) * dusk + u_glow);
    vec3 lamp = albedo * lamp_light(normal, 0.0) * lamp_visibility(v_point);
    o_lit = vec4(developed(shaded + lamp), 1.0);
    o_shaded = vec4(developed(shaded), 1.0);
    o_place = vec4(v_point, normal.z);
}
