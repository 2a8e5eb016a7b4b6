#version 330
uniform mat4 u_lamp_clip;
in vec3 in_point;

void main() {
    gl_Position = u_lamp_clip * vec4(in_point, 1.0);
}
