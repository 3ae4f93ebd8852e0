package dev.sluice.ops.local.optics;

/** A complex number, with just what {@link ThinFilm} needs. */
record Complex(double re, double im) {
    static final Complex ONE = new Complex(1, 0);

    /** e to the power of i·z. */
    static Complex expI(Complex z) {
        double size = Math.exp(-z.im);
        return new Complex(size * Math.cos(z.re), size * Math.sin(z.re));
    }

    Complex plus(Complex other) {
        return new Complex(re + other.re, im + other.im);
    }

    Complex minus(Complex other) {
        return new Complex(re - other.re, im - other.im);
    }

    Complex times(Complex other) {
        return new Complex(re * other.re - im * other.im, re * other.im + im * other.re);
    }

    Complex times(double factor) {
        return new Complex(re * factor, im * factor);
    }

    Complex over(Complex other) {
        return times(new Complex(other.re, -other.im)).times(1 / other.squared());
    }

    /** The square of the absolute value. */
    double squared() {
        return re * re + im * im;
    }
}
