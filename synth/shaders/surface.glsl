// What all materials of a body share: unevenness, and the light at the end.
uniform sampler2D u_noise;
uniform bool u_labels;   // paint the layer's number instead of its colour
uniform float u_label;
in vec3 v_point;
in vec3 v_normal;
in vec3 v_rest;
in vec4 v_traits;
out vec4 o_colour;

// Two independent values within -0.5 to 0.5 that stick to the body; `per_m` blots per metre, `stretch` taller than wide.
vec2 unevenness(float per_m, float stretch) {
    vec2 place = vec2(v_rest.x + 0.6 * v_rest.y, v_rest.z / stretch + 0.3 * v_rest.y);
    return texture(u_noise, place * per_m / 8.0).rg - 0.5;
}

vec3 facing_normal() {
    vec3 normal = normalize(v_normal);
    return gl_FrontFacing ? normal : -normal;
}

void finish(vec3 light) {
    o_colour = u_labels ? vec4(u_label) : vec4(developed(light), 1.0);
}
