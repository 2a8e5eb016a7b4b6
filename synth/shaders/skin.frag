#version 330
#include "lighting"
#include "surface"
#include "stickers"
uniform vec3 u_skin_colour;
uniform vec3 u_hair_colour;
uniform vec3 u_sock_colour;
uniform vec3 u_eye_m;  // centre of the left eyeball at rest

// v_traits: metres below the sock's rim, lips, eyeballs, nails.

vec3 eye_colour(vec2 from_eye) {
    float away_m = length(from_eye);
    vec3 white = vec3(0.52, 0.50, 0.48) * smoothstep(0.016, 0.006, away_m);
    vec3 iris = mix(vec3(0.10, 0.065, 0.04), vec3(0.03, 0.02, 0.015), smoothstep(0.004, 0.006, away_m));
    vec3 colour = mix(iris, white, smoothstep(0.0056, 0.0064, away_m));
    return mix(vec3(0.006), colour, smoothstep(0.0022, 0.0030, away_m));
}

vec3 skin_colour(vec2 from_eye, float blots, float pores) {
    vec3 skin = u_skin_colour * (1.0 + 0.12 * blots + 0.05 * pores);
    float face = smoothstep(u_eye_m.y + 0.060, u_eye_m.y + 0.020, v_rest.y) * step(u_eye_m.z - 0.15, v_rest.z);
    vec2 from_cheek = (from_eye - vec2(0.010, -0.042)) / vec2(0.030, 0.022);
    skin *= mix(vec3(1.0), vec3(1.04, 0.90, 0.88), face * exp(-dot(from_cheek, from_cheek)));
    vec2 from_socket = (from_eye - vec2(0.0, 0.002)) / vec2(0.021, 0.012);
    skin *= 1.0 - 0.34 * face * exp(-dot(from_socket, from_socket) * dot(from_socket, from_socket));
    skin = mix(skin, u_skin_colour * vec3(0.92, 0.58, 0.55), 0.8 * v_traits.y);
    skin = mix(skin, u_skin_colour * vec3(1.10, 0.98, 0.95), 0.5 * v_traits.w);
    float along = (from_eye.x - 0.002) / 0.020;
    float brow = exp(-along * along * along * along) * smoothstep(0.0052, 0.0022, abs(from_eye.y - 0.0215 + 4.5 * from_eye.x * from_eye.x - 0.10 * from_eye.x));
    float dark = clamp(brow * (0.75 + pores), 0.0, 0.85) * face;
    return mix(skin, u_hair_colour * 0.8, dark);
}

void main() {
    vec3 normal = facing_normal();
    vec2 blots = unevenness(14.0, 1.0), pores = unevenness(90.0, 1.0);
    vec2 from_eye = vec2(abs(v_rest.x) - u_eye_m.x, v_rest.z - u_eye_m.z);
    vec3 albedo;
    float wrap = 0.22, gloss = 0.045, sharpness = 14.0;
    if (v_traits.z > 0.5) {
        albedo = eye_colour(from_eye);
        wrap = 0.4;
        gloss = 0.25;
        sharpness = 60.0;
    } else if (v_traits.x > 0.0) {
        float ribs = sin(v_rest.x * 900.0 + v_rest.y * 900.0) * 0.5;
        float rim = smoothstep(0.010, 0.008, v_traits.x);
        albedo = u_sock_colour * (1.0 + 0.08 * ribs * rim + 0.10 * pores.x);
        gloss = 0.0;
    } else {
        albedo = skin_colour(from_eye, blots.x, pores.x);
        normal = normalize(normal + 0.03 * vec3(pores, 0.0));
    }
    float sticker = sticker_share();
    albedo = mix(albedo, u_sticker_colour, sticker);
    wrap *= 1.0 - sticker;
    float seen = lamp_visibility(v_point + 0.012 * normal);
    vec3 wrapped = mix(lamp_light(normal, 0.0), lamp_light(normal, wrap), vec3(1.0, 0.55, 0.45));
    vec3 light = albedo * (soft_light(normal) + wrapped * seen);
    light += gloss * highlight(v_point, normal, sharpness) * seen * u_lamp_colour;
    finish(light);
}
