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
    // Five places within the penumbra, turned from pixel to pixel: grain instead of bands.
    float turn = 6.2832 * fract(52.9829 * fract(dot(gl_FragCoord.xy, vec2(0.06711, 0.00584))));
    vec2 far = u_penumbra * vec2(cos(turn), sin(turn)), near = 0.55 * vec2(far.x - far.y, far.x + far.y) * 0.7071;
    vec2 side = vec2(-0.5 * far.x - 0.866 * far.y, 0.866 * far.x - 0.5 * far.y);
    float seen = texture(u_shadow_map, vec3(place.xy + far, place.z));
    seen += texture(u_shadow_map, vec3(place.xy + side, place.z));
    seen += texture(u_shadow_map, vec3(place.xy - far - side, place.z));
    seen += texture(u_shadow_map, vec3(place.xy + near, place.z));
    seen += texture(u_shadow_map, vec3(place.xy - near, place.z));
    return seen / 5.0;
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
