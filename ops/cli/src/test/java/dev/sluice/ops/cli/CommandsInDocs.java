package dev.sluice.ops.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands that a page shows in its blocks, and what the page says of who runs them. */
final class CommandsInDocs {
    private static final Pattern MARK = Pattern.compile("<!-- (not run|run by): ?(.+?)\\.? -->");
    private static final Pattern COMMAND =
            Pattern.compile(
                    "(?:ops/|aws |curl |docker |mvn |kubectl |java |apt-get |npm |buildah |source"
                            + " |export |pip |python3? |git |openssl )\\S*.*");
    private static final Pattern SHELL = Pattern.compile("```(?:sh|bash|console|shell)?\\s*");

    /**
     * One block.
     *
     * @param line of the page where it begins, from 1
     * @param mark {@code not run}, {@code run by}, or nothing
     * @param what why, or by whom
     */
    record Block(int line, String mark, String what, List<String> commands) {}

    private CommandsInDocs() {}

    static List<Block> of(String page) {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = page.lines().toList();
        String above = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean fenced = line.strip().startsWith("```");
            boolean indented = line.startsWith("    ") && (i == 0 || lines.get(i - 1).isBlank());
            if (!fenced && !indented) {
                above = line.isBlank() ? above : line;
                continue;
            }
            int from = i;
            List<String> inside = new ArrayList<>();
            if (fenced) {
                for (i++; i < lines.size() && !lines.get(i).strip().startsWith("```"); i++) {
                    inside.add(lines.get(i));
                }
            } else {
                for (; i < lines.size() && within(lines, i); i++) {
                    inside.add(lines.get(i));
                }
                i--;
            }
            boolean shell = !fenced || SHELL.matcher(line.strip()).matches();
            List<String> commands = shell ? commands(inside) : List.of();
            if (!commands.isEmpty()) {
                Matcher mark = MARK.matcher(above);
                boolean marked = mark.find();
                blocks.add(
                        new Block(
                                from + 1,
                                marked ? mark.group(1) : "",
                                marked ? mark.group(2) : "",
                                commands));
            }
            above = "";
        }
        return blocks;
    }

    private static boolean within(List<String> lines, int i) {
        return lines.get(i).startsWith("    ")
                || lines.get(i).isBlank()
                        && i + 1 < lines.size()
                        && lines.get(i + 1).startsWith("    ");
    }

    /** Without comments, and with the lines that they go on at. */
    private static List<String> commands(List<String> lines) {
        List<String> commands = new ArrayList<>();
        StringBuilder command = new StringBuilder();
        for (String line : lines) {
            String text = line.strip();
            if (command.isEmpty() && !COMMAND.matcher(text).matches()) {
                continue;
            }
            boolean goesOn = text.endsWith("\\");
            command.append(goesOn ? text.substring(0, text.length() - 1) : text);
            if (!goesOn) {
                commands.add(command.toString().replaceAll("\\s+# .*", "").replaceAll("\\s+", " "));
                command.setLength(0);
            }
        }
        return commands;
    }
}
