#version 330
uniform mat4 u_view_projection;
in vec3 in_point;
in vec3 in_normal;
in vec3 in_rest;     // where the point is on the body at rest: what patterns hang on
in vec4 in_traits;   // what they are is the material's business
out vec3 v_point;
out vec3 v_normal;
out vec3 v_rest;
out vec4 v_traits;

void main() {
    v_point = in_point;
    v_normal = in_normal;
    v_rest = in_rest;
    v_traits = in_traits;
    gl_Position = u_view_projection * vec4(in_point, 1.0);
}
