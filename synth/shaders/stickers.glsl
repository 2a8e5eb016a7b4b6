// Stickers: painted where the body at rest is within them, so that they move with it.
uniform int u_sticker_count;
uniform vec3 u_sticker_m[3];       // centre, on the body at rest
uniform vec3 u_sticker_across[3];  // from there to the sticker's own plane, in metres as it is worn now
uniform vec3 u_sticker_up[3];
uniform vec3 u_sticker_out[3];     // out of the body
uniform vec2 u_sticker_size[3];    // half its width, radius of its corners
uniform vec3 u_sticker_colour;

// How much of what is seen here is sticker, 0 to 1.
float sticker_share() {
    if (u_sticker_count == 0) return 0.0;
    float pixel_m = 0.5 * (length(dFdx(v_rest)) + length(dFdy(v_rest)));
    float share = 0.0;
    for (int which = 0; which < u_sticker_count; which++) {
        vec3 away = v_rest - u_sticker_m[which];
        if (abs(dot(away, u_sticker_out[which])) > 0.03) continue;
        vec2 place = abs(vec2(dot(away, u_sticker_across[which]), dot(away, u_sticker_up[which])));
        float corner = u_sticker_size[which].y;
        float inside_m = corner - length(max(place - (u_sticker_size[which].x - corner), 0.0));
        share = max(share, clamp(inside_m / pixel_m + 0.5, 0.0, 1.0));
    }
    return gl_FrontFacing ? share : 0.0;
}
