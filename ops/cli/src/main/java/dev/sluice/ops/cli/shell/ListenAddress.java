package dev.sluice.ops.cli.shell;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where to listen, as people write it: {@code 127.0.0.1:8080}, {@code [::1]:8080}; unresolved. */
public final class ListenAddress implements ITypeConverter<InetSocketAddress> {
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\]):(\\d{1,5})");

    private static final int LAST_PORT = 65_535;

    @Override
    public InetSocketAddress convert(String text) {
        Matcher address = FORM.matcher(text);
        if (!address.matches() || Integer.parseInt(address.group(2)) > LAST_PORT) {
            throw new TypeConversionException(
                    "write an address and a port, such as 127.0.0.1:8080 or 0.0.0.0:8080; port 0"
                            + " is a free one");
        }
        return InetSocketAddress.createUnresolved(
                address.group(1).replaceAll("[\\[\\]]", ""), Integer.parseInt(address.group(2)));
    }
}
