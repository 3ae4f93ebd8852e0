package dev.sluice.ops.deploy.config;

import dev.sluice.shared.config.Section;

/** Texts of a form. */
final class Form {
    private Form() {}

    /** A required text of a form. */
    static String matching(Section section, String key, String form, String what) {
        String text = section.text(key);
        if (!text.isEmpty() && !text.matches(form)) {
            section.problem(key, "\"%s\" must be %s".formatted(text, what));
        }
        return text;
    }

    /** The same with a fallback. */
    static String matching(Section section, String key, String fallback, String form, String what) {
        return section.optionalText(key).isPresent()
                ? matching(section, key, form, what)
                : fallback;
    }
}
