// One lamp that casts shadows, a weak second light, and light from above and below.
uniform vec3 u_lamp_direction;  // towards the lamp
uniform vec3 u_lamp_colour;
uniform vec3 u_fill_direction;
uniform vec3 u_fill_colour;
uniform vec3 u_sky_colour;
uniform vec3 u_floor_colour;
uniform vec3 u_lens_m;
uniform mat4 u_lamp_matrix;     // world to shadow map, 0..1
uniform sampler2DShadow u_shadow_map;
uniform float u_penumbra;       // radius, in widths of the shadow map
uniform float u_shadow_bias;    // in depths of the shadow map

// How much of the lamp a point sees: 0 in full shadow, 1 in none.
float lamp_visibility(vec3 point_m) {
    vec3 place = (u_lamp_matrix * vec4(point_m, 1.0)).xyz;
    if (any(lessThan(place.xy, vec2(0.0))) || any(greaterThan(place.xy, vec2(1.0)))) return 1.0;
    place.z = min(place.z - u_shadow_bias, 1.0);
    float seen = texture(u_shadow_map, place);
    seen += texture(u_shadow_map, place + u_penumbra * vec3(0.92, 0.38, 0.0));
    seen += texture(u_shadow_map, place + u_penumbra * vec3(-0.38, 0.92, 0.0));
    seen += texture(u_shadow_map, place + u_penumbra * vec3(-0.92, -0.38, 0.0));
    seen += texture(u_shadow_map, place + u_penumbra * vec3(0.38, -0.92, 0.0));
    seen += texture(u_shadow_map, place + u_penumbra * vec3(0.35, 0.35, 0.0));
    seen += texture(u_shadow_map, place + u_penumbra * vec3(-0.35, -0.35, 0.0));
    return seen / 7.0;
}

// Light that comes from everywhere but the lamp.
vec3 soft_light(vec3 normal) {
    vec3 light = mix(u_floor_colour, u_sky_colour, normal.z * 0.5 + 0.5);
    return light + u_fill_colour * max(dot(normal, u_fill_direction), 0.0);
}

// The lamp's light; `wrap` lets it creep round the edge, as it does on skin.
vec3 lamp_light(vec3 normal, float wrap) {
    return u_lamp_colour * max((dot(normal, u_lamp_direction) + wrap) / (1.0 + wrap), 0.0);
}

float highlight(vec3 point_m, vec3 normal, float sharpness) {
    vec3 halfway = normalize(normalize(u_lens_m - point_m) + u_lamp_direction);
    return pow(max(dot(normal, halfway), 0.0), sharpness);
}

// Linear light to the values of a picture; the square root stands for the sRGB curve.
vec3 developed(vec3 light) {
    return sqrt(clamp(light, 0.0, 1.0));
}
