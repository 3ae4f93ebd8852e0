package dev.sluice.worker.task.text;

import java.text.Normalizer;

/**
 * Splits texts as BERT's uncased networks want them: lower case without accents, words apart from
 * punctuation and from each Chinese character, then the longest known pieces of each word.
 */
record WordPieces(Vocabulary vocabulary) {
    /** A longer word is unknown as a whole. */
    private static final int LONGEST_WORD = 100;

    Ids of(String text) {
        Ids ids = new Ids();
        StringBuilder word = new StringBuilder();
        Normalizer.normalize(text, Normalizer.Form.NFD)
                .codePoints()
                .forEach(
                        c -> {
                            if (isBlank(c)) {
                                end(word, ids);
                            } else if (isChinese(c) || isPunctuation(c)) {
                                end(word, ids);
                                word.appendCodePoint(Character.toLowerCase(c));
                                end(word, ids);
                            } else if (!isDropped(c)) {
                                word.appendCodePoint(Character.toLowerCase(c));
                            }
                        });
        end(word, ids);
        return ids;
    }

    private void end(StringBuilder word, Ids ids) {
        if (!word.isEmpty()) {
            if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
                ids.add(vocabulary.number("[UNK]"), true);
            } else {
                vocabulary.pieces(word.toString(), ids);
            }
            word.setLength(0);
        }
    }

    private static boolean isBlank(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || Character.isWhitespace(c)
                || Character.isSpaceChar(c);
    }

    private static boolean isDropped(int c) {
        int type = Character.getType(c);
        return c == 0
                || c == 0xFFFD
                || type == Character.NON_SPACING_MARK
                || type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.PRIVATE_USE
                || type == Character.SURROGATE
                || type == Character.UNASSIGNED;
    }

    private static boolean isPunctuation(int c) {
        if (c < 128) {
            return c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
        }
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION ->
                    true;
            default -> false;
        };
    }

    private static boolean isChinese(int c) {
        return (c >= 0x4E00 && c <= 0x9FFF)
                || (c >= 0x3400 && c <= 0x4DBF)
                || (c >= 0x20000 && c <= 0x2A6DF)
                || (c >= 0x2A700 && c <= 0x2B81F)
                || (c >= 0x2B820 && c <= 0x2CEAF)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0x2F800 && c <= 0x2FA1F);
    }
}
