package dev.sluice.ops.bench.plot;

import org.knowm.xchart.internal.chartpart.Chart;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import javax.imageio.ImageIO;

/**
 * Charts side by side under one title.
 *
 * @param source machine and date, and the command that measured
 */
record Sheet(String title, String source, List<Chart<?, ?>> charts) {
    /** As README shows it; the file has twice as many pixels each way. */
    private static final int WIDTH = 900;

    private static final int HEIGHT = 420;
    private static final int HEAD = 56;
    private static final int MARGIN = 14;
    private static final int SHARPNESS = 2;

    Sheet {
        charts = List.copyOf(charts);
    }

    void write(Path file) throws IOException {
        BufferedImage image =
                new BufferedImage(
                        WIDTH * SHARPNESS, HEIGHT * SHARPNESS, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.scale(SHARPNESS, SHARPNESS);
        paint(graphics);
        graphics.dispose();
        ImageIO.write(image, "png", file.toFile());
    }

    private void paint(Graphics2D graphics) {
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        graphics.setColor(Look.INK);
        graphics.setFont(new Font(Look.FONT, Font.BOLD, 17));
        graphics.drawString(title, MARGIN, 26);
        graphics.setColor(Look.FAINT);
        graphics.setFont(fitting(graphics, new Font(Look.FONT, Font.PLAIN, 11)));
        graphics.drawString(source, MARGIN, 45);
        int width = WIDTH / charts.size();
        for (int i = 0; i < charts.size(); i++) {
            Graphics2D part = (Graphics2D) graphics.create(i * width, HEAD, width, HEIGHT - HEAD);
            charts.get(i).paint(part, width, HEIGHT - HEAD);
            part.dispose();
        }
    }

    private Font fitting(Graphics2D graphics, Font font) {
        double wanted = graphics.getFontMetrics(font).stringWidth(source);
        double room = WIDTH - 2.0 * MARGIN;
        return wanted <= room ? font : font.deriveFont((float) (font.getSize() * room / wanted));
    }
}
