#version 330
// Only the depth counts; where there is a colour too, it says that nobody is here.
out vec4 o_colour;

void main() {
    o_colour = vec4(0.0);
}
