package dev.sluice.ops.cli.shell;

import java.lang.Character.UnicodeBlock;
import java.util.Set;

/**
 * How many columns of a terminal a text takes, as most terminals count: two for emoji, ideographs,
 * kana, Hangul and their full-width kin (Unicode Standard Annex 11), none for marks that combine
 * with the character before. Emoji that are joined from several count as the several, for terminals
 * disagree about them.
 */
final class Width {
    private static final Set<UnicodeBlock> WIDE =
            Set.of(
                    UnicodeBlock.CJK_SYMBOLS_AND_PUNCTUATION,
                    UnicodeBlock.HIRAGANA,
                    UnicodeBlock.KATAKANA,
                    UnicodeBlock.HANGUL_SYLLABLES);

    private static final int FIRST_HALF_WIDTH = 0xFF61;
    private static final int FIRST_FULL_WIDTH_SIGN = 0xFFE0;
    private static final int LAST_FULL_WIDTH_SIGN = 0xFFE6;

    private Width() {}

    static int of(String text) {
        return text.codePoints().map(Width::of).sum();
    }

    private static int of(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> Character.isEmojiPresentation(point) || isEastAsian(point) ? 2 : 1;
        };
    }

    private static boolean isEastAsian(int point) {
        UnicodeBlock block = UnicodeBlock.of(point);
        if (block == null) { // not yet given to anything
            return false;
        }
        if (block.equals(UnicodeBlock.HALFWIDTH_AND_FULLWIDTH_FORMS)) {
            return point < FIRST_HALF_WIDTH
                    || (point >= FIRST_FULL_WIDTH_SIGN && point <= LAST_FULL_WIDTH_SIGN);
        }
        return Character.isIdeographic(point) || WIDE.contains(block);
    }

    /**
     * Cuts a text in the middle, since the ends of a name tell more.
     *
     * @param most columns, 1 at least
     */
    static String shorten(String text, int most) {
        if (of(text) <= most) {
            return text;
        }
        int tail = (most - 1) / 2;
        int head = most - 1 - tail;
        return start(text, head) + "…" + end(text, tail);
    }

    /** As much of its start as fits; marks stay with their character. */
    private static String start(String text, int columns) {
        int end = 0;
        int left = columns;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            left -= of(point);
            if (left < 0) {
                break;
            }
            end += Character.charCount(point);
        }
        return text.substring(0, end);
    }

    /** As much of its end as fits. */
    private static String end(String text, int columns) {
        int start = text.length();
        int at = start;
        int left = columns;
        while (at > 0) {
            int point = text.codePointBefore(at);
            left -= of(point);
            if (left < 0) {
                break;
            }
            at -= Character.charCount(point);
            start = of(point) > 0 ? at : start; // no mark without its character
        }
        return text.substring(start);
    }
}
