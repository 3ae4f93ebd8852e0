package dev.sluice.shared;

import dev.sluice.shared.config.Section;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a program tells health and metrics, as a setting. */
final class HttpAddress {
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\]):(\\d{1,5})");

    private static final int LAST_PORT = 65_535;

    private HttpAddress() {}

    /** This machine alone, at a free port, unless told otherwise. */
    static Optional<InetSocketAddress> read(Section section) {
        String text = section.text("http", "127.0.0.1:0");
        if (text.equals("off")) {
            return Optional.empty();
        }
        Matcher address = FORM.matcher(text);
        if (!address.matches() || Integer.parseInt(address.group(2)) > LAST_PORT) {
            section.problem(
                    "http",
                    "\"%s\" must be an address and a port, such as 127.0.0.1:9400, [::1]:9400 or 0.0.0.0:9400, or off"
                            .formatted(text));
            return Optional.empty();
        }
        return Optional.of(
                InetSocketAddress.createUnresolved(
                        address.group(1), Integer.parseInt(address.group(2))));
    }
}
