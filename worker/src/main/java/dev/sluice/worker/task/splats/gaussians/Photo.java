package dev.sluice.worker.task.splats.gaussians;

/**
 * A picture in a quarter of the memory.
 *
 * @param rgb as {@link Picture}'s, from 0 to 255
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Photo(int width, int height, byte[] rgb) {
    static Photo of(Picture picture) {
        byte[] rgb = new byte[picture.rgb().length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) Math.round(255 * Math.clamp(picture.rgb()[i], 0f, 1f));
        }
        return new Photo(picture.width(), picture.height(), rgb);
    }

    Picture picture() {
        Picture picture = Picture.black(width, height);
        for (int i = 0; i < rgb.length; i++) {
            picture.rgb()[i] = (rgb[i] & 255) / 255f;
        }
        return picture;
    }
}
