#version 330
uniform mat4 u_clip;
in vec3 in_point;

void main() {
    gl_Position = u_clip * vec4(in_point, 1.0);
}
